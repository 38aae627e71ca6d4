/** Laws of random matrix theory: one file for each, all of the shape `Law`. */

export { type AffineOptions, affine } from "./affine.ts";
export { type BerryRobnikOptions, berryRobnik } from "./berry-robnik.ts";
export { type BrodyOptions, brody } from "./brody.ts";
export type { Complex } from "./complex.ts";
export { defineLaw, type LawDefinition } from "./define-law.ts";
export { type DiscreteOptions, discrete } from "./discrete.ts";
export { type ExponentialOptions, exponential, poissonSpacing } from "./exponential.ts";
export { freeAdditive, freeMultiplicative } from "./free-convolution.ts";
export { type FussCatalanOptions, fussCatalan } from "./fuss-catalan.ts";
export { type GaudinMehtaOptions, gaudinMehta } from "./gaudin-mehta.ts";
export type { Atom, Interval, Law } from "./law.ts";
export { type MarchenkoPasturOptions, marchenkoPastur } from "./marchenko-pastur.ts";
export {
  type PartialLaw,
  type PercolatedWignerOptions,
  type PercolatedWishartOptions,
  percolatedWigner,
  percolatedWishart,
} from "./percolated.ts";
export { type PorterThomasOptions, porterThomas } from "./porter-thomas.ts";
export { type ProductWishartOptions, productWishart } from "./product-wishart.ts";
export { type SemicircleOptions, semicircle } from "./semicircle.ts";
export { SPACING_RATIO_MEANS, type SpacingRatioOptions, spacingRatio } from "./spacing-ratio.ts";
export {
  type RectangularSpike,
  type SignalFromOutlierOptions,
  type Spike,
  type SpikedCovarianceOptions,
  type SpikedRectangularOptions,
  type SpikedWignerOptions,
  signalFromOutlier,
  spikedCovariance,
  spikedRectangular,
  spikedWigner,
} from "./spiked.ts";
export { stieltjesOf } from "./stieltjes.ts";
export { type TracyWidomOptions, tracyWidom } from "./tracy-widom.ts";
export { type VertexPercolatedWignerOptions, vertexPercolatedWigner } from "./vertex-percolated-wigner.ts";
export { type WignerSurmiseOptions, wignerSurmise } from "./wigner-surmise.ts";
export {
  type WishartEdge,
  type WishartLargestOptions,
  wishartEdge,
  wishartLargest,
} from "./wishart-largest.ts";
