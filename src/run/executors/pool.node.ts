/** Worker threads of Node behind the pool's interface. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Reply, SpawnWorker } from "./messages.ts";
import { createPool, type Pool } from "./pool.ts";

/** Beside this module in the package; from the sources (tests), the built one. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../../../build/node/worker.node.js" : "./worker.node.js",
  import.meta.url,
);

const spawnThread: SpawnWorker = (events) => {
  const worker = new Worker(WORKER);
  worker.on("message", (reply: Reply) => events.reply(reply));
  worker.on("messageerror", (error) => events.died(`a message could not be read: ${error.message}`));
  worker.on("error", (error) => events.died(error.message));
  worker.on("exit", (code) => events.died(`it exited with code ${code}`));
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    terminate: () => {
      worker.removeAllListeners();
      // An error that is on its way already would otherwise end the process.
      worker.on("error", () => {});
      void worker.terminate();
    },
  };
};

/** A pool of worker threads, one per core by default. Close it when done: its threads keep the process alive. */
export function workerPool(options: { readonly workers?: number } = {}): Pool {
  return createPool(options.workers ?? availableParallelism(), spawnThread);
}
