/** Web Workers: what only browsers have of this room. */
export { workerPool } from "./executors/pool.web.ts";
