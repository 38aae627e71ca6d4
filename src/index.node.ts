/** The public API in Node: that of every platform, and what only Node has, files by path and worker threads. */
export * from "./index.ts";
export { openModelFile, writeModelFile } from "./models/index.node.ts";
export { type TableOptions, toTable } from "./report/index.node.ts";
export { type DatabaseOptions, type PostgresStore, postgresStore, workerPool } from "./run/index.node.ts";
