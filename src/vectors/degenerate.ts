/** Which vectors a computed decomposition determines, and which only as a subspace. */
import {
  EPSILON,
  knownOptions,
  type Precision,
  requireAtLeast,
  requireNumbers,
  requireOneOf,
  requireUpTo,
  WignerscopeError,
} from "../base/index.ts";

export interface DegenerateOptions {
  /** Shape of the matrix when the values are singular values; leave out for eigenvalues. */
  readonly shape?: { readonly rows: number; readonly cols: number };
  /**
   * Residual norm |A v - sigma u| of the decomposition. Default: epsilon(precision) sqrt(n) max|value| with n the larger
   * dimension, what the rounding errors of a backward stable method add up to.
   */
  readonly residual?: number;
  /** Precision that the vectors were computed in. Default "f64". */
  readonly precision?: Precision;
  /** Largest sine of the angle between computed and true vector that still counts as determined. Default 0.01. */
  readonly angle?: number;
}

/** Consecutive values whose vectors are determined only together. */
export interface DegenerateSubspace {
  /** Index of its first value. */
  readonly first: number;
  readonly size: number;
  /** Whether the values are zero to the error: with the null space, for singular values. */
  readonly zero: boolean;
}

export interface DegenerateSubspaces {
  readonly subspaces: readonly DegenerateSubspace[];
  /** Distance of each value to the nearest other one (for singular values also to their mirror images). */
  readonly gaps: Float64Array;
  /** residual/gap, at most 1: a bound on the sine of each vector's error. */
  readonly angles: Float64Array;
  readonly residual: number;
}

/**
 * Finds the values whose vectors the data do not determine one by one: the sine of the angle between a computed and the
 * true vector is at most residual/gap (Davis and Kahan, SIAM J. Numer. Anal. 7, 1, 1970; for singular vectors Wedin, BIT 12, 99,
 * 1972, where the gap is also the distance to -sigma, and to 0 when the matrix is not square). Within such a subspace any
 * rotation is as good, and a statistic of a single vector means nothing.
 * @param values sorted, either way.
 * @throws INVALID_ARGUMENT unless sorted, finite; NOT_FINITE.
 */
export function degenerateSubspaces(
  values: ArrayLike<number>,
  options: DegenerateOptions = {},
): DegenerateSubspaces {
  knownOptions("degenerateSubspaces", options, { shape: true, residual: true, precision: true, angle: true });
  requireNumbers("degenerateSubspaces: values", values);
  const { shape, precision = "f64", angle = 0.01 } = options;
  const n = values.length;
  let largest = 0;
  let direction = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i])) throw new WignerscopeError("NOT_FINITE", `values[${i}] is ${values[i]}`);
    largest = Math.max(largest, Math.abs(values[i]));
    const step = i > 0 ? Math.sign(values[i] - values[i - 1]) : 0;
    if (step * direction < 0)
      throw new WignerscopeError("INVALID_ARGUMENT", `values must be sorted, but values[${i}] turns back`);
    direction ||= step;
  }
  requireUpTo("angle", angle, 0, 1);
  requireOneOf("precision", precision, ["f64", "f32"]);
  const size = shape ? Math.max(shape.rows, shape.cols) : n;
  const residual = options.residual ?? EPSILON[precision] * Math.sqrt(size) * largest;
  requireAtLeast("residual", residual, 0);

  const nearest = residual / angle;
  const mirror = (i: number) => (!shape ? Infinity : shape.rows === shape.cols ? 2 * values[i] : values[i]);
  const gaps = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const before = i > 0 ? Math.abs(values[i] - values[i - 1]) : Infinity;
    const after = i + 1 < n ? Math.abs(values[i + 1] - values[i]) : Infinity;
    gaps[i] = Math.min(before, after, mirror(i));
  }
  const subspaces: DegenerateSubspace[] = [];
  for (let first = 0; first < n; ) {
    let end = first + 1;
    while (end < n && Math.abs(values[end] - values[end - 1]) <= nearest) end++;
    let zero = false;
    for (let i = first; i < end; i++) zero ||= shape !== undefined && mirror(i) <= nearest;
    if (end - first > 1 || zero) subspaces.push(Object.freeze({ first, size: end - first, zero }));
    first = end;
  }
  return Object.freeze({
    subspaces: Object.freeze(subspaces),
    gaps,
    angles: gaps.map((gap) => (gap > residual ? residual / gap : 1)),
    residual,
  });
}
