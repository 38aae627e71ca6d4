import { describe, expect, test } from "vitest";
import { svdvals } from "../../../src/kernel/index.ts";
import {
  alphaMetrics,
  detX,
  jensenShannonDistance,
  mpSoftrank,
  randomizationMetrics,
  spectralNorms,
  trainingWarning,
} from "../../../src/tails/index.ts";

describe("spectral norms", () => {
  test("by hand on singular values 4, 2, 2, 0", () => {
    const norms = spectralNorms([2, 4, 0, 2], { rows: 4, cols: 10 });
    const p = [16 / 24, 4 / 24, 4 / 24];
    expect(norms).toMatchObject({ N: 10, M: 4, Q: 2.5, numEvals: 4, svMax: 4, svMin: 0, rankLoss: 1 });
    expect(norms).toMatchObject({
      norm: 24,
      spectralNorm: 16,
      lambdaMax: 16,
      stableRank: 1.5,
      matrixRank: 3,
    });
    expect(norms.logNorm).toBeCloseTo(Math.log10(24), 14);
    expect(norms.logSpectralNorm).toBeCloseTo(Math.log10(16), 14);
    expect(norms.entropy).toBeCloseTo(-p.reduce((sum, v) => sum + v * Math.log(v), 0) / Math.log(3), 14);
    expect(norms.weakRankLoss).toBe(1);
    // WeightWatcher counts eigenvalues below 1e-6, which is 1e-3 in singular values
    expect(spectralNorms([1, 2e-3, 5e-4], { rows: 3, cols: 3 }).weakRankLoss).toBe(1);
  });

  test("norm is the squared Frobenius norm of the matrix", () => {
    const data = Float64Array.from([1, -2, 3, 0.5, 4, 1]);
    const s = svdvals({ rows: 2, cols: 3, data });
    expect(spectralNorms(s, { rows: 2, cols: 3 }).norm).toBeCloseTo(
      data.reduce((sum, v) => sum + v * v, 0),
      12,
    );
  });

  test("zero, rank one, and sizes at the ends of the exponent range", () => {
    expect(spectralNorms([0, 0], { rows: 2, cols: 2 })).toMatchObject({
      norm: 0,
      stableRank: 0,
      entropy: 0,
      matrixRank: 0,
    });
    expect(spectralNorms([3, 0], { rows: 2, cols: 2 })).toMatchObject({
      stableRank: 1,
      entropy: 0,
      matrixRank: 1,
    });
    expect(spectralNorms([1e200, 1e200], { rows: 2, cols: 2 }).logNorm).toBeCloseTo(400 + Math.log10(2), 10);
    expect(() => spectralNorms([1, 2, 3], { rows: 2, cols: 3 })).toThrow(/2 singular values, got 3/);
  });
});

describe("metrics of an exponent", () => {
  test("by hand", () => {
    const metrics = alphaMetrics(3, [1, 10, 100, 0]);
    expect(metrics.alphaWeighted).toBeCloseTo(6, 12);
    expect(metrics.logAlphaNorm).toBeCloseTo(Math.log10(1 + 1e3 + 1e6), 12);
    expect(Number.isFinite(alphaMetrics(11, [1e60, 1e59]).logAlphaNorm)).toBe(true);
  });

  test("warnings at 2 and 6", () => {
    expect([1.99, 2, 6, 6.01].map(trainingWarning)).toEqual([
      "over-trained",
      undefined,
      undefined,
      "under-trained",
    ]);
  });
});

test("mpSoftrank is lambda_plus over lambda_max", () => {
  expect(mpSoftrank({ upperEdge: 3 }, 36)).toBe(0.25);
});

test("randomisation metrics: 0 for the same spectrum, sqrt(ln 2) for disjoint weights", () => {
  expect(randomizationMetrics([1, 2, 3], [3, 1, 2])).toEqual({
    maxRandEval: 3,
    randDistance: 0,
    wwSoftrank: 1,
  });
  expect(jensenShannonDistance([1, 0], [0, 5])).toBeCloseTo(Math.sqrt(Math.LN2), 14);
  // scipy.spatial.distance.jensenshannon([1, 2, 3, 10], [2, 3, 4, 5])
  expect(jensenShannonDistance([1, 2, 3, 10], [2, 3, 4, 5])).toBeCloseTo(0.19403223781770174, 12);
  expect(() => randomizationMetrics([1], [1, 2])).toThrow(/same number/);
});

describe("detX", () => {
  test("the largest tail whose product over the mean is at least 1", () => {
    // mean 4; 8/4 = 2, 4/4 = 1, 3/4, 1/4: products 2, 2, 1.5, .375
    expect(detX([1, 3, 4, 8])).toEqual({ detXNum: 3, detXVal: 3, detXValRescaled: 0.75 });
    expect(detX([5, 5, 5])).toMatchObject({ detXNum: 3 });
    expect(detX([7])).toMatchObject({ detXNum: 1, detXVal: 7 });
    expect(() => detX([0, 0])).toThrow(/positive/);
  });

  test("does not depend on scale, even where products overflow", () => {
    const lambda = Array.from({ length: 500 }, (_, i) => (i + 1) ** 3);
    const count = detX(lambda).detXNum;
    expect(detX(lambda.map((v) => v * 2 ** 900)).detXNum).toBe(count);
    expect(detX(lambda.map((v) => v * 2 ** -900)).detXNum).toBe(count);
  });
});
