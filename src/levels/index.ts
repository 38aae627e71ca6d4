/** Level statistics: unfolding, spacings, ratios and the tests on them. */

export {
  type AndersonDarlingTest,
  andersonDarlingDistance,
  andersonDarlingTest,
} from "../statistics/anderson-darling.ts";
export type { Spectra } from "./ascending.ts";
export { type BerryRobnikFit, fitBerryRobnik } from "./berry-robnik.ts";
export { type Bootstrap, type BootstrapOptions, blockBootstrap } from "./bootstrap.ts";
export {
  type BroadenedDensity,
  type BroadeningOptions,
  broadenedDensity,
  DEFAULT_BROADENING,
} from "./broadening.ts";
export { type BrodyFit, fitBrody } from "./brody.ts";
export type { UnfoldingDiagnostics } from "./diagnostics.ts";
export type { Cdf } from "../statistics/distribution.ts";
export {
  exactFormFactor,
  exactNumberVariance,
  exactSpectralRigidity,
  type UniversalityClass,
} from "./exact-curves.ts";
export { DEFAULT_BANDWIDTH, type FormFactor, type FormFactorOptions, formFactor } from "./form-factor.ts";
export {
  type KsTest,
  type KsTestOptions,
  ksDistance,
  ksTest,
  monteCarloP,
} from "../statistics/kolmogorov-smirnov.ts";
export {
  clearNullBands,
  type NullBand,
  type NullBandOptions,
  type NullStatistic,
  nullBand,
  nullBandSync,
  nullPValue,
} from "./null-band.ts";
export { type NullShape, type NullSpectrumOptions, nullSpectrum } from "./null-spectrum.ts";
export {
  MEAN_RATIOS,
  type MeanSpacingRatio,
  meanSpacingRatio,
  type SpacingRatios,
  spacingRatios,
} from "./ratios.ts";
export {
  DEFAULT_UNFOLDINGS,
  type SensitivityEntry,
  type UnfoldingSensitivity,
  unfoldingSensitivity,
} from "./sensitivity.ts";
export type { SpacingFit, SpacingFitOptions } from "./spacing-fit.ts";
export { type SpacingTest, type SpacingTestOptions, spacingTest } from "./spacing-test.ts";
export { spacings } from "./spacings.ts";
export {
  DEFAULT_DEGREE,
  type GaussianUnfolding,
  type LawUnfolding,
  type PolynomialUnfolding,
  type PoolUnfolding,
  type Unfolded,
  type UnfoldOptions,
  unfold,
} from "./unfold.ts";
export { unfoldPooled } from "./unfold-pooled.ts";
export { numberVarianceError, spectralRigidityError, type WindowErrorOptions } from "./window-errors.ts";
export {
  type NumberVarianceOptions,
  numberVariance,
  spectralRigidity,
  type WindowOptions,
} from "./windows.ts";
