/** The kernel's second door: memories and raw exports, for the few files above it that call the Wasm themselves. */

export { eigenvaluesInPlace } from "./eigen/eigh.ts";
export type { Frame, Memory } from "./memory.ts";
export { type Real, real, rowStride } from "./precision.ts";
export { type Kernel, kernel, separateKernel } from "./wasm.ts";
