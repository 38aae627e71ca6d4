/**
 * The pass over the trailing matrix that every blocked factorisation here makes once a panel: update it, and take its
 * product with the *next* panel's reflectors while each block is in the cache. The next panel's own columns have been
 * updated and factored before (look-ahead), so the matrix is fetched once for both.
 */

import { bytesOf } from "../base/simd";
import { FULL, gemm } from "../blas/gemm";
import { PASS_COLS, PASS_ROWS } from "../tuning";

/**
 * A <- A - L^T R and VA <- VA + V A (new A) for A: rows x cols; L: depth x rows, R: depth x cols, V: count x rows,
 * VA: count x cols. work: a product's workspace.
 */
export function updateAndProject<T>(
  rows: i32,
  cols: i32,
  depth: i32,
  l: usize,
  ldl: i32,
  r: usize,
  ldr: i32,
  a: usize,
  lda: i32,
  count: i32,
  v: usize,
  ldv: i32,
  va: usize,
  ldva: i32,
  work: usize,
): void {
  for (let j = 0; j < cols; j += PASS_COLS) {
    const blockCols = min(PASS_COLS, cols - j);
    const right = r + bytesOf<T>(j);
    for (let i = 0; i < rows; i += PASS_ROWS) {
      const blockRows = min(PASS_ROWS, rows - i);
      const block = a + (i as usize) * bytesOf<T>(lda) + bytesOf<T>(j);
      const at = bytesOf<T>(i);
      gemm<T>(blockRows, blockCols, depth, -1 as T, l + at, 1, ldl, right, ldr, 1, block, lda, FULL, work);
      gemm<T>(
        count,
        blockCols,
        blockRows,
        1 as T,
        v + at,
        ldv,
        1,
        block,
        lda,
        1,
        va + bytesOf<T>(j),
        ldva,
        FULL,
        work,
      );
    }
  }
}
