/** The Gaussian unitary ensemble. */
import { knownOptions, type Precision, requirePositive } from "../base/index.ts";
import { realEmbedding } from "./embedding.ts";
import type { GaussianEnsembleOptions } from "./goe.ts";
import { checkOrder, randomOf, type Sampled, sampled } from "./sample.ts";

/**
 * A matrix of the Gaussian unitary ensemble, as a real symmetric 2n x 2n matrix [[A, -B], [B, A]] of H = A + iB (complex
 * Hermitian, n x n): **every level appears twice**, `distinctLevels(values, 2)` gives the n of H. E|H_ij|^2 = sigma^2/n on
 * and off the diagonal; semicircle on [-2 sigma, 2 sigma]. Levels alone come far cheaper from
 * `betaHermiteLevels(n, { beta: 2 })`. Mehta, Random Matrices (3rd ed., 2004), ch. 2.
 * @throws INVALID_SHAPE unless n >= 1.
 */
export function gue<P extends Precision = "f64">(
  n: number,
  options: GaussianEnsembleOptions<P> = {},
): Sampled<P> {
  knownOptions("gue", options, { sigma: true, seed: true, stream: true, precision: true });
  const { sigma = 1 } = options;
  checkOrder(n, 2);
  requirePositive("sigma", sigma);
  const draws = randomOf(options).normals(n * n);
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  const unit = sigma / Math.sqrt(n);
  let at = 0;
  for (let i = 0; i < n; i++) {
    re[i * n + i] = unit * draws[at++];
    for (let j = i + 1; j < n; j++) {
      re[i * n + j] = re[j * n + i] = Math.SQRT1_2 * unit * draws[at++];
      im[i * n + j] = Math.SQRT1_2 * unit * draws[at++];
      im[j * n + i] = -im[i * n + j];
    }
  }
  return sampled(2 * n, 2 * n, realEmbedding(n, re, im), options);
}
