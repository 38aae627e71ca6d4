/** The shape that every law has. */

import type { Random } from "../kernel/index.ts";
import type { Complex } from "./special/complex.ts";

/** A point mass: probability `weight` at `at`. */
export interface Atom {
  readonly at: number;
  readonly weight: number;
}

/** A closed interval; either end may be infinite. */
export type Interval = readonly [number, number];

/** A probability law on the real line. Its own docstring states the normalisation and the source. */
export interface Law {
  readonly name: string;
  /** Disjoint intervals that carry the continuous part, ascending. */
  readonly support: readonly Interval[];
  readonly atoms: readonly Atom[];
  /** Density of the continuous part (it integrates to 1 minus the atoms' weights). */
  pdf(x: number): number;
  /** Probability of (-infinity, x], atoms included. */
  cdf(x: number): number;
  /** Probability of (x, infinity): 1 - cdf(x) without its cancellation, so small upper p-values keep their digits. */
  survival(x: number): number;
  /** The smallest x with cdf(x) >= p. @throws INVALID_ARGUMENT outside [0, 1]. */
  quantile(p: number): number;
  /** The smallest x with survival(x) <= p: quantile(1 - p), exact for tiny p. @throws INVALID_ARGUMENT outside [0, 1]. */
  upperQuantile(p: number): number;
  /** `count` independent draws. */
  sample(random: Random, count: number): Float64Array;
  /**
   * The k-th raw moment, atoms included, or undefined where it does not exist.
   * @throws INVALID_ARGUMENT unless k is a non-negative integer.
   */
  moment(k: number): number | undefined;
  /** Stieltjes transform G(z) = E 1/(z - X) for Im z >= 0 (the limit from above on the axis), where it is elementary. */
  stieltjes?(z: Complex): Complex;
}
