/** Kolmogorov-Smirnov distance of a sample to a continuous law, and what a distance is worth. */
import { knownOptions, WignerscopeError } from "../base/index.ts";
import { type Cdf, distributionOf } from "./distribution.ts";
import { kolmogorovSurvival } from "./kolmogorov.ts";
import { monteCarloP } from "./monte-carlo.ts";

/**
 * Two-sided distance D = max_i max(i/n - F(x_(i)), F(x_(i)) - (i - 1)/n). The sample may come in any order.
 * @throws TOO_FEW for an empty sample; NOT_FINITE.
 */
export function ksDistance(sample: ArrayLike<number>, cdf: Cdf): number {
  const f = distributionOf(cdf, "cdf");
  const at = sortedSample(sample, "ksDistance").map((x) => f(x));
  const n = at.length;
  let distance = 0;
  for (let i = 0; i < n; i++) distance = Math.max(distance, (i + 1) / n - at[i], at[i] - i / n);
  return distance;
}

/** The sample in ascending order. @throws TOO_FEW when it is empty; NOT_FINITE naming the first entry that is not. */
export function sortedSample(sample: ArrayLike<number>, what: string): Float64Array {
  if (sample.length === 0)
    throw new WignerscopeError("TOO_FEW", `${what} needs a sample of at least 1, got 0`);
  const sorted = Float64Array.from(sample);
  for (let i = 0; i < sorted.length; i++)
    if (!Number.isFinite(sorted[i]))
      throw new WignerscopeError("NOT_FINITE", `${what}: sample[${i}] is ${sample[i]}`);
  return sorted.sort();
}

export interface KsTestOptions {
  /**
   * Distances of null samples that went through the same pipeline as the data. With them the p-value is the
   * Monte-Carlo one, (1 + #{null >= D})/(1 + #null) (see `monteCarloP`); without them it is that of n independent draws from a law fixed in advance. Spacings of one matrix are neither independent nor free: use
   * `nullBand` for them.
   */
  readonly null?: ArrayLike<number>;
}

export interface KsTest {
  readonly distance: number;
  readonly pValue: number;
  readonly method: "kolmogorov" | "monte-carlo";
  /** Sample size. */
  readonly n: number;
}

/**
 * Two-sided one-sample Kolmogorov-Smirnov test.
 * @throws TOO_FEW for an empty sample or an empty null; NOT_FINITE.
 * @example
 * ```ts
 * import { ksTest } from "wignerscope";
 * ksTest([0.1, 0.5, 0.9], (x) => x).distance; // 0.23333
 * ```
 */
export function ksTest(sample: ArrayLike<number>, cdf: Cdf, options: KsTestOptions = {}): KsTest {
  knownOptions("ksTest", options, { null: true });
  const distance = ksDistance(sample, cdf);
  const n = sample.length;
  if (options.null)
    return Object.freeze({ distance, pValue: monteCarloP(distance, options.null), method: "monte-carlo", n });
  return Object.freeze({ distance, pValue: kolmogorovSurvival(distance, n), method: "kolmogorov", n });
}
