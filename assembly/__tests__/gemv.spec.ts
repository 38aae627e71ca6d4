import { addRows, rowsTimes, symvUpper } from "../blas/gemv";
import { buffer, digit, fillDigits, get, seed, set } from "./matrices";

/** Wrong entries of the three products on small integers, where all are exact. */
function wrong<T>(rows: i32, n: i32): i32 {
  const ld = n + 3;
  const a = buffer(max(rows, n) * ld);
  const x = buffer(n);
  const c = buffer(rows);
  const y = buffer(max(rows, n));
  fillDigits<T>(a, max(rows, n) * ld);
  fillDigits<T>(x, n);
  fillDigits<T>(c, rows);
  let count = 0;
  rowsTimes<T>(rows, n, a, ld, x, y);
  for (let i = 0; i < rows; i++) {
    let sum: f64 = 0;
    for (let j = 0; j < n; j++) sum += get<T>(a, i * ld + j) * get<T>(x, j);
    if (sum != get<T>(y, i)) count++;
  }
  const start = digit();
  for (let j = 0; j < n; j++) set<T>(y, j, start);
  addRows<T>(rows, n, c, a, ld, y);
  for (let j = 0; j < n; j++) {
    let sum = start;
    for (let i = 0; i < rows; i++) sum += get<T>(c, i) * get<T>(a, i * ld + j);
    if (sum != get<T>(y, j)) count++;
  }
  symvUpper<T>(n, a, ld, x, y);
  for (let i = 0; i < n; i++) {
    let sum: f64 = 0;
    for (let j = 0; j < n; j++) sum += get<T>(a, min(i, j) * ld + max(i, j)) * get<T>(x, j);
    if (sum != get<T>(y, i)) count++;
  }
  return count;
}

describe("matrix-vector products", () => {
  it("are exact on small integers", () => {
    seed(1);
    for (let rows = 0; rows <= 9; rows++)
      for (let n = 0; n <= 19; n++) {
        expect(wrong<f64>(rows, n)).toBe(0);
        expect(wrong<f32>(rows, n)).toBe(0);
      }
    expect(wrong<f64>(37, 131)).toBe(0);
    expect(wrong<f32>(37, 131)).toBe(0);
  });
});
