/** The shape that every law has. */

import type { Pointwise } from "../base/index.ts";
import type { Random } from "../kernel/index.ts";
import type { Complex } from "./special/complex.ts";

/** A point mass: probability `weight` at `at`. */
export interface Atom {
  readonly at: number;
  readonly weight: number;
}

/** A closed interval; either end may be infinite. */
export type Interval = readonly [number, number];

/**
 * A probability law on the real line. Every function takes a number, or an array and then gives a Float64Array of the same
 * length; NaN stays NaN.
 * Its own docstring states the normalisation and the source.
 * @throws INVALID_ARGUMENT, from each function, for anything but numbers.
 */
export interface Law {
  readonly name: string;
  /** Disjoint intervals that carry the continuous part, ascending. */
  readonly support: readonly Interval[];
  readonly atoms: readonly Atom[];
  /** Density of the continuous part (it integrates to 1 minus the atoms' weights). */
  readonly pdf: Pointwise;
  /** Probability of (-infinity, x], atoms included. */
  readonly cdf: Pointwise;
  /** Probability of (x, infinity): 1 - cdf(x) without its cancellation, so small upper p-values keep their digits. */
  readonly survival: Pointwise;
  /** The smallest x with cdf(x) >= p. @throws INVALID_ARGUMENT outside [0, 1]. */
  readonly quantile: Pointwise;
  /** The smallest x with survival(x) <= p: quantile(1 - p), exact for tiny p. @throws INVALID_ARGUMENT outside [0, 1]. */
  readonly upperQuantile: Pointwise;
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
