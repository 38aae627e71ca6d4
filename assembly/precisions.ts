/**
 * The kernels that exist in both precisions: of each `name<T>` listed here the build exports nameF64 and nameF32
 * (scripts/precisions.mjs writes them). Folder by folder, from the ground up.
 */

// Products of matrices.

export { gemm, gemmWorkspace } from "./blas/gemm";
export { gram, matmul } from "./blas/matmul";

// From dense matrices to triangular, band and condensed form, and back for the vectors.

export { applyColumnReflectors, applyRowReflectors, qrApply } from "./reductions/back-transform";
export { bidiagonalize } from "./reductions/bidiagonalize";
export { chaseBulges } from "./reductions/chase-bulges";
export { chaseSymmetricBulges } from "./reductions/chase-symmetric-bulges";
export { qrFactor } from "./reductions/qr";
export { reduceSymmetricToBand } from "./reductions/reduce-symmetric-to-band";
export { reduceToBand } from "./reductions/reduce-to-band";
export { tridiagonalize } from "./reductions/tridiagonalize";
export { qrAppend } from "./reductions/tsqr";

// Values and vectors of bidiagonal and tridiagonal matrices.

export { bidiagonalDivide, bidiagonalDivideWorkspace } from "./condensed/bidiagonal-divide";
export { tridiagonalDivide, tridiagonalDivideWorkspace } from "./condensed/tridiagonal-divide";

// Layers, losses and steps of networks.

export { activate } from "./networks/activations";
export { addChannelSums, addScaledChannels, fillChannels } from "./networks/channels";
export {
  addColumnSums,
  addProduct,
  addScaled,
  addTripleProduct,
  multiply,
  projectRows,
  repeatRow,
} from "./networks/elementwise";
export { addCol2im, im2col } from "./networks/im2col";
export { binaryCrossEntropy, softmaxCrossEntropy, softmaxCurvature, squaredError } from "./networks/losses";
export { adamStep, sgdStep } from "./networks/optimizers";
export { addAverages, addToPlaces, averagePool, gatherPlaces, maxPlaces } from "./networks/pooling";
export {
  addNormalizeCurvature,
  addNormalizeJacobian,
  addSoftmaxCurvature,
  addSoftmaxJacobian,
  normalizeRows,
  softmaxRows,
} from "./networks/rows";
export { addTableRows, addToTable } from "./networks/tables";
