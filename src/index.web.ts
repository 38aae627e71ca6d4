/** The public API in browsers: that of every platform, and Web Workers. */
export * from "./index.ts";
export { workerPool } from "./run/index.web.ts";
