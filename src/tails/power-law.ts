/**
 * The power law p(x) ~ x^-alpha above x_min, fitted by maximum likelihood with x_min chosen by the least
 * Kolmogorov-Smirnov distance over all data points (Clauset, Shalizi and Newman, SIAM Review 51, 661, 2009).
 */
import {
  knownOptions,
  refuse,
  requireInteger,
  requireNumbers,
  requirePositive,
  WignerscopeError,
} from "../base/index.ts";
import { kernel } from "../kernel/internal.ts";
import { lowerBound, type PositiveSample, positiveSample } from "./sample.ts";

export interface PowerLawOptions {
  /** Where the tail starts. By default every data point is tried and the least KS distance decides. */
  readonly xmin?: number;
  /**
   * Where the law is cut off: the likelihood is that of the Pareto law on [xmin, xmax] and larger values are left
   * out. "max" takes the largest value. Default: no cut-off.
   */
  readonly xmax?: number | "max";
  /** Fewest values a tail may have while x_min is searched. Default 2, so that all data points count. */
  readonly minTail?: number;
}

export interface PowerLawFit {
  /** Exponent of the density. */
  readonly alpha: number;
  readonly xmin: number;
  /** The cut-off, or the largest value where there is none. */
  readonly xmax: number;
  /** Whether the likelihood was that of the law cut off at xmax. */
  readonly truncated: boolean;
  /** Two-sided Kolmogorov-Smirnov distance between the tail and the fitted law. */
  readonly D: number;
  /** Standard error of alpha from the Fisher information; (alpha - 1)/sqrt(numPlSpikes) without a cut-off. */
  readonly sigma: number;
  /** Values in [xmin, xmax]. */
  readonly numPlSpikes: number;
  /** Positive values up to xmax. */
  readonly count: number;
  /** Zero or negative values, left out. */
  readonly numNonPositive: number;
  /** Values above xmax, left out. */
  readonly numAboveXmax: number;
}

/** alpha and D as functions of x_min: one entry per distinct value that can start a tail, ascending. */
export interface PowerLawProfile {
  readonly xmin: Float64Array;
  readonly alpha: Float64Array;
  readonly D: Float64Array;
  readonly tailCount: Int32Array;
}

/** The data of a fit after the cut-off is applied. */
export interface CutSample extends PositiveSample {
  /** The cut-off, or undefined. */
  readonly xmax: number | undefined;
  /** ln xmax, or infinity. */
  readonly logMax: number;
  readonly numAboveXmax: number;
}

const DEFAULT_MIN_TAIL = 2;

/**
 * Fits a power law to the upper tail of `x` (any order; for weight matrices the eigenvalues lambda = nu^2).
 *
 *     alpha = 1 + t / sum_(x >= xmin) ln(x/xmin)                                       (no cut-off, Eq. 3.1)
 *     mean ln(x/xmin) = 1/(alpha - 1) - ln(xmax/xmin)/((xmax/xmin)^(alpha-1) - 1)      (cut-off at xmax)
 *
 * xmin minimises D over all distinct data points; the answer equals the full scan's (the smallest xmin among equal
 * distances). Tails whose exponent would be 1 or less, or whose values are all equal, are no candidates.
 *
 * @throws NOT_FINITE on NaN or infinity; INVALID_ARGUMENT on options out of range; TOO_FEW when no tail with minTail
 * values that are not all equal exists.
 * @example
 * ```ts
 * import { fitPowerLaw, Random } from "wignerscope";
 * const x = new Random(1).paretos(5000, 2);
 * fitPowerLaw(x, { xmin: 1 }).alpha; // 3.0
 * ```
 */
export function fitPowerLaw(x: ArrayLike<number>, options: PowerLawOptions = {}): PowerLawFit {
  knownOptions("fitPowerLaw", options, { xmin: true, xmax: true, minTail: true });
  requireNumbers("fitPowerLaw: x", x);
  const sample = cutSample(x, options);
  const minTail = checkedMinTail(options.minTail);
  const found = options.xmin === undefined ? scan(sample, minTail) : fitAt(sample, options.xmin);
  return describeFit(sample, found);
}

/** alpha and D for every x_min (what fitPowerLaw minimises). Options, but for xmin, and errors as there. */
export function powerLawProfile(
  x: ArrayLike<number>,
  options: Omit<PowerLawOptions, "xmin"> = {},
): PowerLawProfile {
  knownOptions("powerLawProfile", options, { xmax: true, minTail: true });
  requireNumbers("powerLawProfile: x", x);
  const sample = cutSample(x, options);
  const minTail = checkedMinTail(options.minTail);
  const n = sample.logs.length;
  const { exports, memory } = kernel();
  const [alphas, distances] = memory.frame((frame) => {
    const logs = frame.putF64(sample.logs);
    const workspace = frame.bytes(exports.powerLawScanWorkspace(n));
    const alphaAt = frame.f64(n);
    const distanceAt = frame.f64(n);
    exports.powerLawProfile(logs, n, minTail, sample.logMax, workspace, alphaAt, distanceAt);
    return [frame.takeF64(alphaAt, n), frame.takeF64(distanceAt, n)];
  });
  const starts = Int32Array.from(alphas.keys()).filter((i) => !Number.isNaN(alphas[i]));
  return Object.freeze({
    xmin: Float64Array.from(starts, (i) => sample.values[i]),
    alpha: Float64Array.from(starts, (i) => alphas[i]),
    D: Float64Array.from(starts, (i) => distances[i]),
    tailCount: starts.map((i) => n - i),
  });
}

/** Sorted positive data up to the cut-off. */
export function cutSample(x: ArrayLike<number>, options: Pick<PowerLawOptions, "xmax">): CutSample {
  const sample = positiveSample(x);
  const { values, logs } = sample;
  if (options.xmax === undefined)
    return { ...sample, xmax: undefined, logMax: Number.POSITIVE_INFINITY, numAboveXmax: 0 };
  const xmax = options.xmax === "max" ? (values.at(-1) ?? Number.NaN) : options.xmax;
  if (values.length > 0 && !(xmax > values[0]))
    refuse("xmax", `above ${values[0]}, the smallest positive value`, xmax);
  const kept = lowerBound(values, xmax, true);
  return {
    values: values.subarray(0, kept),
    logs: logs.subarray(0, kept),
    numNonPositive: sample.numNonPositive,
    xmax,
    logMax: Math.log(xmax),
    numAboveXmax: values.length - kept,
  };
}

export function checkedMinTail(minTail: number = DEFAULT_MIN_TAIL): number {
  requireInteger("minTail", minTail, 2);
  return minTail;
}

/** Where a tail starts (its first data point, and x_min, which need not be one) with its exponent and distance. */
export interface TailStart {
  readonly index: number;
  readonly xmin: number;
  readonly alpha: number;
  readonly D: number;
}

/** The x_min of least D, or of least sqrt(values in the tail) D. @throws TOO_FEW */
export function scan(sample: CutSample, minTail: number, least: "D" | "sqrt(t) D" = "D"): TailStart {
  const { logs, logMax } = sample;
  const { exports, memory } = kernel();
  const found = memory.frame((frame) => {
    const data = frame.putF64(logs);
    const workspace = frame.bytes(exports.powerLawScanWorkspace(logs.length));
    const out = frame.f64(3);
    const status = exports.powerLawScan(
      data,
      logs.length,
      minTail,
      logMax,
      least === "D" ? 0 : 1,
      workspace,
      out,
    );
    return status === 0 ? frame.takeF64(out, 3) : undefined;
  });
  if (!found)
    throw new WignerscopeError(
      "TOO_FEW",
      `x has ${logs.length} positive values and no tail of at least ${minTail} values that are not all equal`,
    );
  const [index, alpha, D] = found;
  return { index, xmin: sample.values[index], alpha, D };
}

/** The fit above a given x_min, which need not be a data point. @throws INVALID_ARGUMENT, TOO_FEW */
export function fitAt(sample: CutSample, xmin: number): TailStart {
  const { values, logs, logMax } = sample;
  requirePositive("xmin", xmin);
  const index = lowerBound(values, xmin);
  const { exports, memory } = kernel();
  const found = memory.frame((frame) => {
    const data = frame.putF64(logs);
    const out = frame.f64(2);
    const status = exports.powerLawAt(data, logs.length, index, Math.log(xmin), logMax, out);
    return status === 0 ? frame.takeF64(out, 2) : undefined;
  });
  if (!found)
    throw new WignerscopeError(
      "TOO_FEW",
      `${logs.length - index} values from xmin = ${xmin} on do not determine an exponent above 1`,
    );
  return { index, xmin, alpha: found[0], D: found[1] };
}

/** Standard error of alpha for `count` values of the law on [xmin, xmin e^range]. */
function exponentError(alpha: number, range: number, count: number): number {
  const slope = alpha - 1;
  // Fisher information per value: 1/b^2 - (L/2)^2/sinh^2(b L/2)
  const half = (slope * range) / 2;
  const kept = half > 350 ? 1 : half < 1e-3 ? half ** 2 / 3 : 1 - (half / Math.sinh(half)) ** 2;
  return slope / Math.sqrt(count * kept);
}

/** The public record of a fit. */
export function describeFit(sample: CutSample, { index, xmin, alpha, D }: TailStart): PowerLawFit {
  const { values, xmax } = sample;
  const numPlSpikes = values.length - index;
  return Object.freeze({
    alpha,
    xmin,
    xmax: xmax ?? values[values.length - 1],
    truncated: xmax !== undefined,
    D,
    sigma: exponentError(alpha, sample.logMax - Math.log(xmin), numPlSpikes),
    numPlSpikes,
    count: values.length,
    numNonPositive: sample.numNonPositive,
    numAboveXmax: sample.numAboveXmax,
  });
}
