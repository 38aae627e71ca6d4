import { describe, expect, test } from "vitest";
import {
  MEAN_RATIOS,
  meanSpacingRatio,
  nullSpectrum,
  numberVariance,
  unfold,
  unfoldingSensitivity,
} from "../../../src/levels/index.ts";
import { codeOf } from "../error-code.ts";

describe("sensitivity to the unfolding", () => {
  test("keeps each value, each refusal and the referee", () => {
    const levels = nullSpectrum({ kind: "goe", n: 300 });
    const record = unfoldingSensitivity(levels, (x) => numberVariance(x, 5));
    expect(record.entries.length).toBe(6);
    for (const entry of record.entries)
      if (entry.available) {
        expect(entry.value).toBe(numberVariance(unfold(levels, entry.options).levels, 5));
        expect(entry.value).toBeGreaterThanOrEqual(record.low);
        expect(entry.value).toBeLessThanOrEqual(record.high);
      }
    expect(Math.abs(record.refereeZ.goe)).toBeLessThan(4);
    expect(record.refereeZ.poisson).toBeGreaterThan(6);
  });

  test("an unfolding that cannot be done has an entry that says why", () => {
    const levels = nullSpectrum({ kind: "goe", n: 50 });
    const record = unfoldingSensitivity(levels, (x) => x.length);
    const refused = record.entries.find((entry) => entry.name === "gaussian a=15");
    expect(refused).toMatchObject({ available: false, code: "TOO_FEW" });
    const only = { wide: { method: "gaussian", a: 40 } } as const;
    expect(() => unfoldingSensitivity(levels, (x) => x.length, only)).toThrow(
      /no unfolding worked: gaussian/,
    );
  });

  test("low, median and high of the values that there are, of even and odd number", () => {
    const levels = nullSpectrum({ kind: "goe", n: 80 });
    const unfoldings = (degrees: number[]) =>
      Object.fromEntries(
        degrees.map((degree) => [`degree ${degree}`, { method: "polynomial", degree } as const]),
      );
    const degreeOf = new Map<number, number>();
    for (const degree of [1, 2, 3, 4])
      degreeOf.set(unfold(levels, { method: "polynomial", degree }).levels[10], degree);
    const statistic = (x: Float64Array) => [4, 1, 9, 2][(degreeOf.get(x[10]) ?? 0) - 1];
    const odd = unfoldingSensitivity(levels, statistic, unfoldings([1, 2, 3]));
    expect([odd.low, odd.median, odd.high]).toEqual([1, 4, 9]);
    const even = unfoldingSensitivity(levels, statistic, unfoldings([1, 2, 3, 4]));
    expect([even.low, even.median, even.high]).toEqual([1, 3, 9]);
    // one that fails does not count
    const failing = unfoldingSensitivity(levels, statistic, unfoldings([1, 200, 3]));
    expect([failing.low, failing.median, failing.high]).toEqual([4, 6.5, 9]);
    expect(failing.entries.map((entry) => entry.available)).toEqual([true, false, true]);
  });

  test("the referee's z is its distance to each class in standard errors", () => {
    const levels = nullSpectrum({ kind: "goe", n: 100 });
    const { referee, refereeZ } = unfoldingSensitivity(levels, (x) => x.length);
    expect(referee).toEqual(meanSpacingRatio(levels));
    for (const name of ["poisson", "goe", "gue", "gse"] as const)
      expect(refereeZ[name]).toBe((referee.mean - MEAN_RATIOS[name]) / referee.standardError);
  });

  test("an error that is not of this library passes through; no unfoldings are too few", () => {
    const levels = nullSpectrum({ kind: "goe", n: 100 });
    const bug = () => {
      throw new RangeError("a bug of the caller's");
    };
    expect(() => unfoldingSensitivity(levels, bug)).toThrow(RangeError);
    expect(codeOf(() => unfoldingSensitivity(levels, (x) => x.length, {}))).toBe("TOO_FEW");
  });
});
