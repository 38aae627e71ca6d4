/** Independent levels: the opposite of level repulsion. */
import { knownOptions, requirePositive } from "../base/index.ts";
import { checkSizes, randomOf, type SeedOptions } from "./sample.ts";

export interface PoissonOptions extends SeedOptions {
  /** Mean spacing. Default 1: the levels are unfolded already. */
  readonly spacing?: number;
}

/**
 * n levels of a stationary Poisson process, ascending from the first one after 0: independent exponential spacings of
 * mean `spacing`. Spacing density exp(-s), Sigma^2(L) = L and Delta_3(L) = L/15 without finite-size terms (sorted
 * uniform numbers would bend Sigma^2 to L (1 - L/n)). Berry and Tabor, Proc. R. Soc. A 356, 375 (1977).
 * @throws INVALID_SHAPE unless n >= 1.
 */
export function poissonLevels(n: number, options: PoissonOptions = {}): Float64Array {
  knownOptions("poissonLevels", options, { spacing: true, seed: true, stream: true });
  const { spacing = 1 } = options;
  checkSizes({ n });
  requirePositive("spacing", spacing);
  const levels = randomOf(options).exponentials(n);
  for (let i = 0, sum = 0; i < n; i++) levels[i] = spacing * (sum += levels[i]);
  return levels;
}
