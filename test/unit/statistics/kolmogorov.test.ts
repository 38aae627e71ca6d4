import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { kolmogorovSurvival, ksDistance, ksTest } from "../../../src/statistics/index.ts";
import kolmogorov from "../../fixtures/levels/kolmogorov.json" with { type: "json" };

describe("Kolmogorov-Smirnov", () => {
  test("distance by hand, two-sided, any order", () => {
    const uniform = (x: number) => Math.min(1, Math.max(0, x));
    expect(ksDistance([0.6, 0.1], uniform)).toBeCloseTo(0.4, 15);
    expect(ksDistance([0.9, 0.95], { cdf: uniform })).toBeCloseTo(0.9, 15);
    expect(ksDistance([0.5], uniform)).toBe(0.5);
    // the largest excess on either side: F - (i - 1)/n at .75, i/n - F at .125
    expect(ksDistance([0.25, 0.75, 0.875], uniform)).toBe(0.75 - 1 / 3);
    expect(ksDistance([0.125, 0.375, 0.5], uniform)).toBe(0.5);
    // ties are a step of their weight
    expect(ksDistance([0.5, 0.5, 0.5, 0.5], uniform)).toBe(0.5);
  });

  test("rejects 5 % of uniform samples at 5 %", () => {
    const random = new Random(17);
    let rejected = 0;
    for (let i = 0; i < 4000; i++) if (ksTest(random.uniforms(50), (x) => x).pValue < 0.05) rejected++;
    expect(Math.abs(rejected / 4000 - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / 4000));
  });

  test("Monte-Carlo p counts the null values at or above the distance, plus one", () => {
    const test = ksTest([0.5], (x) => x, { null: [0.4, 0.5, 0.6] });
    expect(test).toMatchObject({ distance: 0.5, pValue: 0.75, method: "monte-carlo", n: 1 });
    expect(() => ksTest([0.5], (x) => x, { null: [] })).toThrow(/at least 1 null value/);
    expect(ksTest([0.25], (x) => x)).toMatchObject({
      distance: 0.75,
      pValue: 0.5,
      method: "kolmogorov",
      n: 1,
    });
    expect(() => ksTest([], (x) => x)).toThrow(/at least 1, got 0/);
    expect(() => ksDistance([1, Number.POSITIVE_INFINITY], (x) => x)).toThrow(/sample\[1\] is Infinity/);
  });
});

test("Kolmogorov's law is scipy's kstwo", () => {
  for (const { n, d, survival } of kolmogorov) {
    const ours = kolmogorovSurvival(d, n);
    expect(Math.abs(ours - survival)).toBeLessThan(n <= 140 ? 1e-12 : 2e-6);
    if (survival < 2e-4) expect(Math.abs(ours / survival - 1)).toBeLessThan(1e-8);
  }
  expect([kolmogorovSurvival(0, 5), kolmogorovSurvival(1, 5)]).toEqual([1, 0]);
});

test("Kolmogorov's law of one and two draws in closed form", () => {
  for (const d of [0.5, 0.6, 0.75, 0.99]) expect(kolmogorovSurvival(d, 1)).toBeCloseTo(2 * (1 - d), 14);
  // n = 2: P(D < d) = 2 (2d - 1/2)^2 up to 1/2 and 1 - 2 (1 - d)^2 above
  for (const d of [0.25, 0.3, 0.4, 0.5])
    expect(kolmogorovSurvival(d, 2)).toBeCloseTo(1 - 2 * (2 * d - 0.5) ** 2, 13);
  for (const d of [0.5, 0.7, 0.9]) expect(kolmogorovSurvival(d, 2)).toBeCloseTo(2 * (1 - d) ** 2, 13);
});

test("no distance is below 1/(2n), and none reaches 1", () => {
  expect([kolmogorovSurvival(0.05, 10), kolmogorovSurvival(0.04, 10)]).toEqual([1, 1]);
  expect([kolmogorovSurvival(1, 10), kolmogorovSurvival(2, 10)]).toEqual([0, 0]);
  // both ends of the smallest distances: P(D < 1/(2n) + e) = n! (2e)^n
  expect(1 - kolmogorovSurvival(0.5 / 3 + 0.01, 3)).toBeCloseTo(6 * 0.02 ** 3, 14);
});

test("in the far tail both sides count once each: 2 (1 - d)^n beyond (n - 1)/n", () => {
  for (const [d, n] of [
    [0.9, 8],
    [0.95, 20],
    [0.999, 50],
  ])
    expect(kolmogorovSurvival(d, n) / (2 * (1 - d) ** n)).toBeCloseTo(1, 10);
});

test("the methods meet where one takes over from the other", () => {
  // the tail from n d^2 = 4; the expansion from n = 141
  for (const n of [50, 140, 500]) {
    const d = Math.sqrt(4 / n);
    const [below, above] = [kolmogorovSurvival(d * (1 - 1e-9), n), kolmogorovSurvival(d * (1 + 1e-9), n)];
    expect(Math.abs(below / above - 1)).toBeLessThan(n <= 140 ? 1e-6 : 2e-3);
  }
  for (const z of [0.6, 0.9, 1.3]) {
    const [exact, expanded] = [140, 141].map((n) => kolmogorovSurvival(z / Math.sqrt(n), n));
    expect(Math.abs(exact - expanded)).toBeLessThan(3e-4);
    // and with n both tend to 2 sum (-1)^(k-1) e^(-2 k^2 z^2)
    let limit = 0;
    for (let k = 1; k < 20; k++) limit += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * z * z);
    expect(kolmogorovSurvival(z / 1e4, 1e8)).toBeCloseTo(limit, 4);
  }
});
