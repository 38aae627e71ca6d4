/** How heavy the tail is, without choosing where it begins: estimates against how many values they look at. */
import { hillPlateau, hillPlot, localHill, momentPlot, pickandsPlot } from "../../../tails/index.ts";
import type { TailIndex } from "../../records/results.ts";

/** Places at which the estimates are kept. Spaced evenly in ln k, 120 are closer than a figure's points. */
const PLACES = 120;

/**
 * @param lambda positive eigenvalues
 * @throws TOO_FEW with fewer than three values, or all of them equal.
 */
export function measureTailIndex(lambda: Float64Array): TailIndex {
  const plateau = hillPlateau(lambda);
  const [hill, moment] = [hillPlot(lambda), momentPlot(lambda)];
  const pickands = lambda.length < 4 ? undefined : pickandsPlot(lambda);
  const local = localHill(lambda);
  const k = geometricRanks(hill.k.length);
  const ends = geometricRanks(local.exponent.length);
  // The moment estimate begins at k = 2, Pickands' uses four times its own k.
  const momentAt = (count: number): number => moment.gamma[count - 2] ?? Number.NaN;
  return Object.freeze({
    k,
    hill: Float64Array.from(k, (count) => hill.gamma[count - 1]),
    moment: Float64Array.from(k, momentAt),
    pickands: Float64Array.from(k, (count) => pickands?.gamma[Math.floor(count / 4) - 1] ?? Number.NaN),
    plateau: Object.freeze({
      ...plateau,
      moment: momentAt(plateau.k),
      momentError: moment.gammaError[plateau.k - 2] ?? Number.NaN,
    }),
    local: Object.freeze({
      window: local.window,
      inverseLambda: Float64Array.from(ends, (rank) => local.inverseX[rank - 1]),
      exponent: Float64Array.from(ends, (rank) => local.exponent[rank - 1]),
    }),
  });
}

/** Whole numbers from 1 to `last`, all of the small ones, then about evenly spaced in their logarithm. */
function geometricRanks(last: number): Int32Array {
  const ranks = Array.from({ length: PLACES }, (_, i) => Math.round(last ** (i / (PLACES - 1))));
  return Int32Array.from(new Set(ranks));
}
