/**
 * A pool of workers as an `Executor`. Each worker has its own kernel and answers one task at a time; a matrix's memory
 * is transferred, not copied. Wasm cannot be interrupted, so an abort terminates the workers at work: that takes
 * milliseconds, whatever they compute. A worker that dies is replaced, and its task fails with WORKER_FAILED.
 */
import {
  type Executor,
  type Job,
  matricesOf,
  type ResultOf,
  type Timed,
  withMatrices,
} from "../../analysis/index.ts";
import { checkShape, type Matrix, throwIfAborted, WignerscopeError } from "../../base/index.ts";
import type { Reply, Task } from "./messages.ts";

/** One worker, whatever kind of worker the engine has. */
export interface WorkerHandle {
  post(task: Task, transfer: ArrayBuffer[]): void;
  /** Ends the worker at once. No callback is called afterwards. */
  terminate(): void;
}

export interface WorkerEvents {
  reply(reply: Reply): void;
  /** The worker is gone. */
  died(reason: string): void;
}

export type SpawnWorker = (events: WorkerEvents) => WorkerHandle;

export interface Pool extends Executor {
  /** Ends all workers. Tasks under way fail with ABORTED. */
  close(): void;
}

type Outcome = Timed<ResultOf<Job>> | WignerscopeError;

interface Entry {
  readonly task: Task;
  readonly signal: AbortSignal | undefined;
  readonly settle: (outcome: Outcome) => void;
}

interface Slot {
  worker: WorkerHandle | undefined;
  entry: Entry | undefined;
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
  const slots: Slot[] = Array.from({ length: workers }, () => ({ worker: undefined, entry: undefined }));
  const queue: Entry[] = [];
  let nextId = 0;
  let closed = false;

  function finish(slot: Slot, outcome: Outcome): void {
    const { entry } = slot;
    slot.entry = undefined;
    entry?.settle(outcome);
    startNext();
  }

  function discard(slot: Slot, error: WignerscopeError): void {
    slot.worker?.terminate();
    slot.worker = undefined;
    finish(slot, error);
  }

  function startNext(): void {
    for (const slot of slots) {
      while (!slot.entry) {
        // One signal may end several entries: those whose own listener is still to be called wait for it.
        const next = queue.findIndex(({ signal }) => !signal?.aborted);
        if (next < 0) return;
        const [entry] = queue.splice(next, 1);
        handOver(entry, slot);
      }
    }
  }

  /** The entry is the slot's, or has failed: the engine may refuse a thread, and a job's options may not be plain data. */
  function handOver(entry: Entry, slot: Slot): void {
    try {
      slot.worker ??= spawn(eventsOf(slot));
      slot.worker.post(entry.task, buffersOf(entry.task.job));
      slot.entry = entry;
    } catch (cause) {
      slot.worker?.terminate();
      slot.worker = undefined;
      const why = cause instanceof Error ? cause.message : String(cause);
      entry.settle(
        new WignerscopeError("WORKER_FAILED", `a worker could not take the task: ${why}`, { cause }),
      );
    }
  }

  function eventsOf(slot: Slot): WorkerEvents {
    return {
      reply: (reply) => {
        if (reply.id !== slot.entry?.task.id) return;
        finish(
          slot,
          "done" in reply ? reply.done : new WignerscopeError(reply.error.code, reply.error.message),
        );
      },
      died: (reason) => discard(slot, new WignerscopeError("WORKER_FAILED", `a worker died: ${reason}`)),
    };
  }

  function cancel(entry: Entry, error: WignerscopeError): void {
    const waiting = queue.indexOf(entry);
    if (waiting >= 0) {
      queue.splice(waiting, 1);
      entry.settle(error);
      return;
    }
    const slot = slots.find((candidate) => candidate.entry === entry);
    if (slot) discard(slot, error);
  }

  function submit<J extends Job>(job: J, signal?: AbortSignal): Promise<Timed<ResultOf<J>>> {
    throwIfAborted(signal);
    if (closed) throw new WignerscopeError("ABORTED", "the pool is closed");
    // A matrix whose memory was transferred before has no entries left.
    for (const matrix of matricesOf(job)) {
      checkShape(matrix);
      checkTransferable(matrix);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () =>
        cancel(entry, new WignerscopeError("ABORTED", "stopped by the caller", { cause: signal?.reason }));
      const entry: Entry = {
        task: { id: nextId++, job: withMatrices(job, ownBuffer) },
        signal,
        settle: (outcome) => {
          signal?.removeEventListener("abort", onAbort);
          if (outcome instanceof WignerscopeError) reject(outcome);
          // The reply to a job is of the job's kind.
          else resolve(outcome as Timed<ResultOf<J>>);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      queue.push(entry);
      startNext();
    });
  }

  return {
    concurrency: workers,
    run: async (job, signal) => submit(job, signal),
    close() {
      closed = true;
      const error = new WignerscopeError("ABORTED", "the pool was closed");
      for (const entry of queue.splice(0)) entry.settle(error);
      for (const slot of slots) discard(slot, error);
    },
  };
}

/** Bytes that fit neither into a message (V8 keeps the low 32 bits of a longer buffer's length) nor into linear memory. */
const TOO_LONG = 2 ** 32;

function checkTransferable({ rows, cols, data }: Matrix): void {
  if (data.byteLength >= TOO_LONG)
    throw new WignerscopeError(
      "OUT_OF_MEMORY",
      `a matrix of ${rows} x ${cols} takes ${(data.byteLength / 2 ** 20).toFixed(0)} MiB, the kernel's memory is at most 4096 MiB`,
    );
}

/** The matrix over a buffer of its own, so that a transfer takes nothing else along. */
function ownBuffer(matrix: Matrix): Matrix {
  const { data } = matrix;
  const whole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer;
  return whole ? matrix : { ...matrix, data: data.slice() };
}

/** What a task transfers; two matrices may share one buffer. */
function buffersOf(job: Job): ArrayBuffer[] {
  return [...new Set(matricesOf(job).map(({ data }) => data.buffer as ArrayBuffer))];
}
