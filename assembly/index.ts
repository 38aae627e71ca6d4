/**
 * The exports of the kernel: everything that src may call, and nothing else; folder by folder, from the ground up. What
 * exists in both precisions is listed in precisions.ts.
 */

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

export { gramUpperF64 } from "./blas/matmul";

// From dense matrices to triangular, band and condensed form, and back for the vectors.

export { backTransformWorkspace } from "./reductions/back-transform";
export { bidiagonalizeWorkspace } from "./reductions/bidiagonalize";
export { chaseBulgesWorkspace } from "./reductions/chase-bulges";
export { chaseSymmetricBulgesWorkspace } from "./reductions/chase-symmetric-bulges";
export { qrWorkspace } from "./reductions/qr";
export { reduceSymmetricToBandWorkspace } from "./reductions/reduce-symmetric-to-band";
export { reduceToBandWorkspace } from "./reductions/reduce-to-band";
export { tridiagonalizeWorkspace } from "./reductions/tridiagonalize";
export { qrAppendWorkspace } from "./reductions/tsqr";

// Values and vectors of bidiagonal and tridiagonal matrices.

export { bisect, bisectWorkspace, sturmCount } from "./condensed/bisection";
export { dqds, dqdsWorkspace } from "./condensed/dqds";
export { inverseIteration, inverseIterationWorkspace } from "./condensed/inverse-iteration";
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

// Networks.

export { zero } from "./networks/elementwise";
