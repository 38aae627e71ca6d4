/**
 * Are the largest values too large even for the power law? (Pisarenko and Sornette, Eur. Phys. J. Special Topics 205,
 * 95, 2012.) Under a power law with exponent alpha the weighted log-spacings of the t largest values,
 *
 *     z_k = k ln(x_(k)/x_(k+1)),   k = 1 (largest) ... t,   x_(t+1) = x_min,
 *
 * are independent and exponential with mean 1/(alpha - 1) (Renyi). So for r suspected outliers
 *
 *     F_r = (mean of z_1..z_r)/(mean of z_(r+1)..z_t)
 *
 * follows Fisher's law with (2r, 2(t - r)) degrees of freedom, whatever alpha is.
 */
import betainc from "@stdlib/math-base-special-betainc";
import {
  knownOptions,
  requireInside,
  requireInteger,
  requireNumbers,
  requireObject,
  WignerscopeError,
} from "../base/index.ts";
import type { PowerLawFit } from "./power-law.ts";
import { lowerBound, positiveSample } from "./sample.ts";

export interface DragonKingTest {
  /** Number of the largest values that stand out; 0 where none does. */
  readonly numDragonKings: number;
  /**
   * Smallest p-value of all r, times the number of r tried (Bonferroni), at most 1. The tests share most of their values, so
   * it is conservative: at .05 true power laws show dragon kings in .01 to .03 of samples (calibration/tails.ts).
   */
  readonly p: number;
  /** The values that stand out, descending. */
  readonly values: Float64Array;
  /** One test per r = 1, 2, ...: the statistic and its own p-value. */
  readonly tests: readonly { readonly r: number; readonly F: number; readonly p: number }[];
  readonly significance: number;
}

export interface DragonKingOptions {
  /** Largest number of outliers that is tried. Default 10, at most a quarter of the tail. */
  readonly most?: number;
  /** Family-wise level of the test. Default 0.05. */
  readonly significance?: number;
}

/**
 * Tests r = 1, ..., most outliers above a fitted power law. Where the smallest p-value passes the family-wise level, its
 * r is the number of dragon kings.
 * @throws TOO_FEW with fewer than 8 values in the tail; NOT_FINITE; INVALID_ARGUMENT.
 */
export function dragonKingTest(
  x: ArrayLike<number>,
  fit: Pick<PowerLawFit, "xmin">,
  options: DragonKingOptions = {},
): DragonKingTest {
  knownOptions("dragonKingTest", options, { most: true, significance: true });
  requireNumbers("dragonKingTest: x", x);
  requireObject("dragonKingTest: fit", fit, ["xmin"]);
  const { most = 10, significance = 0.05 } = options;
  requireInteger("most", most, 1);
  requireInside("significance", significance, 0, 1);
  const { values, logs } = positiveSample(x);
  const first = lowerBound(values, fit.xmin);
  const t = values.length - first;
  if (t < 8)
    throw new WignerscopeError("TOO_FEW", `a dragon-king test needs at least 8 values in the tail, got ${t}`);
  const spacing = (k: number) => {
    const below = k < t ? logs[logs.length - 1 - k] : Math.log(fit.xmin);
    return k * Math.max(0, logs[logs.length - k] - below);
  };
  const z = Float64Array.from({ length: t }, (_, i) => spacing(i + 1));
  const total = z.reduce((sum, value) => sum + value, 0);
  const tests = [];
  let top = 0;
  for (let r = 1; r <= Math.min(most, Math.floor(t / 4)); r++) {
    top += z[r - 1];
    const F = top / r / ((total - top) / (t - r));
    tests.push(Object.freeze({ r, F, p: fisherSurvival(F, 2 * r, 2 * (t - r)) }));
  }
  const best = tests.reduce((least, test) => (test.p < least.p ? test : least));
  const p = Math.min(1, best.p * tests.length);
  const numDragonKings = p <= significance ? best.r : 0;
  return Object.freeze({
    numDragonKings,
    p,
    values: values.slice(values.length - numDragonKings).reverse(),
    tests: Object.freeze(tests),
    significance,
  });
}

/** P(F > f) for Fisher's law with d1 and d2 degrees of freedom. */
function fisherSurvival(f: number, d1: number, d2: number): number {
  if (!Number.isFinite(f)) return Number.isNaN(f) ? 1 : 0;
  return betainc(d2 / (d2 + d1 * f), d2 / 2, d1 / 2);
}
