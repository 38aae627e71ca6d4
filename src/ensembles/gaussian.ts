/** Rectangular matrices of independent normal entries: the null model of a weight matrix. */
import { knownOptions, type Precision, requireAtLeast } from "../base/index.ts";
import { checkSizes, randomOf, type Sampled, type SampleOptions, sampled, scale } from "./sample.ts";

export interface GaussianOptions<P extends Precision = Precision> extends SampleOptions<P> {
  /** Standard deviation of the entries. Default 1. */
  readonly sigma?: number;
}

/**
 * A rows x cols matrix of independent N(0, sigma^2) entries. With m = min, n = max and q = m/n its singular values
 * follow the Marchenko-Pastur law between sigma sqrt(n) (1 - sqrt q) and sigma sqrt(n) (1 + sqrt q) (Marchenko and
 * Pastur, Math. USSR Sb. 1, 457, 1967); the same law of singular values as `betaLaguerre(rows, cols, { beta: 1, sigma })`.
 * @throws INVALID_SHAPE unless rows, cols >= 1.
 * @example
 * ```ts
 * import { ensembles, svdvals } from "wignerscope";
 * const noise = ensembles.gaussian(300, 100, { seed: 1 });
 * svdvals(noise).length; // 100
 * ```
 */
export function gaussian<P extends Precision = "f64">(
  rows: number,
  cols: number,
  options: GaussianOptions<P> = {},
): Sampled<P> {
  knownOptions("gaussian", options, { sigma: true, seed: true, stream: true, precision: true });
  const { sigma = 1 } = options;
  checkSizes({ rows, cols });
  requireAtLeast("sigma", sigma, 0);
  return sampled(rows, cols, scale(randomOf(options).normals(rows * cols), sigma), options);
}
