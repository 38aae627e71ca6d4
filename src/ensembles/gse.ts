/** The Gaussian symplectic ensemble. */
import { knownOptions, type Precision, requirePositive } from "../base/index.ts";
import { realEmbedding } from "./embedding.ts";
import type { GaussianEnsembleOptions } from "./goe.ts";
import { checkOrder, randomOf, type Sampled, sampled } from "./sample.ts";

/**
 * A matrix of the Gaussian symplectic ensemble: n x n quaternions q_ij = conj(q_ji), E|q_ij|^2 = sigma^2/n off the diagonal
 * (four real components of equal variance) and real N(0, sigma^2/(2n)) on it, written as the complex 2n x 2n matrix
 * [[C, D], [-conj D, conj C]] with q = C + D j, and that as a real symmetric 4n x 4n one. **Every level appears four
 * times**: twice by Kramers, twice by the embedding; `distinctLevels(values, 4)` gives n. Semicircle on [-2 sigma, 2 sigma].
 * Levels alone come far cheaper from `betaHermiteLevels(n, { beta: 4 })`. Mehta, Random Matrices (3rd ed., 2004), ch. 2.
 * @throws INVALID_SHAPE unless n >= 1.
 */
export function gse<P extends Precision = "f64">(
  n: number,
  options: GaussianEnsembleOptions<P> = {},
): Sampled<P> {
  knownOptions("gse", options, { sigma: true, seed: true, stream: true, precision: true });
  const { sigma = 1 } = options;
  checkOrder(n, 4);
  requirePositive("sigma", sigma);
  const draws = randomOf(options).normals(n + 2 * n * (n - 1));
  const width = 2 * n;
  const re = new Float64Array(width * width);
  const im = new Float64Array(width * width);
  const unit = (0.5 * sigma) / Math.sqrt(n);
  let at = 0;
  const put = (i: number, j: number, a: number, b: number) => {
    re[i * width + j] = re[j * width + i] = a;
    im[i * width + j] = b;
    im[j * width + i] = -b;
  };
  for (let i = 0; i < n; i++) {
    re[i * width + i] = re[(n + i) * width + n + i] = Math.SQRT2 * unit * draws[at++];
    for (let j = i + 1; j < n; j++) {
      const q0 = unit * draws[at++];
      const q1 = unit * draws[at++];
      const q2 = unit * draws[at++];
      const q3 = unit * draws[at++];
      put(i, j, q0, q1);
      put(n + i, n + j, q0, -q1);
      // D is antisymmetric: D_ij = q2 + i q3 = -D_ji; the block below is its Hermitian conjugate.
      put(i, n + j, q2, q3);
      put(j, n + i, -q2, -q3);
    }
  }
  return sampled(4 * n, 4 * n, realEmbedding(width, re, im), options);
}
