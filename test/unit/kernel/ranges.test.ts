/** Ranges of eigenvalues, on matrices that fall apart into their entries: which values and vectors, exactly. */
import { describe, expect, test } from "vitest";
import { eighTridiagonal, hardRank, hardRankTolerance } from "../../../src/kernel/index.ts";

const D = [5, -1, 4, 0, 3];
const E = [0, 0, 0, 0];
const between = (lo: number, hi: number) => [
  ...eighTridiagonal(D, E, { range: { kind: "values", from: lo, to: hi } }).values,
];

describe("values in (lo, hi]", () => {
  test.each([
    [3, 5, [4, 5]],
    [2.9, 4.9, [3, 4]],
    [-1, 0, [0]],
    [-2, -1, [-1]],
    [0, 3, [3]],
    [-5e-324, 0, [0]],
    [0, 5e-324, []],
    [5, 9, []],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [-1, 0, 3, 4, 5]],
    [Number.NEGATIVE_INFINITY, 0, [-1, 0]],
  ])("(%f, %f]", (lo, hi, expected) => {
    expect(between(lo, hi)).toEqual(expected);
  });

  test("at sizes that are scaled", () => {
    const size = 2 ** 400;
    const scaled = D.map((x) => x * size);
    const { values } = eighTridiagonal(scaled, E, {
      range: { kind: "values", from: 3 * size, to: 5 * size },
    });
    expect([...values]).toEqual([4 * size, 5 * size]);
  });

  test("their vectors are the unit vectors of their places", () => {
    const { values, vectors } = eighTridiagonal(D, E, {
      vectors: true,
      range: { kind: "values", from: 3, to: 4 },
    });
    expect([...values]).toEqual([4]);
    expect([vectors.rows, vectors.cols, ...vectors.data.map(Math.abs)]).toEqual([5, 1, 0, 0, 1, 0, 0]);
  });
});

describe("values by number", () => {
  test.each([
    [0, 4, [-1, 0, 3, 4, 5]],
    [1, 3, [0, 3, 4]],
    [4, 4, [5]],
    [0, 0, [-1]],
  ])("%i to %i", (i, j, expected) => {
    expect([...eighTridiagonal(D, E, { range: { kind: "indices", from: i, to: j } }).values]).toEqual(
      expected,
    );
  });

  test("of blocks of different sizes: (1, 2; 2, 1), 10 and (0, 3; 3, 0)", () => {
    const [d, e] = [
      [1, 1, 10, 0, 0],
      [2, 0, 0, 3],
    ];
    // -3, -1, 3, 3, 10
    const { values } = eighTridiagonal(d, e, { range: { kind: "indices", from: 1, to: 4 } });
    [-1, 3, 3, 10].forEach((exact, i) => {
      expect(Math.abs(values[i] - exact)).toBeLessThan(1e-15 * 10);
    });
    const last = eighTridiagonal(d, e, { vectors: true, range: { kind: "indices", from: 4, to: 4 } }).vectors
      .data;
    expect([...last].map(Math.abs)).toEqual([0, 0, 1, 0, 0]);
  });

  test("an entry beside the diagonal is negligible below the product of its neighbours times roundoff squared", () => {
    // 2^-54 is dropped beside ones, and 2^-52 is not: it moves the values apart.
    const parts = (side: number) =>
      eighTridiagonal([1, 1], [side], { range: { kind: "indices", from: 0, to: 1 } }).values.map(
        (x) => x - 1,
      );
    expect([...parts(2 ** -54)]).toEqual([0, 0]);
    expect([...parts(2 ** -51)]).toEqual([-(2 ** -51), 2 ** -51]);
  });
});

test("ranges out of order or out of the matrix are refused", () => {
  const range = (i: number, j: number) => () =>
    eighTridiagonal(D, E, { range: { kind: "indices", from: i, to: j } });
  for (const [i, j] of [
    [-1, 2],
    [2, 1],
    [0, 5],
    [0.5, 2],
    [0, 1.5],
  ])
    expect(range(i, j)).toThrow(`range of indices must be integers 0 <= from <= to < 5, got ${i} to ${j}`);
  expect(() => between(1, 1)).toThrow("range of values must ascend, got 1 to 1");
  expect(() => between(Number.NaN, 1)).toThrow("range of values must ascend, got NaN to 1");
});

describe("the numerical rank", () => {
  const EPSILON = 2 ** -52;
  test("counts what is above max(rows, cols) eps nu_max, and what is a normal number", () => {
    expect(hardRankTolerance(3, 4, 7)).toBe(7 * EPSILON * 3);
    expect(hardRankTolerance(3, 8, 7)).toBe(8 * EPSILON * 3);
    expect(hardRankTolerance(3, 8, 7, "f32")).toBe(8 * 2 ** -23 * 3);
    expect(hardRankTolerance(1e-300, 8, 7)).toBe(8 * 2 ** -1022);
    const size = { rows: 4, cols: 3 };
    expect(hardRank([1, 4 * EPSILON, 4 * EPSILON], size)).toBe(1);
    expect(hardRank([5 * EPSILON, 1, 4 * EPSILON], size)).toBe(2);
    expect(hardRank([1, 5 * EPSILON, 0.5], { ...size, precision: "f32" })).toBe(2);
    expect(hardRank([0, 0, 0], size)).toBe(0);
  });

  test("refuses what are not the singular values of such a matrix", () => {
    expect(() => hardRank([1], { rows: 0, cols: 3 })).toThrow("rows must be an integer >= 1, got 0");
    expect(() => hardRank([1], { rows: 2, cols: 1.5 })).toThrow("cols must be an integer >= 1, got 1.5");
    expect(() => hardRank([1], { rows: 2, cols: 3 })).toThrow("a 2 x 3 matrix has 2 singular values, got 1");
    const size = { rows: 2, cols: 3 };
    expect(() => hardRank([1, -1], size)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    expect(() => hardRank([1, Number.NaN], size)).toThrow(expect.objectContaining({ code: "NOT_FINITE" }));
    expect(() => hardRank([Number.POSITIVE_INFINITY, 1], size)).toThrow("s[0] is Infinity");
  });
});
