/** Rows and columns of zeros: inputs and outputs that the matrix does not use. */
import { checkFinite, checkShape, knownOptions, type Matrix, requireAtLeast } from "../base/index.ts";

export interface DeadCoordinatesOptions {
  /** Entries up to this size count as zero. Default 0: exactly zero. */
  readonly tolerance?: number;
}

export interface DeadCoordinates {
  /** Rows without an entry: coordinates of the left vectors that are zero wherever the singular value is not. */
  readonly rows: Int32Array;
  /** Columns without an entry: the same for the right vectors. */
  readonly cols: Int32Array;
}

/**
 * The rows and columns of zeros. A dead input makes the vectors look localised, and its unit vector spans a null direction;
 * pass the coordinates as `exclude` to the statistics of the vectors.
 * @throws INVALID_SHAPE, NOT_FINITE; INVALID_ARGUMENT for a negative tolerance.
 */
export function deadCoordinates(a: Matrix, options: DeadCoordinatesOptions = {}): DeadCoordinates {
  knownOptions("deadCoordinates", options, { tolerance: true });
  const { tolerance = 0 } = options;
  checkShape(a);
  checkFinite(a);
  requireAtLeast("tolerance", tolerance, 0);
  const rowLives = new Uint8Array(a.rows);
  const colLives = new Uint8Array(a.cols);
  for (let i = 0, at = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++, at++)
      if (Math.abs(a.data[at]) > tolerance) {
        rowLives[i] = 1;
        colLives[j] = 1;
      }
  return Object.freeze({ rows: deadOf(rowLives), cols: deadOf(colLives) });
}

/**
 * The matrix without its rows and columns of zeros, which are no part of any noise: its nonzero singular values are the same.
 * The matrix itself where nothing is dead, and where everything is.
 * @throws INVALID_SHAPE, NOT_FINITE
 */
export function liveSubmatrix(a: Matrix): Matrix {
  const dead = deadCoordinates(a);
  const rows = a.rows - dead.rows.length;
  const cols = a.cols - dead.cols.length;
  if (rows * cols === 0 || rows * cols === a.rows * a.cols) return a;
  const [noRow, noCol] = [new Set(dead.rows), new Set(dead.cols)];
  const kept = Int32Array.from({ length: a.cols }, (_, j) => j).filter((j) => !noCol.has(j));
  const data = a.data.slice(0, rows * cols);
  for (let i = 0, at = 0; i < a.rows; i++)
    if (!noRow.has(i)) for (const j of kept) data[at++] = a.data[i * a.cols + j];
  return { rows, cols, data };
}

function deadOf(lives: Uint8Array): Int32Array {
  return Int32Array.from(lives, (_, i) => i).filter((i) => lives[i] === 0);
}
