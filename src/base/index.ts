/** The ground: what every room uses, matrices as data, the one error type, checks of arguments. */
export * from "./arguments.ts";
export { type ErrorCode, throwIfAborted, WignerscopeError } from "./errors.ts";
export {
  checkFinite,
  checkShape,
  EPSILON,
  type FloatArray,
  type Matrix,
  matrix,
  type Precision,
  transpose,
  transposeInto,
} from "./matrix.ts";
export { described, didYouMean, knownOptions, type OptionNames, requireOptions } from "./options.ts";
export { type Pointwise, pointwise } from "./pointwise.ts";
export { sha256Base64 } from "./sha256.ts";
export { requireFunction, requireLists, requireNumbers, requireObject, requireObjects } from "./shapes.ts";
export { VERSION } from "./version.ts";
