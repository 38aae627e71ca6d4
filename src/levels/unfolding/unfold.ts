/**
 * Unfolding: maps levels nu_i to xi_i = N_smooth(nu_i), where N_smooth is the smooth part of the staircase, so that the
 * mean spacing is 1 everywhere and only the fluctuations are left (Guhr, Mueller-Groeling and Weidenmueller, Phys. Rep.
 * 299, 189, 1998, Sec. 3.2.1).
 */
import {
  knownOptions,
  type OptionNames,
  requireNumbers,
  requireOneOf,
  requirePositive,
  WignerscopeError,
} from "../../base/index.ts";
import { type Cdf, distributionOf } from "../../statistics/index.ts";
import { ascendingLevels } from "../ascending.ts";
import { type BroadeningOptions, broaden, broadenedStaircase } from "./broadening.ts";
import { chebyshevStaircase } from "./chebyshev.ts";
import { diagnose, type UnfoldingDiagnostics } from "./diagnostics.ts";
import { poolStaircase } from "./pool.ts";

interface CommonOptions {
  /**
   * Levels outside this closed interval are stripped first (outliers beyond a bulk edge); the diagnostics count them.
   * Default: none.
   */
  readonly within?: readonly [number, number];
}

/** Broadened staircase (Thamm, Staats and Rosenow, PRE 106, 054124, 2022). */
export interface GaussianUnfolding extends BroadeningOptions, CommonOptions {
  readonly method?: "gaussian";
}

/** Least-squares polynomial through the staircase, on Chebyshev polynomials. */
export interface PolynomialUnfolding extends CommonOptions {
  readonly method: "polynomial";
  /** Default 7. */
  readonly degree?: number;
}

/** The law that the levels are known to follow. */
export interface LawUnfolding extends CommonOptions {
  readonly method: "law";
  /** A law of this library or any distribution function. */
  readonly law: Cdf;
  /**
   * Number of levels that the whole law stands for. Default: the levels strictly inside it; with `within` = [low, high],
   * the levels there over F(high) - F(low).
   */
  readonly count?: number;
}

/** Other spectra of the same ensemble (Baskerville, Granziol and Keating, Physica A 590, 126742, 2022). */
export interface PoolUnfolding extends CommonOptions {
  readonly method: "pool";
  /** Spectra of the ensemble without the one that is unfolded; each in any order. */
  readonly pool: readonly ArrayLike<number>[];
}

export type UnfoldOptions = GaussianUnfolding | PolynomialUnfolding | LawUnfolding | PoolUnfolding;
const METHODS = ["gaussian", "polynomial", "law", "pool"] as const;

export interface Unfolded {
  /** Unfolded levels, ascending, mean spacing near 1. */
  readonly levels: Float64Array;
  readonly diagnostics: UnfoldingDiagnostics;
}

/** Degree of the polynomial staircase when none is given. */
export const DEFAULT_DEGREE = 7;

/**
 * Unfolds sorted levels (either direction; the result ascends).
 *
 * - `gaussian`: xi(nu) = sum_k Phi((nu - nu_k)/sigma_k), sigma_k = (nu_(k+a) - nu_(k-a))/2, a = 15. With ends `"none"`
 *   kernels k = a .. m-a-1 are evaluated at nu_(2a) .. nu_(m-2a-1): m - 4a levels come back. With `"replicate"` all m
 *   kernels are evaluated at nu_a .. nu_(m-a-1): m - 2a levels. 2a + 1 equal levels make an exact step.
 * - `polynomial`: xi = the polynomial of `degree` that fits the points (nu_i, i + 1/2) best. Where it decreases, levels
 *   change places (they come back sorted) and `monotoneFraction` falls below 1: lower the degree.
 * - `law`: xi = count F(nu). Levels where F is 0 or 1 lie outside the law and are stripped.
 * - `pool`: xi_j = #{levels of the pool < nu_j}/p with p spectra in the pool; resolves 1/p of a spacing.
 *
 * @throws NOT_FINITE, INVALID_ARGUMENT (unsorted levels, an unknown option), TOO_FEW with the numbers that would work.
 * @example
 * ```ts
 * import { laws, unfold } from "wignerscope";
 * unfold([-1, 0, 1], { method: "law", law: laws.semicircle(), count: 3 }).levels; // [0.5865, 1.5, 2.4135]
 * ```
 */
export function unfold(levels: ArrayLike<number>, options: UnfoldOptions = {}): Unfolded {
  knownOptions("unfold", options, optionNames(options));
  if (options.method !== undefined) requireOneOf("method", options.method, METHODS);
  requireNumbers("unfold: levels", levels);
  const given = ascendingLevels(levels, 2, "unfold");
  const { kept, strippedBelow } = strip(given, options.within);
  const result = byMethod(kept, options);
  const first = strippedBelow + result.first;
  const stripped = given.length - kept.length + result.outside;
  return Object.freeze({
    levels: result.levels,
    diagnostics: diagnose(result.levels, result.monotoneFraction, {
      method: options.method ?? "gaussian",
      given: given.length,
      stripped,
      first,
      trustedL: result.trustedL,
    }),
  });
}

/** What each method takes. An unknown method is refused by its own message. */
function optionNames(options: UnfoldOptions): OptionNames<UnfoldOptions> {
  const common = { method: true, within: true } as const;
  const byMethod: Record<string, object> = {
    gaussian: { ...common, a: true, ends: true },
    polynomial: { ...common, degree: true },
    law: { ...common, law: true, count: true },
    pool: { ...common, pool: true },
  };
  const names = byMethod[options?.method ?? "gaussian"] ?? Object.assign({}, ...Object.values(byMethod));
  return names as OptionNames<UnfoldOptions>;
}

interface MethodResult {
  readonly levels: Float64Array;
  /** Index of the first kept level among those that were not stripped beforehand. */
  readonly first: number;
  /** Levels that the method found outside its domain. */
  readonly outside: number;
  readonly trustedL: number;
  readonly monotoneFraction: number;
}

function byMethod(levels: Float64Array, options: UnfoldOptions): MethodResult {
  switch (options.method) {
    case undefined:
    case "gaussian":
      return byBroadening(levels, options);
    case "polynomial":
      return byPolynomial(levels, options);
    case "law":
      return byLaw(levels, options);
    case "pool":
      return byPool(levels, options);
  }
}

function byBroadening(levels: Float64Array, options: GaussianUnfolding): MethodResult {
  const broadening = broaden(levels, options, "gaussian unfolding");
  const { a, ends } = broadening;
  const first = ends === "none" ? 2 * a : a;
  const unfolded = broadenedStaircase(broadening, levels.subarray(first, levels.length - first));
  // A window of 2a levels cannot tell a fluctuation longer than itself from a trend: Sigma^2 of GOE levels falls short
  // by 3 % at L = a/3, by 11 % at 2a/3 and by 26 % at 4a/3 (calibration/levels.ts).
  return { levels: unfolded, first, outside: 0, trustedL: a / 3, monotoneFraction: 1 };
}

function byPolynomial(levels: Float64Array, { degree = DEFAULT_DEGREE }: PolynomialUnfolding): MethodResult {
  const fitted = chebyshevStaircase(levels, degree);
  let monotone = 0;
  for (let i = 1; i < fitted.length; i++) if (fitted[i] >= fitted[i - 1]) monotone++;
  return {
    levels: fitted.sort(),
    first: 0,
    outside: 0,
    trustedL: levels.length / (POLYNOMIAL_SHARE * (degree + 1)),
    monotoneFraction: monotone / (fitted.length - 1),
  };
}

/**
 * A polynomial of degree d follows fluctuations that are longer than about N/d levels: Sigma^2 of GOE levels falls short
 * by 5 % at L = N/(POLYNOMIAL_SHARE (d + 1)) (calibration/levels.ts).
 */
const POLYNOMIAL_SHARE = 2.5;

function byLaw(levels: Float64Array, options: LawUnfolding): MethodResult {
  const cdf = distributionOf(options.law, "law");
  const probabilities = levels.map((x) => cdf(x));
  const first = probabilities.findIndex((p) => p > 0 && p < 1);
  let end = probabilities.length;
  while (end > 0 && !(probabilities[end - 1] < 1)) end--;
  const inside = first < 0 ? 0 : end - first;
  if (inside < 2)
    throw new WignerscopeError(
      "TOO_FEW",
      `law unfolding needs at least 2 levels strictly inside the law, got ${inside} of ${levels.length}: check its scale`,
    );
  const share = options.within ? cdf(options.within[1]) - cdf(options.within[0]) : 1;
  const { count = inside / share } = options;
  requirePositive("count", count);
  const unfolded = probabilities.subarray(first, end).map((p) => count * p);
  for (let i = 1; i < unfolded.length; i++)
    if (!(unfolded[i] >= unfolded[i - 1]))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `law: its distribution function decreases at ${levels[first + i]}`,
      );
  return {
    levels: unfolded,
    first,
    outside: levels.length - inside,
    trustedL: Number.POSITIVE_INFINITY,
    monotoneFraction: 1,
  };
}

function byPool(levels: Float64Array, { pool }: PoolUnfolding): MethodResult {
  const unfolded = poolStaircase(levels, pool);
  return { levels: unfolded, first: 0, outside: 0, trustedL: Number.POSITIVE_INFINITY, monotoneFraction: 1 };
}

function strip(
  levels: Float64Array,
  within: readonly [number, number] | undefined,
): { kept: Float64Array; strippedBelow: number } {
  let kept = levels;
  let strippedBelow = 0;
  if (within) {
    const [low, high] = within;
    if (!(low < high))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `within must be [low, high] with low < high, got [${within}]`,
      );
    kept = levels.filter((x) => x >= low && x <= high);
    strippedBelow = levels.findIndex((x) => x >= low);
  }
  if (kept.length < 2 || kept[0] === kept[kept.length - 1])
    throw new WignerscopeError(
      "TOO_FEW",
      kept.length < 2
        ? `unfold: ${kept.length} of ${levels.length} levels lie within [${within}], at least 2 are needed`
        : "unfold: all levels are equal, there is nothing to unfold",
    );
  return { kept, strippedBelow };
}
