/**
 * Unfolding: maps levels nu_i to xi_i = N_smooth(nu_i), where N_smooth is the smooth part of the staircase, so that the
 * mean spacing is 1 everywhere and only the fluctuations are left (Guhr, Mueller-Groeling and Weidenmueller, Phys. Rep.
 * 299, 189, 1998, Sec. 3.2.1).
 */
import { WignerscopeError } from "../kernel/index.ts";
import { ascendingLevels } from "./ascending.ts";
import { type BroadeningOptions, broaden, broadenedStaircase } from "./broadening.ts";
import { diagnose, type UnfoldingDiagnostics } from "./diagnostics.ts";

export interface GaussianUnfolding extends BroadeningOptions {
  /** The broadened staircase (Thamm, Staats and Rosenow, PRE 106, 054124, 2022). */
  readonly method: "gaussian";
}

export type UnfoldOptions = GaussianUnfolding;

export interface Unfolded {
  /** Unfolded levels, ascending, mean spacing near 1. */
  readonly levels: Float64Array;
  readonly diagnostics: UnfoldingDiagnostics;
}

/**
 * Unfolds sorted levels (either direction; the result ascends).
 *
 * - `gaussian`: xi(nu) = sum_k Phi((nu - nu_k)/sigma_k), sigma_k = (nu_(k+a) - nu_(k-a))/2, a = 15. With ends `"none"`
 *   kernels k = a .. m-a-1 are evaluated at nu_(2a) .. nu_(m-2a-1): m - 4a levels come back. With `"replicate"` all m
 *   kernels are evaluated at nu_a .. nu_(m-a-1): m - 2a levels. 2a + 1 equal levels make an exact step.
 *
 * @throws NOT_FINITE, INVALID_ARGUMENT (unsorted levels, an unknown option), TOO_FEW with the numbers that would work.
 */
export function unfold(levels: ArrayLike<number>, options: UnfoldOptions): Unfolded {
  const ascending = ascendingLevels(levels, 1, "unfold");
  if (ascending[0] === ascending[ascending.length - 1])
    throw new WignerscopeError("TOO_FEW", "unfold: all levels are equal, there is nothing to unfold");
  switch (options.method) {
    case "gaussian":
      return unfoldGaussian(ascending, options);
    default:
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `method must be "gaussian", got ${String((options as { method: unknown }).method)}`,
      );
  }
}

function unfoldGaussian(levels: Float64Array, options: GaussianUnfolding): Unfolded {
  const broadening = broaden(levels, options, "gaussian unfolding");
  const { a, ends } = broadening;
  const dropped = ends === "none" ? 2 * a : a;
  const points = levels.subarray(dropped, levels.length - dropped);
  const unfolded = broadenedStaircase(broadening, points);
  // A window of 2a levels cannot tell a fluctuation longer than itself from a trend: Sigma^2 of GOE levels falls short
  // by 3 % at L = a/3, by 11 % at 2a/3 and by 26 % at 4a/3 (measured on m = 512, a = 15).
  return Object.freeze({
    levels: unfolded,
    diagnostics: diagnose(unfolded, {
      method: "gaussian",
      given: levels.length,
      first: dropped,
      trustedL: a / 3,
    }),
  });
}
