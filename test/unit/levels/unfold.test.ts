import { describe, expect, test } from "vitest";
import { betaHermite } from "../../../src/ensembles/index.ts";
import { eighTridiagonal, Random } from "../../../src/kernel/index.ts";
import { marchenkoPastur, semicircle } from "../../../src/laws/index.ts";
import { nullSpectrum, unfold, unfoldPooled } from "../../../src/levels/index.ts";

const sorted = (x: Iterable<number>) => [...x].sort((a, b) => a - b);
function goeLevels(n: number, stream: number): Float64Array {
  const { d, e } = betaHermite(n, { stream });
  return eighTridiagonal(d, e).values;
}

describe("polynomial unfolding", () => {
  test("is exact where the staircase is a polynomial", () => {
    // (i + 1/2) is a cubic in x_i
    const cubic = (x: number) => 40 * x + 3 * x ** 3;
    const levels = Array.from({ length: 100 }, (_, i) => {
      let x = i / 60;
      for (let k = 0; k < 50; k++) x -= (cubic(x) - (i + 0.5)) / (40 + 9 * x * x);
      return x;
    });
    for (const degree of [3, 7]) {
      const { levels: xi, diagnostics } = unfold(levels, { method: "polynomial", degree });
      xi.forEach((v, i) => {
        expect(Math.abs(v - (i + 0.5))).toBeLessThan(1e-9);
      });
      expect(diagnostics).toMatchObject({ kept: 100, monotoneFraction: 1 });
      expect(diagnostics.residual).toBeLessThan(1e-9);
    }
    expect(unfold(levels, { method: "polynomial", degree: 2 }).diagnostics.residual).toBeGreaterThan(0.01);
  });

  test("leaves a residual orthogonal to every polynomial of its degree", () => {
    const levels = sorted(new Random(2).uniforms(300));
    const { levels: xi, diagnostics } = unfold(levels, { method: "polynomial", degree: 5 });
    expect(diagnostics.monotoneFraction).toBe(1);
    const [low, high] = [levels[0], levels[299]];
    for (let k = 0; k <= 5; k++) {
      const dot = xi.reduce((sum, v, i) => {
        const t = (2 * levels[i] - low - high) / (high - low);
        return sum + (i + 0.5 - v) * Math.cos(k * Math.acos(Math.min(1, Math.max(-1, t))));
      }, 0);
      expect(Math.abs(dot)).toBeLessThan(1e-8);
    }
  });

  test("tells when it decreases, and still returns levels in order", () => {
    const levels = sorted(new Random(2).normals(300));
    const { levels: xi, diagnostics } = unfold(levels, { method: "polynomial", degree: 5 });
    expect(diagnostics.monotoneFraction).toBeLessThan(1);
    for (let i = 1; i < xi.length; i++) expect(xi[i]).toBeGreaterThanOrEqual(xi[i - 1]);
  });

  test("needs more levels than coefficients", () => {
    expect(() => unfold([1, 2, 3, 3, 4], { method: "polynomial" })).toThrow(
      /at least 9 different levels, got 4; degree <= 2/,
    );
    expect(() => unfold([1, 2, 3], { method: "polynomial", degree: 0 })).toThrow(
      /degree must be an integer >= 1/,
    );
  });
});

describe("unfolding by a law", () => {
  test("is count times its distribution function, levels outside stripped", () => {
    const law = { cdf: (x: number) => Math.min(1, Math.max(0, x / 10)) };
    const { levels, diagnostics } = unfold([-3, 0, 1, 2, 4, 9, 10, 12], { method: "law", law });
    expect([...levels]).toEqual([0.4, 0.8, 1.6, 3.6]);
    expect(diagnostics).toMatchObject({ given: 8, stripped: 4, kept: 4, first: 2, method: "law" });
    const whole = unfold([1, 2, 4, 9], { method: "law", law: law.cdf, count: 10 });
    expect([...whole.levels]).toEqual([1, 2, 4, 9]);
  });

  test("of a part of the law keeps the mean spacing", () => {
    const law = { cdf: (x: number) => Math.min(1, Math.max(0, x / 100)) };
    const levels = Array.from({ length: 100 }, (_, i) => i + 0.5);
    const { levels: xi, diagnostics } = unfold(levels, { method: "law", law, within: [20, 50] });
    expect(diagnostics).toMatchObject({ kept: 30, stripped: 70, first: 20 });
    xi.forEach((v, i) => {
      expect(v).toBeCloseTo(20.5 + i, 10);
    });
  });

  test("gives GOE levels a mean spacing of 1 and the variance of GOE", () => {
    let [mean, variance] = [0, 0];
    for (let i = 0; i < 20; i++) {
      const { diagnostics } = unfold(goeLevels(400, i), { method: "law", law: semicircle() });
      mean += diagnostics.meanSpacing / 20;
      variance += diagnostics.varianceSpacing / 20;
    }
    expect(Math.abs(mean - 1)).toBeLessThan(0.01);
    expect(Math.abs(variance - 0.286)).toBeLessThan(0.02);
  });

  test("gives singular values of noise a mean spacing of 1 by Marchenko and Pastur's law, square and rectangular", () => {
    for (const [rows, cols] of [
      [200, 200],
      [150, 400],
    ]) {
      const law = marchenkoPastur({ q: rows / cols, variable: "nu", n: cols });
      let [mean, trend] = [0, 0];
      for (let stream = 0; stream < 20; stream++) {
        const { diagnostics } = unfold(nullSpectrum({ kind: "gaussian", rows, cols }, { stream }), {
          method: "law",
          law,
          count: rows,
        });
        mean += diagnostics.meanSpacing / 20;
        trend += diagnostics.largestTrend / 20;
      }
      expect(Math.abs(mean - 1)).toBeLessThan(0.01);
      expect(trend).toBeLessThan(1.5);
    }
  });

  test("refuses a law of another scale and a function that decreases", () => {
    const law = (x: number) => Math.min(1, Math.max(0, x));
    expect(() => unfold([5, 6, 7], { method: "law", law })).toThrow(
      /at least 2 levels strictly inside the law, got 0 of 3/,
    );
    expect(() => unfold([0.2, 0.4, 0.6], { method: "law", law: (x) => 0.9 - x })).toThrow(/decreases/);
    expect(() => unfold([0.2, 0.4], { method: "law", law, count: -1 })).toThrow(/count/);
  });
});

describe("pool unfolding", () => {
  test("spacings are the counts of the pool between neighbours, per spectrum", () => {
    const pool = [
      [0.5, 1.5, 2.5, 9],
      [2, 0, 3, 4],
    ];
    const { levels } = unfold([1, 2, 3.5], { method: "pool", pool });
    // below 1: .5 and 0; below 2: 1.5 more (2 itself is not below 2); below 3.5: 2, 2.5 and 3 more
    expect([...levels]).toEqual([1, 1.5, 3]);
  });

  test("the first third is data, the rest the pool", () => {
    const spectra = Array.from({ length: 30 }, (_, i) => goeLevels(60, i));
    const unfolded = unfoldPooled(spectra);
    expect(unfolded.length).toBe(10);
    const direct = unfold(spectra[3], { method: "pool", pool: spectra.slice(10) });
    expect(unfolded[3].levels).toEqual(direct.levels);
    const mean = unfolded.reduce((sum, u) => sum + u.diagnostics.meanSpacing / 10, 0);
    expect(Math.abs(mean - 1)).toBeLessThan(0.03);
  });

  test("needs a pool", () => {
    expect(() => unfold([1, 2, 3], { method: "pool", pool: [] })).toThrow(/at least 1 other spectrum/);
    expect(() => unfold([1, 2, 3], { method: "pool", pool: [[1, Number.NaN]] })).toThrow(
      /pool\[0\]: level 1 is NaN/,
    );
    expect(() => unfoldPooled([[1, 2]])).toThrow(/at least 2 spectra, got 1/);
  });
});

describe("every unfolding", () => {
  test("strips levels outside `within` and counts them", () => {
    const levels = [-50, ...sorted(new Random(3).uniforms(200)), 70, 80];
    const { diagnostics } = unfold(levels, { method: "polynomial", within: [0, 1] });
    expect(diagnostics).toMatchObject({ given: 203, stripped: 3, kept: 200, first: 1 });
    expect(() => unfold(levels, { method: "polynomial", within: [60, 75] })).toThrow(
      /1 of 203 levels lie within/,
    );
    expect(() => unfold(levels, { method: "polynomial", within: [2, 1] })).toThrow(/low < high/);
  });

  test("says how far its window statistics can be trusted", () => {
    const levels = goeLevels(512, 1);
    expect(unfold(levels, { method: "gaussian" }).diagnostics.trustedL).toBe(5);
    expect(unfold(levels, { method: "polynomial" }).diagnostics.trustedL).toBeCloseTo(25.6, 12);
    expect(unfold(levels, { method: "law", law: semicircle() }).diagnostics.trustedL).toBeCloseTo(51.2, 0);
  });

  test("sees a trend that a wrong law leaves", () => {
    const levels = goeLevels(512, 2);
    const right = unfold(levels, { method: "law", law: semicircle() }).diagnostics.largestTrend;
    const wrong = unfold(levels, { method: "law", law: semicircle({ sigma: 1.1 }) }).diagnostics.largestTrend;
    expect(right).toBeLessThan(2.5);
    expect(wrong).toBeGreaterThan(2 * right);
  });

  test("names the methods there are", () => {
    const unknown = { method: "spline" } as unknown as { method: "polynomial" };
    expect(() => unfold([1, 2, 3], unknown)).toThrow(
      /method must be one of gaussian, polynomial, law, pool, got spline/,
    );
  });
});
