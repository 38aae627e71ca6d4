import { gemmWorkspace } from "../blas/gemm";
import { gram, matmul, mirrorUpper } from "../blas/matmul";
import { buffer, fillDigits, get, seed, workspace } from "./matrices";

function wrongProduct<T>(m: i32, n: i32, k: i32): i32 {
  const a = buffer(m * k);
  const b = buffer(k * n);
  const c = buffer(m * n);
  const g = buffer(n * n);
  fillDigits<T>(a, m * k);
  fillDigits<T>(b, k * n);
  if (sizeof<T>() == 8) {
    matmul<f64>(m, n, k, a, b, c, workspace(gemmWorkspace<f64>(m, n, k)));
    gram<f64>(k, n, b, g, workspace(gemmWorkspace<f64>(n, n, k)));
  } else {
    matmul<f32>(m, n, k, a, b, c, workspace(gemmWorkspace<f32>(m, n, k)));
    gram<f32>(k, n, b, g, workspace(gemmWorkspace<f32>(n, n, k)));
  }
  let count = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum: f64 = 0;
      for (let p = 0; p < k; p++) sum += get<T>(a, i * k + p) * get<T>(b, p * n + j);
      if (sum != get<T>(c, i * n + j)) count++;
    }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum: f64 = 0;
      for (let p = 0; p < k; p++) sum += get<T>(b, p * n + i) * get<T>(b, p * n + j);
      if (sum != get<T>(g, i * n + j)) count++;
    }
  return count;
}

describe("matmul and gram", () => {
  it("are exact on small integers", () => {
    seed(2);
    expect(wrongProduct<f64>(1, 1, 1)).toBe(0);
    expect(wrongProduct<f64>(33, 70, 65)).toBe(0);
    expect(wrongProduct<f32>(33, 70, 65)).toBe(0);
    expect(wrongProduct<f64>(3, 5, 300)).toBe(0);
  });
  it("mirrorUpper makes a matrix symmetric and keeps its upper triangle", () => {
    const n = 71;
    const a = buffer(n * n);
    fillDigits<f64>(a, n * n);
    const before = buffer(n * n);
    memory.copy(before, a, (n * n) << 3);
    mirrorUpper<f64>(n, a, n);
    let count = 0;
    for (let i = 0; i < n; i++)
      for (let j = i; j < n; j++) {
        if (get<f64>(a, i * n + j) != get<f64>(before, i * n + j)) count++;
        if (get<f64>(a, j * n + i) != get<f64>(before, i * n + j)) count++;
      }
    expect(count).toBe(0);
  });
});
