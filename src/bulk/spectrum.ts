/** The singular values of one matrix, checked, with the part that exact rank deficiency leaves to a noise law. */
import type { Precision } from "../base/index.ts";
import { checkedSingularValues, hardRankTolerance } from "../kernel/index.ts";
import type { NoiseShape } from "./typical-levels.ts";

export interface Spectrum {
  /** Shape of the matrix, without what exact rank deficiency (dead rows, say) takes off its shorter side. */
  readonly rows: number;
  readonly cols: number;
  /** Singular values that are numerically nonzero, ascending. */
  readonly levels: Float64Array;
  /** Number of those levels. */
  readonly hardRank: number;
  /** Shape of the noise matrix that could give them: rank-deficient rows of the shorter side removed. */
  readonly shape: NoiseShape;
}

/**
 * @param s all min(rows, cols) singular values, in any order
 * @param precision of the arithmetic that gave `s`; values at or below max(rows, cols) eps nu_max count as zero
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT
 */
export function spectrum(
  s: ArrayLike<number>,
  rows: number,
  cols: number,
  precision: Precision = "f64",
): Spectrum {
  const levels = checkedSingularValues(s, rows, cols);
  levels.sort();
  const m = levels.length;
  const tolerance = hardRankTolerance(levels[m - 1], rows, cols, precision);
  const hardRank = m - levels.findLastIndex((value) => value <= tolerance) - 1;
  return {
    rows: rows <= cols ? hardRank : rows,
    cols: rows <= cols ? cols : hardRank,
    levels: levels.subarray(m - hardRank),
    hardRank,
    shape: { m: hardRank, n: Math.max(rows, cols) },
  };
}
