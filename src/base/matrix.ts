/** Row-major dense matrices: the currency between the floors. */
import { WignerscopeError } from "./errors.ts";

export type FloatArray = Float32Array | Float64Array;

/** Of entries and of the arithmetic on them. */
export type Precision = "f64" | "f32";

/** From 1 to the next larger number of a precision: twice the unit roundoff. */
export const EPSILON: Readonly<Record<Precision, number>> = Object.freeze({ f64: 2 ** -52, f32: 2 ** -23 });

/** `data[i * cols + j]` is the entry in row i and column j. */
export interface Matrix<T extends FloatArray = FloatArray> {
  readonly rows: number;
  readonly cols: number;
  readonly data: T;
}

/**
 * A matrix over `data` (not copied).
 * @throws INVALID_SHAPE when rows * cols is not data.length.
 */
export function matrix<T extends FloatArray>(rows: number, cols: number, data: T): Matrix<T> {
  checkShape({ rows, cols, data });
  return { rows, cols, data };
}

/**
 * @throws INVALID_ARGUMENT when it is no matrix at all (callers without types pass lists of lists), INVALID_SHAPE unless
 *   rows and cols are sizes whose product is the data's length.
 */
export function checkShape(a: Matrix, name = "matrix"): void {
  if (!(a?.data instanceof Float64Array || a?.data instanceof Float32Array))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${name} must be { rows, cols, data } with data a Float64Array or Float32Array, row by row`,
    );
  const sizes = Number.isSafeInteger(a.rows) && Number.isSafeInteger(a.cols) && a.rows >= 0 && a.cols >= 0;
  if (!sizes || a.rows * a.cols !== a.data.length)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${name}: ${a.rows} x ${a.cols} does not describe ${a.data.length} entries`,
    );
}

/** @throws NOT_FINITE with the row and column of the first NaN or infinity. */
export function checkFinite(a: Matrix, name = "matrix"): void {
  const { data, cols } = a;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      const row = Math.floor(i / cols);
      throw new WignerscopeError("NOT_FINITE", `${name}: entry [${row}, ${i - row * cols}] is ${data[i]}`);
    }
  }
}

/**
 * The transpose, as a new matrix.
 * @throws INVALID_ARGUMENT, INVALID_SHAPE
 * @example
 * ```ts
 * import { matrix, transpose } from "wignerscope";
 * transpose(matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6))).data; // [1, 4, 2, 5, 3, 6]
 * ```
 */
export function transpose<T extends FloatArray>(a: Matrix<T>): Matrix<T> {
  checkShape(a);
  const { rows, cols } = a;
  const data = a.data.slice() as T;
  transposeInto(a, data, rows);
  return { rows: cols, cols: rows, data };
}

/** Side of the blocks of a transpose: the lines that one touches, 64 of 256 bytes in f64, stay in the first cache. */
const BLOCK = 32;

/** Writes the transpose of `a` into `target`, its rows `stride` entries apart. */
export function transposeInto(a: Matrix, target: FloatArray, stride: number): void {
  const { rows, cols, data } = a;
  for (let i0 = 0; i0 < rows; i0 += BLOCK)
    for (let j0 = 0; j0 < cols; j0 += BLOCK) {
      const i1 = Math.min(rows, i0 + BLOCK);
      const j1 = Math.min(cols, j0 + BLOCK);
      for (let j = j0; j < j1; j++) for (let i = i0; i < i1; i++) target[j * stride + i] = data[i * cols + j];
    }
}
