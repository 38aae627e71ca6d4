/** Brody's interpolation between the exponential law and the Wigner surmise, fitted to spacings. */

import lgamma from "@stdlib/math-base-special-gammaln";
import { knownOptions, requireNumbers } from "../../base/index.ts";
import { fitSpacings, type SpacingFamily, type SpacingFit, type SpacingFitOptions } from "./spacing-fit.ts";

/** ln G, G = Gamma((beta + 2)/(beta + 1))^(beta + 1): the constant that makes the mean 1. */
function logScale(beta: number): number {
  return (beta + 1) * lgamma((beta + 2) / (beta + 1));
}

/** F(s; beta) = 1 - exp(-G s^(beta+1)). From -.9 (levels that attract) to 5 (beyond GSE). */
const BRODY: SpacingFamily = {
  name: "fitBrody",
  low: -0.9,
  high: 5,
  logLikelihood(spacings) {
    const logs = spacings.map((s) => Math.log(s));
    const sumOfLogs = logs.reduce((sum, log) => sum + log, 0);
    return (beta) => {
      const logG = logScale(beta);
      let powers = 0;
      for (let i = 0; i < logs.length; i++) powers += Math.exp((beta + 1) * logs[i]);
      return logs.length * (Math.log(beta + 1) + logG) + beta * sumOfLogs - Math.exp(logG) * powers;
    };
  },
  cdf(beta) {
    const G = Math.exp(logScale(beta));
    return (s) => -Math.expm1(-G * s ** (beta + 1));
  },
};

export interface BrodyFit extends Omit<SpacingFit, "value"> {
  /** Brody's parameter: 0 for Poisson levels, 1 for the GOE surmise. */
  readonly beta: number;
}

/**
 * Fits Brody's law F(s; beta) = 1 - exp(-G s^(beta+1)), G = Gamma((beta+2)/(beta+1))^(beta+1), mean 1, to
 * nearest-neighbour spacings (Brody, Lett. Nuovo Cim. 7, 482, 1973; Brody et al., Rev. Mod. Phys. 53, 385, 1981). True
 * random matrices give beta near .95, not 1: compare with `nullBand`, not with 1.
 * @throws TOO_FEW for fewer than 10 positive spacings; NOT_FINITE; INVALID_ARGUMENT for a negative spacing.
 * @example
 * ```ts
 * import { fitBrody, laws, Random } from "wignerscope";
 * const spacings = laws.wignerSurmise().sample(new Random(1), 5000);
 * fitBrody(spacings, { bootstrap: false }).beta; // 1.0
 * ```
 */
export function fitBrody(spacings: ArrayLike<number>, options: SpacingFitOptions = {}): BrodyFit {
  knownOptions("fitBrody", options, { method: true, normalize: true, bootstrap: true });
  requireNumbers("fitBrody: spacings", spacings);
  const { value: beta, ...fit } = fitSpacings(BRODY, spacings, options);
  return Object.freeze({ beta, ...fit });
}
