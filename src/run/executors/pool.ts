/**
 * A pool of workers as an `Executor`: slots with a worker each (slot.ts), turns at them (turns.ts), matrices handed over
 * (hand-over.ts). Each worker has its own kernel and does one job at a time.
 */
import type { Executor } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { checkTransferable } from "./hand-over.ts";
import type { SpawnWorker } from "./messages.ts";
import { openSlot } from "./slot.ts";
import { takeTurns } from "./turns.ts";

export interface Pool extends Executor {
  /** Ends all workers. Tasks under way fail with ABORTED. */
  close(): void;
}

/** Each worker is a thread with a kernel and a matrix of its own; the largest machines have some hundred cores. */
export const MAX_WORKERS = 1024;

/** @throws INVALID_ARGUMENT unless `workers` is a whole number from 1 to MAX_WORKERS. */
export function createPool(workers: number, spawn: SpawnWorker): Pool {
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `workers must be a whole number from 1 to ${MAX_WORKERS}, got ${workers}`,
    );
  const slots = Array.from({ length: workers }, () => openSlot(spawn));
  const turns = takeTurns(slots);
  let closed: WignerscopeError | undefined;

  return {
    concurrency: workers,
    async run(_task, fulfil, signal) {
      const slot = await turns.take(signal);
      try {
        const job = await fulfil();
        if (closed) throw closed;
        checkTransferable(job);
        return await slot.perform(job, signal);
      } finally {
        turns.giveBack(slot);
      }
    },
    close() {
      closed = new WignerscopeError("ABORTED", "the pool was closed");
      turns.close(closed);
      for (const slot of slots) slot.close(closed);
    },
  };
}
