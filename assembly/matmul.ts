/** Dense products by rows (LAPACK: dgemm, dsyrk), unblocked. */
import { axpy } from "./vectors";

/** c <- a b for a: m x k, b: k x n, c: m x n, all row-major. */
function matmul<T>(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): i32 {
  const size = sizeof<T>();
  memory.fill(c, 0, (m as usize) * (n as usize) * size);
  for (let i: i32 = 0; i < m; i++) {
    const row = c + (i as usize) * (n as usize) * size;
    for (let l: i32 = 0; l < k; l++)
      axpy<T>(n, load<T>(a + ((i as usize) * (k as usize) + l) * size), b + (l as usize) * (n as usize) * size, row);
  }
  return 0;
}

/** g <- a^T a for a: m x n, g: n x n, row-major. */
function gram<T>(m: i32, n: i32, a: usize, g: usize): i32 {
  const size = sizeof<T>();
  memory.fill(g, 0, (n as usize) * (n as usize) * size);
  for (let i: i32 = 0; i < m; i++) {
    const row = a + (i as usize) * (n as usize) * size;
    for (let j: i32 = 0; j < n; j++)
      axpy<T>(n, load<T>(row + (j as usize) * size), row, g + (j as usize) * (n as usize) * size);
  }
  return 0;
}

export function matmulF64(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): i32 {
  return matmul<f64>(m, n, k, a, b, c);
}
export function matmulF32(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): i32 {
  return matmul<f32>(m, n, k, a, b, c);
}
export function gramF64(m: i32, n: i32, a: usize, g: usize): i32 {
  return gram<f64>(m, n, a, g);
}
export function gramF32(m: i32, n: i32, a: usize, g: usize): i32 {
  return gram<f32>(m, n, a, g);
}
