/** Level statistics: unfolding, spacings, ratios and the tests on them. */

export type { Spectra } from "./ascending.ts";
export {
  exactFormFactor,
  exactNumberVariance,
  exactSpectralRigidity,
  type UniversalityClass,
} from "./long-range/exact-curves.ts";
export {
  DEFAULT_BANDWIDTH,
  type FormFactor,
  type FormFactorOptions,
  formFactor,
} from "./long-range/form-factor.ts";
export {
  numberVarianceError,
  spectralRigidityError,
  type WindowErrorOptions,
} from "./long-range/window-errors.ts";
export {
  type NumberVarianceOptions,
  numberVariance,
  spectralRigidity,
  type WindowOptions,
} from "./long-range/windows.ts";
export {
  clearNullBands,
  type NullBand,
  type NullBandOptions,
  type NullStatistic,
  nullBand,
  nullBandSync,
  nullPValue,
} from "./nulls/null-band.ts";
export { type NullShape, type NullSpectrumOptions, nullSpectrum } from "./nulls/null-spectrum.ts";
export {
  DEFAULT_UNFOLDINGS,
  type SensitivityEntry,
  type UnfoldingSensitivity,
  unfoldingSensitivity,
} from "./sensitivity.ts";
export { type BerryRobnikFit, fitBerryRobnik } from "./spacings/berry-robnik.ts";
export { type Bootstrap, type BootstrapOptions, blockBootstrap } from "./spacings/bootstrap.ts";
export { type BrodyFit, fitBrody } from "./spacings/brody.ts";
export {
  MEAN_RATIOS,
  type MeanSpacingRatio,
  meanSpacingRatio,
  type SpacingRatios,
  spacingRatios,
} from "./spacings/ratios.ts";
export type { SpacingFit, SpacingFitOptions } from "./spacings/spacing-fit.ts";
export { type SpacingTest, type SpacingTestOptions, spacingTest } from "./spacings/spacing-test.ts";
export { spacings } from "./spacings/spacings.ts";
export {
  type BroadenedDensity,
  type BroadeningOptions,
  broadenedDensity,
  DEFAULT_BROADENING,
} from "./unfolding/broadening.ts";
export type { UnfoldingDiagnostics } from "./unfolding/diagnostics.ts";
export {
  DEFAULT_DEGREE,
  type GaussianUnfolding,
  type LawUnfolding,
  type PolynomialUnfolding,
  type PoolUnfolding,
  type Unfolded,
  type UnfoldOptions,
  unfold,
} from "./unfolding/unfold.ts";
export { unfoldPooled } from "./unfolding/unfold-pooled.ts";
