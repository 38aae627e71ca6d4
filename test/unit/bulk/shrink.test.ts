import { describe, expect, test } from "vitest";
import { type Matrix, matrix, transpose } from "../../../src/base/index.ts";
import {
  detectionThreshold,
  observedPosition,
  type ShrinkOptions,
  shrink,
  shrinkValues,
  signalOf,
} from "../../../src/bulk/index.ts";
import { spiked } from "../../../src/ensembles/index.ts";
import { matmul, Random, svd, svdvals } from "../../../src/kernel/index.ts";
import { spikedRectangular } from "../../../src/laws/index.ts";

const frobenius = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.sqrt(Array.from(a).reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0));

describe("the shift", () => {
  test("inverts the forward formula and ends at the threshold", () => {
    for (const [rows, cols] of [
      [100, 100],
      [50, 700],
      [700, 50],
    ]) {
      const noise = { rows, cols, sigma: 0.3 };
      const { threshold } = spikedRectangular({ theta: 1, ...noise });
      expect(detectionThreshold(noise)).toBeCloseTo(threshold, 12);
      for (const factor of [1.0001, 1.1, 2, 30]) {
        const strength = factor * threshold;
        const { outlier, leftOverlap } = spikedRectangular({ theta: strength, ...noise });
        const signal = signalOf(outlier, noise)!;
        expect(signal.strength / strength).toBeCloseTo(1, 6);
        expect(observedPosition(strength, noise)).toBe(outlier);
        expect(signal.leftOverlap).toBeCloseTo(leftOverlap, 6);
      }
      expect(signalOf(0.3 * (Math.sqrt(rows) + Math.sqrt(cols)) * (1 - 1e-12), noise)).toBeUndefined();
      expect(signalOf(5, { rows, cols, sigma: 0 })).toEqual({ strength: 5, leftOverlap: 1, rightOverlap: 1 });
    }
  });

  test("recovers strengths and overlaps of planted spikes, wide and tall", () => {
    for (const [rows, cols] of [
      [300, 900],
      [900, 300],
      [500, 500],
    ]) {
      const strengths = [1.5, 2, 3].map((f) => f * (Math.min(rows, cols) / Math.max(rows, cols)) ** 0.25);
      const w = spiked(rows, cols, { strengths, sigma: 0.1, seed: 4 });
      const { u, s, vt } = svd(w.matrix);
      for (let k = 0; k < 3; k++) {
        const signal = signalOf(s[k], { rows, cols, sigma: 0.1 })!;
        const j = 2 - k;
        expect(Math.abs(signal.strength / w.planted[j] - 1)).toBeLessThan(0.04);
        let left = 0;
        for (let i = 0; i < rows; i++) left += u.data[i * u.cols + k] * w.left.data[i * 3 + j];
        let right = 0;
        for (let i = 0; i < cols; i++) right += vt.data[k * cols + i] * w.right.data[i * 3 + j];
        expect(Math.abs(left ** 2 - signal.leftOverlap)).toBeLessThan(0.07);
        expect(Math.abs(right ** 2 - signal.rightOverlap)).toBeLessThan(0.07);
      }
    }
  });
});

describe("rules on singular values", () => {
  const s = Float64Array.from({ length: 20 }, (_, i) => 20 - i);
  const shape = { rows: 20, cols: 40 };

  test("cut, decile and lowRank zero what they say", () => {
    const rule = (options: ShrinkOptions) => [...shrinkValues(s, { ...options, ...shape }).values];
    expect(rule({ method: "cut", share: 0.25 })).toEqual([...s].map((v) => (v <= 5 ? 0 : v)));
    expect(rule({ method: "decile", decile: 1 })).toEqual([...s].map((v) => (v <= 2 ? 0 : v)));
    expect(rule({ method: "decile", decile: 10 })).toEqual([...s].map((v) => (v >= 19 ? 0 : v)));
    expect(rule({ method: "lowRank", rank: 3 })).toEqual([...s].map((v) => (v < 18 ? 0 : v)));
    expect(rule({ method: "cut", share: 1 })).toEqual(new Array(20).fill(0));
  });

  test("the ten deciles part the spectrum, for any size", () => {
    for (const m of [1, 7, 10, 23]) {
      const values = Float64Array.from({ length: m }, (_, i) => m - i);
      let removed = 0;
      for (let decile = 1; decile <= 10; decile++)
        removed += shrinkValues(values, { method: "decile", decile, rows: m, cols: m }).values.filter(
          (v) => v === 0,
        ).length;
      expect(removed).toBe(m);
    }
  });

  test("shift moves the spikes down and leaves the bulk; edge and optimal remove the bulk", () => {
    const sigma = 1;
    const values = Float64Array.from([30, 20, 9, 3]);
    const small = { rows: 4, cols: 64, sigma };
    const edge = Math.sqrt(64) + Math.sqrt(4);
    const shifted = shrinkValues(values, { method: "shift", ...small }).values;
    expect(shifted[0]).toBeLessThan(30);
    expect(shifted[0]).toBeGreaterThan(30 - edge);
    expect([...shifted.subarray(2)]).toEqual([9, 3]);
    expect([...shrinkValues(values, { method: "edge", ...small }).values]).toEqual([30, 20, 0, 0]);
    const best = shrinkValues(values, { method: "optimal", ...small }).values;
    // the best value also pays for the tilt of the vectors: strength times both cosines
    const signal = signalOf(20, small)!;
    expect(best[1]).toBeCloseTo(signal.strength * Math.sqrt(signal.leftOverlap * signal.rightOverlap), 10);
    expect([...best.subarray(2)]).toEqual([0, 0]);
    expect([...shrinkValues(values, { method: "shift", ...small, share: 0.5 }).values.subarray(2)]).toEqual([
      0, 0,
    ]);
  });

  test("refuses what is out of range", () => {
    expect(() => shrinkValues(s, { method: "cut", share: 1.1, ...shape })).toThrow(/share/);
    expect(() => shrinkValues(s, { method: "decile", decile: 0, ...shape })).toThrow(/decile/);
    expect(() => shrinkValues(s, { method: "lowRank", rank: 21, ...shape })).toThrow(/rank/);
    expect(() => shrinkValues([1, 2], { method: "edge", rows: 2, cols: 2 })).toThrow(/descend/);
    expect(() => shrinkValues(s, { method: "edge", sigma: -1, ...shape })).toThrow(/sigma/);
  });
});

describe("shrink on matrices", () => {
  const random = new Random(12);
  const a = matrix(60, 40, random.normals(2400));

  test("singular values of the result are the rule's", () => {
    for (const options of [
      { method: "cut", share: 0.3 },
      { method: "lowRank", rank: 4 },
      { method: "decile", decile: 5 },
    ] as const) {
      const { matrix: filtered, after, rank } = shrink(a, options);
      const wanted = Float64Array.from(after).sort().reverse();
      svdvals(filtered).forEach((nu, i) => {
        expect(Math.abs(nu - wanted[i])).toBeLessThan(1e-12 * wanted[0] * 40);
      });
      expect(rank).toBe(after.filter((v) => v > 0).length);
    }
  });

  test("a rule that changes nothing returns the entries bit for bit, in their type", () => {
    const single = matrix(60, 40, Float32Array.from(a.data));
    expect(shrink(a, { method: "cut", share: 0 }).matrix.data).toEqual(a.data);
    expect(shrink(single, { method: "cut", share: 0 }).matrix.data).toEqual(single.data);
    expect(shrink(single, { method: "lowRank", rank: 2 }).matrix.data).toBeInstanceOf(Float32Array);
    expect(shrink(matrix(3, 2, new Float64Array(6)), { method: "optimal" }).matrix.data).toEqual(
      new Float64Array(6),
    );
  });

  test("denoises: optimal beats edge beats nothing, on planted signals", () => {
    const rows = 200;
    const cols = 300;
    const w = spiked(rows, cols, { strengths: [4, 2.5, 1.5], sigma: 1, seed: 9 });
    const left = matrix(
      rows,
      3,
      w.left.data.map((v, i) => v * w.planted[i % 3]),
    );
    const signal = matmul(left, transpose(w.right)).data;
    const error = (options: ShrinkOptions) => frobenius(shrink(w.matrix, options).matrix.data, signal);
    const optimal = error({ method: "optimal" });
    const edge = error({ method: "edge" });
    const shifted = error({ method: "shift", share: (rows - 3) / rows });
    expect(optimal).toBeLessThan(shifted);
    expect(shifted).toBeLessThan(edge);
    expect(edge).toBeLessThan(frobenius(w.matrix.data, signal));
  });
});

describe("the boundary rank", () => {
  const [rows, cols] = [160, 240];
  const strengths = [6, 5, 4];

  /** Signals of 0 and 1 in noise of standard deviation 1: directions that no random vector has. */
  function planted(seed: number): { noisy: Matrix<Float64Array>; signal: Float64Array } {
    const random = new Random(seed);
    const noise = random.normals(rows * cols);
    const signal = new Float64Array(rows * cols);
    for (const strength of strengths) {
      const [u, v] = [rows, cols].map((n) => unit(random.uniforms(n).map((x) => (x < 0.1 ? 1 : 0))));
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < cols; j++) signal[i * cols + j] += strength * Math.sqrt(cols) * u[i] * v[j];
    }
    return {
      noisy: matrix(
        rows,
        cols,
        noise.map((x, i) => x + signal[i]),
      ),
      signal,
    };
  }

  function unit(x: Float64Array): Float64Array {
    const norm = Math.hypot(...x);
    return x.map((value) => value / norm);
  }

  test("keeps planted directions and removes the noise, over seeds", () => {
    let exact = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { noisy, signal } = planted(seed);
      const { matrix: filtered, before, after, kept, rank } = shrink(noisy, { method: "boundary" });
      expect(kept?.first).toBeGreaterThanOrEqual(3);
      expect([...after.subarray(0, 3)]).toEqual([...before.subarray(0, 3)]);
      expect(rank).toBe((kept?.first ?? 0) + (kept?.last ?? 0));
      expect(frobenius(filtered.data, signal)).toBeLessThan(0.5 * frobenius(noisy.data, signal));
      if (rank === 3) exact++;
    }
    // The test has a level of 5 %, on each end.
    expect(exact).toBeGreaterThanOrEqual(15);
  });

  test("with shift recovers the strengths", () => {
    const { noisy, signal } = planted(3);
    const strengthsOf = (shift: boolean) => shrink(noisy, { method: "boundary", shift }).after.subarray(0, 3);
    const truth = svdvals(matrix(rows, cols, signal)).subarray(0, 3);
    const error = (found: Float64Array) => Math.max(...found.map((nu, k) => Math.abs(nu / truth[k] - 1)));
    expect(error(strengthsOf(true))).toBeLessThan(0.02);
    expect(error(strengthsOf(false))).toBeGreaterThan(0.02);
  });

  test("of pure noise keeps nothing, in all but the tests' 5 %", () => {
    let empty = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const noise = matrix(80, 120, new Random(100 + seed).normals(9600));
      if (shrink(noise, { method: "boundary" }).rank === 0) empty++;
    }
    expect(empty).toBeGreaterThanOrEqual(15);
  });

  test("values at the far end that are not random stay; round-off goes", () => {
    const s = Float64Array.from([9, 8, 7, 6, 5, 4, 1e-20]);
    const { values } = shrinkValues(s, { method: "boundary", keep: { first: 2, last: 1 }, rows: 7, cols: 9 });
    expect([...values]).toEqual([9, 8, 0, 0, 0, 4, 0]);
  });

  test("says what it needs", () => {
    const shape = { rows: 3, cols: 3 };
    const s = [3, 2, 1];
    expect(() => shrinkValues(s, { method: "boundary", ...shape })).toThrow(/keep/);
    expect(() => shrinkValues(s, { method: "boundary", keep: { first: 2, last: 2 }, ...shape })).toThrow(
      /keep/,
    );
    expect(() => shrinkValues(s, { method: "boundary", keep: { first: 0.5, last: 0 }, ...shape })).toThrow(
      /keep/,
    );
    expect(() => shrink(matrix(9, 9, new Float64Array(81)), { method: "boundary" })).toThrow(/rank 0/);
  });
});
