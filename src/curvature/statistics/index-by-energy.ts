/**
 * The index of critical points (the share of negative eigenvalues of their Hessian) against the loss there: the layered picture
 * of loss surfaces, after Choromanska, Henaff, Mathieu, Ben Arous and LeCun (AISTATS 2015), held against other densities as
 * Granziol (arXiv 2006.07721) asks. Two ways in which the energy comes into the Hessian:
 *
 * - "shift": H = X + slope (origin - E), X of the given law at any energy. A stationary Gaussian process with kernel k(x),
 *   x = -|D|^2/2, has slope k'(0)/k(0) and its mean as origin; with a semicircle it is the spin glass.
 * - "residual": H = G + R with G of the given law at any energy and R a free semicircle of variance `variance` E: for squared
 *   errors the residual is in proportion to the errors (Pennington and Bahri, ICML 2017, variance 2 for the energy e^2/2).
 */
import {
  requireAtLeast,
  requireFinite,
  requireNumbers,
  requireObject,
  requireOneOf,
  requirePositive,
} from "../../base/index.ts";
import { freeAdditive, type Law, semicircle } from "../../laws/index.ts";
import { findRoot } from "../../statistics/index.ts";

export type EnergyPicture =
  | {
      readonly kind: "shift";
      readonly law: Law;
      /** Mean eigenvalue that is lost for each unit of energy. */
      readonly slope: number;
      /** The energy at which the mean shift is 0. Default 0. */
      readonly origin?: number;
    }
  | { readonly kind: "residual"; readonly law: Law; readonly variance: number };

export interface IndexByEnergy {
  readonly energies: Float64Array;
  /** Share of negative eigenvalues at each energy. */
  readonly shares: Float64Array;
  /** Up to this energy no share of the spectrum is negative; absent where that is so at none. */
  readonly threshold?: number;
}

/** The threshold is looked for down to this share of the energy at which the edge has crossed 0 for certain. */
const SMALLEST = 1e-9;

/**
 * The shares that a picture gives for a large Hessian. For "residual" the law must have bounded support, and energies must not
 * be negative.
 * @throws INVALID_ARGUMENT; as `laws.freeAdditive`
 */
export function indexByEnergy(picture: EnergyPicture, energies: ArrayLike<number>): IndexByEnergy {
  requireObject("picture", picture, ["kind", "law"]);
  requireOneOf("picture.kind", picture.kind, ["shift", "residual"]);
  requireObject("picture.law", picture.law, ["cdf", "support", "atoms"]);
  requireNumbers("energies", energies);
  const found = picture.kind === "shift" ? shifted(picture) : withResidual(picture);
  const { shareAt, threshold } = found;
  return Object.freeze({
    energies: Float64Array.from(energies),
    shares: Float64Array.from(energies, shareAt),
    ...(threshold !== undefined && { threshold }),
  });
}

interface Found {
  readonly shareAt: (energy: number) => number;
  readonly threshold?: number;
}

function shifted({ law, slope, origin = 0 }: Extract<EnergyPicture, { readonly kind: "shift" }>): Found {
  requirePositive("picture.slope", slope);
  requireFinite("picture.origin", origin);
  const lowest = lowestOf(law);
  const threshold = origin + lowest / slope;
  return {
    // What lies at the shift itself is 0, not negative.
    shareAt: (energy) => {
      requireFinite("energies", energy);
      const at = slope * (energy - origin);
      return law.cdf(at) - law.atoms.reduce((sum, atom) => sum + (atom.at === at ? atom.weight : 0), 0);
    },
    ...(Number.isFinite(threshold) && { threshold }),
  };
}

function withResidual({ law, variance }: Extract<EnergyPicture, { readonly kind: "residual" }>): Found {
  requirePositive("picture.variance", variance);
  const sum = (energy: number) => freeAdditive(law, semicircle({ sigma: Math.sqrt(variance * energy) }));
  const edge = (energy: number) => (energy === 0 ? lowestOf(law) : lowestOf(sum(energy)));
  const lowest = lowestOf(law);
  const shareAt = (energy: number) => {
    requireAtLeast("energies", energy, 0);
    return energy === 0 ? law.cdf(0) - massAtZero(law) : sum(energy).cdf(0);
  };
  if (!(lowest > 0)) return { shareAt };
  const far = energyBeyond(edge, variance, lowest);
  return { shareAt, threshold: findRoot(edge, SMALLEST * far, far) };
}

/** An energy at which the lower edge is negative. */
function energyBeyond(edge: (energy: number) => number, variance: number, lowest: number): number {
  let energy = lowest ** 2 / variance;
  while (edge(energy) > 0) energy *= 4;
  return energy;
}

const massAtZero = ({ atoms }: Law) =>
  atoms.reduce((sum, { at, weight }) => sum + (at === 0 ? weight : 0), 0);

/** Where the spectrum begins. */
function lowestOf({ support, atoms }: Law): number {
  return Math.min(...support.map(([low]) => low), ...atoms.map(({ at }) => at));
}
