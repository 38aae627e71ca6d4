/**
 * QR factorisation by blocked Householder reflectors in compact WY form (LAPACK: dgeqrf, dormqr): A = Q R with
 * Q = H_0 H_1 ... H_(k-1), k = min(m, n).
 *
 * A panel of QR_PANEL columns is copied out with its columns as rows, factored there, and applied to the columns
 * behind it as A <- A - V^T (T^T V A); the product V A for the next panel is summed up while the update passes by.
 */

import { at, entryBytes, put } from "../base/numeric";
import { bytesOf, panelStride } from "../base/simd";
import { FULL, gemm, gemmElements } from "../blas/gemm";
import { triangularFactor } from "../reflectors/block-reflector";
import { factorRows } from "../reflectors/panel";
import { updateAndProject } from "../reflectors/update-and-project";
import { QR_PANEL } from "../tuning";

/** Bytes that `qrFactor` needs as workspace. */
export function qrWorkspace(m: i32, n: i32): f64 {
  const b = QR_PANEL;
  const largest = max(max(m, n), b);
  const products = max(
    gemmElements<f64>(largest, largest, largest),
    gemmElements<f32>(largest, largest, largest),
  );
  return entryBytes(2 * b * (m + 32) + 2 * b * (n + 32) + 2 * b * b + products + 64);
}

/**
 * a: m x n row-major with row stride lda. R on and above the diagonal; with `keep`, v_k below the diagonal of column k
 * (without its leading 1), else what lies there is destroyed. tau: min(m, n).
 */
export function qrFactor<T>(m: i32, n: i32, a: usize, lda: i32, tau: usize, keep: i32, work: usize): void {
  const b = QR_PANEL;
  const stride = bytesOf<T>(lda);
  const reflectors = min(m, n);
  // Reflectors as rows, this panel's and the next one's; V A and T^T V A; T and R of a panel.
  const ldm = panelStride<T>(m);
  const ldn = panelStride<T>(n);
  let v = work;
  let nextV = v + bytesOf<T>(b) * (ldm as usize);
  const va = nextV + bytesOf<T>(b) * (ldm as usize);
  const w = va + bytesOf<T>(b) * (ldn as usize);
  const t = w + bytesOf<T>(b) * (ldn as usize);
  const triangle = t + bytesOf<T>(b * b);
  const products = (triangle + bytesOf<T>(b * b) + 15) & ~15;
  const first = min(b, reflectors);
  if (first == 0) return;
  factorPanel<T>(m, first, a, stride, v, ldm, tau, t, triangle, keep, products);
  memory.fill(va, 0, bytesOf<T>(b) * (ldn as usize));
  gemm<T>(first, n - first, m, 1 as T, v, ldm, 1, a + bytesOf<T>(first), lda, 1, va, ldn, FULL, products);
  for (let k = 0; k < reflectors; k += b) {
    const width = min(b, reflectors - k);
    const cols = n - k - width;
    if (cols == 0) break;
    const rows = m - k - width;
    const top = a + (k as usize) * stride + bytesOf<T>(k + width);
    memory.fill(w, 0, bytesOf<T>(b) * (ldn as usize));
    gemm<T>(width, cols, width, 1 as T, t, 1, width, va, ldn, 1, w, ldn, FULL, products);
    gemm<T>(width, cols, width, -1 as T, v, 1, ldm, w, ldn, 1, top, lda, FULL, products);
    if (rows == 0) break;
    const rest = top + (width as usize) * stride;
    const behind = v + bytesOf<T>(width);
    const next = min(b, reflectors - k - width);
    if (next > 0) {
      gemm<T>(rows, next, width, -1 as T, behind, 1, ldm, w, ldn, 1, rest, lda, FULL, products);
      const nextTau = tau + bytesOf<T>(k + width);
      factorPanel<T>(rows, next, rest, stride, nextV, ldm, nextTau, t, triangle, keep, products);
    }
    memory.fill(va, 0, bytesOf<T>(b) * (ldn as usize));
    const done = bytesOf<T>(next);
    updateAndProject<T>(
      rows,
      cols - next,
      width,
      behind,
      ldm,
      w + done,
      ldn,
      rest + done,
      lda,
      next,
      nextV,
      ldm,
      va,
      ldn,
      products,
    );
    const held = v;
    v = nextV;
    nextV = held;
  }
}

/** Factors `width` columns: V to the rows at `v`, T to `t`, R (and V, if kept) back to the columns. */
export function factorPanel<T>(
  rows: i32,
  width: i32,
  panel: usize,
  stride: usize,
  v: usize,
  ldv: i32,
  tau: usize,
  t: usize,
  triangle: usize,
  keep: i32,
  work: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const from = panel + (r as usize) * stride;
    for (let j = 0; j < width; j++) put<T>(v, j * ldv + r, at<T>(from, j));
  }
  memory.fill(triangle, 0, bytesOf<T>(width * width));
  factorRows<T>(width, rows, v, ldv, tau, triangle, width, work);
  for (let r = 0; r < rows; r++) {
    const to = panel + (r as usize) * stride;
    for (let j = r; j < width; j++) put<T>(to, j, at<T>(triangle, j * width + r));
    if (keep) for (let j = 0; j < min(r, width); j++) put<T>(to, j, at<T>(v, j * ldv + r));
    else if (r >= width) break;
  }
  triangularFactor<T>(width, rows, v, ldv, tau, t, work);
}
