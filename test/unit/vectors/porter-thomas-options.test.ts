/** The options of the Porter-Thomas test: what each does at its ends, and what is refused. */
import { expect, test } from "vitest";
import { ensembles, matrix, movingAverage, porterThomas } from "../../../src/index.ts";
import { codeOf } from "../error-code.ts";

const flat = matrix(8, 4, new Float64Array(32).fill(1));

test("a moving average is shorter at the ends, and of one entry it is the entry", () => {
  expect([...movingAverage([1, 2, 6, 4], 3)]).toEqual([1.5, 3, 4, 5]);
  expect([...movingAverage([1, 2, 6, 4], 1)]).toEqual([1, 2, 6, 4]);
  expect([...movingAverage([1, 2, 6], 99)]).toEqual([3, 3, 3]);
  expect(movingAverage([], 3)).toHaveLength(0);
});

test("the record says what was asked for", () => {
  const found = porterThomas(flat, { samples: 9, seed: 3, window: 1, statistic: "twoSided", level: 0.2 });
  expect(found).toMatchObject({ tests: 4, length: 8, window: 1, samples: 9, seed: 3, statistic: "twoSided" });
  expect(found.rejected.level).toBe(0.2);
  expect(found.movingAverage).toEqual(found.p);
  expect(found).not.toHaveProperty("pooled");
  expect(Object.isFrozen(found)).toBe(true);
  expect(porterThomas(flat)).toMatchObject({ window: 15, samples: 5000, statistic: "papers" });
});

test("rejected are the p-values below the level, not at it", () => {
  const far = matrix(100, 2, new Float64Array(200).fill(1));
  const rejected = (level: number) => porterThomas(far, { samples: 99, level }).rejected;
  expect(rejected(0.01)).toEqual({ level: 0.01, count: 0, fraction: 0 });
  expect(rejected(0.0101)).toEqual({ level: 0.0101, count: 2, fraction: 1 });
});

test("no vectors are no tests", () => {
  const none = porterThomas(matrix(8, 0, new Float64Array(0)), { samples: 9 });
  expect(none).toMatchObject({ tests: 0, rejected: { count: 0, fraction: 0 } });
});

test("a pool may take all vectors, and its p-values come from a null of its own size", () => {
  const g = ensembles.gaussian(30, 4, { seed: 2 });
  const { pooled } = porterThomas(g, { neighbours: 2, samples: 9, pooledSamples: 19 });
  expect(pooled!.size).toBe(4);
  expect(new Set(pooled!.distances).size).toBe(1);
  expect(pooled!.distances).toHaveLength(4);
  for (const p of pooled!.p) expect((20 * p) % 1).toBeCloseTo(0, 12);
  // Flat vectors: all entries of the pool are one number, as far from the law as can be.
  const worst = porterThomas(flat, { neighbours: 2, samples: 9, pooledSamples: 19 }).pooled!;
  expect([...worst.p]).toEqual([0.05, 0.05, 0.05, 0.05]);
  expect(codeOf(() => porterThomas(g, { neighbours: 3, samples: 9 }))).toBe("TOO_FEW");
});

test("eight coordinates are the fewest, also after some are left out", () => {
  expect(porterThomas(flat, { samples: 1 }).length).toBe(8);
  expect(codeOf(() => porterThomas(flat, { exclude: [0] }))).toBe("TOO_FEW");
});

test("options out of range are refused", () => {
  for (const options of [
    { samples: 0.5 },
    { window: 0 },
    { window: 2 },
    { neighbours: -1 },
    { neighbours: 0.5 },
    { pooledSamples: 0 },
    { level: 0 },
    { level: 1 },
    { statistic: "both" as "papers" },
    { axis: "diagonal" as "rows" },
    { exclude: [-1] },
    { exclude: [0.5] },
    { sample: 9 } as object,
  ])
    expect(codeOf(() => porterThomas(flat, options))).toBe("INVALID_ARGUMENT");
});
