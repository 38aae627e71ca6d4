/** R^T R = A^T A whatever way R was computed, and Q R = A where Q is kept. */
import { backTransformWorkspace, qrApply } from "../reductions/back-transform";
import { qrFactor, qrWorkspace } from "../reductions/qr";
import { qrAppend, qrAppendWorkspace } from "../reductions/tsqr";
import { buffer, fillUniform, get, seed, set, tolerance, workspace } from "./matrices";

/** Largest entry of A^T A - R^T R over the rows of A; R: k x n upper triangular in the place of a. */
function gramError<T>(m: i32, n: i32, kept: usize, r: usize, ld: i32): f64 {
  const k = min(m, n);
  let error: f64 = 0;
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      let difference: f64 = 0;
      for (let p = 0; p < m; p++) difference += get<T>(kept, p * ld + i) * get<T>(kept, p * ld + j);
      for (let p = 0; p < min(k, i + 1); p++) difference -= get<T>(r, p * ld + i) * get<T>(r, p * ld + j);
      error = max(error, abs(difference));
    }
  return error / m;
}

function factorError<T>(m: i32, n: i32, keep: i32): f64 {
  const ld = n + 1;
  const k = min(m, n);
  const a = buffer(m * ld);
  const kept = buffer(m * ld);
  const tau = buffer(k);
  fillUniform<T>(a, m * ld);
  memory.copy(kept, a, (m * ld) << 3);
  const work = workspace(qrWorkspace(m, n));
  if (sizeof<T>() == 8) qrFactor<f64>(m, n, a, ld, tau, keep, work);
  else qrFactor<f32>(m, n, a, ld, tau, keep, work);
  let error = gramError<T>(m, n, kept, a, ld);
  if (!keep) return error;
  const c = buffer(m * ld);
  for (let i = 0; i < k; i++) for (let j = i; j < n; j++) set<T>(c, i * ld + j, get<T>(a, i * ld + j));
  const apply = workspace(backTransformWorkspace(m, n));
  if (sizeof<T>() == 8) qrApply<f64>(m, k, a, ld, tau, n, c, ld, apply);
  else qrApply<f32>(m, k, a, ld, tau, n, c, ld, apply);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) error = max(error, abs(get<T>(c, i * ld + j) - get<T>(kept, i * ld + j)));
  return error;
}

function appendError<T>(n: i32, rows: i32, blocks: i32): f64 {
  const ld = n + 1;
  const m = rows * blocks;
  const a = buffer(m * ld);
  const kept = buffer(m * ld);
  const r = buffer(max(n, m) * ld);
  fillUniform<T>(a, m * ld);
  memory.copy(kept, a, (m * ld) << 3);
  const work = workspace(qrAppendWorkspace(rows, n));
  for (let i = 0; i < blocks; i++) {
    const block = a + ((i * rows * ld) as usize) * sizeof<T>();
    if (sizeof<T>() == 8) qrAppend<f64>(n, r, ld, rows, block, ld, work);
    else qrAppend<f32>(n, r, ld, rows, block, ld, work);
  }
  return gramError<T>(m, n, kept, r, ld);
}

describe("QR", () => {
  it("keeps the Gram matrix, and gives A back", () => {
    seed(11);
    for (let n = 1; n <= 40; n += 3) {
      expect(factorError<f64>(n, n, 1)).toBeLessThan(tolerance<f64>(n));
      expect(factorError<f64>(n + 7, n, 1)).toBeLessThan(tolerance<f64>(n + 7));
      expect(factorError<f64>(n, n + 7, 1)).toBeLessThan(tolerance<f64>(n + 7));
      expect(factorError<f64>(n + 30, n, 0)).toBeLessThan(tolerance<f64>(n + 30));
      expect(factorError<f32>(n + 7, n, 1)).toBeLessThan(tolerance<f32>(n + 7));
    }
    expect(factorError<f64>(150, 97, 1)).toBeLessThan(tolerance<f64>(150));
  });
  it("by row blocks keeps the Gram matrix", () => {
    seed(12);
    expect(appendError<f64>(1, 1, 3)).toBeLessThan(tolerance<f64>(3));
    expect(appendError<f64>(40, 13, 9)).toBeLessThan(tolerance<f64>(117));
    expect(appendError<f64>(70, 100, 2)).toBeLessThan(tolerance<f64>(200));
    expect(appendError<f32>(33, 50, 3)).toBeLessThan(tolerance<f32>(150));
  });
});
