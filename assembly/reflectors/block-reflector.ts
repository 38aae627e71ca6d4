/**
 * Products of Householder reflectors in compact WY form (Schreiber and Van Loan, SIAM J. Sci. Stat. Comput. 10, 53,
 * 1989; LAPACK: dlarft, dlarfb). The vectors are the *rows* of V (b x length, row stride ldv), zeros and the leading 1
 * of each written out:
 *
 *   H_0 H_1 ... H_(b-1) = I - V^T T V,  T upper triangular, T_jj = tau_j, T_(0..j),j = -tau_j T_(0..j)(0..j) (V v_j).
 */

import { at, put } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { FULL, gemm, gemmElements } from "../blas/gemm";

/** Writes T (b x b, row-major, zeros below the diagonal). tau: b; work: blockReflectorElements(b, b, length). */
export function triangularFactor<T>(
  b: i32,
  length: i32,
  v: usize,
  ldv: i32,
  tau: usize,
  t: usize,
  work: usize,
): void {
  memory.fill(t, 0, bytesOf<T>(b * b));
  gemm<T>(b, b, length, 1 as T, v, ldv, 1, v, 1, ldv, t, b, FULL, work);
  // Column j of V V^T becomes column j of T; the columns before it are done.
  for (let j = 0; j < b; j++) {
    const tj = at<T>(tau, j);
    for (let i = 0; i < j; i++) {
      let sum: T = 0 as T;
      for (let l = i; l < j; l++) sum += at<T>(t, i * b + l) * at<T>(t, l * b + j);
      put<T>(t, i * b + j, -tj * sum);
    }
    put<T>(t, j * b + j, tj);
    for (let i = j + 1; i < b; i++) put<T>(t, i * b + j, 0 as T);
  }
}

/** Elements of workspace to apply b reflectors of this length to `count` rows or columns. */
export function blockReflectorElements<T>(b: i32, count: i32, length: i32): i32 {
  const largest = max(count, length);
  return 2 * b * count + 64 + gemmElements<T>(largest, largest, max(b, length));
}

/**
 * C <- C (I - V^T T V), or with T^T, for C: count x length (row stride ldc). `t` is T; `transposed` takes T^T (the
 * product of the reflectors in reverse order).
 */
export function applyBlockRight<T>(
  b: i32,
  count: i32,
  length: i32,
  v: usize,
  ldv: i32,
  t: usize,
  transposed: bool,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  const y = work;
  const yt = y + bytesOf<T>(count * b);
  const products = (yt + bytesOf<T>(count * b) + 15) & ~15;
  memory.fill(y, 0, 2 * bytesOf<T>(count * b));
  gemm<T>(count, b, length, 1 as T, c, ldc, 1, v, 1, ldv, y, b, FULL, products);
  gemm<T>(count, b, b, 1 as T, y, b, 1, t, transposed ? 1 : b, transposed ? b : 1, yt, b, FULL, products);
  gemm<T>(count, length, b, -1 as T, yt, b, 1, v, ldv, 1, c, ldc, FULL, products);
}

/** C <- (I - V^T T V) C, or with T^T, for C: length x count (row stride ldc). */
export function applyBlockLeft<T>(
  b: i32,
  count: i32,
  length: i32,
  v: usize,
  ldv: i32,
  t: usize,
  transposed: bool,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  const y = work;
  const ty = y + bytesOf<T>(count * b);
  const products = (ty + bytesOf<T>(count * b) + 15) & ~15;
  memory.fill(y, 0, 2 * bytesOf<T>(count * b));
  gemm<T>(b, count, length, 1 as T, v, ldv, 1, c, ldc, 1, y, count, FULL, products);
  gemm<T>(
    b,
    count,
    b,
    1 as T,
    t,
    transposed ? 1 : b,
    transposed ? b : 1,
    y,
    count,
    1,
    ty,
    count,
    FULL,
    products,
  );
  gemm<T>(length, count, b, -1 as T, v, 1, ldv, ty, count, 1, c, ldc, FULL, products);
}
