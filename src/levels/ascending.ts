/** What every level statistic asks of its input: finite levels in order. */
import { requireLists, WignerscopeError } from "../base/index.ts";

/**
 * The levels in ascending order, as a new array. Sorted input of either direction is taken (singular values come
 * descending); a jumble is refused, because it usually means that the wrong array was passed.
 * @throws NOT_FINITE naming the first NaN or infinity; INVALID_ARGUMENT for unsorted levels; TOO_FEW for fewer than
 * `atLeast`.
 */
export function ascendingLevels(levels: ArrayLike<number>, atLeast: number, what: string): Float64Array {
  const n = levels.length;
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(levels[i]))
      throw new WignerscopeError("NOT_FINITE", `${what}: level ${i} is ${levels[i]}, levels must be finite`);
  if (n < atLeast)
    throw new WignerscopeError("TOO_FEW", `${what} needs at least ${atLeast} levels, got ${n}`);
  const ascending = Float64Array.from(levels);
  if (n > 1 && ascending[0] > ascending[n - 1]) ascending.reverse();
  for (let i = 1; i < n; i++)
    if (ascending[i] < ascending[i - 1])
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${what}: levels must be sorted, ascending or descending; sort them first`,
      );
  return ascending;
}

/** One spectrum, or several that are never mixed. */
export type Spectra = ArrayLike<number> | readonly ArrayLike<number>[];

export function asSpectra(spectra: Spectra): readonly ArrayLike<number>[] {
  const list = isList(spectra) ? spectra : [spectra];
  requireLists("spectra", list);
  return list;
}

function isList(spectra: Spectra): spectra is readonly ArrayLike<number>[] {
  return Array.isArray(spectra) && (spectra.length === 0 || typeof spectra[0] === "object");
}
