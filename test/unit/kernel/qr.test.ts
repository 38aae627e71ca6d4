import { describe, expect, it } from "vitest";
import type { Matrix, Precision } from "../../../src/base/index.ts";
import { matmul, qr, Random, StreamingQr, svdvals } from "../../../src/kernel/index.ts";
import { peak } from "./peak.ts";
import { rowBlocks, valueError, withSingularValues } from "./planted.ts";

const ROUNDOFF = { f64: 2 ** -53, f32: 2 ** -24 } as const;

function gaussian(rows: number, cols: number, seed: number, precision: Precision): Matrix {
  const data = new Random(seed).normals(rows * cols);
  return { rows, cols, data: precision === "f32" ? Float32Array.from(data) : data };
}

/** Largest absolute row sum. */
function norm(a: Matrix): number {
  let largest = 0;
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    for (let j = 0; j < a.cols; j++) sum += Math.abs(a.data[i * a.cols + j]);
    largest = Math.max(largest, sum);
  }
  return largest;
}

function difference(a: Matrix, b: Matrix): Matrix {
  return { rows: a.rows, cols: a.cols, data: Float64Array.from(a.data, (x, i) => x - b.data[i]) };
}

function transposed(a: Matrix): Matrix {
  const data = new Float64Array(a.data.length);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) data[j * a.rows + i] = a.data[i * a.cols + j];
  return { rows: a.cols, cols: a.rows, data };
}

function identity(n: number): Matrix {
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return { rows: n, cols: n, data };
}

describe.each(["f64", "f32"] as const)("qr in %s", (precision) => {
  it.each([
    [1, 1],
    [5, 3],
    [3, 5],
    [31, 31],
    [32, 33],
    [65, 64],
    [64, 65],
    [200, 33],
    [33, 200],
    [130, 129],
    [300, 100],
  ])("%i x %i has residual, orthogonality and shape (LAPACK's measures)", (m, n) => {
    const a = gaussian(m, n, m * n, precision);
    const { q, r } = qr(a, { precision });
    const k = Math.min(m, n);
    const eps = 2 * ROUNDOFF[precision];
    expect([q.rows, q.cols, r.rows, r.cols]).toEqual([m, k, k, n]);
    expect(norm(difference(a, matmul(q, r))) / (norm(a) * Math.max(m, n) * eps)).toBeLessThan(30);
    expect(norm(difference(identity(k), matmul(transposed(q), q))) / (m * eps)).toBeLessThan(30);
    for (let i = 1; i < k; i++) for (let j = 0; j < i; j++) expect(r.data[i * n + j]).toBe(0);
  });

  it.each([1e-300, 1e300])("scales entries near %g", (scale) => {
    const a = gaussian(40, 20, 1, "f64");
    const scaled = { ...a, data: a.data.map((x) => x * scale) } as Matrix;
    // R of a scaled matrix is the scaled R, which f32 cannot hold.
    if (precision === "f64") {
      const r = qr(a).r.data;
      const got = qr(scaled).r.data;
      for (let i = 0; i < r.length; i++) expect(Math.abs(got[i] / scale - r[i])).toBeLessThan(1e-13);
    }
  });
});

describe.each(["f64", "f32"] as const)("streaming QR in %s", (precision) => {
  it.each([
    [1, [1, 1, 1]],
    [7, [3, 2, 9]],
    [33, [100, 1, 40]],
    [64, [64, 64]],
    [70, [20, 20, 20, 20, 20]],
    [130, [400, 131]],
  ])("%i columns in blocks of %j rows keeps the Gram matrix and the singular values", (n, blocks) => {
    const m = blocks.reduce((a, b) => a + b, 0);
    const s = Float64Array.from({ length: Math.min(m, n) }, (_, i) => 1 / (1 + i));
    const a = withSingularValues(m, n, s, n);
    const stream = new StreamingQr(n, { precision });
    let row = 0;
    for (const rows of blocks) {
      stream.push({ rows, cols: n, data: a.data.slice(row * n, (row + rows) * n) });
      row += rows;
    }
    const r = stream.r();
    expect([stream.rows, r.rows, r.cols]).toEqual([m, Math.min(m, n), n]);
    for (let i = 1; i < r.rows; i++) for (let j = 0; j < i; j++) expect(r.data[i * n + j]).toBe(0);
    const gramError = norm(difference(matmul(transposed(a), a), matmul(transposed(r), r)));
    expect(gramError / (norm(a) ** 2 * m * 2 * ROUNDOFF[precision])).toBeLessThan(30);
    expect(valueError(svdvals(r), s, m, ROUNDOFF[precision])).toBeLessThan(30);
  });
});

it.each(["f64", "f32"] as const)("100,000 x 128 streams through little memory, in %s", (precision) => {
  const [m, n] = [100_000, 128];
  const s = Float64Array.from({ length: n }, (_, i) => 1e-6 ** (i / n));
  const stream = new StreamingQr(n, { precision });
  const bytes = peak(() => {
    for (const block of rowBlocks(m, s, 2500, 3)) stream.push(block);
  });
  expect(stream.rows).toBe(m);
  // By the columns, not by the rows: the error of 40 blocks is not 40 times that of one.
  expect(valueError(svdvals(stream.r()), s, n, ROUNDOFF[precision])).toBeLessThan(30);
  // A block of rows, and of everything else the like of the triangle.
  expect(bytes).toBeLessThan((8 * m * n) / 16);
});

it("a streaming QR keeps its rows when a block is refused", () => {
  const stream = new StreamingQr(3).push(gaussian(5, 3, 1, "f64"));
  const before = stream.r();
  expect(() => stream.push(gaussian(2, 4, 1, "f64"))).toThrow(/needs 3 columns/);
  expect(() => stream.push({ rows: 1, cols: 3, data: new Float64Array([1, Infinity, 0]) })).toThrow(
    /Infinity/,
  );
  expect(stream.r()).toEqual(before);
  expect(stream.rows).toBe(5);
});
