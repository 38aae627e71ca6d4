/**
 * First stage of the two-stage bidiagonalisation: an m x n matrix, m >= n, becomes upper triangular of bandwidth b
 * (LAPACK's counterpart for symmetric matrices is dsytrd_sy2sb; Grosser and Lang, Parallel Comput. 25, 969, 1999).
 *
 * Panel by panel, b columns are reduced by reflectors from the left (V, T) and the b rows behind them by reflectors
 * from the right (U, S). With W = T^T V A both act on the trailing matrix as one update of depth 2 b:
 *
 *   A <- A - V^T W - Z U,   Z = (A - V^T W) U^T S.
 *
 * A is met twice a panel. A U^T reads it; the update writes it, and while a block of it is in the cache its part of
 * the *next* panel's V A is taken along, because the next panel's columns were updated and factored before the rest.
 */

import { entryBytes } from "../base/numeric";
import { bytesOf, panelStride } from "../base/simd";
import { FULL, gemm, gemmElements } from "../blas/gemm";
import { factorTopRows } from "../reflectors/panel";
import { updateAndProject } from "../reflectors/update-and-project";
import { factorPanel } from "./qr";

/** Bytes that `reduceToBand` needs as workspace. */
export function reduceToBandWorkspace(m: i32, n: i32, b: i32): f64 {
  const largest = max(max(m, n), 2 * b);
  const products = max(
    gemmElements<f64>(largest, largest, largest),
    gemmElements<f32>(largest, largest, largest),
  );
  return entryBytes(6 * b * (m + 32) + 3 * b * (n + 32) + 5 * b * b + 4 * b + products + 64);
}

// Scratch of one call, laid out by `reduceToBand`.
let tFactor: usize = 0;
let sFactor: usize = 0;
let middle: usize = 0;
let tau: usize = 0;
let scratch: usize = 0;
let products: usize = 0;

/**
 * a: m x n row-major with row stride lda, m >= n. On return the upper band, a[i][i..i+b], is the reduced matrix; the
 * rest of a is destroyed. The orthogonal factors are not kept: this is the route of the values.
 */
export function reduceToBand<T>(m: i32, n: i32, b: i32, a: usize, lda: i32, work: usize): void {
  const stride = bytesOf<T>(lda);
  const ldm = panelStride<T>(m);
  const ldn = panelStride<T>(n);
  const mRow = bytesOf<T>(ldm);
  const nRow = bytesOf<T>(ldn);
  // Rows V (b) and Z^T (b) of length m, rows W (b) and U (b) of length n; with V of the next panel beside them.
  let left = work;
  const right = left + mRow * (2 * b);
  let nextLeft = right + nRow * (2 * b);
  scratch = nextLeft + mRow * (2 * b);
  tFactor = scratch + (mRow + nRow) * b;
  sFactor = tFactor + bytesOf<T>(b * b);
  middle = sFactor + bytesOf<T>(b * b);
  tau = middle + bytesOf<T>(b * b);
  products = (tau + bytesOf<T>(2 * b) + 15) & ~15;

  factorPanel<T>(m, min(b, n), a, stride, left, ldm, tau, tFactor, middle, 0, products);
  const nb = min(b, n);
  memory.fill(scratch, 0, nRow * b);
  gemm<T>(nb, n - nb, m, 1 as T, left, ldm, 1, a + bytesOf<T>(nb), lda, 1, scratch, ldn, FULL, products);
  for (let k = 0; k < n; k += b) {
    const cols = n - k - b;
    if (cols <= 0) break;
    const rows = m - k - b;
    const top = a + (k as usize) * stride + bytesOf<T>(k + b);
    // W = T^T (V A), V A waits in scratch.
    memory.fill(right, 0, nRow * b);
    gemm<T>(b, cols, b, 1 as T, tFactor, 1, b, scratch, ldn, 1, right, ldn, FULL, products);
    gemm<T>(b, cols, b, -1 as T, left, 1, ldm, right, ldn, 1, top, lda, FULL, products);
    factorTopRows<T>(b, cols, top, stride, right + nRow * b, ldn, tau, middle, sFactor, products);
    const next = top + (b as usize) * stride;
    rightFactor<T>(rows, cols, b, next, lda, left, ldm, right, ldn);
    update<T>(ldm, ldn, rows, cols, b, next, lda, left, right, nextLeft, scratch);
    const held = left;
    left = nextLeft;
    nextLeft = held;
  }
}

/** Z^T, behind V in `left`: Z = (A U^T - V^T (W U^T)) S for the `rows` x `cols` matrix at `a`. */
function rightFactor<T>(
  rows: i32,
  cols: i32,
  b: i32,
  a: usize,
  lda: i32,
  left: usize,
  ldm: i32,
  right: usize,
  ldn: i32,
): void {
  const u = right + bytesOf<T>(b) * (ldn as usize);
  const z = left + bytesOf<T>(b) * (ldm as usize);
  const au = scratch;
  memory.fill(au, 0, bytesOf<T>(rows) * (b as usize));
  gemm<T>(rows, b, cols, 1 as T, a, lda, 1, u, 1, ldn, au, b, FULL, products);
  memory.fill(middle, 0, bytesOf<T>(b * b));
  gemm<T>(b, b, cols, 1 as T, right, ldn, 1, u, 1, ldn, middle, b, FULL, products);
  const vBehind = left + bytesOf<T>(b);
  gemm<T>(rows, b, b, -1 as T, vBehind, 1, ldm, middle, b, 1, au, b, FULL, products);
  for (let i = 0; i < b; i++) memory.fill(z + (i as usize) * bytesOf<T>(ldm), 0, bytesOf<T>(rows + b));
  const zBehind = z + bytesOf<T>(b);
  gemm<T>(b, rows, b, 1 as T, sFactor, 1, b, au, 1, b, zBehind, ldm, FULL, products);
}

/**
 * A <- A - V^T W - Z U on the rows x cols matrix at `a`: first the next panel's columns, which are factored at once,
 * then the rest block by block, each block giving its part of the next V A (to `va`, row stride ldn).
 */
function update<T>(
  ldm: i32,
  ldn: i32,
  rows: i32,
  cols: i32,
  b: i32,
  a: usize,
  lda: i32,
  left: usize,
  right: usize,
  nextLeft: usize,
  va: usize,
): void {
  const stride = bytesOf<T>(lda);
  const v = left + bytesOf<T>(b);
  const next = min(b, cols);
  gemm<T>(rows, next, 2 * b, -1 as T, v, 1, ldm, right, ldn, 1, a, lda, FULL, products);
  factorPanel<T>(rows, next, a, stride, nextLeft, ldm, tau, tFactor, middle, 0, products);
  memory.fill(va, 0, bytesOf<T>(b) * (ldn as usize));
  const behind = bytesOf<T>(next);
  updateAndProject<T>(
    rows,
    cols - next,
    2 * b,
    v,
    ldm,
    right + behind,
    ldn,
    a + behind,
    lda,
    next,
    nextLeft,
    ldm,
    va,
    ldn,
    products,
  );
}
