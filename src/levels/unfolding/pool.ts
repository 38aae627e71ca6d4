/** Unfolding by other spectra of the same ensemble (Baskerville, Granziol and Keating, Physica A 590, 126742, 2022). */
import { WignerscopeError } from "../../base/index.ts";

/**
 * #{levels of the pool < x}/p at each of the ascending `levels`, p the number of spectra in the pool.
 * @throws TOO_FEW for an empty pool; NOT_FINITE naming the spectrum and the entry.
 */
export function poolStaircase(levels: Float64Array, pool: readonly ArrayLike<number>[]): Float64Array {
  if (!Array.isArray(pool) || pool.length === 0)
    throw new WignerscopeError("TOO_FEW", "pool unfolding needs at least 1 other spectrum in `pool`, got 0");
  const sorted = new Float64Array(pool.reduce((sum, spectrum) => sum + spectrum.length, 0));
  let at = 0;
  pool.forEach((spectrum, k) => {
    for (let i = 0; i < spectrum.length; i++) {
      if (!Number.isFinite(spectrum[i]))
        throw new WignerscopeError(
          "NOT_FINITE",
          `pool[${k}]: level ${i} is ${spectrum[i]}, levels must be finite`,
        );
      sorted[at++] = spectrum[i];
    }
  });
  sorted.sort();
  let below = 0;
  return levels.map((x) => {
    while (below < sorted.length && sorted[below] < x) below++;
    return below / pool.length;
  });
}
