import { expect, test } from "vitest";
import { gaussian } from "../../../src/ensembles/index.ts";
import { Random, svdvals } from "../../../src/kernel/index.ts";
import { poissonSpacing, wignerSurmise } from "../../../src/laws/index.ts";
import { clearNullBands, spacings, spacingTest, unfold } from "../../../src/levels/index.ts";
import { andersonDarlingDistance, ksDistance } from "../../../src/statistics/index.ts";

const shape = { kind: "gaussian", rows: 120, cols: 120 } as const;
const goe = wignerSurmise({ beta: 1 });

test("the p-values of noise are spread over (0, 1)", async () => {
  const pValues: number[] = [];
  for (let stream = 0; stream < 40; stream++) {
    const s = svdvals(gaussian(120, 120, { seed: 9, stream }));
    const result = await spacingTest(s, shape, goe, { samples: 199 });
    expect(result.distance).toBe(ksDistance(spacings(unfold(s, { method: "gaussian" }).levels), goe));
    expect(result).toMatchObject({ statistic: "ks", law: goe.name });
    expect(result.diagnostics.kept).toBe(60);
    pValues.push(result.pValue);
  }
  // the distance of 40 uniform numbers to the uniform law stays below .30 in 999 of 1,000
  expect(ksDistance(pValues, (p) => p)).toBeLessThan(0.3);
});

test("independent levels fail, in both statistics and both unfoldings", async () => {
  const levels = new Random(3).uniforms(120).sort();
  for (const statistic of ["ks", "ad"] as const)
    for (const unfolding of [
      { method: "gaussian", a: 10 },
      { method: "polynomial", degree: 3 },
    ] as const) {
      const { pValue, distance } = await spacingTest(levels, shape, goe, {
        samples: 99,
        statistic,
        unfolding,
      });
      expect(pValue).toBe(1 / 100);
      const s = spacings(unfold(levels, unfolding).levels);
      expect(distance).toBe(statistic === "ks" ? ksDistance(s, goe) : andersonDarlingDistance(s, goe));
    }
});

test("the null is kept per law, statistic, unfolding and shape", async () => {
  clearNullBands();
  const s = svdvals(gaussian(120, 120, { seed: 9 }));
  let runs = 0;
  const options = { samples: 20, onProgress: (done: number) => done === 20 && runs++ };
  await spacingTest(s, shape, goe, options);
  const again = await spacingTest(s, shape, goe, options);
  expect(runs).toBe(1);
  const other = await spacingTest(s, shape, poissonSpacing(), options);
  expect(runs).toBe(2);
  expect(other.null).not.toEqual(again.null);
  await spacingTest(s, shape, goe, { ...options, statistic: "ad" });
  await spacingTest(s, { kind: "gaussian", rows: 120, cols: 121 }, goe, options);
  expect(runs).toBe(4);
});

test("a spectrum that is too short says what would work", async () => {
  await expect(spacingTest([1, 2, 3], shape, goe)).rejects.toMatchObject({ code: "TOO_FEW" });
});
