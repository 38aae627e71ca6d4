/** Nearest and k-th neighbour spacings. */
import { requireInteger, requireNumbers } from "../../base/index.ts";
import { ascendingLevels } from "../ascending.ts";

/**
 * k-th neighbour spacings s_i = x_(i+k) - x_i of sorted levels, ascending in i; n - k of them. Of unfolded levels their
 * mean is k (nearest neighbours, k = 1: mean 1).
 * @throws TOO_FEW for fewer than k + 1 levels; NOT_FINITE; INVALID_ARGUMENT for unsorted levels.
 * @example
 * ```ts
 * import { spacings } from "wignerscope";
 * spacings([1, 3, 6, 7]); // [2, 3, 1]
 * spacings([1, 3, 6, 7], 2); // [5, 4]
 * ```
 */
export function spacings(levels: ArrayLike<number>, k = 1): Float64Array {
  requireNumbers("spacings: levels", levels);
  requireInteger("k", k, 1);
  const x = ascendingLevels(levels, k + 1, `spacings of order ${k}`);
  const s = new Float64Array(x.length - k);
  for (let i = 0; i < s.length; i++) s[i] = x[i + k] - x[i];
  return s;
}
