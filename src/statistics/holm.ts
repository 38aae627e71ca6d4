/** Corrections of p-values for the number of tests. */
import { requireBetween, requireNumbers } from "../base/index.ts";

/**
 * Holm's step-down correction: p_(i) (k - i + 1) in ascending order, made monotone, at most 1
 * (Scand. J. Statist. 6, 65, 1979). Controls the family-wise error rate under any dependence. Equal p-values get equal ones.
 * @throws INVALID_ARGUMENT for a p outside [0, 1] or NaN: a test that was not made has no place among the k.
 * @example
 * ```ts
 * import { holm } from "wignerscope";
 * holm([0.01, 0.04, 0.03]); // [0.03, 0.06, 0.06]
 * ```
 */
export function holm(p: readonly number[]): number[] {
  requireNumbers("holm: p", p);
  p.forEach((value, i) => {
    requireBetween(`p[${i}]`, value, 0, 1);
  });
  const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b]);
  const adjusted = new Array<number>(p.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, p[index] * (p.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
