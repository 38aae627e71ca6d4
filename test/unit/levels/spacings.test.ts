import { describe, expect, test } from "vitest";
import { poissonLevels } from "../../../src/ensembles/index.ts";
import { Random } from "../../../src/kernel/index.ts";
import { MEAN_RATIOS, meanSpacingRatio, spacingRatios, spacings } from "../../../src/levels/index.ts";

test("spacings of order k", () => {
  expect([...spacings([1, 2, 4, 8])]).toEqual([1, 2, 4]);
  expect([...spacings([8, 4, 2, 1], 2)]).toEqual([3, 6]);
  expect(() => spacings([1, 2], 2)).toThrow(/at least 3 levels, got 2/);
  expect(() => spacings([1, 2], 0)).toThrow(/k must be an integer >= 1/);
});

describe("spacing ratios", () => {
  test("by hand, zero spacings dropped and counted", () => {
    const { r, rTilde, zeroSpacings } = spacingRatios([0, 1, 1, 3, 4, 4, 4]);
    expect([...r]).toEqual([2, 0.5]);
    expect([...rTilde]).toEqual([0.5, 0.5]);
    expect(zeroSpacings).toBe(3);
  });

  test("are free of any monotone linear map and of the direction", () => {
    const x = [...new Random(3).uniforms(50)].sort((p, q) => p - q);
    const { rTilde } = spacingRatios(x);
    const reversed = spacingRatios(x.map((v) => -1024 * v)).rTilde;
    expect([...reversed].reverse()).toEqual([...rTilde]);
  });

  test("of Poisson levels have mean 2 ln 2 - 1 within four standard errors", () => {
    const x = [...new Random(11).uniforms(200_000)].sort((p, q) => p - q);
    const { mean, standardError, count } = meanSpacingRatio(x);
    expect(count).toBe(199_998);
    expect(Math.abs(mean - MEAN_RATIOS.poisson)).toBeLessThan(4 * standardError);
  });

  test("the standard error is that of batch means: neighbouring ratios are correlated", () => {
    const spectra = Array.from({ length: 400 }, (_, stream) => poissonLevels(202, { stream }));
    const { standardError, count } = meanSpacingRatio(spectra);
    expect(count).toBe(400 * 200);
    const means = spectra.map((x) => meanSpacingRatio(x).mean);
    const mean = means.reduce((sum, m) => sum + m, 0) / 400;
    const batch = Math.sqrt(means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / 399 / 400);
    // batch means are known within 3.5 %; independent ratios of sd sqrt(3 - 4 ln 2 - mean^2) would fall 13 % short
    expect(Math.abs(standardError / batch - 1)).toBeLessThan(0.1);
    const independent = Math.sqrt((3 - 4 * Math.LN2 - MEAN_RATIOS.poisson ** 2) / count);
    expect(standardError / independent).toBeGreaterThan(1.12);
    expect(standardError / independent).toBeLessThan(1.17);
  });

  test("the standard error by hand: neighbours' covariance enters twice, never below none", () => {
    // spacings 1 2 2 4 4: ratios 1/2 1 1/2 1 alternate, so c_1 < 0 and c_0 = (4/16)/3
    const alternating = meanSpacingRatio([0, 1, 3, 5, 9, 13]);
    expect(alternating.mean).toBe(0.75);
    expect(alternating.standardError).toBeCloseTo(Math.sqrt(1 / 12 / 4), 15);
    // spacings 1 2 4 4 4: ratios 1/2 1/2 1 1, deviations -1/4 -1/4 1/4 1/4: c_0 = 1/12, c_1 = (1/16)/3
    const trending = meanSpacingRatio([0, 1, 3, 7, 11, 15]);
    expect(trending.standardError).toBeCloseTo(Math.sqrt((1 / 12 + 2 / 48) / 4), 15);
    expect(trending).toMatchObject({ count: 4, zeroSpacings: 0 });
  });

  test("two ratios are the fewest for a mean", () => {
    expect(meanSpacingRatio([0, 1, 3, 4]).count).toBe(2);
    expect(() => meanSpacingRatio([0, 1, 3])).toThrow(/at least 2 ratios \(4 levels\), got 1/);
    expect(() => meanSpacingRatio([])).toThrow(/got 0/);
    expect(meanSpacingRatio([[0, 1, 1, 3], Float64Array.of(0, 1, 3)]).zeroSpacings).toBe(1);
  });

  test("of several spectra never mix them", () => {
    const far = meanSpacingRatio([
      [0, 1, 3],
      [100, 101, 103],
    ]);
    expect(far).toMatchObject({ mean: 0.5, count: 2, standardError: 0 });
  });

  test("need three different levels", () => {
    expect(() => spacingRatios([1, 1, 2, 2])).toThrow(/at least 3 different levels, got 2 among 4/);
    expect(() => spacingRatios([1, 2])).toThrow(/at least 3 levels, got 2/);
  });
});
