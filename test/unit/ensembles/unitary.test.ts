/** Circular ensembles and Haar matrices: eigenphases, traces and entries of random orthogonal and unitary matrices. */
import { describe, expect, test } from "vitest";
import { eigvalsh, ensembles } from "../../../src/index.ts";
import {
  average,
  deviation,
  distanceToLaw,
  meanRatio,
  replicate,
  rigidity,
  twoSampleDistance,
} from "./statistics.ts";

describe("circular ensembles", () => {
  for (const beta of [1, 2, 4])
    test(`beta = ${beta}: phases ascend on the circle, equally dense, ratios of the class, traces of finite n`, () => {
      const n = 500;
      const phases = ensembles.circularPhases(n, { beta, seed: 37 });
      expect(phases[0]).toBeGreaterThanOrEqual(0);
      expect(phases[n - 1]).toBeLessThan(2 * Math.PI);
      for (let i = 1; i < n; i++) expect(phases[i]).toBeGreaterThan(phases[i - 1]);
      expect(distanceToLaw(phases, (x) => x / (2 * Math.PI))).toBeLessThan(rigidity(beta) / n);
      const wanted = [0, 0.5307, 0.5996, 0, 0.6744][beta];
      expect(Math.abs(meanRatio(phases) - wanted)).toBeLessThan((4 * 0.26) / Math.sqrt(n));
      // E|tr U|^2 of n = 8: COE 2n/(n+1), CUE 1, CSE n/(2n-1).
      const trace = average(1500, (stream) => {
        const x = ensembles.circularPhases(8, { beta, stream, seed: 38 });
        return x.reduce((s, t) => s + Math.cos(t), 0) ** 2 + x.reduce((s, t) => s + Math.sin(t), 0) ** 2;
      });
      expect(deviation(trace, [0, 16 / 9, 1, 0, 8 / 15][beta])).toBeLessThan(4);
    });

  test("the phases are the spectrum of the CMV matrix: the product of its entries' powers agrees", () => {
    const n = 7;
    const { alpha, phi } = ensembles.circularBeta(n, { beta: 2, seed: 39 });
    const phases = ensembles.circularPhases(n, { beta: 2, seed: 39 });
    // Phi_n(z) by the Szego recursion must vanish at every e^(i theta).
    for (const theta of phases) {
      const z = [Math.cos(theta), Math.sin(theta)];
      let p = [1, 0];
      let star = [1, 0];
      for (let k = 0; k < n; k++) {
        const a = k < n - 1 ? [alpha[2 * k], alpha[2 * k + 1]] : [Math.cos(phi), Math.sin(phi)];
        const zp = times(z, p);
        const next = minus(zp, times([a[0], -a[1]], star));
        star = minus(star, times(a, zp));
        p = next;
      }
      expect(Math.hypot(...p)).toBeLessThan(1e-13);
    }
  });

  test("cosines of CUE phases have the law of the symmetric part of haarUnitary", () => {
    const n = 4;
    const dense = replicate((stream) => {
      const u = ensembles.haarUnitary(n, { stream, seed: 40 });
      const width = 2 * n;
      const data = u.data.map((x, at) => 0.5 * (x + u.data[(at % width) * width + Math.floor(at / width)]));
      return ensembles.distinctLevels(eigvalsh({ rows: width, cols: width, data }), 2);
    });
    const cosines = replicate((stream) =>
      ensembles.circularPhases(n, { beta: 2, stream, seed: 41 }).map(Math.cos).sort(),
    );
    for (const k of [0, 1, 3])
      expect(
        twoSampleDistance(
          dense.map((x) => x[k]),
          cosines.map((x) => x[k]),
        ),
      ).toBeLessThan(2.2);
  });
});

describe("haar", () => {
  test("orthogonal and unitary matrices are orthogonal to rounding, and the embedding keeps its structure", () => {
    for (const q of [ensembles.haarOrthogonal(40, { seed: 42 }), ensembles.haarUnitary(20, { seed: 43 })]) {
      for (let i = 0; i < 40; i++)
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let k = 0; k < 40; k++) sum += q.data[i * 40 + k] * q.data[j * 40 + k];
          expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-13);
        }
    }
    const { data } = ensembles.haarUnitary(20, { seed: 43 });
    for (let i = 0; i < 20; i++)
      for (let j = 0; j < 20; j++) {
        expect(Math.abs(data[i * 40 + j] - data[(20 + i) * 40 + 20 + j])).toBeLessThan(1e-14);
        expect(Math.abs(data[i * 40 + 20 + j] + data[(20 + i) * 40 + j])).toBeLessThan(1e-14);
      }
  });

  test("traces have the moments of the Haar law (a QR without the sign rule has another mean)", () => {
    const n = 5;
    const power = (data: Float64Array, width: number) => {
      let trace = 0;
      let square = 0;
      for (let i = 0; i < width; i++) {
        trace += data[i * width + i];
        for (let j = 0; j < width; j++) square += data[i * width + j] * data[j * width + i];
      }
      return { trace, square };
    };
    const count = 3000;
    const o = (s: number) => power(ensembles.haarOrthogonal(n, { stream: s, seed: 44 }).data, n);
    expect(
      deviation(
        average(count, (s) => o(s).trace),
        0,
      ),
    ).toBeLessThan(4);
    expect(
      deviation(
        average(count, (s) => o(s).trace ** 2),
        1,
      ),
    ).toBeLessThan(4);
    expect(
      deviation(
        average(count, (s) => o(s).trace ** 4),
        3,
      ),
    ).toBeLessThan(4);
    expect(
      deviation(
        average(count, (s) => o(s).square),
        1,
      ),
    ).toBeLessThan(4);
    // Re tr U = half the trace of the embedding: variance 1/2.
    const u = (s: number) => power(ensembles.haarUnitary(n, { stream: s, seed: 45 }).data, 2 * n);
    expect(
      deviation(
        average(count, (s) => u(s).trace),
        0,
      ),
    ).toBeLessThan(4);
    expect(
      deviation(
        average(count, (s) => (u(s).trace / 2) ** 2),
        0.5,
      ),
    ).toBeLessThan(4);
    expect(
      deviation(
        average(count, (s) => u(s).square),
        0,
      ),
    ).toBeLessThan(4);
  });
});

function times(a: number[], b: number[]): number[] {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function minus(a: number[], b: number[]): number[] {
  return [a[0] - b[0], a[1] - b[1]];
}
