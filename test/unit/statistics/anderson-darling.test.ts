import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { exponential } from "../../../src/laws/index.ts";
import {
  andersonDarlingDistance,
  andersonDarlingSurvival,
  andersonDarlingTest,
} from "../../../src/statistics/index.ts";
import andersonDarling from "../../fixtures/levels/anderson-darling.json" with { type: "json" };
import { codeOf } from "../error-code.ts";

describe("Anderson-Darling", () => {
  test("by hand", () => {
    // n = 2 at F = 1/4, 1/2: -2 - (1/2)[ln(1/4) + ln(1/2) + 3(ln(1/2) + ln(3/4))]
    const want = -2 - 0.5 * (Math.log(1 / 8) + 3 * Math.log(3 / 8));
    expect(andersonDarlingDistance([0.5, 0.25], (x) => x)).toBeCloseTo(want, 14);
    expect(andersonDarlingDistance([0, 0.5], (x) => x)).toBe(Number.POSITIVE_INFINITY);
    expect(andersonDarlingTest([0, 0.5], (x) => x).pValue).toBe(0);
    // far out in the tail 1 - F rounds to 0 where the law's own survival does not
    const law = exponential();
    expect(andersonDarlingDistance([50], law)).toBeCloseTo(-1 - (Math.log1p(-Math.exp(-50)) - 50), 12);
    expect(andersonDarlingDistance([50], (x) => law.cdf(x))).toBe(Number.POSITIVE_INFINITY);
  });

  test("the limit law, against the inversion of its characteristic function", () => {
    for (const { z, survival } of andersonDarling)
      expect(Math.abs(andersonDarlingSurvival(z) - survival)).toBeLessThan(1e-11);
    expect(andersonDarlingSurvival(20)).toBeGreaterThan(4e-10);
    expect(andersonDarlingSurvival(0)).toBe(1);
  });

  test("rejects 5 % of exponential samples at 5 %", () => {
    const law = exponential();
    const random = new Random(23);
    let rejected = 0;
    for (let i = 0; i < 2000; i++)
      if (andersonDarlingTest(law.sample(random, 20), law).pValue < 0.05) rejected++;
    expect(Math.abs(rejected / 2000 - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / 2000));
  });

  test("published critical values 1.933, 2.492 and 3.878 at 10, 5 and 1 %", () => {
    for (const [z, p] of [
      [1.933, 0.1],
      [2.492, 0.05],
      [3.878, 0.01],
    ])
      expect(andersonDarlingSurvival(z)).toBeCloseTo(p, 4);
  });

  test("what is no sample and no option is refused", () => {
    const cdf = (x: number) => x;
    expect(codeOf(() => andersonDarlingTest("0.5" as never, cdf))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => andersonDarlingDistance(["0.5"] as never, cdf))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => andersonDarlingTest([0.5], cdf, { nul: [1] } as never))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => andersonDarlingTest([], cdf))).toBe("TOO_FEW");
    expect(codeOf(() => andersonDarlingDistance([Number.NaN], cdf))).toBe("NOT_FINITE");
  });

  test("series and tail meet at 16; small z are certain", () => {
    const [below, above] = [andersonDarlingSurvival(16), andersonDarlingSurvival(16.0000001)];
    // the leading tail is 2 % short there
    expect(below / above).toBeGreaterThan(1);
    expect(below / above).toBeLessThan(1.02);
    expect(andersonDarlingSurvival(30) / (Math.sqrt(3 / (Math.PI * 30)) * Math.exp(-30))).toBeCloseTo(
      1 - 1 / 60 + 3 / 3600,
      12,
    );
    expect([andersonDarlingSurvival(0.01), andersonDarlingSurvival(-1)]).toEqual([1, 1]);
  });

  test("with a null the p-value is counted, without it that of the limit law", () => {
    const cdf = (x: number) => x;
    const distance = andersonDarlingDistance([0.25, 0.5], cdf);
    expect(andersonDarlingTest([0.25, 0.5], cdf)).toEqual({
      distance,
      pValue: andersonDarlingSurvival(distance),
      method: "asymptotic",
      n: 2,
    });
    expect(andersonDarlingTest([0.25, 0.5], cdf, { null: [distance, 0, 99] })).toEqual({
      distance,
      pValue: 0.75,
      method: "monte-carlo",
      n: 2,
    });
  });
});
