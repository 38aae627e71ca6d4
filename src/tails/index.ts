/** Floor 2: tails of spectra: power laws, their alternatives, and the tests between them. */
export { type Alternative, type Comparison, comparePowerLaw } from "./alternatives.ts";
export {
  type PowerLawIntervals,
  type PowerLawTest,
  type PowerLawTestMethod,
  type PowerLawTestOptions,
  powerLawIntervals,
  powerLawTest,
} from "./bootstrap.ts";
export { type DragonKingOptions, type DragonKingTest, dragonKingTest } from "./dragon-king.ts";
export {
  type HillEstimate,
  hillEstimator,
  hillPlot,
  type LocalHill,
  localHill,
  momentPlot,
  pickandsPlot,
  type TailIndexPlot,
} from "./hill.ts";
export { type HillPlateau, type HillPlateauOptions, hillPlateau } from "./hill-plateau.ts";
export {
  type AlphaMetrics,
  alphaMetrics,
  type DetX,
  detX,
  jensenShannonDistance,
  mpSoftrank,
  type RandomizationMetrics,
  randomizationMetrics,
  type SpectralNorms,
  spectralNorms,
  type TrainingWarning,
  trainingWarning,
} from "./htsr.ts";
export {
  fitPowerLaw,
  type PowerLawFit,
  type PowerLawOptions,
  type PowerLawProfile,
  powerLawProfile,
} from "./power-law.ts";
export { alternativeSurvival, powerLawSurvival, type TailRange } from "./survival.ts";
export {
  hasExponent,
  type TailAnswer,
  type TailEvidence,
  type TailLevels,
  type TailVerdict,
  type TailVerdictOptions,
  tailVerdict,
} from "./verdict.ts";
