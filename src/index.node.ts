/** The public API in Node: that of every platform, and what only Node has, files by path and worker threads. */
export * from "./index.ts";
export { type TableOptions, toTable } from "./report/text/table.ts";
export { openModelFile, writeModelFile } from "./models/sources/files.node.ts";
export { workerPool } from "./run/executors/pool.node.ts";
