/** Singular vectors: random or not, localised or not, determined or not. */
export { type BoundaryOptions, type BoundaryRank, boundaryRank } from "./boundaryRank.ts";
export { type DeadCoordinates, type DeadCoordinatesOptions, deadCoordinates } from "./deadCoordinates.ts";
export {
  type DegenerateOptions,
  type DegenerateSubspace,
  type DegenerateSubspaces,
  degenerateSubspaces,
} from "./degenerate.ts";
export { type Localization, localization } from "./localization.ts";
export {
  movingAverage,
  type PorterThomas,
  type PorterThomasOptions,
  porterThomas,
  type RankedTests,
} from "./porterThomas.ts";
export type { PorterThomasStatistic } from "./porterThomasNull.ts";
export type { VectorSetOptions } from "./vectorSet.ts";
