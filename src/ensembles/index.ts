/** Seeded random matrix ensembles, one per file, normalisation in each docstring. Exported as the namespace `ensembles`. */
export { type BetaOptions, betaHermite, type TwoDiagonals } from "./betaHermite.ts";
export { betaLaguerre } from "./betaLaguerre.ts";
export { type GaussianOptions, gaussian } from "./gaussian.ts";
export { ginibre } from "./ginibre.ts";
export { type GaussianEnsembleOptions, goe } from "./goe.ts";
export { type PoissonOptions, poissonLevels } from "./poissonLevels.ts";
export type { Precision, Sampled, SampleOptions, SeedOptions } from "./sample.ts";
export { type Spiked, type SpikedOptions, spiked } from "./spiked.ts";
