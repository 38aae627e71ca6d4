/** The Gaussian orthogonal ensemble. */
import { knownOptions, type Precision, requirePositive } from "../base/index.ts";
import { checkOrder, randomOf, type Sampled, type SampleOptions, sampled } from "./sample.ts";
import { packedSize, unpackSymmetric } from "./symmetric.ts";

export interface GaussianEnsembleOptions<P extends Precision = Precision> extends SampleOptions<P> {
  /** The semicircle's standard deviation. Default 1: the spectrum fills [-2, 2]. */
  readonly sigma?: number;
}

/**
 * A matrix of the Gaussian orthogonal ensemble: n x n real symmetric, entries independent up to the symmetry,
 * N(0, sigma^2/n) off the diagonal and N(0, 2 sigma^2/n) on it. As n grows the spectrum tends to the semicircle
 * rho(x) = sqrt(4 sigma^2 - x^2)/(2 pi sigma^2) on [-2 sigma, 2 sigma]. Its law does not change under H -> O H O^T.
 * Mehta, Random Matrices (3rd ed., 2004), ch. 2; the same law of levels as `betaHermite(n, { beta: 1, sigma })`.
 * @throws INVALID_SHAPE unless n >= 1.
 * @example
 * ```ts
 * import { eigvalsh, ensembles } from "wignerscope";
 * const levels = eigvalsh(ensembles.goe(500, { seed: 1 }));
 * [levels[0], levels[499]]; // [-2.0, 2.0]
 * ```
 */
export function goe<P extends Precision = "f64">(
  n: number,
  options: GaussianEnsembleOptions<P> = {},
): Sampled<P> {
  knownOptions("goe", options, { sigma: true, seed: true, stream: true, precision: true });
  const { sigma = 1 } = options;
  checkOrder(n);
  requirePositive("sigma", sigma);
  const entry = sigma / Math.sqrt(n);
  const packed = randomOf(options).normals(packedSize(n));
  return sampled(n, n, unpackSymmetric(n, packed, Math.SQRT2 * entry, entry), options);
}
