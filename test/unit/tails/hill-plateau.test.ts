import { describe, expect, test } from "vitest";
import { gaussian } from "../../../src/ensembles/index.ts";
import { Random, svdvals } from "../../../src/kernel/index.ts";
import { kolmogorovSurvival } from "../../../src/statistics/kolmogorov.ts";
import { hillEstimator, hillPlateau, hillPlot, momentPlot } from "../../../src/tails/index.ts";

const pareto = (seed: number, n: number, mu: number) =>
  new Random(31, seed).uniforms(n).map((u) => (1 - u) ** (-1 / mu));

/** The definition, without any shortcut: u_k = (k/K) gamma_k/gamma_K against the uniform law. */
function bruteForce(x: Float64Array, level: number): { k: number; distance: number; p: number } {
  const { gamma } = hillPlot(x);
  for (let K = gamma.length; K > 1; K--) {
    const m = K - 1;
    const u = Array.from({ length: m }, (_, i) => (((i + 1) / K) * gamma[i]) / gamma[K - 1]);
    const distance = Math.max(...u.map((v, i) => Math.max((i + 1) / m - v, v - i / m)));
    const p = kolmogorovSurvival(distance, m);
    if (p >= level) return { k: K, distance, p };
  }
  return { k: 1, distance: 0, p: 1 };
}

describe("the plateau of the Hill plot", () => {
  test("covers a whole Pareto sample as often as its level says", () => {
    for (const [n, level] of [
      [400, 0.05],
      [100, 0.2],
    ] as const) {
      let whole = 0;
      for (let seed = 0; seed < 600; seed++) {
        const found = hillPlateau(pareto(seed, n, 1.4), { level });
        if (found.k === n - 1) whole++;
      }
      expect(Math.abs(whole / 600 - (1 - level))).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / 600));
    }
  });

  test("is the definition's, with Hill's estimate at its end", () => {
    const samples = [
      pareto(1, 200, 2),
      // a Pareto tail on a uniform body
      pareto(2, 200, 2).map((v, i) => (i % 2 ? v : v / 1e3 + 0.9)),
      new Random(4).uniforms(120),
      svdvals(gaussian(80, 100)).map((nu) => nu * nu),
    ];
    for (const x of samples) {
      const found = hillPlateau(x);
      const wanted = bruteForce(x, 0.05);
      expect(found.k).toBe(wanted.k);
      expect(found.distance).toBeCloseTo(wanted.distance, 12);
      expect(found.p).toBeCloseTo(wanted.p, 9);
      const { gamma, gammaError, alpha, threshold } = hillEstimator(x, { k: found.k });
      expect(found.gamma).toBeCloseTo(gamma, 12);
      expect(found.alpha).toBeCloseTo(alpha, 9);
      expect([found.gammaError / gammaError, found.threshold]).toEqual([expect.closeTo(1, 12), threshold]);
    }
  });

  test("holds a Pareto tail as often as its level says, and ends soon after it", () => {
    let held = 0;
    for (let seed = 0; seed < 200; seed++) {
      // 300 values of a Pareto tail above 1 and 2000 uniform ones below
      const tail = pareto(seed, 300, 1.3);
      const body = new Random(77, seed).uniforms(2000);
      const { k } = hillPlateau(Float64Array.of(...tail, ...body));
      if (k >= 299) held++;
      expect(k).toBeLessThan(700);
    }
    // at least: the test at 299 alone accepts in 95 %, and a longer plateau may still hold the tail
    expect(held / 200).toBeGreaterThan(0.95 - 4 * Math.sqrt(0.0475 / 200));
  });

  test("is short, steep and bounded on noise", () => {
    const lambda = svdvals(gaussian(500, 500)).map((nu) => nu * nu);
    const { k, alpha } = hillPlateau(lambda);
    expect(k).toBeLessThan(150);
    expect(alpha).toBeGreaterThan(5);
    const moment = momentPlot(lambda);
    const at = moment.k.indexOf(k);
    // an edge with a square root has gamma = -2/3
    expect(moment.gamma[at] + 2 * moment.gammaError[at]).toBeLessThan(0);
  });

  test("stands ties and refuses what it cannot use", () => {
    expect(hillPlateau([2, 2, 2, 1]).k).toBe(1);
    expect(() => hillPlateau([3, 3, 3])).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
    expect(() => hillPlateau([0, -1, 5])).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
    expect(() => hillPlateau([1, 2], { level: 1 })).toThrow(/level/);
    expect(() => hillPlateau([1, Number.NaN])).toThrow(/x\[1\]/);
  });
});
