/**
 * LAPACK's residual measures (programs dsyt21, dbdt01, dort01, dsvdch): all of them must stay below 30. Everything is
 * measured in f64 after the matrix has been brought to size 1 by a power of two, so that the measure itself neither
 * overflows nor underflows.
 */

import { type Matrix, matrix, type Precision, transpose } from "../../../src/base/index.ts";
import { eigh, eigvalsh, matmul, svd, svdvals } from "../../../src/kernel/index.ts";
import { ULP } from "./lapack-matrices.ts";

export const THRESHOLD = 30;

export type Measures = Record<string, number>;

/** ||I - q^T q||_1 / (n ulp) over the columns of q, n of them. */
export function orthogonality(q: Matrix, ulp: number): number {
  const n = q.cols;
  if (n === 0) return 0;
  const overlaps = matmul(transpose(q), q);
  for (let i = 0; i < n; i++) overlaps.data[i * n + i] -= 1;
  return oneNorm(overlaps) / (n * ulp);
}

/** Largest sum of magnitudes in a column. */
function oneNorm(a: Matrix): number {
  const sums = new Float64Array(a.cols);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) sums[j] += Math.abs(a.data[i * a.cols + j]);
  return worst(sums);
}

/** Largest magnitude; NaN when there is one. */
function worst(values: ArrayLike<number>): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (!(size <= top)) top = size;
  }
  return top;
}

/** Largest difference of two lists of values over scale * n ulp. */
export function valueError(
  values: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale: number,
  n: number,
  ulp: number,
): number {
  const error = worst(Array.from(values, (v, i) => v - expected[i]));
  return error === 0 ? 0 : error / (scale * n * ulp);
}

/** a and what belongs to it, times a power of two that brings the largest entry near 1. */
function normalise(a: Matrix, ...lists: ArrayLike<number>[]): [Matrix<Float64Array>, ...Float64Array[]] {
  const size = worst(a.data);
  const exponent = size === 0 ? 0 : -Math.floor(Math.log2(size));
  const half = 2 ** Math.trunc(exponent / 2);
  const rest = 2 ** (exponent - Math.trunc(exponent / 2));
  const times = (list: ArrayLike<number>) => Float64Array.from(list, (x) => x * half * rest);
  return [matrix(a.rows, a.cols, times(a.data)), ...lists.map(times)];
}

function columnsTimes(a: Matrix, factors: ArrayLike<number>): Matrix {
  const k = a.cols;
  return { rows: a.rows, cols: k, data: Float64Array.from(a.data, (x, i) => x * factors[i % k]) };
}

function minus(a: Matrix, b: Matrix): Matrix {
  return { rows: a.rows, cols: a.cols, data: Float64Array.from(a.data, (x, i) => x - b.data[i]) };
}

/** Steps in the wrong direction, or values of the wrong sign. */
function disorder(values: Float64Array, sign: 1 | -1): number {
  let count = 0;
  for (let i = 1; i < values.length; i++) if (!(sign * (values[i] - values[i - 1]) >= 0)) count++;
  return count;
}

/** All measures of svd and svdvals on one matrix; `expected`: its singular values, descending, if they are known. */
export function measureSvd(a: Matrix, precision: Precision, expected?: Float64Array): Measures {
  const ulp = ULP[precision];
  const { u, s, vt } = svd(a, { precision });
  const k = Math.min(a.rows, a.cols);
  checkShapes([u.rows, u.cols, s.length, vt.rows, vt.cols], [a.rows, k, k, k, a.cols]);
  const [b, sN, valuesN, expectedN] = normalise(a, s, svdvals(a, { precision }), expected ?? s);
  const n = Math.max(1, a.rows, a.cols);
  const size = oneNorm(b) || 1;
  const largest = sN[0] || 1;
  return {
    reconstruction: oneNorm(minus(b, matmul(columnsTimes(u, sN), vt))) / (size * n * ulp),
    "orthogonality of u": orthogonality(u, ulp),
    "orthogonality of v": orthogonality(transpose(vt), ulp),
    "svdvals against svd": valueError(valuesN, sN, largest, n, ulp),
    "values against truth": valueError(valuesN, expectedN, largest, n, ulp),
    disorder: THRESHOLD * (disorder(s, -1) + sN.filter((x) => !(x >= 0)).length),
  };
}

/** All measures of eigh and eigvalsh on one symmetric matrix; `expected`: its eigenvalues, ascending, if known. */
export function measureEigh(a: Matrix, precision: Precision, expected?: Float64Array): Measures {
  const { values, vectors } = eigh(a, { precision });
  checkShapes([values.length, vectors.rows, vectors.cols], [a.rows, a.rows, a.rows]);
  return measureEigenpairs(a, values, vectors, ULP[precision], eigvalsh(a, { precision }), expected);
}

/** The same for eigenpairs that another function has found. */
export function measureEigenpairs(
  a: Matrix,
  values: Float64Array,
  vectors: Matrix,
  ulp: number,
  alone: Float64Array,
  expected?: Float64Array,
): Measures {
  const n = Math.max(1, a.rows);
  const [b, valuesN, aloneN, expectedN] = normalise(a, values, alone, expected ?? values);
  const size = oneNorm(b) || 1;
  const largest = worst(valuesN) || 1;
  return {
    residual: oneNorm(minus(matmul(b, vectors), columnsTimes(vectors, valuesN))) / (size * n * ulp),
    orthogonality: orthogonality(vectors, ulp),
    "values alone against values": valueError(aloneN, valuesN, largest, n, ulp),
    "values against truth": valueError(aloneN, expectedN, largest, n, ulp),
    disorder: THRESHOLD * disorder(values, 1),
  };
}

function checkShapes(given: number[], wanted: number[]): void {
  if (given.join() !== wanted.join()) throw new Error(`shapes ${given} where ${wanted} are wanted`);
}

/** Every measure below the threshold; the message names the matrix and the measure. */
export function expectSmall(name: string, measures: Measures): void {
  for (const [measure, value] of Object.entries(measures))
    if (!(value < THRESHOLD))
      throw new Error(`${name}: ${measure} is ${value}, should be below ${THRESHOLD}`);
}
