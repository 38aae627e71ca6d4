/** A Wigner matrix between two copies of a Gaussian one. */

import { knownOptions, matrix, type Precision, transpose } from "../base/index.ts";
import { matmul } from "../kernel/index.ts";
import {
  checkOrder,
  checkSizes,
  randomOf,
  type Sampled,
  type SampleOptions,
  sampled,
  scale,
} from "./sample.ts";
import { mirrorUpper, packedSize, unpackSymmetric } from "./symmetric.ts";

/**
 * H = X W X^T, n x n: X n x k with independent N(0, 1/k) entries, W k x k Wigner with N(0, 1/k) entries. A model of a Hessian whose
 * curvature W acts through k < n directions: atom max(0, 1 - k/n) at 0, mean 0, second moment n/k in the limit. Granziol,
 * arXiv 2006.07721.
 * @throws INVALID_SHAPE unless n, k >= 1.
 */
export function wignerSandwich<P extends Precision = "f64">(
  n: number,
  k: number,
  options: SampleOptions<P> = {},
): Sampled<P> {
  knownOptions("wignerSandwich", options, { seed: true, stream: true, precision: true });
  checkOrder(n);
  checkSizes({ n, k });
  checkOrder(k);
  const random = randomOf(options);
  const unit = 1 / Math.sqrt(k);
  const x = matrix(n, k, scale(random.normals(n * k), unit));
  const w = matrix(k, k, unpackSymmetric(k, random.normals(packedSize(k)), unit, unit));
  // The two products round differently above and below the diagonal; the upper triangle decides.
  const product = matmul(matmul(x, w), transpose(x)).data as Float64Array;
  return sampled(n, n, mirrorUpper(n, product), options);
}
