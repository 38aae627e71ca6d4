/** Every way to the singular values of the bidiagonal matrix of ones, whose spectrum is known in closed form. */

import { setIdentity } from "../blas/vectors";
import { bidiagonalDivide, bidiagonalDivideWorkspace } from "../condensed/bidiagonal-divide";
import { bidiagonalQr } from "../condensed/bidiagonal-qr";
import { dqds, dqdsWorkspace } from "../condensed/dqds";
import { address, bidiagonalOfOnes, filled, rowsDefect, singularDefect } from "./forms";
import { buffer, workspace } from "./matrices";

const ORDERS: StaticArray<i32> = [1, 2, 3, 10, 31, 32, 33, 34, 65, 130];

/** Largest relative error of the values. */
function worst(n: i32, values: StaticArray<f64>): f64 {
  let error: f64 = 0;
  for (let i = 0; i < n; i++) error = max(error, abs(values[i] / bidiagonalOfOnes(n, i) - 1));
  return error;
}

describe("dqds", () => {
  test("gives the closed form to relative accuracy", () => {
    for (let o = 0; o < ORDERS.length; o++) {
      const n = ORDERS[o];
      const d = filled(n, 1);
      const e = filled(n, 1);
      expect(dqds(n, address(d), address(e), workspace(dqdsWorkspace(n)))).toBe(0);
      expect(worst(n, d)).toBeLessThan(2e-14);
    }
  });
  test("small values keep their digits: diag(1, 1e-100, 1e-200) with small sides", () => {
    const d: StaticArray<f64> = [1, 1e-100, 1e-200];
    const e: StaticArray<f64> = [1e-90, 1e-190];
    expect(dqds(3, address(d), address(e), workspace(dqdsWorkspace(3)))).toBe(0);
    expect(d[0]).toBe(1);
    expect(abs(d[1] / 1e-100 - 1)).toBeLessThan(1e-15);
    expect(abs(d[2] / 1e-200 - 1)).toBeLessThan(1e-15);
  });
  test("zeros, denormals and signs", () => {
    const d: StaticArray<f64> = [0, -3, 0, 5e-324];
    const e: StaticArray<f64> = [4, 0, 0];
    expect(dqds(4, address(d), address(e), workspace(dqdsWorkspace(4)))).toBe(0);
    expect(abs(d[0] - 5)).toBeLessThan(1e-15);
    expect(d[1] < 1e-300).toBe(true);
    expect(d[3]).toBe(0);
  });
});

describe("bidiagonalQr", () => {
  test("gives the closed form with orthonormal vectors", () => {
    for (let o = 0; o < ORDERS.length; o++) {
      const n = ORDERS[o];
      const d = filled(n, 1);
      const e = filled(n, 1);
      const ut = buffer(n * n);
      const vt = buffer(n * n);
      setIdentity<f64>(n, ut);
      setIdentity<f64>(n, vt);
      expect(bidiagonalQr<f64>(n, address(d), address(e), n, ut, n, vt)).toBe(0);
      expect(worst(n, d)).toBeLessThan(1e-13);
      expect(rowsDefect<f64>(n, n, ut)).toBeLessThan(4e-14);
      expect(rowsDefect<f64>(n, n, vt)).toBeLessThan(4e-14);
      expect(singularDefect<f64>(n, filled(n, 1), filled(n, 1), d, ut, vt)).toBeLessThan(4e-14);
    }
  });
});

/**
 * Singular values of the bidiagonal matrix with `entry` throughout, by divide and conquer with vectors in T, which are
 * orthonormal and belong to the values to within `defect`.
 */
function divided<T>(n: i32, entry: f64, defect: f64): StaticArray<f64> {
  const d = filled(n, entry);
  const e = filled(n, entry);
  const ut = buffer(n * n);
  const vt = buffer(n * n);
  const work = workspace(bidiagonalDivideWorkspace<T>(n));
  expect(bidiagonalDivide<T>(n, address(d), address(e), ut, n, vt, n, work)).toBe(0);
  expect(rowsDefect<T>(n, n, ut)).toBeLessThan(defect);
  expect(rowsDefect<T>(n, n, vt)).toBeLessThan(defect);
  expect(singularDefect<T>(n, filled(n, entry), filled(n, entry), d, ut, vt)).toBeLessThan(defect);
  return d;
}

describe("bidiagonalDivide", () => {
  test("gives the closed form with orthonormal vectors, f64", () => {
    for (let o = 0; o < ORDERS.length; o++) {
      const n = ORDERS[o];
      const values = divided<f64>(n, 1, 1e-14);
      for (let i = 0; i < n; i++) expect(abs(values[i] - bidiagonalOfOnes(n, i))).toBeLessThan(1e-14);
    }
  });
  test("f32 vectors to f32's precision", () => {
    const values = divided<f32>(100, 1, 2e-6);
    for (let i = 0; i < 100; i++) expect(abs(values[i] - bidiagonalOfOnes(100, i))).toBeLessThan(2e-6);
  });
  test("a zero matrix has zero values and exactly orthonormal vectors", () => {
    const values = divided<f64>(70, 0, f64.MIN_VALUE);
    for (let i = 0; i < 70; i++) expect(values[i]).toBe(0);
  });
});
