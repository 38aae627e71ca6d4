/** p-values from a simulated null, beyond what the number of draws would support. */
import gammainc from "@stdlib/math-base-special-gammainc";
import { monteCarloP } from "../statistics/index.ts";

/** p-values that fewer draws than this support come from the fitted tail. */
const TAIL_DRAWS = 10;
/** A gamma law of this skewness is normal to three digits. */
const LEAST_SKEWNESS = 0.05;

/**
 * P(null >= x) from simulated draws, in any order. Where fewer than ten draws lie beyond, their share says little, and a model
 * of many layers needs p-values below 1/draws: there it is the tail of a shifted gamma law with the draws' mean, variance
 * and skewness, as Chiani approximates the largest eigenvalue's law (J. Multivar. Anal. 129, 69, 2014) and Winkler et al.
 * the tails of permutation tests (NeuroImage 141, 502, 2016). Its exponential tail is heavier than the true one.
 */
export function tailP(x: number, draws: Float64Array): number {
  const simulated = monteCarloP(x, draws);
  const limit = (1 + TAIL_DRAWS) / (1 + draws.length);
  if (simulated >= limit) return simulated;
  const n = draws.length;
  const mean = draws.reduce((sum, y) => sum + y, 0) / n;
  const moment = (k: number) => draws.reduce((sum, y) => sum + (y - mean) ** k, 0) / n;
  const deviation = Math.sqrt(moment(2));
  // A symmetric law is the limit of no skewness; a draw of it may be skewed to the left.
  const skewness = Math.max(LEAST_SKEWNESS, moment(3) / deviation ** 3);
  const shape = 4 / skewness ** 2;
  const scale = (deviation * skewness) / 2;
  const z = (x - mean) / scale + shape;
  return Math.min(limit, gammainc(z, shape, true, true));
}
