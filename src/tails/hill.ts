/**
 * Order-statistics estimators of the tail index gamma = 1/(alpha - 1): Hill (Ann. Statist. 3, 1163, 1975), moment
 * (Dekkers, Einmahl and de Haan, Ann. Statist. 17, 1833, 1989) and Pickands (Ann. Statist. 3, 119, 1975), each at one
 * k and as a plot over all k, and the local exponent of Thamm, Staats and Rosenow (PRE 106, 054124, 2022).
 *
 * A power law shows a plateau over a range of k; a spectrum with a hard edge (Marchenko-Pastur) does not.
 */
import { knownOptions, requireInteger, requireNumbers, WignerscopeError } from "../base/index.ts";
import { positiveSample } from "./sample.ts";

export interface TailIndexPlot {
  /** Number of upper order statistics used, ascending; without those at which ties leave no estimate. */
  readonly k: Int32Array;
  /** The tail index gamma; 0 for exponential tails and negative for a finite right end (Hill's is never negative). */
  readonly gamma: Float64Array;
  /** Exponent of the density, 1 + 1/gamma; infinite where gamma <= 0. */
  readonly alpha: Float64Array;
  /** Asymptotic standard error of gamma for independent values. */
  readonly gammaError: Float64Array;
}

export interface HillEstimate {
  readonly k: number;
  readonly gamma: number;
  readonly alpha: number;
  /** gamma / sqrt(k). */
  readonly gammaError: number;
  /** The (k+1)-th largest value, above which the estimator looks. */
  readonly threshold: number;
}

/**
 * Hill's estimator from the k largest values,
 *
 *     gamma = (1/k) sum_(i<=k) ln(x_(i) / x_(k+1)),   x_(1) >= x_(2) >= ...
 *
 * @param options.k default floor(sqrt(number of positive values))
 * @throws NOT_FINITE; TOO_FEW with fewer than two positive values; INVALID_ARGUMENT for k outside 1..count - 1.
 * @example
 * ```ts
 * import { hillEstimator } from "wignerscope";
 * hillEstimator([1, Math.E, Math.E ** 2], { k: 2 }).gamma; // 1.5
 * ```
 */
export function hillEstimator(x: ArrayLike<number>, options: { readonly k?: number } = {}): HillEstimate {
  knownOptions("hillEstimator", options, { k: true });
  requireNumbers("hillEstimator: x", x);
  const { values, logs } = enough(x, 2);
  const n = values.length;
  const k = options.k ?? Math.floor(Math.sqrt(n));
  requireInteger("k", k, 1, n - 1);
  const from = logs[n - 1 - k];
  let sum = 0;
  for (let i = n - k; i < n; i++) sum += logs[i] - from;
  const gamma = sum / k;
  return Object.freeze({
    k,
    gamma,
    alpha: densityExponent(gamma),
    gammaError: gamma / Math.sqrt(k),
    threshold: values[n - 1 - k],
  });
}

/** Hill's estimator for k = 1..count - 1. @throws NOT_FINITE; TOO_FEW with fewer than two positive values. */
export function hillPlot(x: ArrayLike<number>): TailIndexPlot {
  requireNumbers("hillPlot: x", x);
  const { logs } = enough(x, 2);
  const moments = logMoments(logs);
  return tailIndexPlot(
    "hillPlot",
    Int32Array.from(moments.first, (_, i) => i + 1),
    moments.first,
    (g) => g ** 2,
  );
}

/**
 * The moment estimator gamma = M1 + 1 - 1/(2 (1 - M1^2/M2)) for k = 2..count - 1, with M_r the mean of
 * ln(x_(i)/x_(k+1))^r over the k largest. There is none where the k largest values are equal: then M1^2 = M2.
 * @throws NOT_FINITE; TOO_FEW with fewer than three positive values, or ties that leave no estimate.
 */
export function momentPlot(x: ArrayLike<number>): TailIndexPlot {
  requireNumbers("momentPlot: x", x);
  const { logs } = enough(x, 3);
  const { first, second } = logMoments(logs);
  const k = Int32Array.from({ length: first.length - 1 }, (_, i) => i + 2);
  const gamma = Float64Array.from(k, (count) => {
    const m1 = first[count - 1];
    if (logs[logs.length - count] === logs[logs.length - 1]) return Number.NaN;
    return m1 + 1 - 0.5 / (1 - m1 ** 2 / second[count - 1]);
  });
  return tailIndexPlot("momentPlot", k, gamma, momentVariance);
}

/**
 * Pickands' estimator gamma = ln((x_(k) - x_(2k))/(x_(2k) - x_(4k)))/ln 2 for k = 1..count/4. There is none where
 * two of the three values are equal.
 * @throws NOT_FINITE; TOO_FEW with fewer than four positive values, or ties that leave no estimate.
 */
export function pickandsPlot(x: ArrayLike<number>): TailIndexPlot {
  requireNumbers("pickandsPlot: x", x);
  const { values } = enough(x, 4);
  const n = values.length;
  const largest = (rank: number) => values[n - rank];
  const k = Int32Array.from({ length: Math.floor(n / 4) }, (_, i) => i + 1);
  const gamma = Float64Array.from(k, (count) => {
    const upper = largest(count) - largest(2 * count);
    const lower = largest(2 * count) - largest(4 * count);
    return Math.log(upper / lower) / Math.LN2;
  });
  return tailIndexPlot("pickandsPlot", k, gamma, pickandsVariance);
}

export interface LocalHill {
  /** 1/x at which each local exponent sits, descending x. */
  readonly inverseX: Float64Array;
  /** Local exponent of the survival function, alpha - 1 for a power law. */
  readonly exponent: Float64Array;
  /** Number of neighbouring zeta averaged at each point. */
  readonly window: number;
}

/**
 * The local exponent of Thamm, Staats and Rosenow (2022): with ascending x_i and the survival F_i = 1 - i/n,
 *
 *     zeta_i = -ln(x_(i+1)/x_i) / ln(F_(i+1)/F_i),
 *
 * averaged over `window` neighbours; the exponent 1/mean(zeta) drawn against 1/x. A power law is a plateau as
 * 1/x -> 0. Ties give zeta = 0 and enter the average; an average of 0 gives an infinite exponent.
 *
 * @param options.window default 15, cut to what the data have
 * @throws NOT_FINITE; TOO_FEW with fewer than three positive values; INVALID_ARGUMENT for a window below 1.
 */
export function localHill(x: ArrayLike<number>, options: { readonly window?: number } = {}): LocalHill {
  knownOptions("localHill", options, { window: true });
  requireNumbers("localHill: x", x);
  const { values, logs } = enough(x, 3);
  const n = values.length;
  const wanted = options.window ?? 15;
  requireInteger("window", wanted, 1);
  const zeta = new Float64Array(n - 1);
  // i = 0 has F = 1 and i = n - 1 the last F > 0: F_i = (n - i)/n
  for (let i = 0; i + 1 < n; i++) zeta[i] = -(logs[i + 1] - logs[i]) / Math.log((n - i - 1) / (n - i));
  const window = Math.min(wanted, n - 1);
  const points = n - window;
  const inverseX = new Float64Array(points);
  const exponent = new Float64Array(points);
  for (let p = 0; p < points; p++) {
    const first = points - 1 - p;
    let sum = 0;
    let logSum = 0;
    for (let i = first; i < first + window; i++) {
      sum += zeta[i];
      logSum += (logs[i] + logs[i + 1]) / 2;
    }
    inverseX[p] = Math.exp(-logSum / window);
    exponent[p] = window / sum;
  }
  return Object.freeze({ inverseX, exponent, window });
}

/** M_1 and M_2 for k = 1..n-1, by sums of non-negative terms. */
function logMoments(logs: Float64Array): { first: Float64Array; second: Float64Array } {
  const n = logs.length;
  const first = new Float64Array(n - 1);
  const second = new Float64Array(n - 1);
  let sum = 0;
  let squares = 0;
  for (let k = 1; k < n; k++) {
    const gap = logs[n - k] - logs[n - k - 1];
    squares += 2 * gap * sum + k * gap ** 2;
    sum += k * gap;
    first[k - 1] = sum / k;
    second[k - 1] = squares / k;
  }
  return { first, second };
}

/** The plot over the places where gamma is finite. @throws TOO_FEW where it nowhere is */
function tailIndexPlot(
  what: string,
  places: Int32Array,
  values: Float64Array,
  variance: (gamma: number) => number,
): TailIndexPlot {
  const k = places.filter((_, i) => Number.isFinite(values[i]));
  const gamma = values.filter(Number.isFinite);
  if (k.length === 0)
    throw new WignerscopeError("TOO_FEW", `${what}: equal values of x leave no estimate at any k`);
  return Object.freeze({
    k,
    gamma,
    alpha: gamma.map(densityExponent),
    gammaError: gamma.map((g, i) => Math.sqrt(variance(g) / k[i])),
  });
}

function densityExponent(gamma: number): number {
  return gamma > 0 ? 1 + 1 / gamma : Number.POSITIVE_INFINITY;
}

/** Dekkers, Einmahl and de Haan (1989), Theorem 3.1 and its corollary for gamma < 0. */
function momentVariance(g: number): number {
  if (g >= 0) return 1 + g ** 2;
  const a = 1 - 2 * g;
  return (1 - g) ** 2 * a * (4 - (8 * a) / (1 - 3 * g) + ((5 - 11 * g) * a) / ((1 - 3 * g) * (1 - 4 * g)));
}

/** Dekkers and de Haan (Ann. Statist. 17, 1795, 1989), Theorem 2.3; its limit 3/(4 ln(2)^4) at gamma = 0. */
function pickandsVariance(g: number): number {
  if (Math.abs(g) < 1e-6) return 3 / (4 * Math.LN2 ** 4);
  return (g ** 2 * (2 ** (2 * g + 1) + 1)) / (2 * (2 ** g - 1) * Math.LN2) ** 2;
}

function enough(x: ArrayLike<number>, least: number) {
  const sample = positiveSample(x);
  if (sample.values.length < least)
    throw new WignerscopeError(
      "TOO_FEW",
      `x has ${sample.values.length} positive values, at least ${least} are needed`,
    );
  return sample;
}
