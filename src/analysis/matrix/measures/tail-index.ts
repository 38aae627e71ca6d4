/** How heavy the tail is, without choosing where it begins: estimates against how many values they look at. */
import { WignerscopeError } from "../../../base/index.ts";
import {
  hillPlateau,
  hillPlot,
  localHill,
  momentPlot,
  pickandsPlot,
  type TailIndexPlot,
} from "../../../tails/index.ts";
import type { TailIndex } from "../../records/matrix-results.ts";

/** Places at which the estimates are kept. Spaced evenly in ln k, 120 are closer than a figure's points. */
const PLACES = 120;

/** Pickands' estimate needs four values, and none of them may be the last: all estimates are kept from here on. */
const LEAST_COUNT = 4;

/**
 * @param lambda positive eigenvalues
 * @throws TOO_FEW with fewer than five values, or ties that leave no estimates.
 */
export function measureTailIndex(lambda: Float64Array): TailIndex {
  if (lambda.length <= LEAST_COUNT)
    throw new WignerscopeError(
      "TOO_FEW",
      `estimates of the tail index need more than ${LEAST_COUNT} positive eigenvalues, got ${lambda.length}`,
    );
  const plateau = hillPlateau(lambda);
  const [hill, moment, pickands, local] = [
    hillPlot(lambda),
    momentPlot(lambda),
    pickandsPlot(lambda),
    localHill(lambda),
  ];
  const [momentAt, pickandsAt] = [placesOf(moment), placesOf(pickands)];
  const k = geometricRanks(LEAST_COUNT, hill.k.length).filter(
    (count) => momentAt.has(count) && pickandsAt.has(ownRank(count)),
  );
  if (k.length === 0)
    throw new WignerscopeError("TOO_FEW", "equal eigenvalues leave no place with all estimates of the index");
  const ends = geometricRanks(1, local.exponent.length);
  // one value has no spread, and neither have equal ones
  const atPlateau = moment.k.findIndex((count) => count >= plateau.k);
  return Object.freeze({
    k,
    hill: Float64Array.from(k, (count) => hill.gamma[count - 1]),
    moment: Float64Array.from(k, (count) => moment.gamma[momentAt.get(count) ?? 0]),
    pickands: Float64Array.from(k, (count) => pickands.gamma[pickandsAt.get(ownRank(count)) ?? 0]),
    plateau: Object.freeze({
      ...plateau,
      moment: moment.gamma[atPlateau],
      momentError: moment.gammaError[atPlateau],
    }),
    local: Object.freeze({
      window: local.window,
      inverseLambda: Float64Array.from(ends, (rank) => local.inverseX[rank - 1]),
      exponent: Float64Array.from(ends, (rank) => local.exponent[rank - 1]),
    }),
  });
}

/** Where each k stands in a plot. */
const placesOf = (plot: TailIndexPlot) => new Map(Array.from(plot.k, (count, i) => [count, i]));

/** The k of Pickands' estimate from `count` values: it uses four times its own. */
const ownRank = (count: number) => Math.floor(count / 4);

/** Whole numbers from `first` to `last`, all of the small ones, then about evenly spaced in their logarithm. */
function geometricRanks(first: number, last: number): Int32Array {
  const ranks = Array.from({ length: PLACES }, (_, i) =>
    Math.round(first * (last / first) ** (i / (PLACES - 1))),
  );
  return Int32Array.from(new Set(ranks));
}
