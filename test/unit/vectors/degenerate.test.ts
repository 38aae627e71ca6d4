/** Vectors that are determined only together, and coordinates that are not used. */
import { describe, expect, test } from "vitest";
import {
  deadCoordinates,
  degenerateSubspaces,
  eigh,
  ensembles,
  localization,
  matrix,
  svd,
  svdvals,
} from "../../../src/index.ts";

describe("degenerateSubspaces", () => {
  test("finds the pairs of a complex Hermitian matrix in its real embedding, and nothing in a GOE matrix", () => {
    const pairs = degenerateSubspaces(eigh(ensembles.gue(30, { seed: 3 })).values);
    expect(pairs.subspaces.length).toBe(30);
    for (const [k, subspace] of pairs.subspaces.entries())
      expect(subspace).toEqual({ first: 2 * k, size: 2, zero: false });
    expect(degenerateSubspaces(eigh(ensembles.goe(60, { seed: 3 })).values).subspaces).toEqual([]);
  });

  test("finds the null space of a rank-deficient matrix", () => {
    const product = ensembles.gaussianProduct([40, 25, 60], { seed: 4 });
    const shape = { rows: 40, cols: 60 };
    const { subspaces } = degenerateSubspaces(svdvals(product), { shape });
    expect(subspaces).toEqual([{ first: 25, size: 15, zero: true }]);
  });

  test("bounds the rotation that a perturbation of the residual's size brings", () => {
    const n = 30;
    const a = ensembles.goe(n, { seed: 5 });
    const epsilon = 1e-4;
    const noise = ensembles.goe(n, { seed: 6 });
    const shifted = matrix(
      n,
      n,
      a.data.map((x, i) => x + epsilon * noise.data[i]),
    );
    const one = eigh(a);
    const two = eigh(shifted);
    // ||noise|| <= 2.5; the bound is on the residual of the shifted vectors with the first matrix.
    const { angles } = degenerateSubspaces(one.values, { residual: 2.5 * epsilon });
    for (let k = 0; k < n; k++) {
      let overlap = 0;
      for (let i = 0; i < n; i++) overlap += one.vectors.data[i * n + k] * two.vectors.data[i * n + k];
      expect(Math.sqrt(Math.max(0, 1 - overlap * overlap))).toBeLessThan(1.2 * angles[k]);
    }
  });

  test("a single value at zero is a null direction of a rectangular matrix; chains count as one", () => {
    const shape = { rows: 3, cols: 5 };
    expect(degenerateSubspaces([3, 1, 1e-17], { shape }).subspaces).toEqual([
      { first: 2, size: 1, zero: true },
    ]);
    const chain = degenerateSubspaces([0, 1, 2, 10], { residual: 1, angle: 1 });
    expect(chain.subspaces).toEqual([{ first: 0, size: 3, zero: false }]);
    expect([...chain.gaps]).toEqual([1, 1, 1, 8]);
    expect([...chain.angles]).toEqual([1, 1, 1, 0.125]);
    expect(degenerateSubspaces([]).subspaces).toEqual([]);
  });

  test("the default residual is roundoff sqrt(n) max |value|, by precision and shape", () => {
    expect(degenerateSubspaces([-3, 1, 2, 2.5]).residual).toBe(2 ** -52 * 2 * 3);
    expect(degenerateSubspaces([-3, 1, 2, 2.5], { precision: "f32" }).residual).toBe(2 ** -23 * 2 * 3);
    expect(degenerateSubspaces([2, 1], { shape: { rows: 2, cols: 9 } }).residual).toBe(2 ** -52 * 3 * 2);
    expect(degenerateSubspaces([2, 1], { shape: { rows: 16, cols: 2 } }).residual).toBe(2 ** -52 * 4 * 2);
  });

  test("a singular value's mirror image lies 2 sigma away in a square matrix, zero sigma away in another", () => {
    const square = degenerateSubspaces([8, 3, 1], { shape: { rows: 3, cols: 3 }, residual: 0.5 });
    expect([...square.gaps]).toEqual([5, 2, 2]);
    expect([...square.angles]).toEqual([0.1, 0.25, 0.25]);
    const wide = degenerateSubspaces([8, 3, 1], { shape: { rows: 3, cols: 4 }, residual: 0.5 });
    expect([...wide.gaps]).toEqual([5, 2, 1]);
    expect([...degenerateSubspaces([7], { residual: 1 }).gaps]).toEqual([Infinity]);
    // residual / angle = 2 is near enough, a hair less is not.
    const shape = { rows: 3, cols: 3 };
    const at = (residual: number) =>
      degenerateSubspaces([8, 3, 1], { shape, residual, angle: 0.25 }).subspaces;
    expect(at(0.5)).toEqual([{ first: 1, size: 2, zero: true }]);
    expect(at(0.499)).toEqual([]);
  });

  test("unsorted or not finite values are refused", () => {
    expect(() => degenerateSubspaces([1, 3, 2])).toThrow(/values\[2\] turns back/);
    expect(() => degenerateSubspaces([1, Number.NaN])).toThrow(/values\[1\] is NaN/);
    expect(() => degenerateSubspaces([1, 2], { angle: 0 })).toThrow(/angle/);
    expect(() => degenerateSubspaces([1, 2], { residual: -1 })).toThrow(/residual/);
    expect(degenerateSubspaces([1, 2], { residual: 0 }).subspaces).toEqual([]);
  });
});

test("dead coordinates are found, are where the vectors vanish, and explain their localisation", () => {
  const [rows, cols] = [30, 50];
  const a = ensembles.gaussian(rows, cols, { seed: 7 });
  const dead = { rows: [4], cols: [0, 17, 49] };
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++)
      if (dead.rows.includes(i) || dead.cols.includes(j)) a.data[i * cols + j] = 0;
  const found = deadCoordinates(a);
  expect([...found.rows]).toEqual(dead.rows);
  expect([...found.cols]).toEqual(dead.cols);
  const { vt } = svd(a);
  for (const j of dead.cols)
    for (let k = 0; k < rows - 1; k++) expect(Math.abs(vt.data[k * cols + j])).toBeLessThan(1e-14);
  const measured = localization(vt, { axis: "rows", exclude: found.cols });
  expect(measured.length).toBe(47);
  expect([...deadCoordinates(matrix(1, 2, Float64Array.of(1e-9, 1)), { tolerance: 1e-8 }).cols]).toEqual([0]);
  expect(() => deadCoordinates(a, { tolerance: -1 })).toThrow(/tolerance/);
});
