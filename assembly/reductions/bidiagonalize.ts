/**
 * Reduction of an m x n matrix, m >= n, to upper bidiagonal form in one stage, blocked (LAPACK: dgebrd, dlabrd):
 * A = Q B P^T, Q = H_0 ... H_(n-1) from the columns, P = G_0 ... G_(n-2) from the rows right of the diagonal.
 *
 * Step k of a panel has u_k from column k, y_k = tau A^T u_k, v_k from row k and x_k = tau A v_k, and the matrix of
 * which the step sees a column, a row and two products is A - U Y^T - X V^T. LAPACK reads A twice a step. Here it is
 * read once (after Howell, Demmel, Fulton, Hammarling and Marmol, ACM TOMS 34, 14, 2008): row by row x_k gives the
 * next column c = beta e_0 + pivot u at once, so A^T c is summed up while the rows are in the cache, and then
 * A^T u = (A^T c - beta A^T e_0) / pivot. |pivot| >= ||c||, so nothing is lost; only when c has nearly underflowed is
 * the product taken with u itself.
 */

import { at, entryBytes, put, SQUARABLE_LOW } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { FULL, gemm, gemmElements } from "../blas/gemm";
import { addRows, rowsTimes } from "../blas/gemv";
import { axpy, scale } from "../blas/vectors";
import { makeReflector, reflectorBeta } from "../reflectors/householder";
import { BIDIAGONAL_PANEL, FUSED_BYTES } from "../tuning";

/** A product of two such, and its quotient by a third, is a normal f32 (2^-126 = 1.2e-38). */
const SINGLE_PIVOT_FLOOR: f64 = 1e-15;

/** A pivot below this is too close to underflow to divide an accumulated product by. */
// @ts-ignore: decorator
@inline
function pivotFloor<T>(): f64 {
  return sizeof<T>() == 8 ? SQUARABLE_LOW : SINGLE_PIVOT_FLOOR;
}

/** Bytes that `bidiagonalize` needs as workspace. */
export function bidiagonalizeWorkspace(m: i32, n: i32): f64 {
  const b = BIDIAGONAL_PANEL;
  const products = max(gemmElements<f64>(m, n, 2 * b), gemmElements<f32>(m, n, 2 * b));
  return entryBytes((2 * b + 1) * m + (2 * b + 1) * n + 8 * b + products + 64);
}

// The workspace of one call, laid out by `bidiagonalize`.
/** Rows U_0 .. U_(b-1), X_0 .. X_(b-1), each of length m. */
let lefts: usize = 0;
/** Rows Y_0 .. Y_(b-1), V_0 .. V_(b-1), each of length n. */
let rights: usize = 0;
/** The column that comes next, c. */
let column: usize = 0;
/** A^T c. */
let columnProduct: usize = 0;
/** 4 b scalars. */
let coefficients: usize = 0;

/**
 * a: m x n row-major with row stride lda, m >= n; overwritten, column k keeps u_k below the diagonal, row k keeps v_k
 * right of it (v_k's leading 1 is stored, u_k's is not). d: n, e: n - 1 (f64); tauQ, tauP: n.
 */
export function bidiagonalize<T>(
  m: i32,
  n: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  tauQ: usize,
  tauP: usize,
  work: usize,
): void {
  const panel = BIDIAGONAL_PANEL;
  const stride = bytesOf<T>(lda);
  lefts = work;
  rights = lefts + bytesOf<T>(2 * panel) * (m as usize);
  column = rights + bytesOf<T>(2 * panel) * (n as usize);
  columnProduct = column + bytesOf<T>(m);
  coefficients = columnProduct + bytesOf<T>(n);
  const products = (coefficients + bytesOf<T>(4 * panel) + 15) & ~15;
  for (let k0 = 0; k0 < n; k0 += panel) {
    const width = min(panel, n - k0);
    memory.fill(lefts, 0, column - lefts);
    for (let i = 0; i < width; i++) reduceStep<T>(m, n, k0 + i, i, width, a, stride, d, e, tauQ, tauP);
    const first = k0 + width;
    keepColumns<T>(m, k0, width, a, stride);
    const offset = bytesOf<T>(first);
    gemm<T>(
      m - first,
      n - first,
      panel + width,
      -1 as T,
      lefts + offset,
      1,
      m,
      rights + offset,
      n,
      1,
      a + (first as usize) * (stride + sizeof<T>()),
      lda,
      FULL,
      products,
    );
  }
}

/** Step i of a panel that starts with column k - i. */
function reduceStep<T>(
  m: i32,
  n: i32,
  k: i32,
  i: i32,
  width: i32,
  a: usize,
  stride: usize,
  d: usize,
  e: usize,
  tauQ: usize,
  tauP: usize,
): void {
  const size = sizeof<T>();
  const row = a + (k as usize) * stride + bytesOf<T>(k + 1);
  const right = n - k - 1;
  const c = column + bytesOf<T>(k);
  const z = columnProduct + bytesOf<T>(k + 1);
  if (i == 0) {
    for (let r = 0; r < m - k; r++) put<T>(c, r, load<T>(row - size + (r as usize) * stride));
    memory.fill(z, 0, bytesOf<T>(right));
    addRows<T>(m - k, right, c, row, (stride / size) as i32, z);
  }
  leftReflector<T>(m, n, k, i, row, stride, d, tauQ);
  if (right == 0) {
    put<T>(tauP, k, 0 as T);
    return;
  }
  // Row k of A - U Y^T - X V^T.
  for (let j = 0; j <= i; j++) {
    put<T>(coefficients, j, -at<T>(leftRow<T>(j, m), k));
    put<T>(coefficients, i + 1 + j, -at<T>(leftRow<T>(BIDIAGONAL_PANEL + j, m), k));
  }
  addRows<T>(i + 1, right, coefficients, rightRow<T>(0, n) + bytesOf<T>(k + 1), n, row);
  addRows<T>(
    i,
    right,
    coefficients + bytesOf<T>(i + 1),
    rightRow<T>(BIDIAGONAL_PANEL, n) + bytesOf<T>(k + 1),
    n,
    row,
  );
  const tp = makeReflector<T>(right, row, 1);
  put<T>(tauP, k, tp);
  put<f64>(e, k, reflectorBeta);
  store<T>(row, 1 as T);
  if (tp != 0) memory.copy(rightRow<T>(BIDIAGONAL_PANEL + i, n) + bytesOf<T>(k + 1), row, bytesOf<T>(right));
  if (m - k - 1 > 0) fusedProducts<T>(m, n, k, i, row, stride, tp, i + 1 < width);
}

// @ts-ignore: decorator
@inline
function leftRow<T>(j: i32, m: i32): usize {
  return lefts + (j as usize) * bytesOf<T>(m);
}

// @ts-ignore: decorator
@inline
function rightRow<T>(j: i32, n: i32): usize {
  return rights + (j as usize) * bytesOf<T>(n);
}

/** u_k out of the column c, y_k out of A^T c. `row` is row k of A from column k + 1 on. */
function leftReflector<T>(
  m: i32,
  n: i32,
  k: i32,
  i: i32,
  row: usize,
  stride: usize,
  d: usize,
  tauQ: usize,
): void {
  const right = n - k - 1;
  const length = m - k;
  const c = column + bytesOf<T>(k);
  const alpha = load<T>(c) as f64;
  const t = makeReflector<T>(length, c, 1);
  const beta = reflectorBeta;
  put<f64>(d, k, beta);
  put<T>(tauQ, k, t);
  store<T>(c, 1 as T);
  if (t == 0) return;
  const u = leftRow<T>(i, m) + bytesOf<T>(k);
  memory.copy(u, c, bytesOf<T>(length));
  if (right == 0) return;
  const y = rightRow<T>(i, n) + bytesOf<T>(k + 1);
  const pivot = alpha - beta;
  if (abs<f64>(pivot) > pivotFloor<T>()) {
    memory.copy(y, columnProduct + bytesOf<T>(k + 1), bytesOf<T>(right));
    axpy<T>(right, -beta as T, row, y);
    scale<T>(right, (1 / pivot) as T, y);
  } else addRows<T>(length, right, u, row, (stride / sizeof<T>()) as i32, y);
  if (i > 0) {
    rowsTimes<T>(i, length, leftRow<T>(0, m) + bytesOf<T>(k), m, u, coefficients);
    rowsTimes<T>(
      i,
      length,
      leftRow<T>(BIDIAGONAL_PANEL, m) + bytesOf<T>(k),
      m,
      u,
      coefficients + bytesOf<T>(i),
    );
    scale<T>(2 * i, -1 as T, coefficients);
    addRows<T>(i, right, coefficients, rightRow<T>(0, n) + bytesOf<T>(k + 1), n, y);
    addRows<T>(
      i,
      right,
      coefficients + bytesOf<T>(i),
      rightRow<T>(BIDIAGONAL_PANEL, n) + bytesOf<T>(k + 1),
      n,
      y,
    );
  }
  scale<T>(right, t, y);
}

/**
 * x_k = tau (A - U Y^T - X V^T) v_k and, when the panel goes on, the next column c and A^T c, over one reading of the
 * rows behind k. `v` is row k of A from column k + 1 on, where v_k stands.
 */
function fusedProducts<T>(m: i32, n: i32, k: i32, i: i32, v: usize, stride: usize, t: T, goesOn: bool): void {
  const size = sizeof<T>();
  const right = n - k - 1;
  const lda = (stride / size) as i32;
  const x = leftRow<T>(BIDIAGONAL_PANEL + i, m);
  const ys = rightRow<T>(0, n) + bytesOf<T>(k + 1);
  const vs = rightRow<T>(BIDIAGONAL_PANEL, n) + bytesOf<T>(k + 1);
  // Coefficients of U (i + 1) and X (i) in x, then of U and X (i + 1 each) in c.
  const inX = coefficients;
  const inC = coefficients + bytesOf<T>(2 * i + 2);
  rowsTimes<T>(i + 1, right, ys, n, v, inX);
  rowsTimes<T>(i, right, vs, n, v, inX + bytesOf<T>(i + 1));
  for (let j = 0; j <= i; j++) {
    put<T>(inC, j, at<T>(ys, j * n));
    put<T>(inC, i + 1 + j, at<T>(vs, j * n));
  }
  scale<T>(4 * i + 4, -1 as T, coefficients);
  const z = columnProduct + bytesOf<T>(k + 2);
  if (goesOn) memory.fill(z, 0, bytesOf<T>(right - 1));
  const chunk = max(8, min(64, FUSED_BYTES / (stride as i32)));
  for (let r0 = k + 1; r0 < m; r0 += chunk) {
    const rows = min(chunk, m - r0);
    const block = v + ((r0 - k) as usize) * stride;
    const xPart = x + bytesOf<T>(r0);
    const us = leftRow<T>(0, m) + bytesOf<T>(r0);
    const xs = leftRow<T>(BIDIAGONAL_PANEL, m) + bytesOf<T>(r0);
    if (t != 0) {
      rowsTimes<T>(rows, right, block, lda, v, xPart);
      addRows<T>(i + 1, rows, inX, us, m, xPart);
      addRows<T>(i, rows, inX + bytesOf<T>(i + 1), xs, m, xPart);
      scale<T>(rows, t, xPart);
    }
    if (!goesOn) continue;
    const c = column + bytesOf<T>(r0);
    for (let r = 0; r < rows; r++) put<T>(c, r, load<T>(block + (r as usize) * stride));
    addRows<T>(i + 1, rows, inC, us, m, c);
    addRows<T>(i + 1, rows, inC + bytesOf<T>(i + 1), xs, m, c);
    addRows<T>(rows, right - 1, c, block + size, lda, z);
  }
}

/** Stores the u of a finished panel below the diagonal of A. */
function keepColumns<T>(m: i32, k0: i32, width: i32, a: usize, stride: usize): void {
  for (let r = k0 + 1; r < m; r++) {
    const row = a + (r as usize) * stride + bytesOf<T>(k0);
    const end = min(width, r - k0);
    for (let j = 0; j < end; j++) put<T>(row, j, at<T>(leftRow<T>(j, m), r));
  }
}
