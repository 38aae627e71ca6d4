/** The Hessian of a Gaussian process loss, with null directions and outliers. */
import {
  knownOptions,
  type Precision,
  requireAtLeast,
  requirePositive,
  WignerscopeError,
} from "../base/index.ts";
import { checkOrder, checkSizes, randomOf, type Sampled, type SampleOptions, sampled } from "./sample.ts";
import { packedSize, unpackSymmetric } from "./symmetric.ts";

export interface GpHessianOptions<P extends Precision = Precision> extends SampleOptions<P> {
  /** k''(0) of the kernel k(-|x - y|^2/2), > 0. Default 1/n: the semicircle fills [-2, 2]. */
  readonly k2?: number;
  /** k'(0) of the kernel, >= 0. Default k2, as for a squared exponential kernel. */
  readonly k1?: number;
  /** Directions in which the loss is flat: rows and columns of zeros behind the n others. Default 0. */
  readonly nullity?: number;
  /** Numbers added to the first diagonal entries. Default none. */
  readonly outliers?: ArrayLike<number>;
}

/**
 * The Hessian at a point of a loss drawn from a Gaussian process with kernel k(-|x - y|^2/2): real symmetric, N(0, k'') off the
 * diagonal, and on it normal with covariance 2 k'' I + k'^2 1 1^T, which is a GOE matrix plus a common shift N(0, k'^2) of all
 * levels. Its bulk is a semicircle of radius 2 sqrt(n k'') around that shift, its level statistics are GOE. With `nullity` the
 * matrix is (n + nullity) square and has that many exact zero levels; an outlier t beyond sqrt(n k'') shows up at
 * t + n k''/t from the bulk's centre. Baskerville, Granziol and Keating, Physica A 590, 126742 (2022); the
 * outlier's place is Peche, PTRF 134, 127 (2006).
 * @throws INVALID_SHAPE unless n >= 1, nullity >= 0 and there are at most n outliers; INVALID_ARGUMENT for bad k1, k2.
 */
export function gpHessian<P extends Precision = "f64">(
  n: number,
  options: GpHessianOptions<P> = {},
): Sampled<P> {
  knownOptions("gpHessian", options, {
    k2: true,
    k1: true,
    nullity: true,
    outliers: true,
    seed: true,
    stream: true,
    precision: true,
  });
  checkOrder(n);
  const { k2 = 1 / n, nullity = 0, outliers = [] } = options;
  const { k1 = k2 } = options;
  requirePositive("k2", k2);
  requireAtLeast("k1", k1, 0);
  checkSizes({ nullity }, 0);
  checkOrder(n + nullity);
  if (outliers.length > n)
    throw new WignerscopeError("INVALID_SHAPE", `${outliers.length} outliers given for n = ${n}`);
  const random = randomOf(options);
  const root = Math.sqrt(k2);
  const block = unpackSymmetric(n, random.normals(packedSize(n)), Math.SQRT2 * root, root);
  const shift = k1 * random.normal();
  for (let i = 0; i < n; i++) block[i * n + i] += shift;
  for (let i = 0; i < outliers.length; i++) block[i * n + i] += outliers[i];
  const width = n + nullity;
  if (nullity === 0) return sampled(n, n, block, options);
  const data = new Float64Array(width * width);
  for (let i = 0; i < n; i++) data.set(block.subarray(i * n, (i + 1) * n), i * width);
  return sampled(width, width, data, options);
}
