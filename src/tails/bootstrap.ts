/**
 * How well a fitted power law stands: goodness-of-fit p-values and bootstrap intervals, with x_min searched again in every
 * resample (after Clauset, Shalizi and Newman, SIAM Review 51, 661, 2009, Secs. 3.3 and 4.1).
 */

import {
  knownOptions,
  requireInside,
  requireInteger,
  requireNumbers,
  requireOneOf,
  requireSeed,
} from "../base/index.ts";
import { DEFAULT_SEED } from "../kernel/index.ts";
import { kernel } from "../kernel/internal.ts";
import { pOfCount, type SequentialRule, sequentialP } from "../statistics/index.ts";
import {
  type CutSample,
  checkedMinTail,
  cutSample,
  describeFit,
  fitAt,
  type PowerLawFit,
  type PowerLawOptions,
  scan,
  type TailStart,
} from "./power-law.ts";
import { quantileOf } from "./sample.ts";

/**
 * Fewest values in a tail that the tests look at. Clauset, Shalizi and Newman (2009, Fig. 4.1) need about 100 values to
 * tell a power law from an exponential or a lognormal; with 50, the p-value rejects 95 % and more of pure
 * Marchenko-Pastur spectra (calibration/tails.ts), with a free choice only half, because tails of 20 to 40 values at the
 * edge fit anything.
 */
export const DEFAULT_TEST_TAIL = 50;
/** Enough for a standard error of .01 and less (ibid., Sec. 4.1). */
const DEFAULT_SAMPLES = 2500;

/**
 * Of the sequential test. The 20th resample that reaches the statistic ends it, p then being good to a fifth of itself; so
 * do 99 of which none does, p = .01, a tenth of the level at which tails are judged.
 */
const EXCEEDANCES = 20;
const FIRST_LOOK = 99;
/** Resamples made at once by the sequential test. */
const CHUNK = 33;

/**
 * What a resample keeps of the data, and what is compared.
 *
 * "conditional": the values below the fitted x_min stay as they are, the t values above are drawn from the fitted law, and
 * the statistic is Kolmogorov's, the least sqrt(t) D over all starts.
 *
 * "semiparametric": the p-value of Clauset, Shalizi and Newman (2009, Sec. 4.1). The values below x_min are drawn from the
 * data with replacement, their number varies, and the statistic is the least D.
 */
export type PowerLawTestMethod = "conditional" | "semiparametric";

export interface PowerLawTestOptions extends Pick<PowerLawOptions, "xmax"> {
  /** Default "conditional", the one that holds its level (see powerLawTest). */
  readonly method?: PowerLawTestMethod;
  /**
   * A known x_min: then only alpha is fitted again, and both methods are one. By default x_min is searched in the data
   * and in every resample.
   */
  readonly xmin?: number;
  /** Fewest values in a tail, in the fit and in every refit. Default 50. */
  readonly minTail?: number;
  /** Number of resamples. Default 2500. */
  readonly samples?: number;
  /** Whether resampling ends when the answer is known, before `samples` (see powerLawTest). Default false. */
  readonly sequential?: boolean;
  /** Default DEFAULT_SEED. */
  readonly seed?: number;
}

export interface PowerLawTest {
  /** The fit with at least minTail values in the tail. */
  readonly fit: PowerLawFit;
  readonly method: PowerLawTestMethod;
  /**
   * What was compared. "conditional": the least sqrt(t) D over the starts of tails of t >= minTail values (of the one
   * tail, where xmin is known), which need not be the fit's start. "semiparametric": D of the fit.
   */
  readonly statistic: number;
  /**
   * (1 + number of resamples with a statistic at least the data's)/(1 + samples), or `sequentialP`'s. Reject the power law where
   * small.
   */
  readonly p: number;
  /** Monte-Carlo standard error of p. */
  readonly pError: number;
  readonly minTail: number;
  /** Resamples that were drawn. */
  readonly samples: number;
  readonly seed: number;
}

export interface PowerLawIntervals {
  readonly fit: PowerLawFit;
  /** Coverage that the intervals aim at. */
  readonly level: number;
  readonly alpha: readonly [number, number];
  readonly xmin: readonly [number, number];
  readonly samples: number;
  readonly seed: number;
}

/**
 * Tests whether a power law above some x_min, with at least minTail values there, could have produced `x`, whatever lies
 * below x_min. The null model is the fit (x_min of least D); its resamples are fitted again from scratch.
 *
 * Why the default is not the p-value of Clauset, Shalizi and Newman. Theirs needs the right x_min, and has an estimate of
 * it that the same D chose. D scales as 1/sqrt(t): an x_min too low by half the tail makes every D of the resamples 1.4
 * times too small. Where the true tail is long, the search uses chance in the values below the x_min found, which
 * resamples of the body double; where the tail is short, the least D is often that of a longer tail that is nearly a power
 * law. The size at p <= .1 then lies between 7 and 17 % (calibration/tails.ts). The conditional method differs twice:
 *
 * - The order statistics of the body are sufficient for its law, so that given them the values above a true x_min are
 *   distributed by the power law alone. With x_min known and the body kept, the level would hold for every body and every
 *   statistic, but for the estimate of alpha.
 * - The law of the least sqrt(t) D changes with the true size of the tail only as ln(t/minTail) grows, so that an error
 *   of x_min hardly matters.
 *
 * Its size at p <= .1 is 10 % within 2 % for pure Pareto data of 200 to 2,000 values, and for 500 and 2,000 values with
 * bodies that join smoothly, with a kink or with a gap. It misses where the density jumps at x_min, 13 % and 7.5 %, and by
 * most, 17 %, for a tail of 75 values put on Marchenko-Pastur noise: few values tell where such a tail starts
 * (calibration/tails.ts). It assumes independent values, as theirs does; the levels of a random matrix are more regular,
 * and Marchenko-Pastur spectra are still rejected.
 *
 * With `sequential`, resampling stops (Besag and Clifford, Biometrika 78, 301, 1991) at the 20th resample that reaches the
 * statistic, or after 99 where none does; p is exactly uniform for a statistic exchangeable with the resamples' (`sequentialP`), so
 * the level is that of the full test.
 * @throws TOO_FEW where no tail with minTail values exists; NOT_FINITE; INVALID_ARGUMENT.
 */
export function powerLawTest(x: ArrayLike<number>, options: PowerLawTestOptions = {}): PowerLawTest {
  knownOptions("powerLawTest", options, {
    method: true,
    xmin: true,
    xmax: true,
    minTail: true,
    samples: true,
    sequential: true,
    seed: true,
  });
  requireNumbers("powerLawTest: x", x);
  const { method = "conditional" } = options;
  requireOneOf("method", method, ["conditional", "semiparametric"]);
  const setting = settled(options);
  const sample = cutSample(x, options);
  const known = options.xmin !== undefined;
  const start = known ? fitAt(sample, options.xmin) : scan(sample, setting.minTail);
  const kind = known ? "known xmin" : method;
  const n = sample.logs.length;
  const compared = (D: number, count: number) => (method === "conditional" ? Math.sqrt(count) * D : D);
  const least = known || method === "semiparametric" ? start : scan(sample, setting.minTail, "sqrt(t) D");
  const statistic = compared(least.D, n - least.index);
  // a resample without any tail is as far from a power law as can be
  const reaches = ({ D, tailCount }: Refits, r: number) => !(compared(D[r], tailCount[r]) < statistic);
  const { p, drawn } = options.sequential ? sequentially() : atOnce();
  return Object.freeze({
    fit: describeFit(sample, start),
    method,
    statistic,
    p,
    pError: Math.sqrt((p * (1 - p)) / drawn),
    ...setting,
    samples: drawn,
  });

  function atOnce() {
    const resampled = refits(sample, start, kind, setting);
    const reached = resampled.D.filter((_, r) => reaches(resampled, r)).length;
    return { p: pOfCount(reached, setting.samples), drawn: setting.samples };
  }

  function sequentially() {
    const rule: SequentialRule = {
      samples: setting.samples,
      exceedances: EXCEEDANCES,
      firstLook: setting.samples > FIRST_LOOK ? FIRST_LOOK : 0,
    };
    let chunk: Refits | undefined;
    return sequentialP(rule, (index) => {
      const at = index % CHUNK;
      if (chunk === undefined || at === 0) {
        const samples = Math.min(CHUNK, setting.samples - index);
        chunk = refits(sample, start, kind, { ...setting, samples }, index);
      }
      return reaches(chunk, at);
    });
  }
}

/**
 * Percentile intervals for alpha and x_min from resampling the data with replacement and fitting again.
 * @throws TOO_FEW where no tail with minTail values exists; NOT_FINITE; INVALID_ARGUMENT.
 */
export function powerLawIntervals(
  x: ArrayLike<number>,
  options: Omit<PowerLawTestOptions, "xmin" | "method" | "sequential"> & {
    /** Default 0.95. */ readonly level?: number;
  } = {},
): PowerLawIntervals {
  knownOptions("powerLawIntervals", options, {
    xmax: true,
    minTail: true,
    samples: true,
    seed: true,
    level: true,
  });
  requireNumbers("powerLawIntervals: x", x);
  const { level = 0.95 } = options;
  requireInside("level", level, 0, 1);
  const setting = settled({ minTail: 2, ...options });
  const sample = cutSample(x, options);
  const start = scan(sample, setting.minTail);
  const found = refits(sample, start, "nonparametric", setting);
  const interval = (values: Float64Array): readonly [number, number] => {
    const sorted = values.filter((value) => !Number.isNaN(value)).sort();
    return Object.freeze([quantileOf(sorted, (1 - level) / 2), quantileOf(sorted, (1 + level) / 2)] as const);
  };
  return Object.freeze({
    fit: describeFit(sample, start),
    level,
    alpha: interval(found.alpha),
    xmin: interval(found.xmin),
    samples: setting.samples,
    seed: setting.seed,
  });
}

interface Setting {
  readonly minTail: number;
  readonly samples: number;
  readonly seed: number;
}

function settled(options: PowerLawTestOptions): Setting {
  const { minTail = DEFAULT_TEST_TAIL, samples = DEFAULT_SAMPLES, seed = DEFAULT_SEED } = options;
  requireInteger("samples", samples, 1);
  requireSeed("seed", seed);
  return { minTail: checkedMinTail(minTail), samples, seed };
}

/** One refit per resample; NaN where the resample had no tail. */
interface Refits {
  readonly xmin: Float64Array;
  readonly alpha: Float64Array;
  readonly D: Float64Array;
  readonly tailCount: Float64Array;
}

/** Replicate r draws from stream `first` + r of the seed, whatever else runs. */
function refits(
  sample: CutSample,
  start: TailStart,
  kind: PowerLawTestMethod | "nonparametric" | "known xmin",
  { minTail, samples, seed }: Setting,
  first = 0,
): Refits {
  const known = kind === "known xmin";
  const data = known ? sample.logs.subarray(start.index) : sample.logs;
  const n = data.length;
  const tailStart = kind === "nonparametric" ? n : known ? 0 : start.index;
  const { exports, memory } = kernel();
  const rows = memory.frame((frame) => {
    const logs = frame.putF64(data);
    const workspace = frame.bytes(exports.powerLawBootstrapWorkspace(n));
    const out = frame.f64(4 * samples);
    exports.powerLawBootstrap(
      logs,
      n,
      tailStart,
      Math.log(start.xmin),
      start.alpha - 1,
      sample.logMax,
      minTail,
      known ? 1 : 0,
      kind === "conditional" ? 1 : 0,
      seed,
      first,
      samples,
      workspace,
      out,
    );
    return frame.takeF64(out, 4 * samples);
  });
  const column = (k: number) => Float64Array.from({ length: samples }, (_, r) => rows[4 * r + k]);
  return { xmin: column(0).map(Math.exp), alpha: column(1), D: column(2), tailCount: column(3) };
}
