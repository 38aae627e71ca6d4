/** Matrices whose spectra are known, as operators. */
import type { Matrix } from "../../../src/base/index.ts";
import { eigh, type LinearOperator, operator, Random } from "../../../src/kernel/index.ts";

export function dense(a: Matrix): LinearOperator {
  const n = a.rows;
  return operator(n, (v, out) => {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += a.data[i * n + j] * v[j];
      out[i] = sum;
    }
  });
}

/** diag(levels), turned by a product of Householder reflections: exact levels, vectors all over the place. */
export function withLevels(levels: ArrayLike<number>, seed = 1): LinearOperator {
  const n = levels.length;
  const reflections = [0, 1].map((stream) => {
    const u = new Random(seed, stream).normals(n);
    const norm = Math.sqrt(u.reduce((sum, x) => sum + x * x, 0));
    return u.map((x) => x / norm);
  });
  const reflect = (u: Float64Array, v: Float64Array) => {
    let product = 0;
    for (let i = 0; i < n; i++) product += u[i] * v[i];
    for (let i = 0; i < n; i++) v[i] -= 2 * product * u[i];
  };
  return operator(n, (v, out) => {
    out.set(v);
    reflect(reflections[0], out);
    reflect(reflections[1], out);
    for (let i = 0; i < n; i++) out[i] *= levels[i];
    reflect(reflections[1], out);
    reflect(reflections[0], out);
  });
}

/** The matrix of an operator, column by column. */
export function matrixOf(op: LinearOperator): Matrix<Float64Array> {
  const n = op.size;
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const v = new Float64Array(n);
    v[i] = 1;
    op.apply(v, data.subarray(i * n, (i + 1) * n));
  }
  return { rows: n, cols: n, data };
}

export const ascending = (levels: ArrayLike<number>) => Float64Array.from(levels).sort();

/** The exact spectral measure of a vector: eigenvalues and squared components. */
export function measureOf(a: Matrix, start: ArrayLike<number>) {
  const { values, vectors } = eigh(a);
  const n = a.rows;
  let norm = 0;
  for (let i = 0; i < n; i++) norm += start[i] ** 2;
  const weights = values.map((_, k) => {
    let product = 0;
    for (let i = 0; i < n; i++) product += vectors.data[i * n + k] * start[i];
    return product ** 2 / norm;
  });
  return { values, weights };
}
