import { describe, expect, test } from "vitest";
import { summarize } from "../../../src/analysis/records/summary.ts";
import {
  type AnalyzedLayer,
  analyzeMatrix,
  ensembles,
  type Matrix,
  matrix,
  Random,
  shrink,
} from "../../../src/index.ts";

const SIZE = { rows: 160, cols: 240 };

/** Entries from `draw`, and optionally a rank-one term of the given strength in units of the noise edge. */
function layer(draw: (random: Random) => number, seed: number, strength = 0): Matrix {
  const random = new Random(seed);
  const { rows, cols } = SIZE;
  const data = Float64Array.from({ length: rows * cols }, () => draw(random));
  const [u, v] = [random.normals(rows), random.normals(cols)];
  const edge = Math.sqrt(rows) + Math.sqrt(cols);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++)
      data[i * cols + j] += (strength * edge * u[i] * v[j]) / Math.sqrt(rows * cols);
  return matrix(rows, cols, data);
}

const gaussian = (random: Random) => random.normal();
/** Student's t with 3 degrees of freedom. */
const student = (random: Random) =>
  random.normal() / Math.sqrt((random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2) / 3);

function analyzed(a: Matrix, index: number): AnalyzedLayer {
  const analysis = analyzeMatrix(a);
  return {
    index,
    name: `w${index}`,
    dtype: "F64",
    shape: [a.rows, a.cols],
    status: "analyzed",
    analysis,
    seconds: 0,
  };
}

function kindOf(a: Matrix) {
  const { verdict } = analyzeMatrix(a);
  if (!verdict.available) throw new Error(verdict.reason);
  return verdict;
}

describe("the verdict on one matrix", () => {
  test("Gaussian noise is random", () => {
    expect(kindOf(layer(gaussian, 1))).toMatchObject({ kind: "random", learnedSpikes: 0 });
  });

  test("a planted spike in Gaussian noise is learned", () => {
    const verdict = kindOf(layer(gaussian, 2, 1.5));
    expect(verdict).toMatchObject({ kind: "bulk and spikes", learnedSpikes: 1 });
    expect(verdict.p).toBeLessThan(1e-6);
  });

  test("heavy-tailed entries alone are entries, not learning", () => {
    for (const seed of [3, 4, 5]) {
      const verdict = kindOf(layer(student, seed));
      expect(["heavy-tailed entries", "random"]).toContain(verdict.kind);
      expect(verdict.learnedSpikes).toBe(0);
      if (verdict.kind === "heavy-tailed entries") expect(verdict.sentence).toMatch(/entries, not learning/);
    }
  });

  test("a spike far beyond what heavy entries do is learned", () => {
    expect(kindOf(layer(student, 3, 8)).learnedSpikes).toBe(1);
  });

  test("a mean among the entries does not hide signals, and is no signal itself", () => {
    const shifted = layer(gaussian, 8, 2);
    const meanOnly = layer(gaussian, 9);
    for (const a of [shifted, meanOnly]) for (let i = 0; i < a.data.length; i++) a.data[i] += 0.4;
    expect(kindOf(shifted).learnedSpikes).toBe(1);
    for (const depth of ["quick", "standard"] as const) {
      const { verdict } = analyzeMatrix(meanOnly, { depth });
      if (!verdict.available) throw new Error(verdict.reason);
      expect(verdict).toMatchObject({ kind: "heavy-tailed entries", learnedSpikes: 0 });
      expect(verdict.p).toBeGreaterThan(0.05);
      expect(verdict.sentence).toMatch(/their mean taken off/);
    }
  });

  test("independent entries of unequal sizes are not learned, at any depth", () => {
    const scales = new Random(30).normals(SIZE.rows).map((x) => Math.exp(x / 2));
    const kept = new Random(31).uniforms(SIZE.rows * SIZE.cols);
    const makers: Record<string, (x: number, at: number) => number> = {
      "rows of unequal scale": (x, at) => x * scales[Math.floor(at / SIZE.cols)],
      "a tenth of the entries": (x, at) => (kept[at] < 0.1 ? x : 0),
      "Cauchy entries": (x, at) => x / Math.tan(Math.PI * kept[at]),
    };
    for (const [name, sized] of Object.entries(makers)) {
      const noise = layer(gaussian, 32);
      noise.data.forEach((x, at) => {
        noise.data[at] = sized(x, at);
      });
      for (const depth of ["quick", "standard"] as const) {
        const { bulk, verdict } = analyzeMatrix(noise, { depth });
        expect(bulk, name).toMatchObject({ available: true });
        if (bulk.available) expect(bulk.numSpikes, name).toBeGreaterThan(0);
        expect(verdict, name).toMatchObject({ kind: "heavy-tailed entries", learnedSpikes: 0 });
      }
    }
  });

  test("signals among entries of unequal sizes are found", () => {
    const signal = layer(gaussian, 33, 4);
    const scales = new Random(30).normals(SIZE.rows).map((x) => Math.exp(x / 4));
    signal.data.forEach((x, at) => {
      signal.data[at] = x * scales[Math.floor(at / SIZE.cols)];
    });
    expect(kindOf(signal).learnedSpikes).toBe(1);
  });

  test("a spectrum of another kind is not called noise", () => {
    const orthogonal = ensembles.haarOrthogonal(120, { seed: 3 });
    expect(kindOf(orthogonal)).toMatchObject({ kind: "other bulk", learnedSpikes: 0 });
    const identity = Float64Array.from({ length: 80 * 80 }, (_, at) => (at % 81 === 0 ? 1 : 0));
    expect(kindOf(matrix(80, 80, identity)).kind).toBe("other bulk");
  });

  test("columns of zeros on the longer side are no part of the noise", () => {
    const noise = layer(gaussian, 34);
    for (let at = 0; at < noise.data.length; at++) if (at % SIZE.cols < 60) noise.data[at] = 0;
    const { bulk, verdict } = analyzeMatrix(noise);
    expect(bulk).toMatchObject({ liveRows: SIZE.rows, liveCols: SIZE.cols - 60, hardRank: SIZE.rows });
    expect(verdict).toMatchObject({ kind: "random" });
    if (bulk.available) expect(Math.abs(bulk.sigma - 1)).toBeLessThan(0.01);
    const live = matrix(
      SIZE.rows,
      SIZE.cols - 60,
      noise.data.filter((x) => x !== 0),
    );
    expect(shrink(noise, { method: "optimal" }).sigma).toBeCloseTo(
      shrink(live, { method: "optimal" }).sigma ?? Number.NaN,
      12,
    );
  });

  test("dead rows are no part of the noise", () => {
    const size = 140;
    const data = new Float64Array(size * size);
    const noise = new Random(10).normals(40 * size);
    const [u, v] = [new Random(11).normals(40), new Random(12).normals(size)];
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < size; j++)
        data[i * size + j] = noise[i * size + j] + (20 * u[i] * v[j]) / Math.sqrt(40 * size);
    const a = matrix(size, size, data);
    const { bulk, levels, verdict } = analyzeMatrix(a);
    if (!bulk.available || !verdict.available) throw new Error("a part is missing");
    expect(bulk.hardRank).toBe(40);
    expect(bulk.upperEdge / bulk.sigma).toBeCloseTo(Math.sqrt(40) + Math.sqrt(size), 10);
    expect(bulk).toMatchObject({ numSpikes: 1 });
    expect(verdict.p).toBeLessThan(1e-6);
    expect(levels.available).toBe(false);
    expect(shrink(a, { method: "edge" }).rank).toBe(1);
  });

  test("a product of thin factors has collapsed", () => {
    const { rows, cols } = SIZE;
    const [left, right] = [new Random(6).normals(rows * 20), new Random(7).normals(20 * cols)];
    const data = new Float64Array(rows * cols);
    for (let i = 0; i < rows; i++)
      for (let k = 0; k < 20; k++)
        for (let j = 0; j < cols; j++) data[i * cols + j] += left[i * 20 + k] * right[k * cols + j];
    expect(kindOf(matrix(rows, cols, data))).toMatchObject({ kind: "rank-collapsed" });
  });

  test("without a bulk there is no verdict, and a reason", () => {
    const { verdict } = analyzeMatrix(matrix(60, 60, new Float64Array(3600)));
    if (verdict.available) expect(verdict.kind).toBe("rank-collapsed");
    else expect(verdict.reason).toMatch(/.{20}/);
  });
});

describe("the summary of a model", () => {
  test("a layer without a verdict is no test", () => {
    const layers = [0, 2].map((strength, k) => analyzed(layer(gaussian, 40 + k, strength), k));
    const [noise, signal] = layers;
    const reason = { available: false, code: "TOO_FEW", reason: "nothing to hold it against" } as const;
    const mute = { ...noise, analysis: { ...noise.analysis, verdict: reason } };
    const alone = summarize([signal]);
    const summary = summarize([mute, signal, mute]);
    expect(summary.tests).toBe(1);
    expect(summary.tested[0].adjustedP).toBe(alone.tested[0].adjustedP);
  });

  test("calls the learned layers learned and no other", () => {
    const layers = [0, 0, 2, 0, 3].map((strength, k) => analyzed(layer(gaussian, 20 + k, strength), k));
    const summary = summarize(layers);
    expect(summary.tested.map(({ learned }) => learned)).toEqual([false, false, true, false, true]);
    expect(summary).toMatchObject({ tests: 5, learnedLayers: 2 });
    expect(summary.sentence).toMatch(/^2 of 5 layers/);
  });

  test("has a sentence for a model without layers", () => {
    expect(summarize([])).toMatchObject({ tests: 0, sentence: "No layer was analysed." });
  });
});
