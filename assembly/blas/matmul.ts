/** Dense products over `gemm` (LAPACK: dgemm, dsyrk). */

import { bytesOf } from "../base/simd";
import { FULL, gemm, UPPER } from "./gemm";

/** c <- a b for a: m x k, b: k x n, c: m x n, all row-major. */
export function matmul<T>(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, work: usize): void {
  memory.fill(c, 0, bytesOf<T>(m) * (n as usize));
  gemm<T>(m, n, k, 1 as T, a, k, 1, b, n, 1, c, n, FULL, work);
}

/**
 * The upper triangle of a^T a for a: m x n (row stride lda), in g: n x n (row stride ldg); below the diagonal g is
 * zero or symmetric.
 */
function gramUpper<T>(m: i32, n: i32, a: usize, lda: i32, g: usize, ldg: i32, work: usize): void {
  for (let i = 0; i < n; i++) memory.fill(g + (i as usize) * bytesOf<T>(ldg), 0, bytesOf<T>(n));
  gemm<T>(n, n, m, 1 as T, a, 1, lda, a, lda, 1, g, ldg, UPPER, work);
}

/** g <- a^T a for a: m x n, g: n x n, row-major: the upper triangle, then its mirror image. */
export function gram<T>(m: i32, n: i32, a: usize, g: usize, work: usize): void {
  gramUpper<T>(m, n, a, n, g, n, work);
  mirrorUpper<T>(n, g, n);
}

/** Copies the upper triangle of the n x n matrix a (row stride lda) onto the lower one, block by block. */
export function mirrorUpper<T>(n: i32, a: usize, lda: i32): void {
  const block = 32;
  const row = bytesOf<T>(lda);
  for (let i0 = 0; i0 < n; i0 += block)
    for (let j0 = 0; j0 <= i0; j0 += block) {
      const i1 = min(n, i0 + block);
      for (let i = i0; i < i1; i++) {
        const j1 = min(i, j0 + block);
        let to = a + (i as usize) * row + bytesOf<T>(j0);
        let from = a + (j0 as usize) * row + bytesOf<T>(i);
        for (let j = j0; j < j1; j++) {
          store<T>(to, load<T>(from));
          to += sizeof<T>();
          from += row;
        }
      }
    }
}
export function gramUpperF64(m: i32, n: i32, a: usize, lda: i32, g: usize, ldg: i32, work: usize): void {
  gramUpper<f64>(m, n, a, lda, g, ldg, work);
}
