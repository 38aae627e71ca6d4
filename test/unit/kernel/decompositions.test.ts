import { describe, expect, test } from "vitest";
import { type Matrix, matrix, transpose } from "../../../src/base/index.ts";
import {
  eigh,
  eighTridiagonal,
  eigvalsh,
  gram,
  matmul,
  qr,
  Random,
  svd,
  svdvals,
} from "../../../src/kernel/index.ts";

function gaussian(rows: number, cols: number, seed = 1): Matrix<Float64Array> {
  return matrix(rows, cols, new Random(seed).normals(rows * cols));
}

function largest(values: ArrayLike<number>): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) top = Math.max(top, Math.abs(values[i]));
  return top;
}

function difference(a: Matrix, b: Matrix): number {
  expect([a.rows, a.cols]).toEqual([b.rows, b.cols]);
  return largest(a.data.map((value, i) => value - b.data[i]));
}

function identity(n: number): Matrix<Float64Array> {
  return matrix(
    n,
    n,
    new Float64Array(n * n).map((_, i) => (i % (n + 1) === 0 ? 1 : 0)),
  );
}

const shapes = [
  [1, 1],
  [1, 5],
  [5, 1],
  [4, 4],
  [7, 3],
  [3, 7],
  [40, 33],
  [33, 40],
  [70, 20],
  [20, 70],
];

describe.each([
  { precision: "f64" as const, tolerance: 1e-13 },
  { precision: "f32" as const, tolerance: 3e-5 },
])("$precision", ({ precision, tolerance }) => {
  test.each(shapes)("svd of %i x %i", (rows, cols) => {
    const a = gaussian(rows, cols);
    const { u, s, vt } = svd(a, { precision });
    const k = Math.min(rows, cols);
    expect(s.length).toBe(k);
    const us = matrix(
      rows,
      k,
      Float64Array.from(u.data, (value, i) => value * s[i % k]),
    );
    expect(difference(matmul(us, vt), a)).toBeLessThan(tolerance * s[0]);
    expect(difference(gram(u), identity(k))).toBeLessThan(tolerance);
    expect(difference(gram(transpose(vt)), identity(k))).toBeLessThan(tolerance);
    const values = svdvals(a, { precision });
    expect(largest(values.map((value, i) => value - s[i]))).toBeLessThan(tolerance * s[0]);
    for (let i = 1; i < k; i++) expect(s[i]).toBeLessThanOrEqual(s[i - 1]);
  });

  test.each([1, 2, 3, 10, 50])("eigh of order %i", (n) => {
    const g = gaussian(n, n, 2);
    const a = matrix(
      n,
      n,
      g.data.map((value, i) => value + g.data[(i % n) * n + Math.floor(i / n)]),
    );
    const { values, vectors } = eigh(a, { precision });
    const scaled = matrix(
      n,
      n,
      Float64Array.from(vectors.data, (value, i) => value * values[i % n]),
    );
    const size = largest(values);
    expect(difference(matmul(a, vectors), scaled)).toBeLessThan(tolerance * size);
    expect(difference(gram(vectors), identity(n))).toBeLessThan(tolerance);
    expect(largest(eigvalsh(a, { precision }).map((value, i) => value - values[i]))).toBeLessThan(
      tolerance * size,
    );
    for (let i = 1; i < n; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
  });

  test.each(shapes)("qr of %i x %i", (rows, cols) => {
    const a = gaussian(rows, cols, 3);
    const { q, r } = qr(a, { precision });
    expect(difference(matmul(q, r), a)).toBeLessThan(tolerance * 10);
    expect(difference(gram(q), identity(Math.min(rows, cols)))).toBeLessThan(tolerance);
    for (let i = 0; i < r.rows; i++)
      for (let j = 0; j < Math.min(i, r.cols); j++) expect(r.data[i * cols + j]).toBe(0);
  });
});

test("the second difference matrix has the eigenvalues 2 - 2 cos(k pi / (n + 1))", () => {
  const n = 100;
  const { values, vectors } = eighTridiagonal(new Float64Array(n).fill(2), new Float64Array(n - 1).fill(-1), {
    vectors: true,
  });
  const exact = values.map((_, i) => 2 - 2 * Math.cos(((i + 1) * Math.PI) / (n + 1)));
  expect(largest(values.map((value, i) => value - exact[i]))).toBeLessThan(1e-14);
  expect(difference(gram(vectors), identity(n))).toBeLessThan(1e-13);
});

test("empty matrices have empty spectra", () => {
  for (const [rows, cols] of [
    [0, 0],
    [0, 5],
    [5, 0],
  ]) {
    const a = matrix(rows, cols, new Float64Array(0));
    expect(svdvals(a)).toEqual(new Float64Array(0));
    const { u, s, vt } = svd(a);
    expect([u.rows, u.cols, s.length, vt.rows, vt.cols]).toEqual([rows, 0, 0, 0, cols]);
  }
  expect(eigvalsh(matrix(0, 0, new Float64Array(0)))).toEqual(new Float64Array(0));
  expect(eighTridiagonal([], []).values).toEqual(new Float64Array(0));
});

test.each([1e300, 1e-300, 5e-324])("entries of size %f give finite, accurate values", (size) => {
  const a = matrix(2, 3, Float64Array.of(3 * size, 0, 0, 0, 0, 4 * size));
  expect([...svdvals(a)]).toEqual([4 * size, 3 * size]);
  const [low, high] = eigvalsh(matrix(2, 2, Float64Array.of(0, size, size, 0)));
  expect(Math.abs(low / size + 1)).toBeLessThan(1e-15);
  expect(Math.abs(high / size - 1)).toBeLessThan(1e-15);
});

test("NaN and infinity are refused with the position of the first", () => {
  const bad = matrix(2, 3, Float64Array.of(1, 2, 3, 4, Number.NaN, Number.POSITIVE_INFINITY));
  expect(() => svdvals(bad)).toThrow(expect.objectContaining({ code: "NOT_FINITE" }));
  expect(() => svdvals(bad)).toThrow("[1, 1]");
  expect(() => svd(bad)).toThrow("[1, 1]");
  expect(() => qr(bad)).toThrow("[1, 1]");
  expect(() => eigvalsh(matrix(1, 1, Float32Array.of(Number.NEGATIVE_INFINITY)))).toThrow("[0, 0]");
  expect(() => eighTridiagonal([1, 2], [Number.NaN])).toThrow("e: entry [0]");
});

test("shapes that do not fit are refused", () => {
  const invalid = expect.objectContaining({ code: "INVALID_SHAPE" });
  expect(() => eigvalsh(gaussian(2, 3))).toThrow(invalid);
  expect(() => matmul(gaussian(2, 3), gaussian(2, 3))).toThrow(invalid);
  expect(() => svdvals({ rows: 2, cols: 2, data: new Float64Array(3) })).toThrow(invalid);
  expect(() => eighTridiagonal([1, 2], [1, 2])).toThrow(invalid);
});

test("results are frozen", () => {
  const a = gaussian(6, 6);
  for (const result of [svd(a), qr(a), eigh(a), eighTridiagonal([1, 2], [3], { vectors: true })])
    expect(Object.isFrozen(result)).toBe(true);
});
