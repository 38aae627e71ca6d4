/**
 * Gaussian broadening of a spectrum (Thamm, Staats and Rosenow, PRE 106, 054124, 2022, Eq. 7): level k becomes a normal
 * law of standard deviation sigma_k = (nu_(k+a) - nu_(k-a))/2, half the distance that 2a spacings cover.
 */
import {
  knownOptions,
  requireInteger,
  requireNumbers,
  requireOneOf,
  WignerscopeError,
} from "../../base/index.ts";
import { kernel } from "../../kernel/internal.ts";
import { ascendingLevels } from "../ascending.ts";

/** Neighbours on each side that set a kernel's width, in the paper and by default. */
export const DEFAULT_BROADENING = 15;

export interface BroadeningOptions {
  /** Neighbours on each side that set the width of a level's kernel. Default 15, the paper's. */
  readonly a?: number;
  /**
   * What happens within `a` levels of an end. `"none"` (default, the paper's): those levels have no kernel.
   * `"replicate"`: the end values stand in for the neighbours that are missing, so that every level has a kernel.
   */
  readonly ends?: "none" | "replicate";
}

/** Kernels of a broadened spectrum: normal laws of the given means and standard deviations. */
export interface Broadening {
  readonly a: number;
  readonly ends: "none" | "replicate";
  readonly centres: Float64Array;
  readonly widths: Float64Array;
}

/** The kernels of ascending `levels`. */
export function broaden(levels: Float64Array, options: BroadeningOptions, what: string): Broadening {
  const { a = DEFAULT_BROADENING, ends = "none" } = options;
  requireInteger("a", a, 1);
  requireOneOf("ends", ends, ["none", "replicate"]);
  const m = levels.length;
  const shortest = ends === "none" ? 4 * a + 2 : 2 * a + 2;
  if (m < shortest) {
    const fitting = Math.floor((m - 2) / (ends === "none" ? 4 : 2));
    const advice = fitting >= 1 ? `; with ${m} levels a <= ${fitting} works` : "";
    throw new WignerscopeError(
      "TOO_FEW",
      `${what} with a = ${a} and ends "${ends}" needs at least ${shortest} levels, got ${m}${advice}`,
    );
  }
  const first = ends === "none" ? a : 0;
  const centres = levels.slice(first, m - first);
  const widths = new Float64Array(centres.length);
  for (let j = 0; j < centres.length; j++) {
    const k = first + j;
    widths[j] = 0.5 * levels[Math.min(k + a, m - 1)] - 0.5 * levels[Math.max(k - a, 0)];
  }
  return { a, ends, centres, widths };
}

/**
 * sum_k Phi((x - nu_k)/sigma_k) at ascending points: the broadened staircase, from 0 to the number of kernels. A kernel
 * of width 0 is an exact step, one half at its own level. Absolute error below 1e-12.
 */
export function broadenedStaircase({ centres, widths }: Broadening, points: ArrayLike<number>): Float64Array {
  const { exports, memory } = kernel();
  const count = points.length;
  return memory.frame((frame) => {
    const out = frame.f64(count);
    exports.broadenedStaircase(
      frame.putF64(centres),
      frame.putF64(widths),
      centres.length,
      frame.putF64(points),
      out,
      count,
      frame.bytes(exports.broadeningWorkspace(count)),
    );
    return frame.takeF64(out, count);
  });
}

export interface BroadenedDensity {
  /** P(x) at each point, integrating to 1 minus `atomWeight` over the real line. */
  readonly density: Float64Array;
  /** Share of the kernels that have width 0 (2a + 1 equal levels): point masses that no density shows. */
  readonly atomWeight: number;
  /** Kernels behind the density: m - 2a for ends "none", m for "replicate". */
  readonly kernels: number;
}

/**
 * The broadened density P(x) = (1/K) sum_k N(x; nu_k, sigma_k^2) of sorted `levels`, at ascending points x, with
 * sigma_k = (nu_(k+a) - nu_(k-a))/2 and K kernels (Thamm, Staats and Rosenow 2022, Eq. 7).
 * @throws TOO_FEW when the levels are fewer than the kernels' window needs; NOT_FINITE; INVALID_ARGUMENT for unsorted
 * levels or points.
 */
export function broadenedDensity(
  levels: ArrayLike<number>,
  points: ArrayLike<number>,
  options: BroadeningOptions = {},
): BroadenedDensity {
  knownOptions("broadenedDensity", options, { a: true, ends: true });
  requireNumbers("broadenedDensity: levels", levels);
  requireNumbers("broadenedDensity: points", points);
  const { centres, widths } = broaden(ascendingLevels(levels, 1, "levels"), options, "broadenedDensity");
  for (let i = 0; i < points.length; i++)
    if (!Number.isFinite(points[i]))
      throw new WignerscopeError("NOT_FINITE", `points: entry ${i} is ${points[i]}`);
    else if (i > 0 && points[i] < points[i - 1])
      throw new WignerscopeError("INVALID_ARGUMENT", "points must ascend; sort them first");
  const { exports, memory } = kernel();
  const count = points.length;
  return memory.frame((frame) => {
    const out = frame.f64(count);
    const atoms = exports.broadenedDensity(
      frame.putF64(centres),
      frame.putF64(widths),
      centres.length,
      frame.putF64(points),
      out,
      count,
    );
    const density = frame.takeF64(out, count).map((value) => value / centres.length);
    return Object.freeze({ density, atomWeight: atoms / centres.length, kernels: centres.length });
  });
}
