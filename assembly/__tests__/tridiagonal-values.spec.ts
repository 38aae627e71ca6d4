/** Values by divide and conquer with fast sums, on matrices whose values are known. */
import { tridiagonalValues, tridiagonalValuesWorkspace } from "../condensed/tridiagonal-values";
import { secondDifference } from "./forms";
import { buffer, get, listOf, offBy, set, workspace } from "./matrices";

const EPSILON: f64 = 2.220446049250313e-16;

function solve(n: i32, d: usize, e: usize): void {
  expect(tridiagonalValues(n, d, e, workspace(tridiagonalValuesWorkspace(n)))).toBe(0);
}

/** Largest error of the second difference matrix of order n in units of n eps 4, 4 its norm; -1 if out of order. */
function secondDifferenceError(n: i32): f64 {
  const d = buffer(n);
  const e = buffer(n);
  for (let i = 0; i < n; i++) {
    set<f64>(d, i, 2);
    set<f64>(e, i, -1);
  }
  solve(n, d, e);
  let worst: f64 = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0 && get<f64>(d, i) < get<f64>(d, i - 1)) return -1;
    worst = max(worst, abs(get<f64>(d, i) - secondDifference(n, i)));
  }
  return worst / ((n as f64) * EPSILON * 4);
}

describe("tridiagonalValues", () => {
  test("orders 1 and 2, by hand", () => {
    const one = listOf<f64>([-7]);
    solve(1, one, buffer(1));
    expect(offBy<f64>(one, [-7])).toBe(0);
    // (3, 4; 4, -3) has the values -5 and 5.
    const two = listOf<f64>([3, -3]);
    solve(2, two, listOf<f64>([4]));
    expect(offBy<f64>(two, [-5, 5])).toBeLessThan(4 * EPSILON * 5);
  });
  test("a diagonal matrix is sorted, in one leaf and in several: all couplings deflate", () => {
    for (let n = 3; n <= 201; n += 99) {
      const d = buffer(n);
      for (let i = 0; i < n; i++) set<f64>(d, i, ((i * 37) % n) as f64);
      solve(n, d, buffer(n));
      let failures = 0;
      for (let i = 0; i < n; i++) if (get<f64>(d, i) != (i as f64)) failures++;
      expect(failures).toBe(0);
    }
  });
  test("equal poles: blocks of (0, 1; 1, 0) have as many values -1 as 1", () => {
    const n = 120;
    const d = buffer(n);
    const e = buffer(n);
    for (let i = 0; i < n; i += 2) set<f64>(e, i, 1);
    solve(n, d, e);
    let worst: f64 = 0;
    for (let i = 0; i < n; i++) worst = max(worst, abs(get<f64>(d, i) - (i < n / 2 ? -1 : 1)));
    expect(worst).toBeLessThan(10 * EPSILON);
  });
  test("the second difference matrix, below a leaf, at it, above it and through three merges", () => {
    const orders: i32[] = [5, 40, 41, 97, 400];
    for (let k = 0; k < orders.length; k++) {
      const error = secondDifferenceError(orders[k]);
      expect(error).toBeGreaterThanOrEqual(0);
      expect(error).toBeLessThan(1);
    }
  });
});
