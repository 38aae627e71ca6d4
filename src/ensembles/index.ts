/** Seeded random matrix ensembles, one per file, normalisation in each docstring. Exported as the namespace `ensembles`. */
export { type BandOptions, bandMatrix } from "./bandMatrix.ts";
export {
  type BetaOptions,
  betaHermite,
  betaHermiteEdge,
  betaHermiteLevels,
  type TwoDiagonals,
} from "./betaHermite.ts";
export { betaJacobi, betaJacobiLevels, type JacobiOptions } from "./betaJacobi.ts";
export { betaLaguerre, betaLaguerreSingularValues } from "./betaLaguerre.ts";
export { circularBeta, circularPhases, type Verblunsky } from "./circularBeta.ts";
export { distinctLevels, realEmbedding } from "./embedding.ts";
export type { EntryLaw, EntrySampler } from "./entries.ts";
export { type GaussianOptions, gaussian } from "./gaussian.ts";
export { ginibre } from "./ginibre.ts";
export { type GaussianEnsembleOptions, goe } from "./goe.ts";
export { type GpHessianOptions, gpHessian } from "./gpHessian.ts";
export { gse } from "./gse.ts";
export { gue } from "./gue.ts";
export { haarOrthogonal, haarUnitary } from "./haar.ts";
export { type HeavyTail, type HeavyTailedOptions, heavyTailed, levyMatrix } from "./heavyTailed.ts";
export { type PercolatedWignerOptions, percolatedWigner } from "./percolatedWigner.ts";
export { type PercolatedWishartOptions, percolatedWishart } from "./percolatedWishart.ts";
export { permuteEntries } from "./permuteEntries.ts";
export { type PoissonOptions, poissonLevels } from "./poissonLevels.ts";
export { gaussianProduct, productWishart } from "./productWishart.ts";
export type { Precision, Sampled, SampleOptions, SeedOptions } from "./sample.ts";
export { type Spiked, type SpikedOptions, spiked } from "./spiked.ts";
export { type WignerOptions, wigner } from "./wigner.ts";
export { wignerSandwich } from "./wignerSandwich.ts";
export { type WishartOptions, wishart } from "./wishart.ts";
