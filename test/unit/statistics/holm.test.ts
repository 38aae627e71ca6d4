import { expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { holm } from "../../../src/statistics/index.ts";

test("Holm's correction is that of a textbook example", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

test("Holm's correction is the closed test by Bonferroni, ties and certainties included", () => {
  // Marcus, Peritz and Gabriel (Biometrika 63, 655, 1976): the largest of all subsets that hold the hypothesis.
  const closed = (p: readonly number[], i: number) => {
    let largest = 0;
    for (let subset = 0; subset < 1 << p.length; subset++) {
      if (!(subset & (1 << i))) continue;
      const members = p.filter((_, k) => subset & (1 << k));
      largest = Math.max(largest, Math.min(1, members.length * Math.min(...members)));
    }
    return largest;
  };
  const random = new Random(11);
  for (let trial = 0; trial < 200; trial++) {
    // A coarse grid makes ties, zeros and ones frequent.
    const p = Array.from(random.uniforms(1 + (trial % 7)), (u) => Math.floor(21 * u ** 3) / 20);
    const adjusted = holm(p);
    for (const i of p.keys()) expect(adjusted[i]).toBeCloseTo(closed(p, i), 14);
  }
  for (const bad of [Number.NaN, -0.1, 1.1]) expect(() => holm([0.5, bad])).toThrow(/p\[1\]/);
});

test("a p outside [0, 1] or NaN is named", () => {
  expect(() => holm([0.5, 1.5])).toThrow("p[1] must be from 0 to 1, got 1.5");
  expect(() => holm([Number.NaN])).toThrow("p[0] must be from 0 to 1, got NaN");
  expect(holm([0, 1])).toEqual([0, 1]);
});
