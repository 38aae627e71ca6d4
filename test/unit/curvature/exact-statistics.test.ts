/** Statistics of spectra on cases small enough for a pencil. */
import { describe, expect, test } from "vitest";
import { localStatistics, outliersByBatchSize } from "../../../src/curvature/index.ts";
import { codeOf } from "../error-code.ts";

describe("outliersByBatchSize", () => {
  const sizes = [16, 32, 64, 128];
  const theta = [8, 5];
  const laws = {
    additive: (t: number, b: number) => t + 20 / (b * t),
    multiplicative: (t: number, b: number) => t * (1 + 3 / b),
    free: (t: number, b: number) => t + (t === 5 ? 9 : 1) / b,
  };
  const slopes = { additive: [2.5, 4], multiplicative: [24, 15], free: [1, 9] };
  const strengths = { additive: 20, multiplicative: 3, free: undefined };
  const fits = (law: (t: number, b: number) => number) =>
    outliersByBatchSize(
      sizes,
      sizes.map((b) => theta.map((t) => law(t, b))),
    );
  const named = (list: ReturnType<typeof fits>, form: string) => list.find((fit) => fit.form === form)!;

  test.each(["additive", "multiplicative", "free"] as const)(
    "%s: outliers, slopes and strength are met",
    (form) => {
      const all = fits(laws[form]);
      const fit = named(all, form);
      for (let i = 0; i < 2; i++) {
        expect(fit.theta[i] / theta[i]).toBeCloseTo(1, 5);
        expect(fit.slopes[i] / slopes[form][i]).toBeCloseTo(1, 4);
      }
      if (strengths[form] === undefined) expect(fit).not.toHaveProperty("strength");
      else expect(fit.strength! / strengths[form]).toBeCloseTo(1, 4);
      expect(fit.heldOutError).toBeLessThan(1e-5);
      // A line for each outlier, with a slope each, or with one number for all.
      expect(fit.parameters).toBe(form === "free" ? 4 : 3);
      // The laws are lines in 1/b, so that the free form fits them all; of the other two only the right one does.
      expect(named(all, "free").heldOutError).toBeLessThan(1e-12);
      const errors = all.map(({ heldOutError }) => heldOutError);
      expect(errors).toEqual([...errors].sort((a, b) => a - b));
      for (const other of ["additive", "multiplicative"])
        if (other !== form) expect(named(all, other).heldOutError).toBeGreaterThan(1e-4);
      for (const one of [all, ...all]) expect(Object.isFrozen(one)).toBe(true);
    },
  );

  test("the error is that of sizes left out: of three points each by the line through the other two", () => {
    // At 1/b = 1, 2, 3 the values 1, 1, 4; lines through two of them give -2, 2.5 and 1 at the third.
    const [x, y] = [
      [1, 1 / 2, 1 / 3],
      [[1], [1], [4]],
    ];
    const free = named(outliersByBatchSize(x, y), "free");
    expect(free.heldOutError).toBeCloseTo(
      Math.sqrt(((-2 - 1) ** 2 + (2.5 - 1) ** 2 + (1 / 4 - 1) ** 2) / 3),
      12,
    );
    expect(free.theta[0]).toBeCloseTo(-1, 12);
    expect(free.slopes[0]).toBeCloseTo(1.5, 12);
  });

  test("outliers that do not move have no strength, and equal sizes no slope", () => {
    for (const fit of fits((t) => t)) {
      expect([...fit.slopes].map(Math.abs)).toEqual([0, 0]);
      expect([...fit.theta]).toEqual(theta);
      expect(fit.heldOutError).toBe(0);
      expect(fit.strength).toBe(fit.form === "free" ? undefined : 0);
    }
    const flat = named(outliersByBatchSize([4, 4, 4], [[1], [2], [6]]), "free");
    expect([flat.theta[0], flat.slopes[0]]).toEqual([3, 0]);
  });

  test("counts the outliers that every size has, and refuses what cannot be fitted", () => {
    const [first] = outliersByBatchSize([1, 2, 4], [[3, 1], [3], [3, 2, 1]]);
    expect(first.theta).toHaveLength(1);
    const code = (s: number[], values: number[][]) => codeOf(() => outliersByBatchSize(s, values));
    expect(code([1, 2], [[1], [1]])).toBe("TOO_FEW");
    expect(code([1, 2, 3], [[1], [1]])).toBe("INVALID_SHAPE");
    expect(code([1, 2, 3], [[1], [], [1]])).toBe("TOO_FEW");
    expect(code([1, 0, 3], [[1], [1], [1]])).toBe("INVALID_ARGUMENT");
    expect(code([1, 2, 3], [[1], [-1], [1]])).toBe("INVALID_ARGUMENT");
  });
});

describe("localStatistics", () => {
  // Spacings 1, 2, 3: ratios 2 and 3/2.
  const levels = [6, 0, 3, 1];

  test("of one spectrum: its ratios against laws that are cut where the ratios are", () => {
    const { genuine } = localStatistics([levels]);
    expect(genuine).toMatchObject({ spectra: 1, levels: 4 });
    expect([...genuine!.ratios]).toEqual([0.5, 2 / 3]);
    expect(genuine!.meanRatio.mean).toBeCloseTo(7 / 12, 15);
    expect(genuine!.spacings).toHaveLength(0);
    expect(genuine).not.toHaveProperty("spacingDistance");
    // Poisson: P(ratio <= r) = r/(1 + r), below 10 divided by 10/11: .66 at 3/2, the first step from 0.
    expect(genuine!.ratioDistance.poisson).toBeCloseTo(0.66, 12);
    // Below 1.8 only 3/2 is left: .6/(1.8/2.8).
    const cut = localStatistics([levels], { mostRatio: 1.8 }).genuine!;
    expect(cut.ratioDistance.poisson).toBeCloseTo((0.6 * 2.8) / 1.8, 12);
    expect([...cut.ratios]).toEqual([0.5, 2 / 3]);
  });

  test("of several: spacings of mean 1 after unfolding", () => {
    const { genuine } = localStatistics([levels, [0, 2, 3, 5, 9], [1, 2, 4, 6]]);
    expect(genuine).toMatchObject({ spectra: 3, levels: 13 });
    const { spacings } = genuine!;
    expect(spacings.reduce((sum, s) => sum + s, 0) / spacings.length).toBeCloseTo(1, 14);
    expect(genuine!.spacingDistance!.goe).toBeGreaterThan(0);
  });

  test("a level at the cutoff does not count; round-off is what is smaller than as many as are genuine", () => {
    const noise = [-1e-10, -2e-10, 3e-10, 5e-10, 9e-10, 1e-10];
    const batch = { genuine: [1, 2, 4, -7], single: [...noise, 4, 2, 1, -7] };
    const { paper, genuine, roundOff } = localStatistics([batch]);
    expect([paper?.levels, genuine?.levels, roundOff?.levels]).toEqual([8, 4, 4]);
    // Spacings of -2, 3, 5, 9 are 5, 2, 4.
    for (const [k, ratio] of [0.4, 0.5].entries()) expect(roundOff!.ratios[k]).toBeCloseTo(ratio, 12);
    // Genuine -7, 1, 2, 4: spacings 8, 1, 2.
    expect([...genuine!.ratios]).toEqual([1 / 8, 0.5]);
    expect(localStatistics([{ ...batch, single: batch.single.slice(2) }]).roundOff).toBeUndefined();
    expect(localStatistics([batch], { cutoff: 2e-10 }).paper?.levels).toBe(7);
  });

  test("four different levels are the fewest", () => {
    expect(localStatistics([[1, 1, 2, 3]]).genuine).toBeUndefined();
    expect(localStatistics([[1, 2, 3, 5], [1]]).genuine?.spectra).toBe(1);
    expect(localStatistics([])).toEqual({});
  });

  test("bad input is refused", () => {
    expect(codeOf(() => localStatistics({ genuine: levels } as never))).toBe("INVALID_ARGUMENT");
    for (const options of [{ cutoff: 0 }, { mostRatio: 0 }, { cutof: 1 } as object])
      expect(codeOf(() => localStatistics([levels], options))).toBe("INVALID_ARGUMENT");
  });
});
