/** Where randomness begins: rates under the null, planted boundaries, confidence, both ends, several sequences. */
import { expect, test } from "vitest";
import { boundaryRank, Random } from "../../../src/index.ts";
import { codeOf } from "../error-code.ts";

const DRAWS = 5000;
const grid = (u: number) => (1 + Math.floor(u * (DRAWS + 1))) / (DRAWS + 1);
const random = (m: number, stream: number) => new Random(91, stream).uniforms(m).map(grid);
/** The first `k` p-values are powers of uniform ones: -ln p has mean `strength`. */
const planted = (m: number, k: number, strength: number, stream: number) =>
  new Random(92, stream).uniforms(m).map((u, i) => grid(i < k ? u ** strength * 0.9999 : u));

test("random sequences get a boundary at the stated family-wise rate, whatever their length", () => {
  for (const m of [10, 200]) {
    const count = 1000;
    let found = 0;
    for (let s = 0; s < count; s++) {
      const result = boundaryRank(random(m, s));
      if (result.boundary > 0) found++;
      else expect(result).toMatchObject({ lower: 0, interval: [0, 0] });
      expect(result.boundary > 0).toBe(result.pValue <= 0.05);
    }
    expect(Math.abs(found / count - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / count));
  }
});

test("a planted boundary is found within its interval, and the lower bound seldom exceeds it", () => {
  const [m, k, count] = [400, 25, 100];
  let above = 0;
  let covered = 0;
  const estimates: number[] = [];
  for (let s = 0; s < count; s++) {
    const result = boundaryRank(planted(m, k, 5, s));
    if (result.lower > k) above++;
    if (result.interval[0] <= k && k <= result.interval[1]) covered++;
    expect(result.lower).toBeGreaterThan(0);
    estimates.push(result.boundary);
  }
  estimates.sort((a, b) => a - b);
  expect(Math.abs(estimates[count / 2] - k)).toBeLessThanOrEqual(1);
  expect(above / count).toBeLessThan(0.05 + 4 * Math.sqrt(0.05 / count));
  expect(covered / count).toBeGreaterThan(0.88);
});

test("nothing is found at the wrong end; the last ranks are found from the last", () => {
  const p = planted(300, 12, 6, 7);
  const reversed = p.slice().reverse();
  const other = boundaryRank(p, { from: "last" });
  expect(other.boundary).toBe(0);
  expect(Math.abs(other.setAside - 12)).toBeLessThanOrEqual(3);
  const last = boundaryRank(reversed, { from: "last" });
  expect(last).toEqual(boundaryRank(p));
  expect(Math.abs(last.boundary - 12)).toBeLessThanOrEqual(3);
  expect(last.setAside).toBe(0);
});

test("both ends at once: each is found, the other one set aside", () => {
  const p = planted(500, 30, 5, 8);
  for (const [i, u] of new Random(93).uniforms(40).entries()) p[499 - i] = grid(0.9999 * u ** 4);
  const top = boundaryRank(p);
  const bottom = boundaryRank(p, { from: "last" });
  expect(Math.abs(top.boundary - 30)).toBeLessThanOrEqual(4);
  expect(Math.abs(bottom.boundary - 40)).toBeLessThanOrEqual(5);
  expect(top.setAside).toBe(bottom.boundary);
  expect(bottom.setAside).toBe(top.boundary);
});

test("a sequence that is nowhere random has its boundary at its end", () => {
  const p = planted(200, 200, 4, 9);
  const result = boundaryRank(p);
  expect(result.setAside).toBe(0);
  expect(result.boundary).toBeGreaterThan(190);
  expect(result.lower).toBeGreaterThan(185);
});

test("a few extreme ranks among many are enough, as they are when they stand alone", () => {
  const p = random(2000, 3);
  p.fill(1 / (DRAWS + 1), 0, 3);
  const result = boundaryRank(p);
  expect(result.boundary).toBeGreaterThanOrEqual(3);
  expect(result.boundary).toBeLessThan(12);
  expect(result.pValue).toBeLessThan(0.001);
});

test("left and right vectors together see what each alone misses", () => {
  let alone = 0;
  let together = 0;
  for (let s = 0; s < 60; s++) {
    const left = planted(300, 8, 2, 2 * s);
    const right = planted(300, 8, 2, 2 * s + 1);
    if (boundaryRank(left).boundary > 0) alone++;
    if (boundaryRank([left, right]).boundary > 0) together++;
  }
  expect(together).toBeGreaterThan(alone + 5);
  expect(boundaryRank([random(5, 1), random(5, 2)])).toMatchObject({ ranks: 5, sequences: 2 });
});

test("bad input is refused with its code", () => {
  expect(codeOf(() => boundaryRank([]))).toBe("TOO_FEW");
  expect(codeOf(() => boundaryRank([0.5, 0]))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => boundaryRank([0.5, Number.NaN]))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => boundaryRank([[0.5], [0.5, 0.5]]))).toBe("INVALID_SHAPE");
  expect(codeOf(() => boundaryRank([0.5], { level: 0 }))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => boundaryRank([0.5], { level: 0.001, samples: 100 }))).toBe("TOO_FEW");
});

test("the statistic, its place and the strength are those of the likelihood ratio", () => {
  // -ln p = 4, 3, .5, .1, .1: means of the prefixes 4, 3.5, 2.5, 1.9, 1.54; k (t - 1 - ln t) is largest at k = 3.
  const p = [4, 3, 0.5, 0.1, 0.1].map((x) => Math.exp(-x));
  const ratio = (k: number, t: number) => k * (t - 1 - Math.log(t));
  expect(ratio(2, 3.5)).toBeGreaterThan(ratio(3, 2.5));
  const found = boundaryRank(p);
  expect(found).toMatchObject({ boundary: 2, ranks: 5, sequences: 1, level: 0.05, setAside: 0 });
  expect(found.statistic).toBeCloseTo(ratio(2, 3.5), 12);
  expect(found.strength).toBeCloseTo(3.5, 12);
  expect(Object.isFrozen(found)).toBe(true);
  const both = boundaryRank([p, p]);
  expect(both.statistic).toBeCloseTo(2 * ratio(2, 3.5), 12);
  expect(both).toMatchObject({ boundary: 2, sequences: 2 });
  expect(both.strength).toBeCloseTo(3.5, 12);
  // All means below 1: nothing is found.
  const calm = boundaryRank([0.9, 0.8, 0.95]);
  expect(calm).toMatchObject({ boundary: 0, statistic: 0, lower: 0, pValue: 1, setAside: 0 });
  expect(calm.strength).toBeNaN();
});

test("the lower bound holds the last ranks against nulls of their own length", () => {
  // Nine ranks that are not random, then one: 3.5 - 1 - ln 3.5 = 1.25 passes for noise among ten ranks, not alone, where
  // the level's own value is 3 - 1 - ln 3 = .90.
  const p = [...new Array<number>(9).fill(1 / (DRAWS + 1)), Math.exp(-3.5)];
  expect(boundaryRank(p).lower).toBe(10);
  expect(boundaryRank([...p.slice(0, 9), 0.3]).lower).toBe(9);
});

test("p-values move in steps of 1/(samples + 1), and the seed decides them", () => {
  const p = [0.02, 0.3, 0.6, 0.04];
  const found = boundaryRank(p, { samples: 99, seed: 4 });
  expect(found.pValue * 100).toBeCloseTo(Math.round(found.pValue * 100), 10);
  expect(boundaryRank(p, { samples: 99, seed: 4 })).toEqual(found);
  // One rank, one sequence: p of the whole is p itself up to the simulation's error, where p < 1/e.
  const one = boundaryRank([0.2], { samples: 20000 });
  expect(Math.abs(one.pValue - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 20000));
});

test("level, samples, draws and seed are checked", () => {
  for (const options of [{ level: 1 }, { samples: 0 }, { draws: 0 }, { draws: 1.5 }])
    expect(codeOf(() => boundaryRank([0.5], options))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => boundaryRank([0.5], { from: "middle" as "first" }))).toBe("INVALID_ARGUMENT");
  expect(boundaryRank([1]).ranks).toBe(1);
  expect(codeOf(() => boundaryRank([1.0000001]))).toBe("INVALID_ARGUMENT");
  // 19 samples can reach p = .05 = 1/20, 18 cannot.
  expect(boundaryRank([0.5], { samples: 19 }).level).toBe(0.05);
  expect(codeOf(() => boundaryRank([0.5], { samples: 18 }))).toBe("TOO_FEW");
});
