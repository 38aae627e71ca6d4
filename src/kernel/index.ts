/** Floor 1: the kernel, its memory, and the typed functions over it. */

export { gram, matmul, type ProductOptions } from "./dense/products.ts";
export { type Qr, type QrOptions, qr } from "./dense/qr.ts";
export { StreamingQr, type StreamingQrOptions } from "./dense/streaming-qr.ts";
export { type Eigh, type EighOptions, eigh, eigvalsh } from "./eigen/eigh.ts";
export {
  type EighTridiagonal,
  eighTridiagonal,
  type TridiagonalOptions,
  type TridiagonalRange,
} from "./eigen/tridiagonal.ts";
export { type Lanczos, type LanczosOptions, lanczos, lanczosProcess } from "./krylov/lanczos.ts";
export {
  applyRows,
  type LinearOperator,
  type OperatorCallback,
  operator,
  requireOperator,
} from "./krylov/operator.ts";
export { type SignFlipOptions, signFlippedNorms } from "./krylov/sign-flips.ts";
export { DEFAULT_SEED, Random } from "./random.ts";
export { type BidiagonalOptions, svdBidiagonal } from "./singular/bidiagonal.ts";
export { checkedSingularValues, hardRank, hardRankTolerance } from "./singular/numerical-rank.ts";
export { productSingularValues } from "./singular/product-values.ts";
export { type Svd, type SvdOptions, svd } from "./singular/svd.ts";
export { type SvdMethod, type SvdvalsOptions, svdvals } from "./singular/svdvals.ts";
export { activeBuild, type InitOptions, init, type KernelBuild, supportedBuilds } from "./wasm.ts";
