/**
 * A pool of workers as an `Executor`. Each worker has its own kernel and answers one task at a time; a matrix's memory
 * is transferred, not copied. Wasm cannot be interrupted, so an abort terminates the workers at work: that takes
 * milliseconds, whatever they compute. A worker that dies is replaced, and its task fails with WORKER_FAILED.
 */
import type { Executor, MatrixOptions, TimedAnalysis } from "../analysis/index.ts";
import { throwIfAborted, WignerscopeError } from "../kernel/errors.ts";
import type { Matrix } from "../kernel/index.ts";
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

interface Job {
  readonly task: Task;
  readonly signal: AbortSignal | undefined;
  readonly settle: (outcome: TimedAnalysis | WignerscopeError) => void;
}

interface Slot {
  worker: WorkerHandle | undefined;
  job: Job | undefined;
}

/** @throws INVALID_ARGUMENT unless `workers` is a whole number from 1. */
export function createPool(workers: number, spawn: SpawnWorker): Pool {
  if (!Number.isInteger(workers) || workers < 1)
    throw new WignerscopeError("INVALID_ARGUMENT", `workers must be a whole number from 1, got ${workers}`);
  const slots: Slot[] = Array.from({ length: workers }, () => ({ worker: undefined, job: undefined }));
  const queue: Job[] = [];
  let nextId = 0;
  let closed = false;

  function finish(slot: Slot, outcome: TimedAnalysis | WignerscopeError): void {
    const job = slot.job;
    slot.job = undefined;
    job?.settle(outcome);
    startNext();
  }

  function discard(slot: Slot, error: WignerscopeError): void {
    slot.worker?.terminate();
    slot.worker = undefined;
    finish(slot, error);
  }

  function startNext(): void {
    for (const slot of slots) {
      if (slot.job) continue;
      // One signal may end several jobs: those whose own listener is still to be called wait for it.
      const next = queue.findIndex((job) => !job.signal?.aborted);
      if (next < 0) return;
      const [job] = queue.splice(next, 1);
      slot.job = job;
      slot.worker ??= spawn({
        reply: (reply) => {
          if (reply.id !== slot.job?.task.id) return;
          finish(
            slot,
            "result" in reply ? reply.result : new WignerscopeError(reply.error.code, reply.error.message),
          );
        },
        died: (reason) => discard(slot, new WignerscopeError("WORKER_FAILED", `a worker died: ${reason}`)),
      });
      slot.worker.post(job.task, [job.task.matrix.data.buffer as ArrayBuffer]);
    }
  }

  function cancel(job: Job, error: WignerscopeError): void {
    const waiting = queue.indexOf(job);
    if (waiting >= 0) {
      queue.splice(waiting, 1);
      job.settle(error);
      return;
    }
    const slot = slots.find((candidate) => candidate.job === job);
    if (slot) discard(slot, error);
  }

  function submit(matrix: Matrix, options: MatrixOptions, signal?: AbortSignal): Promise<TimedAnalysis> {
    throwIfAborted(signal);
    if (closed) throw new WignerscopeError("ABORTED", "the pool is closed");
    return new Promise((resolve, reject) => {
      const onAbort = () =>
        cancel(job, new WignerscopeError("ABORTED", "stopped by the caller", { cause: signal?.reason }));
      const job: Job = {
        task: { id: nextId++, matrix: ownBuffer(matrix), options },
        signal,
        settle: (outcome) => {
          signal?.removeEventListener("abort", onAbort);
          if (outcome instanceof WignerscopeError) reject(outcome);
          else resolve(outcome);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      queue.push(job);
      startNext();
    });
  }

  return {
    concurrency: workers,
    analyze: async (matrix, options, signal) => submit(matrix, options, signal),
    close() {
      closed = true;
      const error = new WignerscopeError("ABORTED", "the pool was closed");
      for (const job of queue.splice(0)) job.settle(error);
      for (const slot of slots) discard(slot, error);
    },
  };
}

/** The matrix over a buffer of its own, so that a transfer takes nothing else along. */
function ownBuffer(matrix: Matrix): Matrix {
  const { data } = matrix;
  const whole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer;
  return whole ? matrix : { ...matrix, data: data.slice() };
}
