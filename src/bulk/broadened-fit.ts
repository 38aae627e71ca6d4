/**
 * The modified Marchenko-Pastur fit of Thamm, Staats and Rosenow (PRE 106, 054124, 2022): the Gaussian-broadened density
 * of the singular values (window a = 15), at ten points between consecutive ones, is fitted by
 *
 *     P(nu) = (K/nu) sqrt((nu_max^2 - nu^2)(nu^2 - nu_min^2)),
 *
 * nu_min fixed to the smallest singular value, (K, nu_max) by least squares over the part left of the density's maximum
 * and wherever the density exceeds .7 of it. The amplitude is free, so the law need not carry all levels. On square
 * matrices it overestimates nu_max, because the broadened quarter circle is fitted only where it is flat: by 7 % with
 * the end values replicated, as the authors' code does it, by 3 % with them dropped. It is here to reproduce the paper.
 *
 * The least squares are solved exactly: for a given nu_max the best K is a ratio of sums, and what remains is a function
 * of nu_max alone.
 */
import { type BroadeningOptions, broadenedDensity, DEFAULT_BROADENING } from "../levels/index.ts";
import { minimizeOnInterval } from "../statistics/index.ts";
import type { Spectrum } from "./spectrum.ts";

const POINTS_BETWEEN = 10;
/** Share of the greatest density above which points right of the maximum count. */
const HIGH_DENSITY = 0.7;
/** nu_max is sought up to this multiple of the largest fitted point, on a geometric grid first. */
const FARTHEST = 8;
const GRID = 200;
/** Of the best grid cell: there the golden section ends. */
const REFINEMENT = 4e-9;

/** What the broadening does at the spectrum's ends. */
export type BroadeningEnds = NonNullable<BroadeningOptions["ends"]>;

export interface BroadenedFit {
  /** The fitted upper edge nu_max. */
  readonly edge: number;
  /** False where the squares fall all the way to the end of the search: such a density has no Marchenko-Pastur edge. */
  readonly converged: boolean;
}

/**
 * Fits K and nu_max.
 * @throws TOO_FEW with fewer levels than the broadening needs: 4 a + 2 = 62 for ends "none", 2 a + 2 = 32 for "replicate"
 */
export function broadenedFit({ levels }: Spectrum, ends: BroadeningEnds): BroadenedFit {
  const unit = levels[levels.length - 1];
  const scaled = levels.map((nu) => nu / unit);
  const points = gridBetween(scaled, ends);
  const { density } = broadenedDensity(scaled, points, { ends });
  const peak = density.indexOf(density.reduce((most, value) => Math.max(most, value), 0));
  const chosen = Array.from(points.keys()).filter(
    (i) => i <= peak || density[i] > HIGH_DENSITY * density[peak],
  );
  const x = Float64Array.from(chosen, (i) => points[i]);
  const y = Float64Array.from(chosen, (i) => density[i]);
  const residual = residualAt(x, y, scaled[0]);
  const start = x[x.length - 1] / 2;
  const step = (2 * FARTHEST) ** (1 / GRID);
  const values = Float64Array.from({ length: GRID + 1 }, (_, g) => residual(start * step ** g));
  // the lowest dip inside the grid; the ends of the grid are no minima of the fit
  let best = -1;
  for (let g = 1; g < GRID; g++)
    if (values[g] <= values[g - 1] && values[g] < values[g + 1] && (best < 0 || values[g] < values[best]))
      best = g;
  if (best < 0) return { edge: unit * start * step ** GRID, converged: false };
  const [low, high] = [start * step ** (best - 1), start * step ** (best + 1)];
  return { edge: unit * minimizeOnInterval(residual, low, high, REFINEMENT * (high - low)), converged: true };
}

/** Sum of squares left by the best amplitude, as a function of nu_max. */
function residualAt(x: Float64Array, y: Float64Array, lowest: number): (edge: number) => number {
  const low = lowest ** 2;
  return (edge) => {
    let squares = 0;
    let product = 0;
    let total = 0;
    for (let i = 0; i < x.length; i++) {
      const nu = x[i];
      const shape = Math.sqrt(Math.max(0, edge ** 2 - nu ** 2) * Math.max(0, nu ** 2 - low)) / nu;
      squares += shape ** 2;
      product += shape * y[i];
      total += y[i] ** 2;
    }
    return squares > 0 ? total - product ** 2 / squares : total;
  };
}

/** Ten points between consecutive levels: all of them for ends "replicate", for "none" those with kernels on both sides. */
function gridBetween(levels: Float64Array, ends: BroadeningEnds): Float64Array {
  if (levels.length < 2 * DEFAULT_BROADENING + 2) return levels; // which the broadening refuses
  const first = ends === "none" ? 2 * DEFAULT_BROADENING : 0;
  const last = levels.length - 1 - first;
  const points = new Float64Array((last - first) * POINTS_BETWEEN + 1);
  for (let k = first; k < last; k++)
    for (let i = 0; i < POINTS_BETWEEN; i++)
      points[(k - first) * POINTS_BETWEEN + i] =
        levels[k] + ((levels[k + 1] - levels[k]) * i) / POINTS_BETWEEN;
  points[points.length - 1] = levels[last];
  return points;
}
