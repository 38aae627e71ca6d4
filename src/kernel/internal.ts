/** The kernel's second door: memories and raw exports, for the few files above it that call the Wasm themselves. */

export type { Memory } from "./memory.ts";
export { type Real, real } from "./precision.ts";
export { type Kernel, kernel, separateKernel } from "./wasm.ts";
