/** The Porter-Thomas test against a plain evaluation, and its p-values against their definition. */
import betainc from "@stdlib/math-base-special-betainc";
import { describe, expect, test } from "vitest";
import { ensembles, matrix, porterThomas, Random, svd, transpose } from "../../../src/index.ts";
import { codeOf } from "../error-code.ts";

/** P(entry of a uniform unit vector of length n <= x): x^2 is Beta(1/2, (n - 1)/2). */
function entryCdf(x: number, n: number): number {
  const half = 0.5 * betainc(Math.min(1, x * x), 0.5, (n - 1) / 2);
  return x < 0 ? 0.5 - half : 0.5 + half;
}

/** Both distances by sorting, straight from their definitions. */
function plainDistances(v: ArrayLike<number>): { papers: number; twoSided: number } {
  const n = v.length;
  const norm = Math.hypot(...Array.from(v));
  const f = Float64Array.from(v, (x) => entryCdf(x / norm, n)).sort();
  let papers = 0;
  let twoSided = 0;
  f.forEach((u, i) => {
    papers = Math.max(papers, Math.abs(u - i / (n - 1)));
    twoSided = Math.max(twoSided, u - i / n, (i + 1) / n - u);
  });
  return { papers, twoSided };
}

describe("distances", () => {
  for (const n of [8, 9, 21, 128, 1024])
    test(`of vectors of length ${n} equal a plain evaluation, random or not`, () => {
      const random = new Random(3, n);
      const vectors = [
        random.normals(n),
        random.normals(n),
        random.uniforms(n),
        random.normals(n).map((x, i) => (i < 3 ? 40 * x : x)),
        new Float64Array(n).fill(1),
        new Float64Array(n).map((_, i) => (i === 2 ? -5 : 0)),
        random.normals(n).map((x) => Math.round(x)),
      ];
      vectors[6][0] = 1;
      const rows = matrix(vectors.length, n, Float64Array.from(vectors.flatMap((v) => [...v])));
      const papers = porterThomas(rows, { axis: "rows", samples: 10 });
      const twoSided = porterThomas(transpose(rows), { samples: 10, statistic: "twoSided" });
      for (const [k, v] of vectors.entries()) {
        const plain = plainDistances(v);
        expect(Math.abs(papers.distances[k] - plain.papers)).toBeLessThan(2e-10);
        expect(Math.abs(twoSided.distances[k] - plain.twoSided)).toBeLessThan(2e-10);
      }
    });

  test("do not change with sign, scale or order of the coordinates", () => {
    const random = new Random(4);
    const v = random.normals(50);
    const images = [v, v.map((x) => -x), v.map((x) => 1e150 * x), random.shuffle(v.slice())];
    const { distances } = porterThomas(matrix(4, 50, Float64Array.from(images.flatMap((x) => [...x]))), {
      axis: "rows",
      samples: 10,
    });
    for (const distance of distances) expect(Math.abs(distance - distances[0])).toBeLessThan(1e-14);
  });

  test("of a pool are those of its entries together", () => {
    const n = 40;
    const g = ensembles.gaussian(10, n, { seed: 9 });
    const { pooled } = porterThomas(g, { axis: "rows", neighbours: 2, samples: 10, pooledSamples: 10 });
    expect(pooled?.size).toBe(4);
    for (const [rank, first] of [
      [0, 0],
      [2, 0],
      [5, 3],
      [9, 6],
    ]) {
      const u: number[] = [];
      for (let k = first; k < first + 4; k++) {
        const v = g.data.subarray(k * n, (k + 1) * n);
        const norm = Math.hypot(...v);
        for (const x of v) u.push(entryCdf(x / norm, n));
      }
      u.sort((a, b) => a - b);
      const plain = u.reduce((max, value, i) => Math.max(max, Math.abs(value - i / (u.length - 1))), 0);
      expect(Math.abs((pooled?.distances[rank] ?? 0) - plain)).toBeLessThan(2e-10);
    }
  });
});

describe("p-values", () => {
  test("agree with the paper's own recipe: pooled empirical law, fresh vectors for the distances", () => {
    const n = 64;
    const unit = (random: Random) => {
      const v = random.normals(n);
      const norm = Math.hypot(...v);
      return v.map((x) => x / norm);
    };
    const source = new Random(5, 1);
    const pool = Float64Array.from(Array.from({ length: 4000 }, () => [...unit(source)]).flat()).sort();
    const empirical = (x: number) => {
      let low = 0;
      let high = pool.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (pool[middle] <= x) low = middle + 1;
        else high = middle;
      }
      return low / pool.length;
    };
    const distance = (v: Float64Array) =>
      v
        .slice()
        .sort()
        .reduce((max, x, i) => Math.max(max, Math.abs(empirical(x) - i / (n - 1))), 0);
    const fresh = new Random(5, 2);
    const nullLaw = Array.from({ length: 3000 }, () => distance(unit(fresh)));
    const g = ensembles.gaussian(40, n, { seed: 6 });
    const { p } = porterThomas(g, { axis: "rows" });
    for (let k = 0; k < 40; k++) {
      const d = distance(unitOf(g.data.subarray(k * n, (k + 1) * n)));
      const recipe = nullLaw.filter((x) => x >= d).length / nullLaw.length;
      expect(Math.abs(p[k] - recipe)).toBeLessThan(0.05);
    }
  });

  test("are uniform for the singular vectors of a Gaussian matrix, on both sides", () => {
    const { u, vt } = svd(ensembles.gaussian(150, 400, { seed: 7 }));
    for (const result of [porterThomas(u), porterThomas(vt, { axis: "rows" })]) {
      expect(result.tests).toBe(150);
      const p = result.p.slice().sort();
      const distance = p.reduce((max, x, i) => Math.max(max, (i + 1) / 150 - x, x - i / 150), 0);
      expect(Math.sqrt(150) * distance).toBeLessThan(1.95);
      expect(result.rejected.count).toBe(p.filter((x) => x < 0.05).length);
      expect(result.rejected.fraction).toBe(result.rejected.count / 150);
    }
  });

  test("of vectors that are flat or live on few coordinates are the smallest possible", () => {
    const n = 200;
    const flat = new Float64Array(n).fill(1);
    const local = new Float64Array(n).map((_, i) => (i < 10 ? 1 : 1e-3));
    const { p } = porterThomas(matrix(2, n, Float64Array.of(...flat, ...local)), {
      axis: "rows",
      samples: 999,
    });
    expect([...p]).toEqual([0.001, 0.001]);
  });

  test("come back the same for the same seed, and move little with another", () => {
    const g = ensembles.gaussian(60, 20, { seed: 8 });
    const a = porterThomas(g, { seed: 1 });
    expect(porterThomas(g, { seed: 1 }).p).toEqual(a.p);
    const b = porterThomas(g, { seed: 2 });
    expect(b.p).not.toEqual(a.p);
    for (let k = 0; k < 20; k++) expect(Math.abs(a.p[k] - b.p[k])).toBeLessThan(0.05);
  });
});

test("the moving average is centred and shortens at the ends", () => {
  const g = ensembles.gaussian(30, 9, { seed: 10 });
  const { p, movingAverage } = porterThomas(g, { window: 5 });
  const mean = (from: number, to: number) => p.slice(from, to).reduce((a, b) => a + b) / (to - from);
  expect(movingAverage[0]).toBeCloseTo(mean(0, 3), 14);
  expect(movingAverage[4]).toBeCloseTo(mean(2, 7), 14);
  expect(movingAverage[8]).toBeCloseTo(mean(6, 9), 14);
});

test("excluded coordinates are left out and the rest is normalised again", () => {
  const g = ensembles.gaussian(40, 6, { seed: 11 });
  const padded = matrix(42, 6, new Float64Array(42 * 6));
  for (let i = 0; i < 40; i++)
    for (let j = 0; j < 6; j++) padded.data[(i + 1) * 6 + j] = 3 * g.data[i * 6 + j];
  const clean = porterThomas(g);
  const excluded = porterThomas(padded, { exclude: [0, 41] });
  expect(excluded.length).toBe(40);
  for (let k = 0; k < 6; k++) expect(excluded.distances[k]).toBeCloseTo(clean.distances[k], 13);
});

test("bad input is refused with its code", () => {
  const g = ensembles.gaussian(20, 4);
  expect(codeOf(() => porterThomas(ensembles.gaussian(7, 4)))).toBe("TOO_FEW");
  expect(codeOf(() => porterThomas(g, { neighbours: 3 }))).toBe("TOO_FEW");
  expect(codeOf(() => porterThomas(g, { window: 4 }))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => porterThomas(g, { samples: 0 }))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => porterThomas(g, { exclude: [20] }))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => porterThomas(matrix(9, 1, new Float64Array(9))))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => porterThomas(matrix(9, 1, new Float64Array(9).fill(Number.NaN))))).toBe("NOT_FINITE");
  expect(codeOf(() => porterThomas({ rows: 9, cols: 2, data: new Float64Array(9) }))).toBe("INVALID_SHAPE");
});

function unitOf(v: Float64Array): Float64Array {
  const norm = Math.hypot(...v);
  return v.map((x) => x / norm);
}
