import { expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import * as laws from "../../../src/laws/index.ts";
import { expectClose } from "./law-checks.ts";

test("thresholds separate the bulk's edge from an outlier, and both meet there", () => {
  for (const sigma of [1, 0.3]) {
    const below = laws.spikedWigner({ theta: 0.9 * sigma, sigma });
    expect(below).toMatchObject({ detectable: false, outlier: 2 * sigma, overlap: 0, threshold: sigma });
    const at = laws.spikedWigner({ theta: sigma * (1 + 1e-8), sigma });
    expectClose(at.outlier, 2 * sigma, 1e-14, 0, "at the threshold");
    expectClose(at.overlap, 2e-8, 1e-6, 0, "overlap at the threshold");
    expectClose(
      laws.spikedWigner({ theta: -3 * sigma, sigma }).outlier,
      (-10 / 3) * sigma,
      1e-14,
      0,
      "negative",
    );
  }
  for (const [rows, cols] of [
    [100, 400],
    [300, 300],
    [500, 20],
  ]) {
    const edge = Math.sqrt(rows) + Math.sqrt(cols);
    const { threshold } = laws.spikedRectangular({ theta: 1, rows, cols });
    expectClose(threshold, (rows * cols) ** 0.25, 1e-14, 0, "threshold");
    const spike = laws.spikedRectangular({ theta: threshold * (1 + 1e-7), rows, cols });
    expectClose(spike.outlier, edge, 1e-12, 0, "at the threshold");
    expect(laws.spikedRectangular({ theta: threshold * 0.999, rows, cols }).outlier).toBe(
      laws.spikedRectangular({ theta: 1, rows, cols }).outlier,
    );
  }
  expect(laws.spikedCovariance({ ell: 1.4, q: 0.25 }).detectable).toBe(false);
  expect(laws.spikedCovariance({ ell: 1.6, q: 0.25 }).detectable).toBe(true);
  expect(laws.spikedCovariance({ ell: 0.4, q: 0.25 }).outlier).toBeLessThan(0.25);
});

test("a rectangular spike seen through its covariance is the spiked covariance model", () => {
  // Left spike of covariance ell on m variables with n samples is theta u v^T with theta^2 = sigma^2 (ell - 1) n, v random:
  // the same eigenvalue and the same overlap on the side of the variables.
  for (const [rows, cols, ell] of [
    [50, 200, 3],
    [200, 50, 6],
    [90, 90, 2.5],
  ]) {
    const rectangular = laws.spikedRectangular({ theta: Math.sqrt((ell - 1) * cols), rows, cols });
    const covariance = laws.spikedCovariance({ ell, q: rows / cols });
    expectClose(rectangular.outlier ** 2 / cols, covariance.outlier, 1e-13, 0, "outlier");
    expectClose(rectangular.leftOverlap, covariance.overlap, 1e-13, 0, "overlap");
  }
});

test("transposing swaps the overlaps, and an outlier gives its signal back", () => {
  const a = laws.spikedRectangular({ theta: 40, rows: 100, cols: 700, sigma: 0.9 });
  const b = laws.spikedRectangular({ theta: 40, rows: 700, cols: 100, sigma: 0.9 });
  expect([a.leftOverlap, a.rightOverlap]).toEqual([b.rightOverlap, b.leftOverlap]);
  for (const theta of [14.7, 15, 40, 1e4]) {
    const size = { rows: 100, cols: 700, sigma: 0.9 };
    const { outlier, detectable } = laws.spikedRectangular({ theta, ...size });
    expect(detectable).toBe(true);
    expectClose(laws.signalFromOutlier({ nu: outlier, ...size })!, theta, 1e-10, 0, `theta = ${theta}`);
  }
  expect(laws.signalFromOutlier({ nu: 1, rows: 9, cols: 9 })).toBeUndefined();
});

test("a planted spike lands where it should", () => {
  const { rows, cols, theta } = { rows: 200, cols: 300, theta: 40 };
  const random = new Random(8);
  const x = random.normals(rows * cols);
  const unit = (n: number) => {
    const v = random.normals(n);
    const norm = Math.sqrt(v.reduce((sum, e) => sum + e * e, 0));
    return v.map((e) => e / norm);
  };
  const u = unit(rows);
  const v = unit(cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) x[i * cols + j] += theta * u[i] * v[j];
  // The top singular triplet by power iteration.
  let right = unit(cols);
  let left = new Float64Array(rows);
  let nu = 0;
  for (let step = 0; step < 200; step++) {
    left = Float64Array.from({ length: rows }, (_, i) =>
      right.reduce((s, e, j) => s + x[i * cols + j] * e, 0),
    );
    const back = new Float64Array(cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) back[j] += x[i * cols + j] * left[i];
    nu = Math.sqrt(Math.sqrt(back.reduce((s, e) => s + e * e, 0)));
    right = back.map((e) => e / (nu * nu));
  }
  const leftNorm = Math.sqrt(left.reduce((s, e) => s + e * e, 0));
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((s, e, i) => s + e * b[i], 0);
  const spike = laws.spikedRectangular({ theta, rows, cols });
  expect(Math.abs(nu - spike.outlier)).toBeLessThan(4);
  expect(Math.abs((dot(left, u) / leftNorm) ** 2 - spike.leftOverlap)).toBeLessThan(0.05);
  expect(Math.abs(dot(right, v) ** 2 - spike.rightOverlap)).toBeLessThan(0.05);
});
