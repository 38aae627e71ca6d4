/** Dense products over `gemm` (LAPACK: dgemm, dsyrk). */
import { FULL, gemm, gemmWorkspace, LOWER } from "./gemm";
import { bytesOf } from "./simd";

/** Elements of T that `matmul` (n = b's columns, k = a's) and `gram` (m = n = a's columns, k = a's rows) need. */
export function matmulWorkspaceF64(m: i32, n: i32, k: i32): i32 {
  return gemmWorkspace<f64>(m, n, k);
}
export function matmulWorkspaceF32(m: i32, n: i32, k: i32): i32 {
  return gemmWorkspace<f32>(m, n, k);
}

/** c <- a b for a: m x k, b: k x n, c: m x n, all row-major. */
function matmul<T>(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, work: usize): void {
  memory.fill(c, 0, bytesOf<T>(m) * (n as usize));
  gemm<T>(m, n, k, 1 as T, a, k, 1, b, n, 1, c, n, FULL, work);
}

/** g <- a^T a for a: m x n, g: n x n, row-major: the lower triangle, then its mirror image. */
function gram<T>(m: i32, n: i32, a: usize, g: usize, work: usize): void {
  memory.fill(g, 0, bytesOf<T>(n) * (n as usize));
  gemm<T>(n, n, m, 1 as T, a, 1, n, a, n, 1, g, n, LOWER, work);
  mirrorLower<T>(n, g, n);
}

/** Copies the lower triangle of the n x n matrix a (row stride lda) onto the upper one, block by block. */
export function mirrorLower<T>(n: i32, a: usize, lda: i32): void {
  const block = 32;
  const row = bytesOf<T>(lda);
  for (let i0 = 0; i0 < n; i0 += block)
    for (let j0 = 0; j0 <= i0; j0 += block) {
      const i1 = min(n, i0 + block);
      for (let i = i0; i < i1; i++) {
        const j1 = min(i, j0 + block);
        let from = a + (i as usize) * row + bytesOf<T>(j0);
        let to = a + (j0 as usize) * row + bytesOf<T>(i);
        for (let j = j0; j < j1; j++) {
          store<T>(to, load<T>(from));
          from += sizeof<T>();
          to += row;
        }
      }
    }
}

export function matmulF64(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, work: usize): void {
  matmul<f64>(m, n, k, a, b, c, work);
}
export function matmulF32(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, work: usize): void {
  matmul<f32>(m, n, k, a, b, c, work);
}
export function gramF64(m: i32, n: i32, a: usize, g: usize, work: usize): void {
  gram<f64>(m, n, a, g, work);
}
export function gramF32(m: i32, n: i32, a: usize, g: usize, work: usize): void {
  gram<f32>(m, n, a, g, work);
}
