/** Worker threads: what only Node has of this room. */
export { workerPool } from "./executors/pool.node.ts";
