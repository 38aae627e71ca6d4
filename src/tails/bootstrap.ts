/**
 * How well a fitted power law stands: the semi-parametric goodness-of-fit p-value and bootstrap intervals, both with
 * x_min refitted in every resample (Clauset, Shalizi and Newman, SIAM Review 51, 661, 2009, Secs. 3.3 and 4.1).
 */
import { DEFAULT_SEED, WignerscopeError } from "../kernel/index.ts";
import { kernel } from "../kernel/wasm.ts";
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

export interface PowerLawTestOptions extends Pick<PowerLawOptions, "xmax"> {
  /** A known x_min: then only alpha is fitted again. By default x_min is searched in the data and in every resample. */
  readonly xmin?: number;
  /** Fewest values in a tail, in the fit and in every refit. Default 50. */
  readonly minTail?: number;
  /** Number of resamples. Default 2500. */
  readonly samples?: number;
  /** Default DEFAULT_SEED. */
  readonly seed?: number;
}

export interface PowerLawTest {
  /** The fit with at least minTail values in the tail. */
  readonly fit: PowerLawFit;
  /** (1 + number of resamples with D at least the fit's)/(1 + samples). Reject the power law where it is small. */
  readonly p: number;
  /** Monte-Carlo standard error of p. */
  readonly pError: number;
  readonly minTail: number;
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
 * Tests whether a power law could have produced the tail of `x`. Each resample takes its tail from the fitted law and
 * its body from the data, and is fitted again from scratch.
 *
 * With a known xmin a true power law is rejected at p <= .1 in 10 % of cases. With xmin searched, the size depends on
 * the body: 4 to 8 % for a pure power law (the search also used the chance of the values below the xmin found, which
 * resamples cannot), 8 % for 2,000 values of which 40 % follow the law, and 17 % for 500 such values with a jump of the
 * density at the true xmin (calibration/tails.ts).
 * @throws TOO_FEW where no tail with minTail values exists; NOT_FINITE; INVALID_ARGUMENT.
 */
export function powerLawTest(x: ArrayLike<number>, options: PowerLawTestOptions = {}): PowerLawTest {
  const setting = settled(options);
  const sample = cutSample(x, options);
  const known = options.xmin !== undefined;
  const start = known ? fitAt(sample, options.xmin) : scan(sample, setting.minTail);
  const { D } = refits(sample, start, known ? "known xmin" : "semiparametric", setting);
  // a resample without any tail is as far from a power law as can be
  const reached = D.filter((d) => !(d < start.D)).length;
  const p = (reached + 1) / (setting.samples + 1);
  return Object.freeze({
    fit: describeFit(sample, start),
    p,
    pError: Math.sqrt((p * (1 - p)) / setting.samples),
    ...setting,
  });
}

/**
 * Percentile intervals for alpha and x_min from resampling the data with replacement and fitting again.
 * @throws TOO_FEW where no tail with minTail values exists; NOT_FINITE; INVALID_ARGUMENT.
 */
export function powerLawIntervals(
  x: ArrayLike<number>,
  options: Omit<PowerLawTestOptions, "xmin"> & { /** Default 0.95. */ readonly level?: number } = {},
): PowerLawIntervals {
  const { level = 0.95 } = options;
  if (!(level > 0 && level < 1))
    throw new WignerscopeError("INVALID_ARGUMENT", `level must be in (0, 1), got ${level}`);
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
  if (!Number.isInteger(samples) || samples < 1)
    throw new WignerscopeError("INVALID_ARGUMENT", `samples must be an integer >= 1, got ${samples}`);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new WignerscopeError("INVALID_ARGUMENT", `seed must be an integer from 0 to 2^53 - 1, got ${seed}`);
  return { minTail: checkedMinTail(minTail), samples, seed };
}

/** One refit per resample; NaN where the resample had no tail. */
export interface Refits {
  readonly xmin: Float64Array;
  readonly alpha: Float64Array;
  readonly D: Float64Array;
  readonly tailCount: Float64Array;
}

/** Replicate r draws from stream r of the seed, whatever else runs. */
export function refits(
  sample: CutSample,
  start: TailStart,
  kind: "semiparametric" | "nonparametric" | "known xmin",
  { minTail, samples, seed }: Setting,
): Refits {
  const known = kind === "known xmin";
  const data = known ? sample.logs.subarray(start.index) : sample.logs;
  const n = data.length;
  const tailStart = kind === "semiparametric" ? start.index : known ? 0 : n;
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
      seed,
      0,
      samples,
      workspace,
      out,
    );
    return frame.takeF64(out, 4 * samples);
  });
  const column = (k: number) => Float64Array.from({ length: samples }, (_, r) => rows[4 * r + k]);
  return { xmin: column(0).map(Math.exp), alpha: column(1), D: column(2), tailCount: column(3) };
}
