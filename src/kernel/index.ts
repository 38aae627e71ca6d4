/** Floor 1: the kernel, its memory, and the typed functions over it. */
export { type BidiagonalOptions, svdBidiagonal } from "./bidiagonal.ts";
export { type Eigh, type EighOptions, eigh, eigvalsh } from "./eigh.ts";
export { type ErrorCode, WignerscopeError } from "../base/errors.ts";
export { type Lanczos, type LanczosOptions, lanczos } from "./lanczos.ts";
export { type FloatArray, type Matrix, matrix, transpose } from "../base/matrix.ts";
export type { Precision } from "./precision.ts";
export { productSingularValues } from "./product-values.ts";
export { gram, matmul, type ProductOptions } from "./products.ts";
export { type Qr, type QrOptions, qr } from "./qr.ts";
export { DEFAULT_SEED, Random } from "./random.ts";
export { type SignFlipOptions, signFlippedNorms } from "./sign-flips.ts";
export { StreamingQr, type StreamingQrOptions } from "./streaming-qr.ts";
export { type Svd, type SvdOptions, svd } from "./svd.ts";
export { type SvdMethod, type SvdvalsOptions, svdvals } from "./svdvals.ts";
export {
  type EighTridiagonal,
  eighTridiagonal,
  type TridiagonalOptions,
  type TridiagonalRange,
} from "./tridiagonal.ts";
export { VERSION } from "../base/version.ts";
export { activeBuild, type InitOptions, init, type KernelBuild, supportedBuilds } from "./wasm.ts";
