/** Floor 1: the kernel, its memory, and the typed functions over it. */
export { type ErrorCode, WignerscopeError } from "./errors.ts";
export { type FloatArray, type Matrix, matrix, transpose } from "./matrix.ts";
export { DEFAULT_SEED, Random } from "./random.ts";
export { type InitOptions, init, type KernelBuild, supportedBuilds } from "./wasm.ts";
