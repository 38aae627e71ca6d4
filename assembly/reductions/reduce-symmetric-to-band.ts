/**
 * First stage of the two-stage tridiagonalisation: a symmetric matrix becomes a symmetric band matrix of bandwidth b
 * (LAPACK: dsytrd_sy2sb; Bischof, Lang and Sun, ACM TOMS 26, 581, 2000).
 *
 * The b rows of a panel are reduced behind the band by reflectors from the right (U, S), which act on the trailing
 * matrix from both sides:
 *
 *   A <- A - Y U - U^T Y^T,   X = A U^T S,   Y = X - 1/2 U^T (S^T U X).
 *
 * Only the upper triangle is kept. It is met once a panel: the next panel's rows are updated and factored first, then
 * each block of the rest is updated and, while it is in the cache, multiplied by the next panel's U^T, once for its
 * rows and once for its mirror image.
 */

import { at, entryBytes, put } from "../base/numeric";
import { bytesOf, panelStride } from "../base/simd";
import { FULL, gemm, gemmElements, UPPER } from "../blas/gemm";
import { mirrorUpper } from "../blas/matmul";
import { factorTopRows } from "../reflectors/panel";
import { PASS_COLS, PASS_ROWS } from "../tuning";

/** Bytes that `reduceSymmetricToBand` needs as workspace. */
export function reduceSymmetricToBandWorkspace(n: i32, b: i32): f64 {
  const largest = max(n, 2 * b);
  const products = max(
    gemmElements<f64>(largest, largest, largest),
    gemmElements<f32>(largest, largest, largest),
  );
  return entryBytes(8 * b * (n + 32) + 3 * b * b + 4 * b + products + 64);
}

// Scratch of one call, laid out by `reduceSymmetricToBand`.
let sFactor: usize = 0;
let middle: usize = 0;
let other: usize = 0;
let tau: usize = 0;
let products: usize = 0;

/**
 * a: n x n row-major with row stride lda, the upper triangle given. On return the upper band, a[i][i..i+b], is the
 * reduced matrix; the rest of a is destroyed. The orthogonal factors are not kept: this is the route of the values.
 */
export function reduceSymmetricToBand<T>(n: i32, b: i32, a: usize, lda: i32, work: usize): void {
  const stride = bytesOf<T>(lda);
  const ldp = panelStride<T>(n);
  const panel = bytesOf<T>(b) * (ldp as usize);
  // Rows U, Y^T, U of this panel: the update is (U, Y^T)^T (Y^T, U); U of the next one.
  let rows = work;
  let nextRows = rows + 3 * panel;
  // A U^T by rows (n x b) and by columns (b x n).
  const auRows = nextRows + 3 * panel;
  const auColumns = auRows + panel;
  sFactor = auColumns + panel;
  middle = sFactor + bytesOf<T>(b * b);
  other = middle + bytesOf<T>(b * b);
  tau = other + bytesOf<T>(b * b);
  products = (tau + bytesOf<T>(2 * b) + 15) & ~15;

  if (n <= b) return;
  memory.fill(auRows, 0, 2 * panel);
  factorTopRows<T>(min(b, n), n - b, a + bytesOf<T>(b), stride, rows, ldp, tau, middle, sFactor, products);
  updateAndMultiply<T>(
    ldp,
    n - b,
    0,
    b,
    a + (b as usize) * (stride + sizeof<T>()),
    lda,
    rows,
    0,
    rows,
    auRows,
    auColumns,
  );
  for (let k = 0; k < n - b; k += b) {
    const cols = n - k - b;
    const trailing = a + ((k + b) as usize) * (stride + sizeof<T>());
    finishPanel<T>(ldp, cols, b, rows, auRows, auColumns);
    const next = min(b, cols);
    gemm<T>(next, cols, 2 * b, -1 as T, rows, 1, ldp, rows + panel, ldp, 1, trailing, lda, UPPER, products);
    if (cols <= b) break;
    factorTopRows<T>(
      b,
      cols - b,
      trailing + bytesOf<T>(b),
      stride,
      nextRows,
      ldp,
      tau,
      middle,
      sFactor,
      products,
    );
    memory.fill(auRows, 0, 2 * panel);
    const skip = bytesOf<T>(b);
    updateAndMultiply<T>(
      ldp,
      cols - b,
      2 * b,
      b,
      trailing + (b as usize) * (stride + sizeof<T>()),
      lda,
      rows + skip,
      rows + panel + skip,
      nextRows,
      auRows,
      auColumns,
    );
    const held = rows;
    rows = nextRows;
    nextRows = held;
  }
}

/** Y^T behind U in `rows`, and U once more behind it, from A U^T (by rows and by columns). */
function finishPanel<T>(ldp: i32, cols: i32, b: i32, rows: usize, auRows: usize, auColumns: usize): void {
  const panel = bytesOf<T>(b) * (ldp as usize);
  const yt = rows + panel;
  for (let i = 0; i < b; i++) {
    const column = auColumns + bytesOf<T>(i) * (ldp as usize);
    for (let j = 0; j < cols; j++) put<T>(column, j, at<T>(column, j) + at<T>(auRows, j * b + i));
    memory.fill(yt + bytesOf<T>(i) * (ldp as usize), 0, bytesOf<T>(cols));
    memory.copy(
      yt + panel + bytesOf<T>(i) * (ldp as usize),
      rows + bytesOf<T>(i) * (ldp as usize),
      bytesOf<T>(cols),
    );
  }
  // X^T = S^T (A U^T)^T, M = U X, Y^T = X^T - 1/2 (S^T M)^T U.
  gemm<T>(b, cols, b, 1 as T, sFactor, 1, b, auColumns, ldp, 1, yt, ldp, FULL, products);
  memory.fill(middle, 0, 2 * bytesOf<T>(b * b));
  gemm<T>(b, b, cols, 1 as T, rows, ldp, 1, yt, 1, ldp, middle, b, FULL, products);
  gemm<T>(b, b, b, 1 as T, sFactor, 1, b, middle, b, 1, other, b, FULL, products);
  gemm<T>(b, cols, b, -0.5 as T, other, 1, b, rows, ldp, 1, yt, ldp, FULL, products);
}

/**
 * A <- A - L^T R (depth rows each, row stride ldp) on the upper triangle of the size x size matrix at `a`, and
 * A U^T summed up from the new A: what the rows give to auRows (size x b), what their mirror images give to auColumns
 * (b x size, row stride ldp).
 */
function updateAndMultiply<T>(
  ldp: i32,
  size: i32,
  depth: i32,
  b: i32,
  a: usize,
  lda: i32,
  l: usize,
  r: usize,
  u: usize,
  auRows: usize,
  auColumns: usize,
): void {
  const stride = bytesOf<T>(lda);
  for (let i = 0; i < size; i += PASS_ROWS) {
    const height = min(PASS_ROWS, size - i);
    const down = bytesOf<T>(i);
    const row = a + (i as usize) * stride;
    const diagonal = row + down;
    if (depth > 0)
      gemm<T>(
        height,
        height,
        depth,
        -1 as T,
        l + down,
        1,
        ldp,
        r + down,
        ldp,
        1,
        diagonal,
        lda,
        UPPER,
        products,
      );
    mirrorUpper<T>(height, diagonal, lda);
    gemm<T>(
      b,
      height,
      height,
      1 as T,
      u + down,
      ldp,
      1,
      diagonal,
      lda,
      1,
      auColumns + down,
      ldp,
      FULL,
      products,
    );
    for (let j = i + height; j < size; j += PASS_COLS) {
      const width = min(PASS_COLS, size - j);
      const across = bytesOf<T>(j);
      const block = row + across;
      if (depth > 0)
        gemm<T>(
          height,
          width,
          depth,
          -1 as T,
          l + down,
          1,
          ldp,
          r + across,
          ldp,
          1,
          block,
          lda,
          FULL,
          products,
        );
      gemm<T>(
        b,
        width,
        height,
        1 as T,
        u + down,
        ldp,
        1,
        block,
        lda,
        1,
        auColumns + across,
        ldp,
        FULL,
        products,
      );
      const target = auRows + (i as usize) * bytesOf<T>(b);
      gemm<T>(height, b, width, 1 as T, block, lda, 1, u + across, 1, ldp, target, b, FULL, products);
    }
  }
}
