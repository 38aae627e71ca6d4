import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { sequentialP } from "../../../src/statistics/index.ts";

const RULE = { samples: 1000, exceedances: 20, firstLook: 99 };

describe("sequentialP", () => {
  test("ends early where the answer is known", () => {
    expect(sequentialP(RULE, () => true)).toEqual({ p: 1, drawn: 20, reached: 20 });
    expect(sequentialP(RULE, () => false)).toEqual({ p: 1 / 100, drawn: 99, reached: 0 });
    expect(sequentialP({ ...RULE, firstLook: 0 }, () => false)).toEqual({
      p: 1 / 1001,
      drawn: 1000,
      reached: 0,
    });
    // every fourth: h/l
    expect(sequentialP(RULE, (i) => i % 4 === 3)).toEqual({ p: 20 / 80, drawn: 80, reached: 20 });
  });

  test("one of two draws: the chances counted by hand", () => {
    // rule: at most 2 draws, stop at the 2nd that reaches, look after the first. Ranks of 3 exchangeable values, 6 orders:
    // none at the look 1/2; one then none 1/6; both 1/3.
    const rule = { samples: 2, exceedances: 2, firstLook: 1 };
    expect(sequentialP(rule, () => false).p).toBeCloseTo(1 / 2, 15);
    expect(sequentialP(rule, (i) => i === 0).p).toBeCloseTo(1 / 2 + 1 / 6, 15);
    expect(sequentialP(rule, () => true).p).toBeCloseTo(1, 15);
  });

  test("holds its levels exactly", () => {
    const seeds = 20_000;
    const rejected = { 0.1: 0, 0.05: 0, 0.01: 0 };
    const random = new Random(3);
    let drawn = 0;
    for (let seed = 0; seed < seeds; seed++) {
      // the chance to reach a value of the null is uniform
      const [share] = random.uniforms(1);
      const draws = random.uniforms(RULE.samples);
      const found = sequentialP(RULE, (i) => draws[i] < share);
      drawn += found.drawn;
      for (const level of [0.1, 0.05, 0.01] as const) if (found.p <= level) rejected[level]++;
    }
    for (const level of [0.1, 0.05, 0.01] as const) {
      const error = Math.sqrt((level * (1 - level)) / seeds);
      // the grid of p is coarser than the error by less than this
      expect(rejected[level] / seeds).toBeLessThan(level + 4 * error);
      expect(rejected[level] / seeds).toBeGreaterThan(0.97 * level - 4 * error);
    }
    expect(drawn / seeds).toBeLessThan(150);
  });
});
