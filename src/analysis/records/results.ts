/** All record types, for the rooms of this floor. */
export type * from "./comparison-results.ts";
export type * from "./layer-results.ts";
export type * from "./matrix-results.ts";
export type * from "./part.ts";
export type * from "./run-records.ts";
export type * from "./settings.ts";
