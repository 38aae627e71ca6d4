/** Tables for a terminal: what only Node has of this room. */
export { toComparisonTable } from "./files/comparison.ts";
export { type TableOptions, toTable } from "./text/table.ts";
