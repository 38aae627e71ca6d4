/** The noise bulk of a weight matrix and what stands out of it. */
import { fitBulk } from "../../bulk/index.ts";
import type { Matrix, Precision } from "../../kernel/index.ts";
import { spikedRectangular, wishartLargest } from "../../laws/index.ts";
import { mpSoftrank } from "../../tails/index.ts";
import type { Bulk, MatrixSettings } from "../results.ts";
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
    largestP: largestValueP(s, { rows, cols, precision }, fit.hardRank),
  };
}

/**
 * Level at which a value is removed before sigma is fitted for `largestP`. A value that is tested must not first be removed:
 * sigma would then be fitted without it, and come out smaller just when it is large (at the usual level of 1 %, the p-values
 * of pure noise fall below .0025 three times too often: calibration/analysis.ts). At this level noise hardly ever
 * loses a value, and signals worth the name still do.
 */
const REMOVED_FOR_CERTAIN = 1e-6;

/**
 * Johnstone (Ann. Statist. 29, 295, 2001): (nu/sigma)^2 of Gaussian noise follows the Tracy-Widom law. `rank` stands for the
 * shorter side: rows or columns of zeros are no part of the noise.
 */
function largestValueP(
  s: Float64Array,
  shape: { readonly rows: number; readonly cols: number; readonly precision: Precision },
  rank: number,
): number {
  const { sigma } = fitBulk(s, { ...shape, significance: REMOVED_FOR_CERTAIN });
  if (!(sigma > 0) || rank === 0) return s[0] > 0 ? 0 : 1;
  return wishartLargest({ n: Math.max(shape.rows, shape.cols, 2), m: rank }).survival((s[0] / sigma) ** 2);
}
