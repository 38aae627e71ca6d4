/** Every way to the eigenvalues of the second difference matrix, whose spectrum is known in closed form. */

import { setIdentity } from "../blas/vectors";
import { bisect, bisectWorkspace, sturmCount } from "../condensed/bisection";
import { inverseIteration, inverseIterationWorkspace } from "../condensed/inverse-iteration";
import { tridiagonalDivide, tridiagonalDivideWorkspace } from "../condensed/tridiagonal-divide";
import { tridiagonalQl } from "../condensed/tridiagonal-ql";
import { address, eigenDefect, filled, rowsDefect, secondDifference } from "./forms";
import { buffer, workspace } from "./matrices";

const ORDERS: StaticArray<i32> = [1, 2, 3, 10, 31, 32, 33, 65, 130];

function worst(n: i32, values: StaticArray<f64>): f64 {
  let error: f64 = 0;
  for (let i = 0; i < n; i++) error = max(error, abs(values[i] - secondDifference(n, i)));
  return error;
}

describe("tridiagonalQl", () => {
  test("gives the closed form with orthonormal vectors", () => {
    for (let o = 0; o < ORDERS.length; o++) {
      const n = ORDERS[o];
      const d = filled(n, 2);
      const e = filled(n, -1);
      const z = buffer(n * n);
      setIdentity<f64>(n, z);
      expect(tridiagonalQl<f64>(n, address(d), address(e), n, z)).toBe(0);
      expect(worst(n, d)).toBeLessThan(2e-14);
      expect(rowsDefect<f64>(n, n, z)).toBeLessThan(2e-14);
      expect(eigenDefect<f64>(n, filled(n, 2), filled(n, -1), n, d, z)).toBeLessThan(2e-14);
    }
  });
});

describe("tridiagonalQl without vectors", () => {
  test("a matrix of zeros and one that falls apart", () => {
    const d: StaticArray<f64> = [3, 0, 0, -1, 5];
    const e: StaticArray<f64> = [0, 0, 0, 0];
    expect(tridiagonalQl<f64>(5, address(d), address(e), 0, 0)).toBe(0);
    expect(d[0]).toBe(-1);
    expect(d[2]).toBe(0);
    expect(d[4]).toBe(5);
  });
  test("a side of 1e-106 beside one of 2, where the root-free recurrence gives 1.73", () => {
    const d: StaticArray<f64> = [0, 0, 1e-51];
    const e: StaticArray<f64> = [-6e-107, 2];
    expect(tridiagonalQl<f64>(3, address(d), address(e), 0, 0)).toBe(0);
    expect(abs(d[0] + 2)).toBeLessThan(1e-15);
    expect(abs(d[1])).toBeLessThan(1e-15);
    expect(abs(d[2] - 2)).toBeLessThan(1e-15);
  });
});

/**
 * Eigenvalues of the second difference matrix with sides e, by divide and conquer with vectors in T, which are orthonormal
 * and belong to the values to within `defect`.
 */
function divided<T>(n: i32, e: StaticArray<f64>, defect: f64): StaticArray<f64> {
  const d = filled(n, 2);
  const sides = e.slice<StaticArray<f64>>();
  const z = buffer(n * n);
  const work = workspace(tridiagonalDivideWorkspace<T>(n));
  expect(tridiagonalDivide<T>(n, address(d), address(sides), z, work)).toBe(0);
  expect(rowsDefect<T>(n, n, z)).toBeLessThan(defect);
  expect(eigenDefect<T>(n, filled(n, 2), e, n, d, z)).toBeLessThan(defect);
  return d;
}

describe("tridiagonalDivide", () => {
  test("gives the closed form with orthonormal vectors, f64", () => {
    for (let o = 0; o < ORDERS.length; o++) {
      const n = ORDERS[o];
      expect(worst(n, divided<f64>(n, filled(n, -1), 1e-14))).toBeLessThan(1e-14);
    }
  });
  test("f32 vectors to f32's precision", () => {
    expect(worst(100, divided<f32>(100, filled(100, -1), 2e-6))).toBeLessThan(2e-6);
  });
  test("equal halves deflate: every eigenvalue comes twice, its vectors orthogonal", () => {
    const e = filled(80, -1);
    e[39] = 1e-18;
    const values = divided<f64>(80, e, 1e-14);
    for (let i = 0; i < 80; i++) expect(abs(values[i] - secondDifference(40, i / 2))).toBeLessThan(1e-14);
  });
});

describe("bisect and sturmCount", () => {
  test("count what lies below, and find chosen eigenvalues", () => {
    const n = 50;
    const d = filled(n, 2);
    const sides = filled(n, 1);
    expect(sturmCount(n, address(d), address(sides), 0)).toBe(0);
    expect(sturmCount(n, address(d), address(sides), 2)).toBe(25);
    expect(sturmCount(n, address(d), address(sides), 4)).toBe(50);
    const w = filled(n, 0);
    bisect(n, address(d), address(sides), 3, 12, address(w), workspace(bisectWorkspace(10)));
    for (let i = 0; i < 10; i++) expect(abs(w[i] - secondDifference(n, 3 + i))).toBeLessThan(4e-15);
  });
});

describe("inverseIteration", () => {
  test("gives orthonormal eigenvectors of neighbouring values", () => {
    const n = 60;
    const count = 9;
    const d = filled(n, 2);
    const e = filled(n, -1);
    const w = filled(n, 0);
    for (let i = 0; i < count; i++) w[i] = secondDifference(n, i);
    const z = buffer(n * count);
    const work = workspace(inverseIterationWorkspace(n));
    expect(inverseIteration(n, address(d), address(e), count, address(w), z, n, work)).toBe(0);
    expect(rowsDefect<f64>(count, n, z)).toBeLessThan(1e-13);
    expect(eigenDefect<f64>(n, d, e, count, w, z)).toBeLessThan(1e-14);
  });
});
