/** Laws of random matrix theory: one file for each, all of the shape `Law`. */

export { defineLaw, type LawDefinition } from "./define-law.ts";
export { type AffineOptions, affine } from "./densities/affine.ts";
export { type DiscreteOptions, discrete } from "./densities/discrete.ts";
export { type ExponentialOptions, exponential, poissonSpacing } from "./densities/exponential.ts";
export { type FussCatalanOptions, fussCatalan } from "./densities/fuss-catalan.ts";
export { type MarchenkoPasturOptions, marchenkoPastur } from "./densities/marchenko-pastur.ts";
export {
  type PartialLaw,
  type PercolatedWignerOptions,
  type PercolatedWishartOptions,
  percolatedWigner,
  percolatedWishart,
} from "./densities/percolated.ts";
export { type PorterThomasOptions, porterThomas } from "./densities/porter-thomas.ts";
export { type ProductWishartOptions, productWishart } from "./densities/product-wishart.ts";
export { type SemicircleOptions, semicircle } from "./densities/semicircle.ts";
export {
  type VertexPercolatedWignerOptions,
  vertexPercolatedWigner,
} from "./densities/vertex-percolated-wigner.ts";
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
} from "./edges/spiked.ts";
export { type TracyWidomOptions, tracyWidom } from "./edges/tracy-widom.ts";
export {
  type WishartEdge,
  type WishartLargestOptions,
  wishartEdge,
  wishartLargest,
} from "./edges/wishart-largest.ts";
export { freeAdditive, freeMultiplicative } from "./free/free-convolution.ts";
export { stieltjesOf } from "./free/stieltjes.ts";
export type { Atom, Interval, Law } from "./law.ts";
export { type BerryRobnikOptions, berryRobnik } from "./spacings/berry-robnik.ts";
export { type BrodyOptions, brody } from "./spacings/brody.ts";
export { type GaudinMehtaOptions, gaudinMehta } from "./spacings/gaudin-mehta.ts";
export { SPACING_RATIO_MEANS, type SpacingRatioOptions, spacingRatio } from "./spacings/spacing-ratio.ts";
export { type WignerSurmiseOptions, wignerSurmise } from "./spacings/wigner-surmise.ts";
export type { Complex } from "./special/complex.ts";
