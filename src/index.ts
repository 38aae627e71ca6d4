/** The public API, the same in Node, in workers and in browsers. */

export * from "./analysis/index.ts";
export * from "./bulk/index.ts";
export * as ensembles from "./ensembles/index.ts";
export * from "./kernel/index.ts";
export * as laws from "./laws/index.ts";
export * from "./levels/index.ts";
export * from "./models/index.ts";
export * from "./report/index.ts";
export * from "./run/index.ts";
export * from "./tails/index.ts";
export * from "./vectors/index.ts";
