/**
 * The fitted laws of a tail as survival functions P(X >= x | X >= xmin), from the parameters that a fit reports.
 *
 * With l = ln(x/xmin) and L = ln(xmax/xmin) (infinite without a cut-off) the truncated power law and the lognormal law
 * have the density exp(-a l - c T(l))/Z(a, c; L) in l (log-concave.ts). Moving the origin from 0 to l maps each family
 * onto itself, so the rest of the mass is again a normalisation, of positive terms only:
 *
 *     S(l) = exp(-a l - c T(l)) Z(a', c'; L - l)/Z(a, c; L),
 *
 * with a' = a, c' = c e^l for T(l) = e^l - 1 and with a' = a + 2 c l, c' = c for T(l) = l^2.
 */
import { requireObject } from "../base/index.ts";
import type { Comparison } from "./alternatives.ts";
import { familyMoments, type Sufficient, sufficientStatistic } from "./log-concave.ts";
import type { PowerLawFit } from "./power-law.ts";

/** Where a tail lies, and the power law fitted to it. */
export type TailRange = Pick<PowerLawFit, "alpha" | "xmin" | "xmax" | "truncated">;

/** P(X >= x | X >= xmin) of the fitted power law: 1 below xmin, 0 above the cut-off where there is one. */
export function powerLawSurvival(fit: TailRange): (x: number) => number {
  requireObject("powerLawSurvival: fit", fit, ["alpha", "xmin", "xmax", "truncated"]);
  return inTail(fit, (l, range) => exponentialShare(fit.alpha - 1, l, range));
}

/**
 * P(X >= x | X >= xmin) of a law that `comparePowerLaw` fitted to the same tail: 1 below xmin, 0 above the cut-off where
 * there is one. Where the best member of a nested family is the power law, it is the power law's.
 */
export function alternativeSurvival(
  comparison: Pick<Comparison, "alternative" | "parameters">,
  fit: TailRange,
): (x: number) => number {
  requireObject("alternativeSurvival: fit", fit, ["alpha", "xmin", "xmax", "truncated"]);
  requireObject("alternativeSurvival: comparison", comparison, ["alternative", "parameters"]);
  const { alternative, parameters } = comparison;
  const { xmin } = fit;
  switch (alternative) {
    case "exponential":
      return inTail(fit, (l, range) =>
        exponentialShare(parameters.rate * xmin, Math.expm1(l), Math.expm1(range)),
      );
    case "stretchedExponential": {
      const { beta, scaledRate } = parameters;
      if (beta === 0) return powerLawSurvival(fit);
      return inTail(fit, (l, range) =>
        exponentialShare(scaledRate, Math.expm1(beta * l), Math.expm1(beta * range)),
      );
    }
    case "truncatedPowerLaw":
      return familySurvival(fit, "exponential", parameters.alpha - 1, parameters.rate * xmin);
    case "lognormal": {
      const { mu, sigma } = parameters;
      if (sigma === Number.POSITIVE_INFINITY) return powerLawSurvival(fit);
      return familySurvival(fit, "square", (Math.log(xmin) - mu) / sigma ** 2, 0.5 / sigma ** 2);
    }
  }
}

function inTail(
  { xmin, xmax, truncated }: TailRange,
  survival: (l: number, range: number) => number,
): (x: number) => number {
  const range = truncated ? Math.log(xmax / xmin) : Number.POSITIVE_INFINITY;
  return (x) => {
    const l = Math.log(x / xmin);
    if (l <= 0) return 1;
    return l >= range ? 0 : survival(l, range);
  };
}

/** Share beyond `from` of the density ~ e^(-rate u) on [0, width]; uniform for rate 0. */
function exponentialShare(rate: number, from: number, width: number): number {
  if (rate === 0) return (width - from) / width;
  if (width === Number.POSITIVE_INFINITY) return Math.exp(-rate * from);
  return (Math.exp(-rate * from) * Math.expm1(-rate * (width - from))) / Math.expm1(-rate * width);
}

function familySurvival(fit: TailRange, kind: Sufficient, a: number, c: number): (x: number) => number {
  const statistic = sufficientStatistic(kind);
  let whole: number | undefined;
  return inTail(fit, (l, range) => {
    whole ??= familyMoments(kind, a, c, range).logZ;
    const fall = -a * l - c * statistic(l) - whole;
    const [aFrom, cFrom] = kind === "square" ? [a + 2 * c * l, c] : [a, c * Math.exp(l)];
    return Math.exp(fall + familyMoments(kind, aFrom, cFrom, range - l).logZ);
  });
}
