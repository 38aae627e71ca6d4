/** Where work runs. Worker pools come from the package's entry for the platform: `workerPool`. */
export { MAX_WORKERS, type Pool } from "./executors/pool.ts";
