/** Berry and Robnik's mixture of a regular (Poisson) and a chaotic (GOE) sequence of levels, fitted to spacings. */

import erfc from "@stdlib/math-base-special-erfc";
import { knownOptions, requireNumbers } from "../../base/index.ts";
import { fitSpacings, type SpacingFamily, type SpacingFit, type SpacingFitOptions } from "./spacing-fit.ts";

/**
 * The gap probability is E(s) = exp(-r s) erfc(sqrt(pi) c s/2), r the regular share and c = 1 - r; the density is E''
 * and the distribution function 1 + E'.
 */
const BERRY_ROBNIK: SpacingFamily = {
  name: "fitBerryRobnik",
  low: 0,
  high: 1,
  logLikelihood(spacings) {
    return (r) => {
      let sum = 0;
      for (let i = 0; i < spacings.length; i++) sum += Math.log(berryRobnikPdf(spacings[i], r));
      return sum;
    };
  },
  cdf(r) {
    const c = 1 - r;
    return (s) => {
      const x = 0.5 * Math.sqrt(Math.PI) * c * s;
      return 1 - Math.exp(-r * s) * (r * erfc(x) + c * Math.exp(-x * x));
    };
  },
};

function berryRobnikPdf(s: number, r: number): number {
  const c = 1 - r;
  const x = 0.5 * Math.sqrt(Math.PI) * c * s;
  return Math.exp(-r * s) * (r * r * erfc(x) + (2 * r * c + 0.5 * Math.PI * c ** 3 * s) * Math.exp(-x * x));
}

export interface BerryRobnikFit extends Omit<SpacingFit, "value"> {
  /** Share of the levels in the regular (Poisson) sequence: 1 for Poisson levels, 0 for the GOE surmise. */
  readonly regularShare: number;
}

/**
 * Fits Berry and Robnik's law to nearest-neighbour spacings: independent superposition of a Poisson sequence of density
 * r and one GOE sequence (Wigner surmise) of density 1 - r, mean 1 (Berry and Robnik, J. Phys. A 17, 2413, 1984,
 * with one chaotic region).
 * @throws TOO_FEW for fewer than 10 positive spacings; NOT_FINITE; INVALID_ARGUMENT for a negative spacing.
 */
export function fitBerryRobnik(spacings: ArrayLike<number>, options: SpacingFitOptions = {}): BerryRobnikFit {
  knownOptions("fitBerryRobnik", options, { method: true, normalize: true, bootstrap: true });
  requireNumbers("fitBerryRobnik: spacings", spacings);
  const { value: regularShare, ...fit } = fitSpacings(BERRY_ROBNIK, spacings, options);
  return Object.freeze({ regularShare, ...fit });
}
