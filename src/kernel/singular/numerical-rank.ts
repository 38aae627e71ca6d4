/** The numerical rank: one rule for the whole library, and the checks of singular values that come from outside. */
import {
  EPSILON,
  type Precision,
  requireOneOf,
  requireOptions,
  requireSize,
  WignerscopeError,
} from "../../base/index.ts";

/** Below it numbers lose digits: 2^-1022. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * Singular values up to max(rows, cols) eps nu_max are round-off (numpy's rule); so are those that are not normal
 * numbers.
 */
export function hardRankTolerance(
  largest: number,
  rows: number,
  cols: number,
  precision: Precision = "f64",
): number {
  requireOneOf("precision", precision, ["f64", "f32"]);
  return Math.max(rows, cols) * Math.max(EPSILON[precision] * largest, SMALLEST_NORMAL);
}

/**
 * The number of singular values above max(rows, cols) eps nu_max.
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT
 */
export function hardRank(
  s: ArrayLike<number>,
  options: { readonly rows: number; readonly cols: number; readonly precision?: Precision },
): number {
  requireOptions("hardRank", options, { rows: true, cols: true, precision: true });
  const { rows, cols, precision } = options;
  const values = checkedSingularValues(s, rows, cols);
  const tolerance = hardRankTolerance(
    values.reduce((a, b) => Math.max(a, b)),
    rows,
    cols,
    precision,
  );
  return values.reduce((count, value) => count + (value > tolerance ? 1 : 0), 0);
}

/**
 * All min(rows, cols) singular values of a matrix as a new array, in the order given.
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT
 */
export function checkedSingularValues(s: ArrayLike<number>, rows: number, cols: number): Float64Array {
  requireSize("rows", rows);
  requireSize("cols", cols);
  const m = Math.min(rows, cols);
  if (s.length !== m)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `a ${rows} x ${cols} matrix has ${m} singular values, got ${s.length}`,
    );
  const levels = Float64Array.from(s);
  const bad = levels.findIndex((value) => !Number.isFinite(value) || value < 0);
  if (bad >= 0)
    throw new WignerscopeError(
      Number.isFinite(levels[bad]) ? "INVALID_ARGUMENT" : "NOT_FINITE",
      `s[${bad}] is ${levels[bad]}; singular values are finite and not negative`,
    );
  return levels;
}
