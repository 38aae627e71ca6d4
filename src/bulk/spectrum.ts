/** The singular values of one matrix, checked, with the part that exact rank deficiency leaves to a noise law. */
import { WignerscopeError } from "../kernel/index.ts";
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

const EPSILON = { f64: 2 ** -52, f32: 2 ** -23 } as const;

/**
 * @param s all min(rows, cols) singular values, in any order
 * @param precision of the arithmetic that gave `s`; values at or below max(rows, cols) eps nu_max count as zero
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT
 */
export function spectrum(
  s: ArrayLike<number>,
  rows: number,
  cols: number,
  precision: "f64" | "f32" = "f64",
): Spectrum {
  for (const [name, size] of [
    ["rows", rows],
    ["cols", cols],
  ] as const)
    if (!Number.isSafeInteger(size) || size < 1)
      throw new WignerscopeError("INVALID_SHAPE", `${name} must be an integer >= 1, got ${size}`);
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
  levels.sort();
  const tolerance = hardRankTolerance(levels[m - 1], rows, cols, precision);
  const hardRank = levels.length - levels.findLastIndex((value) => value <= tolerance) - 1;
  return {
    rows: rows <= cols ? hardRank : rows,
    cols: rows <= cols ? cols : hardRank,
    levels: levels.subarray(m - hardRank),
    hardRank,
    shape: { m: hardRank, n: Math.max(rows, cols) },
  };
}

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
  precision: "f64" | "f32" = "f64",
): number {
  return Math.max(rows, cols) * Math.max(EPSILON[precision] * largest, SMALLEST_NORMAL);
}

/**
 * The number of singular values above max(rows, cols) eps nu_max.
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT
 */
export function hardRank(
  s: ArrayLike<number>,
  options: { readonly rows: number; readonly cols: number; readonly precision?: "f64" | "f32" },
): number {
  return spectrum(s, options.rows, options.cols, options.precision).hardRank;
}
