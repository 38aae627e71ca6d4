/**
 * The vector work of a Lanczos step: w is made orthogonal to a block of orthonormal rows by two matrix-vector products
 * over the block (classical Gram-Schmidt within a block), and its norm is taken without overflow.
 * src/kernel/krylov/krylov-basis.ts says how often that is done.
 */

import { at, entryBytes, put, SQUARES_HIGH, SQUARES_LOW } from "../base/numeric";
import { addRows, rowsTimes } from "../blas/gemv";
import { dot, scale } from "../blas/vectors";

/** Bytes that `orthogonalize` needs as workspace. */
export function orthogonalizeWorkspace(count: i32): f64 {
  return entryBytes(count);
}

/** w -= Q^T (Q w) for `count` orthonormal rows of length n at q. work: count, -Q w on return. */
export function orthogonalize(count: i32, n: i32, q: usize, w: usize, work: usize): void {
  rowsTimes<f64>(count, n, q, n, w, work);
  scale<f64>(count, -1, work);
  addRows<f64>(count, n, work, q, n, w);
}

/** ||x|| without harmful underflow or overflow (dnrm2). NaN or infinity when an entry is. */
export function norm2F64(n: i32, x: usize): f64 {
  const sum = dot<f64>(n, x, x);
  if (sum > SQUARES_LOW && sum < SQUARES_HIGH) return sqrt<f64>(sum);
  let largest: f64 = 0;
  for (let i: i32 = 0; i < n; i++) largest = max<f64>(largest, abs<f64>(at<f64>(x, i)));
  if (!(largest > 0 && largest < Infinity)) return largest;
  let scaled: f64 = 0;
  for (let i: i32 = 0; i < n; i++) {
    const t = at<f64>(x, i) / largest;
    scaled += t * t;
  }
  return largest * sqrt<f64>(scaled);
}

/** x /= divisor (a reciprocal could overflow). */
export function divideF64(n: i32, x: usize, divisor: f64): void {
  for (let i: i32 = 0; i < n; i++) put<f64>(x, i, at<f64>(x, i) / divisor);
}
