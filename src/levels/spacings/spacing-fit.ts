/** What the one-parameter fits of a spacing law share: clean spacings in, estimate with bootstrap error out. */
import { requireAtLeast, requireOneOf, WignerscopeError } from "../../base/index.ts";
import { minimizeOnInterval } from "../../statistics/index.ts";
import { type BootstrapOptions, blockBootstrap } from "./bootstrap.ts";

export interface SpacingFitOptions {
  /**
   * `"likelihood"` (default): maximum of the sum of log densities. `"leastSquares"`: minimum over the sorted spacings
   * of sum_i (F(s_(i)) - (i - 1/2)/n)^2.
   */
  readonly method?: "likelihood" | "leastSquares";
  /** Divide the spacings by their mean first, which the laws have equal to 1. Default true. */
  readonly normalize?: boolean;
  /** Bootstrap behind the standard error; `false` leaves it out. Blocks keep the correlation of neighbours. */
  readonly bootstrap?: BootstrapOptions | false;
}

export interface SpacingFit {
  readonly value: number;
  /** Block-bootstrap standard error, NaN without a bootstrap. */
  readonly standardError: number;
  readonly interval: readonly [number, number];
  /** Sum of log densities at the estimate. */
  readonly logLikelihood: number;
  /** Root mean square of F(s_(i)) - (i - 1/2)/n at the estimate. */
  readonly residual: number;
  readonly method: "likelihood" | "leastSquares";
  /** Spacings behind the fit. */
  readonly count: number;
  /** Exact zeros, dropped: a law that repels gives them no likelihood at all. */
  readonly zeroSpacings: number;
}

/** A family of spacing laws with mean 1 and one parameter in [low, high]. */
export interface SpacingFamily {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** ln of the density, summed over the spacings, as a function of the parameter. */
  logLikelihood(spacings: Float64Array): (parameter: number) => number;
  /** Distribution function for one parameter. */
  cdf(parameter: number): (s: number) => number;
}

/** The objectives are flat at their minimum: nothing finer than the root of the round-off can be resolved. */
const TOLERANCE = 1e-7;
/** A resample's estimate needs no more digits than its scatter has. */
const RESAMPLE_TOLERANCE = 1e-4;
const FEWEST_SPACINGS = 10;

/** @throws TOO_FEW for fewer than 10 positive spacings; NOT_FINITE; INVALID_ARGUMENT for a negative spacing. */
export function fitSpacings(
  family: SpacingFamily,
  spacings: ArrayLike<number>,
  options: SpacingFitOptions,
): SpacingFit {
  const { method = "likelihood", normalize = true, bootstrap = {} } = options;
  requireOneOf("method", method, ["likelihood", "leastSquares"]);
  const positive = positiveSpacings(family.name, spacings);
  const prepare = (s: Float64Array) => {
    const mean = s.reduce((sum, v) => sum + v, 0) / s.length;
    return normalize ? s.map((v) => v / mean) : s;
  };
  const estimate = (raw: Float64Array, tolerance: number) => {
    const s = prepare(raw);
    const logLikelihood = family.logLikelihood(s);
    const loss =
      method === "likelihood" ? (p: number) => -logLikelihood(p) : squaredDistance(family, s.slice().sort());
    return minimizeOnInterval(loss, family.low, family.high, tolerance);
  };
  const value = estimate(positive, TOLERANCE);
  const errors =
    bootstrap === false
      ? undefined
      : blockBootstrap(positive, (resample) => estimate(resample, RESAMPLE_TOLERANCE), bootstrap);
  const s = prepare(positive);
  return Object.freeze({
    value,
    standardError: errors?.standardError ?? Number.NaN,
    interval: errors?.interval ?? Object.freeze([Number.NaN, Number.NaN] as const),
    logLikelihood: family.logLikelihood(s)(value),
    residual: Math.sqrt(squaredDistance(family, s.slice().sort())(value) / s.length),
    method,
    count: s.length,
    zeroSpacings: spacings.length - s.length,
  });
}

function squaredDistance(family: SpacingFamily, sorted: Float64Array): (parameter: number) => number {
  const n = sorted.length;
  return (parameter) => {
    const cdf = family.cdf(parameter);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (cdf(sorted[i]) - (i + 0.5) / n) ** 2;
    return sum;
  };
}

function positiveSpacings(name: string, spacings: ArrayLike<number>): Float64Array {
  const all = Float64Array.from(spacings);
  for (let i = 0; i < all.length; i++) {
    if (!Number.isFinite(all[i]))
      throw new WignerscopeError("NOT_FINITE", `${name}: spacing ${i} is ${all[i]}, spacings must be finite`);
    requireAtLeast(`${name}: spacing ${i}`, all[i], 0);
  }
  const positive = all.filter((s) => s > 0);
  if (positive.length < FEWEST_SPACINGS)
    throw new WignerscopeError(
      "TOO_FEW",
      `${name} needs at least ${FEWEST_SPACINGS} positive spacings, got ${positive.length}`,
    );
  return positive;
}
