/** The exports of the kernel: everything that src/kernel may call, and nothing else. */
export { broadenedDensity, broadenedStaircase, broadeningWorkspace } from "./broadening";
export { exponentialSums } from "./formFactor";
export { circularPhases } from "./circular";
export { heapBase } from "./memory";
export { flipSignsF32, lanczosGramF32, lanczosGramWorkspace } from "./signFlips";
export { powerLawBootstrap, powerLawBootstrapWorkspace } from "./powerLawBootstrap";
export { powerLawAt, powerLawProfile, powerLawScan, powerLawScanWorkspace, tailExponent } from "./powerLaw";
export { countMoments, rigidity } from "./windows";
export {
  applyBidiagonalPF32,
  applyBidiagonalPF64,
  applyBidiagonalQF32,
  applyBidiagonalQF64,
  applyBidiagonalWorkspace,
  bidiagonalizeF32,
  bidiagonalizeF64,
  bidiagonalizeWorkspace,
} from "./bidiagonalize";
export {
  bidiagonalDivideF32,
  bidiagonalDivideF64,
  bidiagonalDivideWorkspaceF32,
  bidiagonalDivideWorkspaceF64,
} from "./bidiagonalDivide";
export { bidiagonalQrF32, bidiagonalQrF64 } from "./bidiagonalQr";
export { gemmF32, gemmF64, gemmWorkspaceF32, gemmWorkspaceF64 } from "./gemm";
export { chaseBulgesF32, chaseBulgesF64, chaseBulgesWorkspace } from "./chaseBulges";
export {
  chaseSymmetricBulgesF32,
  chaseSymmetricBulgesF64,
  chaseSymmetricBulgesWorkspace,
} from "./chaseSymmetricBulges";
export {
  reduceSymmetricToBandF32,
  reduceSymmetricToBandF64,
  reduceSymmetricToBandWorkspace,
} from "./reduceSymmetricToBand";
export { reduceToBandF32, reduceToBandF64, reduceToBandWorkspace } from "./reduceToBand";
export { gramF32, gramF64, gramUpperF64, matmulF32, matmulF64, matmulWorkspaceF32, matmulWorkspaceF64 } from "./matmul";
export { qrAppendF32, qrAppendF64, qrAppendWorkspace } from "./tsqr";
export { qrApplyF32, qrApplyF64, qrApplyWorkspace, qrFactorF32, qrFactorF64, qrWorkspace } from "./qr";
export {
  applyTridiagonalQF32,
  applyTridiagonalQF64,
  applyTridiagonalQWorkspace,
  tridiagonalizeF32,
  tridiagonalizeF64,
  tridiagonalizeWorkspace,
} from "./tridiagonalize";
export { tridiagonalQlF32, tridiagonalQlF64 } from "./tridiagonalQl";
export { porterThomasNull, porterThomasTransform, uniformDistance, uniformDistanceWorkspace } from "./porterThomas";
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
} from "./random";
export { dqds, dqdsWorkspace } from "./dqds";
export {
  tridiagonalDivideF32,
  tridiagonalDivideF64,
  tridiagonalDivideWorkspaceF32,
  tridiagonalDivideWorkspaceF64,
} from "./tridiagonalDivide";
export { divideF64, dotF64, norm2F64, orthogonalize, orthogonalizeWorkspace } from "./lanczos";
export { bisect, bisectWorkspace, sturmCount } from "./bisection";
export { inverseIteration, inverseIterationWorkspace } from "./inverseIteration";
export { tridiagonalValues, tridiagonalValuesWorkspace } from "./tridiagonalValues";
