/** Wishart matrices of sparse data. */

import { matrix, type Precision, requireBetween, requireOptions, requirePositive } from "../base/index.ts";
import { gram } from "../kernel/index.ts";
import { checkOrder, checkSizes, randomOf, type Sampled, type SampleOptions, sampled } from "./sample.ts";

export interface PercolatedWishartOptions<P extends Precision = Precision> extends SampleOptions<P> {
  /** Mean number c of non-zero entries in a row of X, 0 < c <= k. */
  readonly degree: number;
}

/**
 * H = X X^T, n x n: X n x k with entries Bernoulli(c/k) N(0, 1)/sqrt c. Mean 1 at every size, second moment 1 + n/k + 3/c in the
 * limit, atom at 0 of at least max(1 - k/n, e^-c). Granziol, arXiv 2006.07721.
 * @throws INVALID_SHAPE unless n, k >= 1; INVALID_ARGUMENT unless 0 < degree <= k.
 */
export function percolatedWishart<P extends Precision = "f64">(
  n: number,
  k: number,
  options: PercolatedWishartOptions<P>,
): Sampled<P> {
  requireOptions("percolatedWishart", options, { degree: true, seed: true, stream: true, precision: true });
  const { degree } = options;
  checkOrder(n);
  checkSizes({ n, k });
  requirePositive("degree", degree);
  requireBetween("degree", degree, 0, k);
  const random = randomOf(options);
  const kept = random.uniforms(n * k);
  const values = random.normals(n * k);
  const unit = 1 / Math.sqrt(degree);
  // The transpose of X, so that its Gram matrix is X X^T.
  for (let i = 0; i < values.length; i++) values[i] = kept[i] * k < degree ? unit * values[i] : 0;
  return sampled(n, n, gram(matrix(k, n, values)).data as Float64Array, options);
}
