import { describe, expect, test } from "vitest";
import { analyzeMatrix, type Matrix, matmul, matrix, Random } from "../../../src/index.ts";

function gaussian(rows: number, cols: number, sigma = 1, seed = 1): Matrix {
  return matrix(
    rows,
    cols,
    new Random(seed).normals(rows * cols).map((x) => x * sigma),
  );
}

function diagonal(values: readonly number[]): Matrix {
  const n = values.length;
  const data = new Float64Array(n * n);
  values.forEach((value, k) => {
    data[k * n + k] = value;
  });
  return matrix(n, n, data);
}

describe("norms of a known spectrum", () => {
  const { norms, singularValues, entries } = analyzeMatrix(diagonal([3, -2, 1, 0]));

  test("are those of lambda = nu^2", () => {
    expect([...singularValues]).toEqual([3, 2, 1, 0]);
    expect(norms.norm).toBeCloseTo(14, 12);
    expect(norms.logNorm).toBeCloseTo(Math.log10(14), 12);
    expect(norms.spectralNorm).toBeCloseTo(9, 12);
    expect(norms.stableRank).toBeCloseTo(14 / 9, 12);
    expect(norms.matrixRank).toBe(3);
    const p = [9 / 14, 4 / 14, 1 / 14];
    expect(norms.entropy).toBeCloseTo(-p.reduce((sum, x) => sum + x * Math.log(x), 0) / Math.log(3), 12);
  });

  test("entries count zeros", () => {
    expect(entries).toMatchObject({ count: 16, zeros: 13, maxAbs: 3, mean: 2 / 16 });
    expect(entries.variance).toBeCloseTo(14 / 16 - (2 / 16) ** 2, 14);
  });
});

describe("detX where rank is lost", () => {
  /** WeightWatcher's definition, product by product: all eigenvalues over their mean, the longest tail of product >= 1. */
  function longestTail(singularValues: Float64Array): { count: number; smallest: number } {
    const lambda = [...singularValues].map((nu) => nu * nu).sort((a, b) => a - b);
    const mean = lambda.reduce((sum, x) => sum + x, 0) / lambda.length;
    const start = lambda.findIndex(
      (_, k) => lambda.slice(k).reduce((product, x) => product * (x / mean), 1) >= 1,
    );
    return { count: lambda.length - start, smallest: lambda[start]! };
  }

  test.each([
    [
      "zeros on the diagonal",
      diagonal([...Array.from({ length: 60 }, (_, k) => 2 ** (k / 12)), ...Array(40).fill(0)]),
    ],
    ["a product of rank 90 in 160 x 160", matmul(gaussian(160, 90, 1, 2), gaussian(90, 160, 1, 3))],
    ["full rank", gaussian(80, 120)],
  ])("is that of all eigenvalues: %s", (_, a) => {
    const { tail, singularValues } = analyzeMatrix(a, { depth: "quick" });
    if (!tail.available) throw new Error(tail.reason);
    const { count, smallest } = longestTail(singularValues);
    expect(tail.detXNum).toBe(count);
    expect(tail.detXVal).toBe(smallest);
  });
});

describe("where there is no noise, no sigma and no edge are reported", () => {
  const only = matrix(
    100,
    80,
    new Float64Array(8000).map((_, at) => (at === 1363 ? 1 : 0)),
  );
  test.each([
    ["a single 1 among zeros", only, 79, /only one entry is not zero/],
    [
      "ones",
      matrix(100, 80, new Float64Array(8000).fill(1)),
      79,
      /1 of 80 singular values are not round-off/,
    ],
    ["zeros", matrix(100, 80, new Float64Array(8000)), 80, /0 of 80 singular values are not round-off/],
  ])("%s", (_, a, lost, why) => {
    for (const depth of ["quick", "full"] as const) {
      const { bulk, verdict, signFlips, planted } = analyzeMatrix(a, { depth });
      expect(bulk).toEqual({ available: false, code: "TOO_FEW", reason: expect.stringMatching(why) });
      expect(verdict).toEqual({
        available: true,
        kind: "rank-collapsed",
        p: 1,
        learnedSpikes: 0,
        sentence: `${lost} of 80 singular values are round-off: the matrix has rank ${80 - lost}.`,
      });
      expect([signFlips, planted]).toEqual([undefined, undefined]);
    }
  });

  test("a row vector of noise keeps its sigma, and so does noise that lost a third of its rank", () => {
    const row = analyzeMatrix(gaussian(1, 400, 0.5));
    if (!row.bulk.available) throw new Error(row.bulk.reason);
    expect(Math.abs(row.bulk.sigma / 0.5 - 1)).toBeLessThan(0.1);
    const tied = gaussian(90, 200);
    tied.data.copyWithin(60 * 200, 0, 30 * 200);
    expect(analyzeMatrix(tied).bulk.available).toBe(true);
  });
});

describe("the warning", () => {
  /** Quantiles of a Pareto law whose squares have the density exponent alpha: a sample without chance. */
  const pareto = (alpha: number, n: number) =>
    diagonal(Array.from({ length: n }, (_, k) => (1 - (k + 0.5) / n) ** (-0.5 / (alpha - 1))));
  const tailOf = (a: Matrix, depth: "quick" | "standard" | "full") => {
    const { tail } = analyzeMatrix(a, { depth });
    if (!tail.available) throw new Error(tail.reason);
    return tail;
  };

  test("is of power laws alone", () => {
    expect(tailOf(pareto(1.6, 120), "full")).toMatchObject({
      verdict: { answer: "power law" },
      warning: "over-trained",
    });
    expect(tailOf(pareto(3, 120), "full")).not.toHaveProperty("warning");
    const noise = tailOf(gaussian(200, 200), "quick");
    expect(noise).toMatchObject({ verdict: { answer: "not tested" }, warning: "under-trained" });
    const tested = tailOf(gaussian(200, 200), "full");
    expect(tested.verdict.answer).toBe("not a power law");
    expect(tested.alpha).toBeGreaterThan(6);
    expect(tested).not.toHaveProperty("warning");
    const short = tailOf(pareto(1.6, 40), "full");
    expect(short.verdict.answer).toBe("too few points");
    expect(short).not.toHaveProperty("warning");
  });
});

describe("Gaussian noise", () => {
  test.each([
    [400, 400],
    [300, 900],
  ])("of %i x %i is all bulk: sigma is found, no spikes, GOE levels", (rows, cols) => {
    const { bulk, levels, q, tail } = analyzeMatrix(gaussian(rows, cols, 0.02));
    if (!bulk.available || !levels.available || !tail.available) throw new Error("a part is unavailable");
    expect(q).toBe(rows / cols);
    expect(Math.abs(bulk.sigma / 0.02 - 1)).toBeLessThan(0.01);
    expect(bulk.upperEdge).toBeCloseTo(bulk.sigma * Math.sqrt(cols) * (1 + Math.sqrt(q)), 12);
    expect(bulk.numSpikes).toBe(0);
    expect(Math.abs(levels.meanRatio - 0.5307)).toBeLessThan(4 * levels.meanRatioError);
    expect(levels.ksWigner).toBeLessThan(0.08);
    expect(levels.ksPoisson).toBeGreaterThan(0.2);
    expect(tail.alpha).toBeGreaterThan(5);
  });

  test("a planted spike is one spike, and alpha-weighted quantities follow their definitions", () => {
    const a = gaussian(200, 300, 0.1);
    for (let i = 0; i < 200; i++) for (let j = 0; j < 300; j++) a.data[i * 300 + j] += 0.05;
    const { bulk, tail, singularValues } = analyzeMatrix(a);
    if (!bulk.available || !tail.available) throw new Error("a part is unavailable");
    expect(bulk.numSpikes).toBe(1);
    const lambda = singularValues.map((nu) => nu * nu);
    expect(tail.alphaWeighted).toBeCloseTo(tail.alpha * Math.log10(lambda[0]), 10);
    const sum = lambda.reduce((total, x) => total + x ** tail.alpha, 0);
    expect(tail.logAlphaNorm).toBeCloseTo(Math.log10(sum), 10);
    const inTail = lambda.filter((x) => x >= tail.xmin);
    expect(tail.numPlSpikes).toBe(inTail.length);
    const meanLog = inTail.reduce((total, x) => total + Math.log(x / tail.xmin), 0) / inTail.length;
    expect(tail.alpha).toBeCloseTo(1 + 1 / meanLog, 10);
  });
});

describe("awkward matrices", () => {
  test.each([
    ["1 x 1", matrix(1, 1, Float64Array.of(-3)), 3],
    ["1 x 5", matrix(1, 5, Float64Array.of(1, 2, 2, 4, 0)), 5],
    ["5 x 1", matrix(5, 1, Float32Array.of(1, 2, 2, 4, 0)), 5],
  ])("%s has one singular value and says why it has no statistics", (_name, a, nu) => {
    const analysis = analyzeMatrix(a);
    expect([...analysis.singularValues]).toEqual([nu]);
    for (const part of [analysis.levels, analysis.tail])
      expect(part).toMatchObject({ available: false, reason: expect.stringMatching(/.{10}/) });
  });

  test("dead inputs do not make the vectors of the others look localised", () => {
    const a = gaussian(100, 140);
    for (let i = 0; i < 100; i++) for (let j = 0; j < 30; j++) a.data[i * 140 + j] = 0;
    const { vectors } = analyzeMatrix(a);
    if (!vectors?.available) throw new Error("no vectors");
    expect(vectors.right.length).toBe(110);
    expect(vectors.boundary.boundary).toBe(0);
    expect(vectors.right.rejectedShare).toBeLessThan(0.15);
  });

  test("zeros have rank 0 and no NaN where a number is claimed", () => {
    const { norms, levels } = analyzeMatrix(matrix(60, 60, new Float64Array(3600)));
    expect(norms).toMatchObject({ norm: 0, spectralNorm: 0, stableRank: 0, matrixRank: 0, entropy: 0 });
    expect(levels.available).toBe(false);
  });

  test("extreme scales leave dimensionless numbers alone", () => {
    const plain = analyzeMatrix(gaussian(80, 120));
    for (const scale of [1e-140, 1e140]) {
      const a = gaussian(80, 120);
      const scaled = analyzeMatrix({ ...a, data: a.data.map((x) => x * scale) });
      expect(scaled.norms.stableRank).toBeCloseTo(plain.norms.stableRank, 8);
      expect(scaled.norms.matrixRank).toBe(80);
      if (!scaled.levels.available || !plain.levels.available) throw new Error("levels are unavailable");
      expect(scaled.levels.meanRatio).toBeCloseTo(plain.levels.meanRatio, 8);
    }
  });

  test("an empty matrix and one with a NaN are refused with the place", () => {
    expect(() => analyzeMatrix(matrix(0, 5, new Float64Array(0)))).toThrow(/no entries/);
    const a = gaussian(3, 4);
    a.data[6] = Number.NaN;
    expect(() => analyzeMatrix(a)).toThrow(/\[1, 2\]/);
    expect(() => analyzeMatrix({ rows: 2, cols: 2, data: new Float64Array(3) })).toThrow(/2 x 2/);
  });
});

describe("depth full", () => {
  const { levels, bulk, tail, planted } = analyzeMatrix(gaussian(120, 150), { depth: "full" });

  test("noise lies inside its own null, and planted signals are found", () => {
    if (!levels.available || !bulk.available || !tail.available || !planted?.available)
      throw new Error("a part is missing");
    expect(levels.null?.ksWignerP).toBeGreaterThan(0.01);
    expect(levels.null?.meanRatioP).toBeGreaterThan(0.01);
    expect(bulk.ksP).toBeGreaterThan(0.01);
    expect(tail.verdict?.answer).not.toBe("power law");
    expect(planted).toMatchObject({ planted: 3, found: 3 });
    expect(Math.abs(planted.sigmaShift)).toBeLessThan(0.02);
  });
});

describe("entries at the ends of the range of numbers", () => {
  const ordinary = gaussian(60, 90);
  const row = new Random(2).normals(90);
  for (let i = 0; i < 60; i++) for (let j = 0; j < 90; j++) ordinary.data[i * 90 + j] += 0.6 * row[j];

  test.each([-900, -460, 460, 900])(
    "times 2^%i: the same verdict, and no number that squares have spoilt",
    (k) => {
      const scaled = { ...ordinary, data: ordinary.data.map((x) => x * 2 ** k) };
      const [before, after] = [ordinary, scaled].map((a) => analyzeMatrix(a));
      if (!before.verdict.available || !after.verdict.available) throw new Error("no verdict");
      expect(before.verdict.kind).toBe("bulk and spikes");
      expect(after.verdict.kind).toBe(before.verdict.kind);
      expect(after.verdict.p).toBe(before.verdict.p);
      expect(after.verdict.learnedSpikes).toBe(before.verdict.learnedSpikes);
      expect(after.bulk).toMatchObject({
        mpSoftrank: (before.bulk.available && before.bulk.mpSoftrank) || 0,
      });
      for (const part of [after.tail, after.permuted])
        expect(part).toMatchObject({
          code: "NOT_FINITE",
          reason: expect.stringContaining("leave the range"),
        });
    },
  );
});
