/** The real Ginibre ensemble. */
import { knownOptions, type Precision, requireAtLeast } from "../base/index.ts";
import { type GaussianOptions, gaussian } from "./gaussian.ts";
import type { Sampled } from "./sample.ts";

/**
 * A matrix of the real Ginibre ensemble: n x n, all entries independent N(0, sigma^2/n), no symmetry. The (complex)
 * eigenvalues fill the disc of radius sigma, the singular values follow the quarter circle on [0, 2 sigma], with an
 * expected (2n/pi)^(1/2) real eigenvalues. Ginibre, J. Math. Phys. 6, 440 (1965).
 * @throws INVALID_SHAPE unless n >= 1.
 */
export function ginibre<P extends Precision = "f64">(
  n: number,
  options: GaussianOptions<P> = {},
): Sampled<P> {
  knownOptions("ginibre", options, { sigma: true, seed: true, stream: true, precision: true });
  const sigma = requireAtLeast("sigma", options.sigma ?? 1, 0);
  return gaussian(n, n, { ...options, sigma: sigma / Math.sqrt(n) });
}
