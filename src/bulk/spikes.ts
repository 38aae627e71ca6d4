/**
 * The largest singular value of pure noise. For an m x n matrix of independent N(0, 1) entries,
 *
 *     nu_1^2 ~ mu + s TW_1,   mu = (sqrt(n - 1/2) + sqrt(m - 1/2))^2,
 *     s = sqrt(mu) (1/sqrt(n - 1/2) + 1/sqrt(m - 1/2))^(1/3)
 *
 * (Johnstone, Ann. Statist. 29, 295, 2001, with the centring of Ma, Bernoulli 18, 322, 2012, that makes the error
 * O(min(m, n)^(-2/3))); TW_1 is the Tracy-Widom law of beta = 1.
 */
import type { NoiseShape } from "./typical-levels.ts";

/** Chance that pure noise shows a spike. */
export const SPIKE_SIGNIFICANCE = 0.01;
/** The 99 % point of the Tracy-Widom law of beta = 1. */
const TW1_UPPER_1_PERCENT = 2.0234;

/** The level that the largest of unit noise, after k spikes are removed, exceeds with probability SPIKE_SIGNIFICANCE. */
export function criticalLevel({ m, n }: NoiseShape, k: number): number {
  const { centre, scale } = largestLevelLaw({ m: m - k, n: n - k });
  return Math.sqrt(centre + scale * TW1_UPPER_1_PERCENT);
}

/** Centre and scale of nu_1^2 of unit noise. */
export function largestLevelLaw({ m, n }: NoiseShape): { centre: number; scale: number } {
  const a = Math.sqrt(n - 0.5);
  const b = Math.sqrt(m - 0.5);
  return { centre: (a + b) ** 2, scale: (a + b) * Math.cbrt(1 / a + 1 / b) };
}
