/** Floor 3: curvature operators, their spectra, exact and estimated, and the statistics of those spectra. */
export type { LinearOperator, OperatorCallback } from "../kernel/index.ts";
export { operator } from "../kernel/index.ts";
export {
  type CheckOperatorOptions,
  checkOperator,
  type OperatorCheck,
} from "./operators/check-operator.ts";
export {
  type CurvatureOptions,
  empiricalFisher,
  gaussNewton,
  gradientCovariance,
  hessian,
  residual,
} from "./operators/network-operators.ts";
export type { CurveKind, CurveOptions, DensityCurve } from "./spectra/curves.ts";
export {
  type AtomEstimate,
  type CdfEstimate,
  type LanczosCoefficients,
  type Outlier,
  type SpectralDensity,
  spectralDensityOf,
} from "./spectra/density-of.ts";
export { type DiagonalEstimate, type DiagonalOptions, diagonal } from "./spectra/diagonal.ts";
export {
  type ExactGaussNewton,
  type ExactGaussNewtonOptions,
  exactGaussNewton,
} from "./spectra/exact-gauss-newton.ts";
export {
  type ExactHessian,
  type ExactHessianOptions,
  type ExactOptions,
  exactHessian,
  MOST_ORDER,
} from "./spectra/exact-hessian.ts";
export type { ProbeLaw } from "./spectra/probes.ts";
export { type SpectralDensityOptions, spectralDensity } from "./spectra/spectral-density.ts";
export { structuralZeros } from "./spectra/structural-zeros.ts";
export {
  type TopEigenpairs,
  type TopEigenpairsOptions,
  topEigenpairs,
} from "./spectra/top-eigenpairs.ts";
export { type TraceEstimate, type TraceMethod, type TraceOptions, trace } from "./spectra/trace.ts";
export {
  type BatchSpectraOptions,
  type BatchSpectrum,
  type BatchSpectrumOptions,
  batchesOf,
  batchSpectra,
  batchSpectrum,
  pickSamples,
} from "./statistics/batch-spectra.ts";
export type { Family, FamilyKind } from "./statistics/families.ts";
export { type FitSpectrumOptions, fitSpectrum, type SpectrumFit } from "./statistics/fit-spectrum.ts";
export { type GradientCorrelation, gradientCorrelation } from "./statistics/gradient-correlation.ts";
export { type EnergyPicture, type IndexByEnergy, indexByEnergy } from "./statistics/index-by-energy.ts";
export {
  type BatchLevels,
  type LevelColumn,
  type LocalStatistics,
  type LocalStatisticsOptions,
  localStatistics,
} from "./statistics/local-statistics.ts";
export { type LossAlong, lossAlong } from "./statistics/loss-along.ts";
export { type Measure, type WeightedLevels, wasserstein1 } from "./statistics/measure.ts";
export {
  type BatchSizeFit,
  type BatchSizeForm,
  outliersByBatchSize,
} from "./statistics/outliers-by-batch-size.ts";
export { type RayleighQuotients, rayleighQuotients } from "./statistics/rayleigh-quotients.ts";
export type { RunOptions } from "./watch.ts";
