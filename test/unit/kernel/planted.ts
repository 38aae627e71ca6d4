/** Matrices with a known spectrum: a diagonal between products of random reflectors (as LAPACK's dlatms makes them). */
import type { Matrix } from "../../../src/base/index.ts";
import { Random } from "../../../src/kernel/index.ts";

/** a <- (I - 2 v v^T / v^T v) a for random v, `count` times. */
function reflectRows(a: Float64Array, rows: number, cols: number, count: number, random: Random): void {
  for (let r = 0; r < count; r++) {
    const v = random.normals(rows);
    const scale = 2 / v.reduce((sum, x) => sum + x * x, 0);
    const w = new Float64Array(cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) w[j] += v[i] * a[i * cols + j];
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) a[i * cols + j] -= scale * v[i] * w[j];
  }
}

function transposed(a: Float64Array, rows: number, cols: number): Float64Array {
  const t = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) t[j * rows + i] = a[i * cols + j];
  return t;
}

/** rows x cols with the singular values `s` (min(rows, cols) of them). */
export function withSingularValues(
  rows: number,
  cols: number,
  s: ArrayLike<number>,
  seed: number,
): Matrix<Float64Array> {
  const random = new Random(seed);
  const a = new Float64Array(rows * cols);
  for (let i = 0; i < s.length; i++) a[i * cols + i] = s[i];
  reflectRows(a, rows, cols, 6, random);
  const t = transposed(a, rows, cols);
  reflectRows(t, cols, rows, 6, random);
  return { rows, cols, data: transposed(t, cols, rows) };
}

/**
 * A rows x n matrix with the n singular values `s`, n <= rows, by row blocks: C diag(s) H with orthonormal columns of C,
 * those of the discrete cosine transform, and one random reflection H. Every entry is a closed form, so nothing but a
 * block is in memory.
 */
export function* rowBlocks(
  rows: number,
  s: ArrayLike<number>,
  blockRows: number,
  seed: number,
): Generator<Matrix<Float64Array>> {
  const n = s.length;
  const v = new Random(seed).normals(n);
  const reflection = 2 / v.reduce((sum, x) => sum + x * x, 0);
  // C_ij = cos(pi (2 i + 1) j / (2 rows)) sqrt(2 / rows), smaller by sqrt(2) in column 0.
  const cosines = Float64Array.from({ length: 4 * rows }, (_, k) => Math.cos((Math.PI * k) / (2 * rows)));
  const column = Float64Array.from(s, (value, j) => value * Math.sqrt((j === 0 ? 1 : 2) / rows));
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    const data = new Float64Array(count * n);
    for (let i = 0; i < count; i++) {
      let along = 0;
      for (let j = 0; j < n; j++) {
        const entry = cosines[((2 * (first + i) + 1) * j) % (4 * rows)] * column[j];
        data[i * n + j] = entry;
        along += entry * v[j];
      }
      for (let j = 0; j < n; j++) data[i * n + j] -= reflection * along * v[j];
    }
    yield { rows: count, cols: n, data };
  }
}

/** Symmetric n x n with the eigenvalues `lambda`. */
export function withEigenvalues(lambda: ArrayLike<number>, seed: number): Matrix<Float64Array> {
  const n = lambda.length;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) a[i * n + i] = lambda[i];
  reflectRows(a, n, n, 6, new Random(seed));
  const t = transposed(a, n, n);
  reflectRows(t, n, n, 6, new Random(seed));
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) t[j * n + i] = t[i * n + j];
  return { rows: n, cols: n, data: t };
}

/** LAPACK's measure of a set of values: largest error over (largest value, size, unit roundoff); below 30 is good. */
export function valueError(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  size: number,
  roundoff: number,
): number {
  let largest = 0;
  let error = 0;
  for (let i = 0; i < want.length; i++) {
    largest = Math.max(largest, Math.abs(want[i]));
    error = Math.max(error, Math.abs(got[i] - want[i]));
  }
  return error / ((largest || 1) * Math.max(1, size) * 2 * roundoff);
}
