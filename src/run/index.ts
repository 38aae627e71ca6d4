/** Where work runs. Worker pools come from the package's entry for the platform: `workerPool`. */
export type { Pool } from "./pool.ts";
