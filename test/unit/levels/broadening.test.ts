import erfc from "@stdlib/math-base-special-erfc";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { broadenedDensity, unfold } from "../../../src/levels/index.ts";

const normalCdf = (t: number) => 0.5 * erfc(-t / Math.SQRT2);

/** The definition, kernel by kernel, with no truncation and another Phi. */
function bruteForce(nu: number[], a: number, ends: "none" | "replicate"): number[] {
  const m = nu.length;
  const clamp = (k: number) => nu[Math.min(m - 1, Math.max(0, k))];
  const kernels = nu.map((_, k) => k).filter((k) => ends === "replicate" || (k >= a && k < m - a));
  const dropped = ends === "none" ? 2 * a : a;
  return nu.slice(dropped, m - dropped).map((x) => {
    let sum = 0;
    for (const k of kernels) {
      const sigma = (clamp(k + a) - clamp(k - a)) / 2;
      sum += sigma === 0 ? (x > nu[k] ? 1 : x < nu[k] ? 0 : 0.5) : normalCdf((x - nu[k]) / sigma);
    }
    return sum;
  });
}

const largestDifference = (x: ArrayLike<number>, y: ArrayLike<number>) => {
  expect(x.length).toBe(y.length);
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i] - y[i]));
  return largest;
};

const randomLevels = (n: number, seed: number) => [...new Random(seed).normals(n)].sort((x, y) => x - y);

describe("Gaussian broadening", () => {
  test.each(["none", "replicate"] as const)("is its defining sum within 1e-12, ends %s", (ends) => {
    for (const [n, a] of [
      [40, 3],
      [512, 15],
      [300, 1],
    ]) {
      const nu = randomLevels(n, n);
      const { levels } = unfold(nu, { method: "gaussian", a, ends });
      expect(largestDifference(levels, bruteForce(nu, a, ends))).toBeLessThan(1e-12);
    }
  });

  test("keeps m - 4a levels without ends and m - 2a with them: 512 -> 452 and 482", () => {
    const nu = randomLevels(512, 1);
    const none = unfold(nu, { method: "gaussian" }).diagnostics;
    expect([none.given, none.kept, none.first]).toEqual([512, 452, 30]);
    const replicate = unfold(nu, { method: "gaussian", ends: "replicate" }).diagnostics;
    expect([replicate.kept, replicate.first]).toEqual([482, 15]);
  });

  test("equal neighbours are an exact step, never NaN", () => {
    const nu = [
      ...Array.from({ length: 9 }, (_, i) => i / 10),
      ...Array(9).fill(1),
      1.2,
      1.5,
      1.6,
      1.9,
      2.2,
      3,
    ];
    const { levels } = unfold(nu, { method: "gaussian", a: 2, ends: "replicate" });
    expect(levels.every(Number.isFinite)).toBe(true);
    expect(largestDifference(levels, bruteForce(nu, 2, "replicate"))).toBeLessThan(1e-12);
  });

  test("an outlier a million widths away and levels near the ends of the number range do no harm", () => {
    for (const scale of [1, 1e-300, 1e300]) {
      const nu = [...randomLevels(60, 9), 1e6].map((x) => x * scale);
      const { levels } = unfold(nu, { method: "gaussian", a: 4, ends: "replicate" });
      expect(largestDifference(levels, bruteForce(nu, 4, "replicate"))).toBeLessThan(1e-12);
    }
  });

  test("descending singular values give the same unfolded levels", () => {
    const nu = randomLevels(100, 4);
    const options = { method: "gaussian", a: 5 } as const;
    expect(unfold([...nu].reverse(), options).levels).toEqual(unfold(nu, options).levels);
  });

  test("a picket fence unfolds to spacing 1", () => {
    const { levels, diagnostics } = unfold(
      Array.from({ length: 400 }, (_, i) => 3 + 0.01 * i),
      { method: "gaussian" },
    );
    for (let i = 121; i < levels.length - 120; i++) expect(levels[i] - levels[i - 1]).toBeCloseTo(1, 9);
    expect(diagnostics.monotoneFraction).toBe(1);
  });

  test("the density is the derivative of the staircase over the number of kernels, and atoms are counted", () => {
    const nu = randomLevels(400, 8);
    const h = 1e-5;
    const points = Array.from({ length: 41 }, (_, i) => -2 + i / 10);
    const { density, atomWeight, kernels } = broadenedDensity(nu, points, { ends: "replicate" });
    expect([atomWeight, kernels]).toEqual([0, 400]);
    const clamp = (k: number) => nu[Math.min(399, Math.max(0, k))];
    points.forEach((x, i) => {
      let slope = 0;
      nu.forEach((centre, k) => {
        const sigma = (clamp(k + 15) - clamp(k - 15)) / 2;
        slope += (normalCdf((x + h - centre) / sigma) - normalCdf((x - h - centre) / sigma)) / (2 * h);
      });
      expect(Math.abs(density[i] - slope / 400)).toBeLessThan(1e-8);
    });
    const half = broadenedDensity(
      [...Array(20).fill(0), ...Array.from({ length: 20 }, (_, i) => 5 + i)],
      [10],
      {
        a: 2,
        ends: "replicate",
      },
    );
    expect(half.atomWeight).toBe(18 / 40);
    expect(Number.isFinite(half.density[0])).toBe(true);
  });

  test("bad input is refused with what would work", () => {
    const nu = randomLevels(50, 2);
    expect(() => unfold(nu, { method: "gaussian" })).toThrow(
      /at least 62 levels, got 50; with 50 levels a <= 12/,
    );
    expect(unfold(nu, { method: "gaussian", a: 12 }).levels.length).toBe(2);
    expect(() => unfold([1, 3, 2], { method: "gaussian", a: 1 })).toThrow(/sorted/);
    expect(() => unfold([1, Number.NaN, 2], { method: "gaussian" })).toThrow(/level 1 is NaN/);
    expect(() => unfold(Array(100).fill(2), { method: "gaussian" })).toThrow(/all levels are equal/);
    expect(() => unfold(nu, { method: "gaussian", a: 1.5 })).toThrow(/a must be an integer >= 1, got 1.5/);
    expect(() => broadenedDensity(nu, [2, 1], { a: 2 })).toThrow(/points must ascend/);
  });
});
