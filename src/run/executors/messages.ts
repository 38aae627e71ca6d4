/** What a pool and its workers say to each other. Errors cross as plain data and are rebuilt on the other side. */
import type { Job, ResultOf, Timed } from "../../analysis/index.ts";
import { type ErrorCode, WignerscopeError } from "../../base/index.ts";

export interface Request {
  readonly id: number;
  readonly job: Job;
}

export type Reply =
  | { readonly kind: "done"; readonly id: number; readonly done: Timed<ResultOf<Job>> }
  | {
      readonly kind: "failed";
      readonly id: number;
      readonly error: { readonly code: ErrorCode; readonly message: string };
    };

/** One worker, whatever kind of worker the engine has. */
export interface WorkerHandle {
  post(request: Request, transfer: ArrayBuffer[]): void;
  /** Ends the worker at once. No callback is called afterwards. */
  terminate(): void;
}

export interface WorkerEvents {
  reply(reply: Reply): void;
  /** The worker is gone. */
  died(reason: string): void;
}

export type SpawnWorker = (events: WorkerEvents) => WorkerHandle;

export function describeError(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof WignerscopeError) return { code: error.code, message: error.message };
  return { code: "WORKER_FAILED", message: error instanceof Error ? error.message : String(error) };
}
