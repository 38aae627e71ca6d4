/** Where work runs and where its results are kept. Worker pools come from the package's entry for the platform: `workerPool`. */
export { MAX_WORKERS, type Pool } from "./executors/pool.ts";
export { isStop, type RunOptions, run } from "./run.ts";
export { memoryStore } from "./stores/memory.ts";
