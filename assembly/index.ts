/** The exports of the kernel: everything that src may call, and nothing else; folder by folder, from the ground up. */

// Memory, and random numbers.

export { heapBase } from "./base/memory";
export {
  randomChi,
  randomExponential,
  randomGamma,
  randomNormal,
  randomPareto,
  randomSeed,
  randomStable,
  randomStudent,
  randomUniform,
} from "./base/random";

// Products of matrices.

export { gemmF32, gemmF64, gemmWorkspaceF32, gemmWorkspaceF64 } from "./blas/gemm";
export {
  gramF32,
  gramF64,
  gramUpperF64,
  matmulF32,
  matmulF64,
} from "./blas/matmul";

// From dense matrices to triangular, band and condensed form, and back for the vectors.

export {
  applyColumnReflectorsF32,
  applyColumnReflectorsF64,
  applyRowReflectorsF32,
  applyRowReflectorsF64,
  backTransformWorkspace,
  qrApplyF32,
  qrApplyF64,
} from "./reductions/back-transform";
export {
  bidiagonalizeF32,
  bidiagonalizeF64,
  bidiagonalizeWorkspace,
} from "./reductions/bidiagonalize";
export { chaseBulgesF32, chaseBulgesF64, chaseBulgesWorkspace } from "./reductions/chase-bulges";
export {
  chaseSymmetricBulgesF32,
  chaseSymmetricBulgesF64,
  chaseSymmetricBulgesWorkspace,
} from "./reductions/chase-symmetric-bulges";
export {
  qrFactorF32,
  qrFactorF64,
  qrWorkspace,
} from "./reductions/qr";
export {
  reduceSymmetricToBandF32,
  reduceSymmetricToBandF64,
  reduceSymmetricToBandWorkspace,
} from "./reductions/reduce-symmetric-to-band";
export { reduceToBandF32, reduceToBandF64, reduceToBandWorkspace } from "./reductions/reduce-to-band";
export {
  tridiagonalizeF32,
  tridiagonalizeF64,
  tridiagonalizeWorkspace,
} from "./reductions/tridiagonalize";
export { qrAppendF32, qrAppendF64, qrAppendWorkspace } from "./reductions/tsqr";

// Values and vectors of bidiagonal and tridiagonal matrices.

export {
  bidiagonalDivideF32,
  bidiagonalDivideF64,
  bidiagonalDivideWorkspaceF32,
  bidiagonalDivideWorkspaceF64,
} from "./condensed/bidiagonal-divide";
export { bisect, bisectWorkspace, sturmCount } from "./condensed/bisection";
export { dqds, dqdsWorkspace } from "./condensed/dqds";
export { inverseIteration, inverseIterationWorkspace } from "./condensed/inverse-iteration";
export {
  tridiagonalDivideF32,
  tridiagonalDivideF64,
  tridiagonalDivideWorkspaceF32,
  tridiagonalDivideWorkspaceF64,
} from "./condensed/tridiagonal-divide";
export { tridiagonalQlF64 } from "./condensed/tridiagonal-ql";
export { tridiagonalValues, tridiagonalValuesWorkspace } from "./condensed/tridiagonal-values";

// Lanczos: on a Gram matrix, and the vector work of one step.

export { lanczosGramF32, lanczosGramWorkspace } from "./krylov/gram-lanczos";
export { divideF64, norm2F64, orthogonalize, orthogonalizeWorkspace } from "./krylov/orthogonalize";

// Loops of the statistics of floor 2.

export { broadenedDensity, broadenedStaircase, broadeningWorkspace } from "./statistics/broadening";
export { circularPhases } from "./statistics/circular";
export { exponentialSums } from "./statistics/exponential-sums";
export {
  porterThomasNull,
  porterThomasTransform,
  uniformDistance,
  uniformDistanceWorkspace,
} from "./statistics/porter-thomas";
export {
  powerLawAt,
  powerLawProfile,
  powerLawScan,
  powerLawScanWorkspace,
  tailExponent,
} from "./statistics/power-law";
export { powerLawBootstrap, powerLawBootstrapWorkspace } from "./statistics/power-law-bootstrap";
export { flipSignsF32 } from "./statistics/sign-flips";
export { countMoments, rigidity } from "./statistics/windows";

// Layers, losses and steps of networks.

export { activateF32, activateF64 } from "./networks/activations";
export {
  addChannelSumsF32,
  addChannelSumsF64,
  addScaledChannelsF32,
  addScaledChannelsF64,
  fillChannelsF32,
  fillChannelsF64,
} from "./networks/channels";
export {
  addColumnSumsF32,
  addColumnSumsF64,
  addProductF32,
  addProductF64,
  addScaledF32,
  addScaledF64,
  addTripleProductF32,
  addTripleProductF64,
  multiplyF32,
  multiplyF64,
  projectRowsF32,
  projectRowsF64,
  repeatRowF32,
  repeatRowF64,
  zero,
} from "./networks/elementwise";
export {
  addCol2imF32,
  addCol2imF64,
  im2colF32,
  im2colF64,
} from "./networks/im2col";
export {
  binaryCrossEntropyF32,
  binaryCrossEntropyF64,
  softmaxCrossEntropyF32,
  softmaxCrossEntropyF64,
  softmaxCurvatureF32,
  softmaxCurvatureF64,
  squaredErrorF32,
  squaredErrorF64,
} from "./networks/losses";
export { adamStepF32, adamStepF64, sgdStepF32, sgdStepF64 } from "./networks/optimizers";
export {
  addAveragesF32,
  addAveragesF64,
  addToPlacesF32,
  addToPlacesF64,
  averagePoolF32,
  averagePoolF64,
  gatherPlacesF32,
  gatherPlacesF64,
  maxPlacesF32,
  maxPlacesF64,
} from "./networks/pooling";
export {
  addNormalizeCurvatureF32,
  addNormalizeCurvatureF64,
  addNormalizeJacobianF32,
  addNormalizeJacobianF64,
  addSoftmaxCurvatureF32,
  addSoftmaxCurvatureF64,
  addSoftmaxJacobianF32,
  addSoftmaxJacobianF64,
  normalizeRowsF32,
  normalizeRowsF64,
  softmaxRowsF32,
  softmaxRowsF64,
} from "./networks/rows";
export { addTableRowsF32, addTableRowsF64, addToTableF32, addToTableF64 } from "./networks/tables";
