/** The noise bulk of a weight matrix and what stands out of it. */

import { type Matrix, WignerscopeError } from "../../../base/index.ts";
import { fitBulk, largestValueP } from "../../../bulk/index.ts";
import { spikedRectangular } from "../../../laws/index.ts";
import { mpSoftrank } from "../../../tails/index.ts";
import type { Bulk } from "../../records/matrix-results.ts";
import type { MatrixSettings } from "../../records/settings.ts";
import { countLarger } from "./entries.ts";

/** Simulated noise matrices behind the bulk's Monte-Carlo p-value at depth "full". */
const GOODNESS_SAMPLES = 199;

/**
 * Noise of independent entries has full rank. Where less than this share of it is left and nothing stands out, the few values
 * are a structure by themselves (a matrix of ones, a rank-one pattern) and no noise, whose sigma would be made up.
 */
const LEAST_RANK_SHARE = 0.5;

/**
 * @param a without rows and columns of zeros
 * @param all singular values of the matrix, descending; those of dead rows are the last
 * @throws TOO_FEW where there is no noise: a single entry that is not zero, or a rank too low; what `fitBulk` throws.
 */
export function measureBulk(a: Matrix, all: Float64Array, { precision, depth, seed }: MatrixSettings): Bulk {
  const { rows, cols } = a;
  const s = all.subarray(0, Math.min(rows, cols));
  const fit = fitBulk(s, {
    rows,
    cols,
    precision,
    seed,
    monteCarlo: depth === "full" ? GOODNESS_SAMPLES : 0,
  });
  const { sigma, hardRank, numSpikes } = fit;
  if (rows * cols === 1)
    throw new WignerscopeError(
      "TOO_FEW",
      "only one entry is not zero, and one entry is not a sample of noise",
    );
  if (hardRank < LEAST_RANK_SHARE * s.length && numSpikes === 0)
    throw new WignerscopeError(
      "TOO_FEW",
      `${hardRank} of ${s.length} singular values are not round-off; noise has full rank, so there is no noise to fit`,
    );
  return {
    ...fit,
    liveRows: rows,
    liveCols: cols,
    // both relative to the largest value, whose square may leave the range of numbers
    mpSoftrank: mpSoftrank({ upperEdge: fit.upperEdge / s[0] }, 1),
    entrySpikes: countLarger(a, sigma > 0 ? spikedRectangular({ theta: 1, rows, cols, sigma }).threshold : 0),
    largestP: largestValueP(s, { rows, cols, precision, seed }),
  };
}
