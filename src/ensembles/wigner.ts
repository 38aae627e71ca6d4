/** Wigner matrices with any entry law. */
import { knownOptions, type Precision, requirePositive } from "../base/index.ts";
import { drawEntries, type EntryLaw } from "./entries.ts";
import type { GaussianEnsembleOptions } from "./goe.ts";
import { checkOrder, randomOf, type Sampled, sampled } from "./sample.ts";
import { packedSize, unpackSymmetric } from "./symmetric.ts";

export interface WignerOptions<P extends Precision = Precision> extends GaussianEnsembleOptions<P> {
  /** Law of the entries before scaling by sigma/sqrt n. Default "normal". */
  readonly entry?: EntryLaw;
}

/**
 * A real symmetric n x n matrix with independent entries (up to the symmetry) of one law, scaled by sigma/sqrt n, diagonal
 * included. For every law of mean 0 and variance 1 the spectrum tends to the semicircle on [-2 sigma, 2 sigma]; (1/n) tr H^2
 * is sigma^2 on average at every n. Wigner, Ann. Math. 62, 548 (1955). With normal entries it differs from `goe` in the
 * diagonal only (variance sigma^2/n against 2 sigma^2/n).
 * @throws INVALID_SHAPE unless n >= 1; INVALID_ARGUMENT for an unknown entry law.
 */
export function wigner<P extends Precision = "f64">(n: number, options: WignerOptions<P> = {}): Sampled<P> {
  knownOptions("wigner", options, { entry: true, sigma: true, seed: true, stream: true, precision: true });
  const { sigma = 1, entry = "normal" } = options;
  checkOrder(n);
  requirePositive("sigma", sigma);
  const unit = sigma / Math.sqrt(n);
  const packed = drawEntries(entry, randomOf(options), packedSize(n));
  return sampled(n, n, unpackSymmetric(n, packed, unit, unit), options);
}
