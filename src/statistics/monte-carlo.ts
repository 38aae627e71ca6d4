/** The p-value of a simulated null. */
import { requireNumbers, WignerscopeError } from "../base/index.ts";

/**
 * (1 + #{null >= observed})/(1 + #null), exactly uniform on its grid under the null and never 0 (Davison and Hinkley,
 * Bootstrap Methods, 1997, Sec. 4.2).
 * @throws TOO_FEW for an empty null.
 */
export function monteCarloP(observed: number, nullValues: ArrayLike<number>): number {
  requireNumbers("monteCarloP: nullValues", nullValues);
  let atLeast = 0;
  for (let i = 0; i < nullValues.length; i++) if (nullValues[i] >= observed) atLeast++;
  return pOfCount(atLeast, nullValues.length);
}

/**
 * The same from counts: `atLeast` of `samples` null values reach the observed one.
 * @throws TOO_FEW for no samples.
 */
export function pOfCount(atLeast: number, samples: number): number {
  if (samples === 0)
    throw new WignerscopeError("TOO_FEW", "a Monte-Carlo p-value needs at least 1 null value");
  return (1 + atLeast) / (1 + samples);
}
