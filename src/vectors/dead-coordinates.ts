/** Rows and columns of zeros: inputs and outputs that the matrix does not use. */
import { checkFinite, checkShape, knownOptions, type Matrix, requireAtLeast } from "../base/index.ts";
import type { Svd } from "../kernel/index.ts";

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

/**
 * The decomposition of `liveSubmatrix(a)` from that of `a`: vectors of values that are not zero have nothing at dead
 * coordinates. Triples of the value zero that the dead rows and columns added are left out.
 * @throws INVALID_SHAPE, NOT_FINITE as `deadCoordinates`
 */
export function liveDecomposition(a: Matrix, { u, s, vt }: Svd): Svd {
  const live = liveSubmatrix(a);
  if (live === a) return { u, s, vt };
  const dead = deadCoordinates(a);
  const [rows, cols] = [new Set(dead.rows), new Set(dead.cols)];
  const k = Math.min(live.rows, live.cols);
  const left = (i: number) => u.data.subarray(i * u.cols, i * u.cols + k);
  const right = (i: number) =>
    vt.data.subarray(i * vt.cols, (i + 1) * vt.cols).filter((_, j) => !cols.has(j));
  return {
    u: stacked(live.rows, k, livingOf(u.rows, rows).map(left)),
    s: s.slice(0, k),
    vt: stacked(
      k,
      live.cols,
      Array.from({ length: k }, (_, i) => right(i)),
    ),
  };
}

function stacked(rows: number, cols: number, parts: readonly ArrayLike<number>[]): Matrix {
  const data = new Float64Array(rows * cols);
  for (const [i, part] of parts.entries()) data.set(part, i * cols);
  return { rows, cols, data };
}

function livingOf(count: number, dead: ReadonlySet<number>): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((i) => !dead.has(i));
}

function deadOf(lives: Uint8Array): Int32Array {
  return Int32Array.from(lives, (_, i) => i).filter((i) => lives[i] === 0);
}
