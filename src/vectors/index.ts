/** Singular vectors: random or not, localised or not, determined or not. */
export { type TestedSide, type TestedVectors, testVectors } from "./both-sides.ts";
export { type BoundaryOptions, type BoundaryRank, boundaryRank } from "./boundary-rank.ts";
export {
  type DeadCoordinates,
  type DeadCoordinatesOptions,
  deadCoordinates,
  liveDecomposition,
  liveSubmatrix,
} from "./dead-coordinates.ts";
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
} from "./porter-thomas.ts";
export type { PorterThomasStatistic } from "./porter-thomas-null.ts";
export type { VectorSetOptions } from "./vector-set.ts";
