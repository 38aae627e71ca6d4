/**
 * QR factorisation of a tall matrix by row blocks (TSQR; Demmel, Grigori, Hoemmen and Langou, SIAM J. Sci. Comput. 34,
 * A206, 2012; LAPACK: dtpqrt): the triangle R of the rows so far and a new block B become the triangle of both,
 *
 *   (R; B) = Q (R'; 0).
 *
 * Because R is triangular, a reflector meets one row of it and the whole of B: V = (I; V_B). Only R and one block are
 * ever in memory, and Q is not kept.
 */

import { at, entryBytes, put } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { FULL, gemm, gemmElements } from "../blas/gemm";
import { axpy } from "../blas/vectors";
import { triangularFactor } from "../reflectors/block-reflector";
import { factorRows } from "../reflectors/panel";
import { updateAndProject } from "../reflectors/update-and-project";
import { QR_PANEL } from "../tuning";

/** Bytes that `qrAppend` needs as workspace. */
export function qrAppendWorkspace(rows: i32, n: i32): f64 {
  const b = QR_PANEL;
  const largest = max(max(rows, n), b) + b;
  const products = max(
    gemmElements<f64>(largest, largest, largest),
    gemmElements<f32>(largest, largest, largest),
  );
  return entryBytes(2 * b * (rows + b) + 2 * b * n + 2 * b * b + b + products + 64);
}

// Scratch of one call, laid out by `qrAppend`.
let tFactor: usize = 0;
let triangle: usize = 0;
let tau: usize = 0;
let products: usize = 0;

/** r: n x n upper triangular (row stride ldr), updated; block: rows x n (row stride ldb), destroyed. */
export function qrAppend<T>(
  n: i32,
  r: usize,
  ldr: i32,
  rows: i32,
  block: usize,
  ldb: i32,
  work: usize,
): void {
  const b = QR_PANEL;
  const ldv = rows + b;
  let v = work;
  let nextV = v + bytesOf<T>(b) * (ldv as usize);
  const va = nextV + bytesOf<T>(b) * (ldv as usize);
  const w = va + bytesOf<T>(b) * (n as usize);
  tFactor = w + bytesOf<T>(b) * (n as usize);
  triangle = tFactor + bytesOf<T>(b * b);
  tau = triangle + bytesOf<T>(b * b);
  products = (tau + bytesOf<T>(b) + 15) & ~15;
  if (n == 0 || rows == 0) return;
  let width = min(b, n);
  factorStacked<T>(width, rows, r, ldr, block, ldb, v, ldv);
  memory.fill(va, 0, bytesOf<T>(b) * (n as usize));
  const vFirst = v + bytesOf<T>(width);
  gemm<T>(
    width,
    n - width,
    rows,
    1 as T,
    vFirst,
    ldv,
    1,
    block + bytesOf<T>(width),
    ldb,
    1,
    va,
    n,
    FULL,
    products,
  );
  for (let k = 0; k < n; k += b) {
    const cols = n - k - width;
    if (cols <= 0) break;
    const behind = bytesOf<T>(k + width);
    const rRows = r + (k as usize) * bytesOf<T>(ldr) + behind;
    memory.fill(w, 0, bytesOf<T>(b) * (n as usize));
    for (let i = 0; i < width; i++)
      axpy<T>(cols, 1 as T, rRows + (i as usize) * bytesOf<T>(ldr), va + (i as usize) * bytesOf<T>(n));
    gemm<T>(width, cols, width, 1 as T, tFactor, 1, width, va, n, 1, w, n, FULL, products);
    for (let i = 0; i < width; i++)
      axpy<T>(cols, -1 as T, w + (i as usize) * bytesOf<T>(n), rRows + (i as usize) * bytesOf<T>(ldr));
    const vBlock = v + bytesOf<T>(width);
    const next = min(b, cols);
    gemm<T>(rows, next, width, -1 as T, vBlock, 1, ldv, w, n, 1, block + behind, ldb, FULL, products);
    const nextTriangle = r + ((k + width) as usize) * bytesOf<T>(ldr) + behind;
    factorStacked<T>(next, rows, nextTriangle, ldr, block + behind, ldb, nextV, ldv);
    memory.fill(va, 0, bytesOf<T>(b) * (n as usize));
    const done = bytesOf<T>(next);
    updateAndProject<T>(
      rows,
      cols - next,
      width,
      vBlock,
      ldv,
      w + done,
      n,
      block + behind + done,
      ldb,
      next,
      nextV + done,
      ldv,
      va,
      n,
      products,
    );
    const held = v;
    v = nextV;
    nextV = held;
    width = next;
  }
}

/** Reflectors (I; V_B) of a width x width triangle over a rows x width block, as the rows of v. */
function factorStacked<T>(
  width: i32,
  rows: i32,
  r: usize,
  ldr: i32,
  block: usize,
  ldb: i32,
  v: usize,
  ldv: i32,
): void {
  for (let j = 0; j < width; j++)
    for (let i = 0; i < width; i++) put<T>(v, j * ldv + i, i <= j ? at<T>(r, i * ldr + j) : (0 as T));
  for (let i = 0; i < rows; i++) {
    const from = block + (i as usize) * bytesOf<T>(ldb);
    for (let j = 0; j < width; j++) put<T>(v, j * ldv + width + i, at<T>(from, j));
  }
  memory.fill(triangle, 0, bytesOf<T>(width * width));
  factorRows<T>(width, rows + width, v, ldv, tau, triangle, width, products);
  for (let i = 0; i < width; i++)
    for (let j = i; j < width; j++) put<T>(r, i * ldr + j, at<T>(triangle, j * width + i));
  triangularFactor<T>(width, rows + width, v, ldv, tau, tFactor, products);
}
