/** Seeded random matrix ensembles, one per file, normalisation in each docstring. Exported as the namespace `ensembles`. */
export { type BandOptions, bandMatrix } from "./band-matrix.ts";
export {
  type BetaOptions,
  betaHermite,
  betaHermiteEdge,
  betaHermiteLevels,
  type TwoDiagonals,
} from "./beta-hermite.ts";
export { betaJacobi, betaJacobiLevels, type JacobiOptions } from "./beta-jacobi.ts";
export { betaLaguerre, betaLaguerreSingularValues } from "./beta-laguerre.ts";
export { circularBeta, circularPhases, type Verblunsky } from "./circular-beta.ts";
export { distinctLevels, realEmbedding } from "./embedding.ts";
export type { EntryLaw, EntrySampler } from "./entries.ts";
export { type GaussianOptions, gaussian } from "./gaussian.ts";
export { ginibre } from "./ginibre.ts";
export { type GaussianEnsembleOptions, goe } from "./goe.ts";
export { type GpHessianOptions, gpHessian } from "./gp-hessian.ts";
export { gse } from "./gse.ts";
export { gue } from "./gue.ts";
export { haarOrthogonal, haarUnitary } from "./haar.ts";
export { type HeavyTail, type HeavyTailedOptions, heavyTailed, levyMatrix } from "./heavy-tailed.ts";
export { type PercolatedWignerOptions, percolatedWigner } from "./percolated-wigner.ts";
export { type PercolatedWishartOptions, percolatedWishart } from "./percolated-wishart.ts";
export { permuteEntries } from "./permute-entries.ts";
export { type PoissonOptions, poissonLevels } from "./poisson-levels.ts";
export { gaussianProduct, productWishart } from "./product-wishart.ts";
export type { Sampled, SampleOptions, SeedOptions } from "./sample.ts";
export { type Spiked, type SpikedOptions, spiked } from "./spiked.ts";
export { type WignerOptions, wigner } from "./wigner.ts";
export { wignerSandwich } from "./wigner-sandwich.ts";
export { type WishartOptions, wishart } from "./wishart.ts";
