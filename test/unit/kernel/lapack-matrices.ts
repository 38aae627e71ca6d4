/**
 * LAPACK's test matrices (Demmel and McKenney, LAPACK Working Note 9, 1989; the programs DDRVST for symmetric and
 * DDRVBD for singular value drivers): prescribed spectra, plain on the diagonal or hidden by random orthogonal factors,
 * at ordinary size, near overflow and near underflow.
 */
import { type Matrix, matrix, type Precision } from "../../../src/base/index.ts";
import { Random } from "../../../src/kernel/index.ts";

export const PRECISIONS = ["f64", "f32"] as const;
/** All small orders, then those around the boundaries of blocks, leaves and panels. */
export const ORDERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 31, 32, 33, 63, 64, 65, 127, 128, 129];

/** Distance of 1 to the next larger number, LAPACK's ULP. */
export const ULP = { f64: 2 ** -52, f32: 2 ** -23 } as const;

/** n values between 1 and the ulp of f64, descending: LAPACK's modes 1 to 5 and a few more. */
export const SPECTRA: Record<string, (n: number, random: Random) => Float64Array> = {
  zero: (n) => new Float64Array(n),
  identity: (n) => new Float64Array(n).fill(1),
  "one large": (n) => Float64Array.from({ length: n }, (_, i) => (i === 0 ? 1 : ULP.f64)),
  "one small": (n) => Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? ULP.f64 : 1)),
  geometric: (n) => Float64Array.from({ length: n }, (_, i) => ULP.f64 ** (n > 1 ? i / (n - 1) : 0)),
  arithmetic: (n) =>
    Float64Array.from({ length: n }, (_, i) => 1 - (n > 1 ? i / (n - 1) : 0) * (1 - ULP.f64)),
  "log-uniform": (n, random) =>
    random
      .uniforms(n)
      .map((u) => ULP.f64 ** u)
      .sort()
      .reverse(),
  repeated: (n) => Float64Array.from({ length: n }, (_, i) => 1 / (1 + Math.floor((3 * i) / n))),
  "clusters of width 1e-14": (n, random) =>
    random
      .uniforms(n)
      .map((u, i) => 1 / (1 + (i % 3)) + 1e-14 * u)
      .sort()
      .reverse(),
  "half of the rank": (n) => Float64Array.from({ length: n }, (_, i) => (2 * i < n ? 1 - i / (2 * n) : 0)),
};

/** Largest entries at LAPACK's extremes: the results must stay finite, so an order of magnitude or more inside. */
export const SIZES = { ordinary: 1, "near overflow": 1e300, "near underflow": 1e-300 } as const;

/** m x n of zeros with these on the diagonal. */
export function diagonal(m: number, n: number, values: Float64Array): Matrix<Float64Array> {
  const a = matrix(m, n, new Float64Array(m * n));
  for (let i = 0; i < values.length; i++) a.data[i * n + i] = values[i];
  return a;
}

/**
 * Multiplies from the left by a random orthogonal matrix: the product of reflectors of normal vectors of lengths m,
 * m - 1, ..., 2, which is Haar distributed (Stewart, SIAM J. Numer. Anal. 17, 403, 1980). In place.
 */
function hideLeft(a: Matrix<Float64Array>, random: Random): void {
  const { rows: m, cols: n, data } = a;
  const sums = new Float64Array(n);
  for (let first = m - 2; first >= 0; first--) {
    const v = random.normals(m - first);
    const norm2 = v.reduce((sum, x) => sum + x * x, 0);
    sums.fill(0);
    for (let i = 0; i < v.length; i++)
      for (let j = 0; j < n; j++) sums[j] += v[i] * data[(first + i) * n + j];
    for (let i = 0; i < v.length; i++) {
      const factor = (2 * v[i]) / norm2;
      for (let j = 0; j < n; j++) data[(first + i) * n + j] -= factor * sums[j];
    }
  }
}

/** The same from the right. */
function hideRight(a: Matrix<Float64Array>, random: Random): void {
  const { rows: m, cols: n, data } = a;
  for (let first = n - 2; first >= 0; first--) {
    const v = random.normals(n - first);
    const norm2 = v.reduce((sum, x) => sum + x * x, 0);
    for (let i = 0; i < m; i++) {
      const row = i * n + first;
      let sum = 0;
      for (let j = 0; j < v.length; j++) sum += data[row + j] * v[j];
      sum *= 2 / norm2;
      for (let j = 0; j < v.length; j++) data[row + j] -= sum * v[j];
    }
  }
}

/** A random m x n matrix with these singular values (min(m, n) of them). */
export function withSingularValues(
  m: number,
  n: number,
  values: Float64Array,
  random: Random,
): Matrix<Float64Array> {
  const a = diagonal(m, n, values);
  hideLeft(a, random);
  hideRight(a, random);
  return a;
}

/** A random symmetric matrix with these eigenvalues. */
export function withEigenvalues(values: Float64Array, random: Random): Matrix<Float64Array> {
  const n = values.length;
  const a = diagonal(n, n, values);
  // The same reflectors from both sides, because the second generator draws the first one's numbers again.
  const seed = random.integer(2 ** 31);
  hideLeft(a, new Random(seed));
  hideRight(a, new Random(seed));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const mean = (a.data[i * n + j] + a.data[j * n + i]) / 2;
      a.data[i * n + j] = mean;
      a.data[j * n + i] = mean;
    }
  return a;
}

/** Wilkinson's W_n+: |i - (n - 1) / 2| on the diagonal, ones beside it; its large eigenvalues come in near pairs. */
export function wilkinson(n: number): { d: Float64Array; e: Float64Array } {
  const d = Float64Array.from({ length: n }, (_, i) => Math.abs(i - (n - 1) / 2));
  return { d, e: new Float64Array(Math.max(0, n - 1)).fill(1) };
}

/** `count` copies of W_21+ joined by `glue`: every eigenvalue `count` times, to within the glue. */
export function gluedWilkinson(count: number, glue: number): { d: Float64Array; e: Float64Array } {
  const d = Float64Array.from({ length: 21 * count }, (_, i) => Math.abs((i % 21) - 10));
  return { d, e: Float64Array.from({ length: 21 * count - 1 }, (_, i) => (i % 21 === 20 ? glue : 1)) };
}

/** The symmetric tridiagonal matrix as a dense one. */
export function denseTridiagonal(d: Float64Array, e: Float64Array): Matrix<Float64Array> {
  const n = d.length;
  const a = diagonal(n, n, d);
  for (let i = 0; i < e.length; i++) {
    a.data[i * n + i + 1] = e[i];
    a.data[(i + 1) * n + i] = e[i];
  }
  return a;
}

/** The upper bidiagonal matrix as a dense one. */
export function denseBidiagonal(d: Float64Array, e: Float64Array): Matrix<Float64Array> {
  const n = d.length;
  const a = diagonal(n, n, d);
  for (let i = 0; i < e.length; i++) a.data[i * n + i + 1] = e[i];
  return a;
}

/** a times factor, in f64 or rounded to f32 (a power of two near the largest f32 stands for larger factors). */
export function scaled(a: Matrix, factor: number, precision: Precision): Matrix {
  const data = Float64Array.from(a.data, (x) => x * factor);
  return { rows: a.rows, cols: a.cols, data: precision === "f64" ? data : Float32Array.from(data) };
}
