/**
 * Reduction of a symmetric matrix to tridiagonal form in one stage, blocked (LAPACK: dsytrd, dlatrd): A = Q T Q^T with
 * Q = H_0 H_1 ... H_(n-3), H_k the reflector of row k right of the diagonal.
 *
 * A step is A <- H A H = A - v w^T - w v^T, w = p - (tau/2)(p.v) v, p = tau A v. Inside a panel of TRIDIAGONAL_PANEL
 * steps the matrix is left as it was and the pairs (v, w) are kept: the row that comes next and the product A v are
 * corrected by them, and the trailing matrix gets the whole panel at once as a product. Half of the work is then the
 * product `symvUpper`, which reads one triangle, and half is `gemm` on the same triangle.
 */

import { at, entryBytes, put } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { gemm, gemmElements, UPPER } from "../blas/gemm";
import { addRows, rowsTimes, symvUpper } from "../blas/gemv";
import { axpy, dot, scale } from "../blas/vectors";
import { makeReflector, reflectorBeta } from "../reflectors/householder";
import { TRIDIAGONAL_PANEL } from "../tuning";

/** Bytes that `tridiagonalize` needs as workspace. */
export function tridiagonalizeWorkspace(n: i32): f64 {
  const depth = 2 * TRIDIAGONAL_PANEL;
  return entryBytes(
    3 * TRIDIAGONAL_PANEL * n +
      2 * depth +
      max(gemmElements<f32>(n, n, depth), gemmElements<f64>(n, n, depth)) +
      64,
  );
}

/**
 * a: n x n row-major with row stride lda, the upper triangle given; overwritten, row k keeps v_k behind its
 * superdiagonal entry (v_k's leading 1 is stored). d: n, e: n - 1 (both f64), tau: n.
 */
export function tridiagonalize<T>(
  n: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  tau: usize,
  work: usize,
): void {
  const panel = TRIDIAGONAL_PANEL;
  const row = bytesOf<T>(n);
  // The rows v_0 .. v_(b-1), w_0 .. w_(b-1), v_0 .. v_(b-1): the update is (v, w)^T (w, v).
  const vs = work;
  const ws = vs + row * panel;
  const vsAgain = ws + row * panel;
  const coefficients = vsAgain + row * panel;
  const products = (coefficients + bytesOf<T>(4 * panel) + 15) & ~15;
  for (let k0 = 0; k0 < n - 1; k0 += panel) {
    const width = min(panel, n - 1 - k0);
    const first = k0 + width;
    memory.fill(vs, 0, row * (3 * panel));
    for (let i = 0; i < width; i++)
      reduceRow<T>(n, k0 + i, i, a, lda, d, e, tau, vs, ws, vsAgain, coefficients);
    const rest = n - first;
    const offset = bytesOf<T>(first);
    gemm<T>(
      rest,
      rest,
      panel + width,
      -1 as T,
      vs + offset,
      1,
      n,
      ws + offset,
      n,
      1,
      a + (first as usize) * (bytesOf<T>(lda) + sizeof<T>()),
      lda,
      UPPER,
      products,
    );
  }
  if (n > 0) put<f64>(d, n - 1, load<T>(a + ((n - 1) as usize) * (bytesOf<T>(lda) + sizeof<T>())) as f64);
}

/** Step i of a panel: the reflector of row k and its w. */
function reduceRow<T>(
  n: i32,
  k: i32,
  i: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  tau: usize,
  vs: usize,
  ws: usize,
  vsAgain: usize,
  coefficients: usize,
): void {
  const size = sizeof<T>();
  const row = bytesOf<T>(n);
  const target = a + (k as usize) * bytesOf<T>(lda) + bytesOf<T>(k);
  const m = n - k - 1;
  const behind = bytesOf<T>(k + 1);
  if (i > 0) {
    for (let j = 0; j < i; j++) {
      put<T>(coefficients, j, -at<T>(ws + (j as usize) * row, k));
      put<T>(coefficients, i + j, -at<T>(vs + (j as usize) * row, k));
    }
    addRows<T>(i, m + 1, coefficients, vs + bytesOf<T>(k), n, target);
    addRows<T>(i, m + 1, coefficients + bytesOf<T>(i), ws + bytesOf<T>(k), n, target);
  }
  put<f64>(d, k, load<T>(target) as f64);
  const v = target + size;
  const t = makeReflector<T>(m, v, 1);
  put<f64>(e, k, reflectorBeta);
  put<T>(tau, k, t);
  store<T>(v, 1 as T);
  if (t == 0) return;
  const w = ws + (i as usize) * row + behind;
  const trailing = v + bytesOf<T>(lda);
  symvUpper<T>(m, trailing, lda, v, w);
  if (i > 0) {
    // w <- w - V (W^T v) - W (V^T v)
    rowsTimes<T>(i, m, ws + behind, n, v, coefficients);
    rowsTimes<T>(i, m, vs + behind, n, v, coefficients + bytesOf<T>(i));
    scale<T>(2 * i, -1 as T, coefficients);
    addRows<T>(i, m, coefficients, vs + behind, n, w);
    addRows<T>(i, m, coefficients + bytesOf<T>(i), ws + behind, n, w);
  }
  scale<T>(m, t, w);
  axpy<T>(m, ((-0.5 as T) * t * dot<T>(m, w, v)) as T, v, w);
  memory.copy(vs + (i as usize) * row + behind, v, bytesOf<T>(m));
  memory.copy(vsAgain + (i as usize) * row + behind, v, bytesOf<T>(m));
}
