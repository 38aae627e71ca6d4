/** The noise bulk of a weight matrix and what stands out of it. */

import type { Matrix } from "../../../base/index.ts";
import { fitBulk, largestValueP } from "../../../bulk/index.ts";
import { spikedRectangular } from "../../../laws/index.ts";
import { mpSoftrank } from "../../../tails/index.ts";
import type { Bulk, MatrixSettings } from "../../records/results.ts";
import { countLarger } from "./entries.ts";

/** Simulated noise matrices behind the bulk's Monte-Carlo p-value at depth "full". */
const GOODNESS_SAMPLES = 199;

/**
 * @param a without rows and columns of zeros
 * @param all singular values of the matrix, descending; those of dead rows are the last
 * @throws what `fitBulk` throws: too few values, or none that is not round-off.
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
  const { sigma } = fit;
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
