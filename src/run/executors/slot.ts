/**
 * One place of a pool: a worker, started when there is something to do and kept for the next. Wasm cannot be interrupted, so
 * an abort terminates the worker: that takes milliseconds, whatever it computes. A worker that dies fails its job, and the
 * next job gets a new one.
 */
import type { Job, ResultOf, Timed } from "../../analysis/index.ts";
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { handOver } from "./hand-over.ts";
import type { SpawnWorker, WorkerEvents, WorkerHandle } from "./messages.ts";

export interface Slot {
  /**
   * Does one job; the next one only after this has settled.
   * @throws ABORTED when the signal fires or the slot is closed, WORKER_FAILED, and what the job throws.
   */
  perform<J extends Job>(job: J, signal: AbortSignal | undefined): Promise<Timed<ResultOf<J>>>;
  /** Ends the worker and fails the job that is under way. */
  close(reason: WignerscopeError): void;
}

interface UnderWay {
  readonly id: number;
  resolve(done: Timed<ResultOf<Job>>): void;
  reject(error: WignerscopeError): void;
}

export function openSlot(spawn: SpawnWorker): Slot {
  let worker: WorkerHandle | undefined;
  let underWay: UnderWay | undefined;
  let lastId = 0;

  function fail(error: WignerscopeError): void {
    worker?.terminate();
    worker = undefined;
    underWay?.reject(error);
  }

  const events: WorkerEvents = {
    reply(reply) {
      if (reply.id !== underWay?.id) return;
      if (reply.kind === "done") underWay.resolve(reply.done);
      else underWay.reject(new WignerscopeError(reply.error.code, reply.error.message));
    },
    died: (reason) => fail(new WignerscopeError("WORKER_FAILED", `a worker died: ${reason}`)),
  };

  return {
    async perform<J extends Job>(job: J, signal: AbortSignal | undefined) {
      throwIfAborted(signal);
      const onAbort = () =>
        fail(new WignerscopeError("ABORTED", "stopped by the caller", { cause: signal?.reason }));
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        return await new Promise<Timed<ResultOf<J>>>((resolve, reject) => {
          // The reply to a job is of the job's kind.
          underWay = { id: ++lastId, resolve: (done) => resolve(done as Timed<ResultOf<J>>), reject };
          try {
            worker ??= spawn(events);
            handOver(job, lastId, worker);
          } catch (cause) {
            // The engine may refuse a thread, and a job's options may not be plain data.
            const why = cause instanceof Error ? cause.message : String(cause);
            const message = `a worker could not take the task: ${why}`;
            fail(new WignerscopeError("WORKER_FAILED", message, { cause }));
          }
        });
      } finally {
        signal?.removeEventListener("abort", onAbort);
        underWay = undefined;
      }
    },
    close: fail,
  };
}
