/** Web Workers behind the pool's interface. */
import type { KernelBuild } from "../../kernel/index.ts";
import type { Reply, SpawnWorker } from "./messages.ts";
import { createPool, type Pool } from "./pool.ts";

export interface WebPoolOptions {
  /** Default: one per core. */
  readonly workers?: number;
  /** Which build of the kernel the workers run. Default: the fastest that the engine has. */
  readonly build?: KernelBuild;
  /** Makes a worker that runs worker.web; only for pages that bundle that entry under another name. */
  readonly createWorker?: () => Worker;
}

/** Bundlers recognise this exact form and emit the worker, which takes its build from its name. */
const packagedWorker = (build = "") =>
  new Worker(new URL("./worker.web.js", import.meta.url), { type: "module", name: build });

/** A pool of Web Workers. Close it when done. */
export function workerPool(options: WebPoolOptions = {}): Pool {
  const createWorker = options.createWorker ?? (() => packagedWorker(options.build));
  const spawn: SpawnWorker = (events) => {
    const worker = createWorker();
    worker.onmessage = (event: MessageEvent<Reply>) => events.reply(event.data);
    worker.onerror = (event) => events.died(event.message || "it could not be loaded");
    worker.onmessageerror = () => events.died("a message could not be read");
    return {
      post: (request, transfer) => worker.postMessage(request, transfer),
      terminate: () => {
        worker.onmessage = worker.onerror = worker.onmessageerror = null;
        worker.terminate();
      },
    };
  };
  return createPool(options.workers ?? navigator.hardwareConcurrency ?? 1, spawn);
}
