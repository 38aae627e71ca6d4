/** Laws of random matrix theory: one file for each, all of the shape `Law`. */

export { type AffineOptions, affine } from "./affine.ts";
export { defineLaw, type LawDefinition } from "./define-law.ts";
export { type ExponentialOptions, exponential, poissonSpacing } from "./exponential.ts";
export type { Atom, Interval, Law } from "./law.ts";
export { type MarchenkoPasturOptions, marchenkoPastur } from "./marchenko-pastur.ts";
export { type PorterThomasOptions, porterThomas } from "./porter-thomas.ts";
export { type SemicircleOptions, semicircle } from "./semicircle.ts";
export { type TracyWidomOptions, tracyWidom } from "./tracy-widom.ts";
export { type WignerSurmiseOptions, wignerSurmise } from "./wigner-surmise.ts";
export {
  type WishartEdge,
  type WishartLargestOptions,
  wishartEdge,
  wishartLargest,
} from "./wishart-largest.ts";
