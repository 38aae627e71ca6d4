/** First ensembles against exact finite-size moments of their traces, over independent streams. */
import { describe, expect, test } from "vitest";
import { ensembles, type Matrix } from "../../../src/index.ts";
import { average, type Estimate } from "./statistics.ts";

function expectMean(measured: Estimate, exact: number): void {
  expect(Math.abs(measured.mean - exact)).toBeLessThan(4 * measured.error);
}

const squareSum = (x: Float64Array) => x.reduce((s, v) => s + v * v, 0);

/** (1/n) tr H^4 of a symmetric matrix. */
function fourth(h: Matrix): number {
  const n = h.rows;
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let square = 0;
      for (let k = 0; k < n; k++) square += h.data[i * n + k] * h.data[k * n + j];
      sum += square * square;
    }
  return sum / n;
}

describe("goe", () => {
  test("is symmetric, and its trace moments are the exact ones of finite n", () => {
    const n = 12;
    const { data } = ensembles.goe(n, { seed: 1 });
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expect(data[i * n + j]).toBe(data[j * n + i]);
    const draw = (stream: number) => ensembles.goe(n, { seed: 1, stream, sigma: 0.5 });
    expectMean(
      average(4000, (s) => squareSum(draw(s).data) / n),
      0.25 * (1 + 1 / n),
    );
    expectMean(
      average(4000, (s) => fourth(draw(s))),
      0.0625 * (2 + 5 / n + 5 / n ** 2),
    );
  });
});

describe("betaHermite", () => {
  for (const beta of [0.5, 1, 2, 4])
    test(`beta = ${beta}: second and fourth moments of finite n`, () => {
      const n = 12;
      const pentadiagonal = (s: number) => {
        const { d, e } = ensembles.betaHermite(n, { beta, seed: 2, stream: s });
        return { d, e };
      };
      expectMean(
        average(6000, (s) => {
          const { d, e } = pentadiagonal(s);
          return (squareSum(d) + 2 * squareSum(e)) / n;
        }),
        1 + (2 / beta - 1) / n,
      );
      if (beta === 1)
        expectMean(
          average(6000, (s) => {
            const { d, e } = pentadiagonal(s);
            const h = new Float64Array(n * n);
            for (let i = 0; i < n; i++) h[i * n + i] = d[i];
            for (let i = 0; i + 1 < n; i++) h[i * n + i + 1] = h[(i + 1) * n + i] = e[i];
            return fourth({ rows: n, cols: n, data: h });
          }),
          2 + 5 / n + 5 / n ** 2,
        );
    });
});

describe("betaLaguerre", () => {
  for (const [rows, cols, beta] of [
    [5, 20, 1],
    [20, 5, 2],
    [8, 8, 4],
  ])
    test(`${rows} x ${cols}, beta = ${beta}: sum of squares is that of the entries`, () => {
      const sigma = 1.5;
      const draw = (s: number) => ensembles.betaLaguerre(rows, cols, { beta, sigma, seed: 3, stream: s });
      expect(draw(0).d.length).toBe(Math.min(rows, cols));
      expect(draw(0).e.length).toBe(Math.min(rows, cols) - 1);
      expectMean(
        average(5000, (s) => squareSum(draw(s).d) + squareSum(draw(s).e)),
        sigma ** 2 * rows * cols,
      );
    });
});

describe("gaussian and ginibre", () => {
  test("entries have the stated variance; f32 rounds the f64 draw; streams differ", () => {
    const wide = ensembles.gaussian(100, 300, { seed: 4, sigma: 2 });
    expect(wide.rows * wide.cols).toBe(wide.data.length);
    expect(Math.abs(squareSum(wide.data) / 30_000 / 4 - 1)).toBeLessThan(4 * Math.sqrt(2 / 30_000));
    const single = ensembles.gaussian(100, 300, { seed: 4, sigma: 2, precision: "f32" });
    expect(single.data).toEqual(Float32Array.from(wide.data));
    expect(ensembles.gaussian(3, 3, { stream: 1 }).data).not.toEqual(ensembles.gaussian(3, 3).data);
    const square = ensembles.ginibre(150, { seed: 5 });
    expect(Math.abs(squareSum(square.data) / 150 - 1)).toBeLessThan((4 * Math.sqrt(2)) / 150);
  });
});

describe("poissonLevels", () => {
  test("spacings have mean and variance 1, whatever the scale", () => {
    const n = 20_000;
    const levels = ensembles.poissonLevels(n, { seed: 6, spacing: 3 });
    const gaps = levels.map((x, i) => (x - (i ? levels[i - 1] : 0)) / 3);
    expect(gaps.every((s) => s >= 0)).toBe(true);
    const mean = gaps.reduce((a, b) => a + b) / n;
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(squareSum(gaps) / n - 2)).toBeLessThan(4 * Math.sqrt(20 / n));
  });
});

describe("spiked", () => {
  test("without noise to speak of, the planted singular triplets are the matrix", () => {
    const strengths = [3, 2, 0.5];
    const { matrix, left, right, planted } = ensembles.spiked(30, 50, { strengths, sigma: 1e-9, seed: 7 });
    for (let k = 0; k < 3; k++) {
      expect(planted[k]).toBeCloseTo(strengths[k] * 1e-9 * Math.sqrt(50), 20);
      // u_k^T W v_k is the planted value up to one noise entry.
      let value = 0;
      for (let i = 0; i < 30; i++)
        for (let j = 0; j < 50; j++)
          value += left.data[i * 3 + k] * matrix.data[i * 50 + j] * right.data[j * 3 + k];
      expect(Math.abs(value - planted[k])).toBeLessThan(5e-9);
      for (let l = 0; l < 3; l++) {
        let overlap = 0;
        for (let j = 0; j < 50; j++) overlap += right.data[j * 3 + k] * right.data[j * 3 + l];
        expect(Math.abs(overlap - (k === l ? 1 : 0))).toBeLessThan(1e-14);
      }
    }
  });

  test("vectors of one's own are planted as they are, and refused unless orthonormal", () => {
    const right = { rows: 6, cols: 1, data: Float64Array.of(0, 0, 1, 0, 0, 0) };
    const one = ensembles.spiked(5, 6, { strengths: [1e6], right, seed: 9 });
    expect(one.right.data).toEqual(right.data);
    const column = (j: number) =>
      squareSum(Float64Array.from({ length: 5 }, (_, i) => one.matrix.data[i * 6 + j]));
    expect(Math.sqrt(column(2)) / one.planted[0]).toBeCloseTo(1, 5);
    expect(column(3)).toBeLessThan(100);
    const bad = { ...right, data: Float64Array.of(1, 0, 1, 0, 0, 0) };
    expect(() => ensembles.spiked(5, 6, { strengths: [1], right: bad })).toThrow(
      /right must have orthonormal/,
    );
    expect(() => ensembles.spiked(5, 6, { strengths: [1], left: right })).toThrow(/left must be 5 x 1/);
  });

  test("a strength at or below q^(1/4) is expected at the bulk edge, a stronger one beyond it", () => {
    const { expected } = ensembles.spiked(25, 100, { strengths: [0.6, Math.SQRT1_2, 0.8], seed: 8 });
    expect(expected[0]).toBeCloseTo(15, 12);
    expect(expected[1]).toBeCloseTo(15, 6);
    expect(expected[2]).toBeCloseTo((10 * Math.sqrt(1.64 * 0.89)) / 0.8, 12);
  });
});

test("the same seed gives the same bits", () => {
  expect(ensembles.goe(9, { seed: 5 }).data).toEqual(ensembles.goe(9, { seed: 5 }).data);
  expect(ensembles.betaHermite(9, { seed: 5 })).toEqual(ensembles.betaHermite(9, { seed: 5 }));
  expect(ensembles.spiked(9, 8, { seed: 5, strengths: [2] })).toEqual(
    ensembles.spiked(9, 8, { seed: 5, strengths: [2] }),
  );
});

test("bad sizes and scales are refused with a code and the argument's name", () => {
  const refusal = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  for (const n of [0, -1, 2.5, Number.NaN]) {
    expect(refusal(() => ensembles.goe(n))).toMatchObject({ code: "INVALID_SHAPE", message: /^n must/ });
    expect(refusal(() => ensembles.gaussian(3, n))).toMatchObject({
      code: "INVALID_SHAPE",
      message: /^cols/,
    });
    expect(refusal(() => ensembles.betaHermite(n))).toMatchObject({ code: "INVALID_SHAPE" });
    expect(refusal(() => ensembles.betaLaguerre(n, 5))).toMatchObject({ code: "INVALID_SHAPE" });
    expect(refusal(() => ensembles.poissonLevels(n))).toMatchObject({ code: "INVALID_SHAPE" });
  }
  expect(refusal(() => ensembles.goe(1e6))).toMatchObject({ code: "OUT_OF_MEMORY" });
  expect(refusal(() => ensembles.goe(4, { sigma: 0 }))).toMatchObject({ code: "INVALID_ARGUMENT" });
  expect(refusal(() => ensembles.betaHermite(4, { beta: -1 }))).toMatchObject({ code: "INVALID_ARGUMENT" });
  expect(refusal(() => ensembles.spiked(3, 4, { strengths: [1, 1, 1, 1] }))).toMatchObject({
    code: "INVALID_SHAPE",
  });
  expect(refusal(() => ensembles.spiked(3, 4, { strengths: [-1] }))).toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});
