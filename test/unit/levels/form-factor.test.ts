import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { formFactor } from "../../../src/levels/index.ts";

const poisson = (n: number, seed: number) =>
  [...new Random(seed).uniforms(n)].map((u) => u * n).sort((a, b) => a - b);

/** The definition, with the smooth part by numerical integration. */
function bruteForce(x: number[], tau: number): number {
  const range = x[x.length - 1] - x[0];
  const centre = (x[0] + x[x.length - 1]) / 2;
  const f = (v: number) => Math.cos((Math.PI * (v - centre)) / range) ** 2;
  let [re, im, norm] = [0, 0, 0];
  for (const v of x) {
    re += f(v) * Math.cos(2 * Math.PI * v * tau);
    im += f(v) * Math.sin(2 * Math.PI * v * tau);
    norm += f(v) ** 2;
  }
  const steps = 20_000;
  const weight = ((x.length - 1) / range) * (range / steps);
  for (let i = 0; i < steps; i++) {
    const v = x[0] + ((i + 0.5) * range) / steps;
    re -= weight * f(v) * Math.cos(2 * Math.PI * v * tau);
    im -= weight * f(v) * Math.sin(2 * Math.PI * v * tau);
  }
  return (re * re + im * im) / norm;
}

describe("form factor", () => {
  test("is its definition", () => {
    const x = poisson(200, 4).map((v) => v + 1000);
    const tau = [0, 0.003, 0.01, 0.3, 1, 1.7, 5];
    const { raw } = formFactor(x, tau);
    tau.forEach((t, i) => {
      expect(Math.abs(raw[i] - bruteForce(x, t))).toBeLessThan(1e-6 * Math.max(1, raw[i]));
    });
  });

  test("the moving average is the mean of K on an even grid of spacing 1/R in the band", () => {
    const x = poisson(300, 5);
    const range = x[299] - x[0];
    const { smoothed } = formFactor(x, [1], { bandwidth: 0.2 });
    const count = Math.round(0.2 * range);
    const grid = Array.from({ length: count }, (_, j) => 0.9 + ((j + 0.5) * 0.2) / count);
    const mean = formFactor(x, grid).raw.reduce((sum, k) => sum + k, 0) / count;
    expect(smoothed[0]).toBeCloseTo(mean, 10);
  });

  test("of Poisson levels is 1, and a picket fence has none between its peaks", () => {
    const { smoothed, standardError } = formFactor(poisson(20_000, 7), [0.1, 0.5, 1, 2]);
    smoothed.forEach((k, i) => {
      expect(Math.abs(k - 1)).toBeLessThan(4 * standardError[i]);
    });
    expect(standardError[1]).toBeLessThan(0.05);
    const fence = formFactor(
      Array.from({ length: 500 }, (_, i) => i),
      [0.2, 0.5, 0.8, 1],
    );
    for (const k of fence.raw.slice(0, 3)) expect(k).toBeLessThan(1e-9);
    expect(fence.raw[3]).toBeGreaterThan(100);
  });

  test("the standard error counts .514 of the grid points of each band as independent, at least one", () => {
    const x = poisson(300, 5);
    const range = x[299] - x[0];
    const share = (3 / 8) ** 2 / (35 / 128);
    const tau = [1, 0.05, 0];
    const { smoothed, standardError } = formFactor(x, tau, { bandwidth: 0.2 });
    // the band is cut at 0
    [0.2, 0.15, 0.1].forEach((width, i) => {
      const count = Math.round(width * range);
      expect(standardError[i]).toBeCloseTo(smoothed[i] / Math.sqrt(share * count), 12);
      const low = Math.max(0, tau[i] - 0.1);
      const grid = Array.from({ length: count }, (_, j) => low + ((j + 0.5) * width) / count);
      expect(smoothed[i]).toBeCloseTo(formFactor(x, grid).raw.reduce((sum, k) => sum + k, 0) / count, 10);
    });
    const alone = formFactor(x, [0.7], { bandwidth: 0 });
    expect([alone.smoothed[0], alone.standardError[0]]).toEqual([alone.raw[0], alone.raw[0]]);
    const pair = formFactor([x, x], [0.7], { bandwidth: 0 });
    expect(pair.standardError[0]).toBeCloseTo(alone.raw[0] / Math.SQRT2, 12);
    expect(formFactor(x, [1]).smoothed).toEqual(formFactor(x, [1], { bandwidth: 0.1 }).smoothed);
  });

  test("of several spectra is the mean of theirs", () => {
    const [x, y] = [poisson(100, 1), poisson(100, 2)];
    const one = (levels: number[]) => formFactor(levels, [0.7], { bandwidth: 0 }).raw[0];
    expect(formFactor([x, y], [0.7]).raw[0]).toBeCloseTo((one(x) + one(y)) / 2, 12);
  });

  test("bad input", () => {
    expect(() => formFactor([1, 2, 3], [1])).toThrow(/at least 10 levels, got 3/);
    expect(() => formFactor(poisson(20, 1), [-1])).toThrow(/tau\[0\] must be a finite number >= 0, got -1/);
    expect(() => formFactor([], [1])).toThrow(/needs at least/);
    expect(() => formFactor(Array(20).fill(1), [1])).toThrow(/all levels are equal/);
  });
});
