/** Products of rectangular Gaussian matrices and their Wishart matrices. */

import {
  knownOptions,
  type Matrix,
  matrix,
  type Precision,
  requireNumbers,
  transpose,
  WignerscopeError,
} from "../base/index.ts";
import { gram, matmul } from "../kernel/index.ts";
import { checkSizes, randomOf, type Sampled, type SampleOptions, sampled, scale } from "./sample.ts";

/**
 * M = prod_{k=1..K} X_k/sqrt(N_k), X_k of shape N_(k-1) x N_k with independent N(0, 1) entries; M is N_0 x N_K. For equal
 * sizes its squared singular values tend to the Fuss-Catalan law of order K, moments binom((K+1) j, j)/(K j + 1), right edge
 * (K+1)^(K+1)/K^K. Penson and Zyczkowski, PRE 83, 061118 (2011).
 * @param sizes N_0, ..., N_K, at least two.
 * @throws INVALID_SHAPE for fewer than two sizes or a bad one.
 */
export function gaussianProduct<P extends Precision = "f64">(
  sizes: readonly number[],
  options: SampleOptions<P> = {},
): Sampled<P> {
  knownOptions("gaussianProduct", options, { seed: true, stream: true, precision: true });
  requireNumbers("gaussianProduct: sizes", sizes);
  if (sizes.length < 2)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `sizes must be N_0, ..., N_K with K >= 1, got ${sizes.length} sizes`,
    );
  for (let k = 1; k < sizes.length; k++)
    checkSizes({ [`sizes[${k - 1}]`]: sizes[k - 1], [`sizes[${k}]`]: sizes[k] });
  checkSizes({ "sizes[0]": sizes[0], "sizes[K]": sizes[sizes.length - 1] });
  const random = randomOf(options);
  let product: Matrix | undefined;
  for (let k = 1; k < sizes.length; k++) {
    const x = matrix(
      sizes[k - 1],
      sizes[k],
      scale(random.normals(sizes[k - 1] * sizes[k]), 1 / Math.sqrt(sizes[k])),
    );
    product = product ? matmul(product, x) : x;
  }
  return sampled(sizes[0], sizes[sizes.length - 1], product?.data as Float64Array, options);
}

/**
 * H = M M^T, N_0 x N_0, of `gaussianProduct`. With R_k = N_0/N_k its limit law has the S-transform prod_k 1/(1 + R_k z), an
 * atom max(0, 1 - min_k N_k/N_0) at 0 and mean 1. Granziol, arXiv 2006.07721; Burda, Jarosz, Livan, Nowak and Swiech, PRE
 * 82, 061114 (2010).
 * @throws INVALID_SHAPE as `gaussianProduct`.
 */
export function productWishart<P extends Precision = "f64">(
  sizes: readonly number[],
  options: SampleOptions<P> = {},
): Sampled<P> {
  knownOptions("productWishart", options, { seed: true, stream: true, precision: true });
  requireNumbers("productWishart: sizes", sizes);
  const factor = gaussianProduct(sizes, { ...options, precision: "f64" });
  return sampled(sizes[0], sizes[0], gram(transpose(factor)).data as Float64Array, options);
}
