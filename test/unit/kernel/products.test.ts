import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/index.ts";
import { gram, matmul, Random } from "../../../src/kernel/index.ts";

/** Integer matrices: their products are exact in either precision, so equality is the test. */
function integers(rows: number, cols: number, seed: number): Matrix<Float64Array> {
  const data = new Random(seed).uniforms(rows * cols).map((u) => Math.floor(19 * u) - 9);
  return { rows, cols, data };
}

function product(a: Matrix, b: Matrix): number[] {
  const c: number[] = [];
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.cols; j++) {
      let sum = 0;
      for (let p = 0; p < a.cols; p++) sum += a.data[i * a.cols + p] * b.data[p * b.cols + j];
      c.push(sum);
    }
  return c;
}

function transposed(a: Matrix): Matrix {
  const data = new Float64Array(a.data.length);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) data[j * a.rows + i] = a.data[i * a.cols + j];
  return { rows: a.cols, cols: a.rows, data };
}

const SHAPES = [
  [0, 3, 2],
  [3, 0, 2],
  [1, 1, 1],
  [2, 5, 0],
  [7, 9, 3],
  [64, 65, 66],
  [130, 33, 257],
  [20, 600, 128],
] as const;

describe.each(["f64", "f32"] as const)("products in %s", (precision) => {
  it.each(SHAPES)("matmul of %i x %i x %i integers is exact", (m, n, k) => {
    const a = integers(m, k, 1);
    const b = integers(k, n, 2);
    const c = matmul(a, b, { precision });
    expect([c.rows, c.cols]).toEqual([m, n]);
    expect(Array.from(c.data)).toEqual(product(a, b));
  });

  it.each(SHAPES)("gram of %i x %i integers is exact and symmetric", (m, n) => {
    const a = integers(m, n, 3);
    const g = gram(a, { precision });
    expect(Array.from(g.data)).toEqual(product(transposed(a), a));
  });
});

it("refuses shapes that do not meet", () => {
  expect(() => matmul(integers(2, 3, 1), integers(2, 3, 1))).toThrow(/b needs 3 rows/);
});
