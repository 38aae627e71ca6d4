import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import {
  fitPowerLaw,
  hillEstimator,
  hillPlot,
  localHill,
  momentPlot,
  pickandsPlot,
} from "../../../src/tails/index.ts";
import { codeOf } from "../error-code.ts";

/** Quantiles of a Pareto law with survival x^-mu at (i - 1/2)/n: a sample without chance. */
function paretoQuantiles(n: number, mu: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (1 - (i + 0.5) / n) ** (-1 / mu));
}

function pareto(seed: number, n: number, mu: number): Float64Array {
  return new Random(seed).uniforms(n).map((u) => (1 - u) ** (-1 / mu));
}

describe("Hill's estimator", () => {
  test("by hand on 1, 2, 4, 8", () => {
    // k = 2: mean of ln(8/2), ln(4/2) = 1.5 ln 2
    const estimate = hillEstimator([4, 1, 8, 2], { k: 2 });
    expect(estimate.gamma).toBeCloseTo(1.5 * Math.LN2, 14);
    expect(estimate.alpha).toBeCloseTo(1 + 1 / (1.5 * Math.LN2), 12);
    expect(estimate.threshold).toBe(2);
    expect(estimate.gammaError).toBeCloseTo((1.5 * Math.LN2) / Math.SQRT2, 14);
  });

  test("is the power-law fit's exponent at the same threshold", () => {
    const x = pareto(3, 500, 1.7);
    const estimate = hillEstimator(x, { k: 120 });
    const above = x.filter((v) => v > estimate.threshold);
    expect(fitPowerLaw(above, { xmin: estimate.threshold }).alpha).toBeCloseTo(estimate.alpha, 10);
  });

  test("the plot is the estimator at every k", () => {
    const x = pareto(4, 60, 2);
    const plot = hillPlot(x);
    expect(plot.k).toHaveLength(59);
    for (const [i, k] of plot.k.entries())
      expect(plot.gamma[i]).toBeCloseTo(hillEstimator(x, { k }).gamma, 12);
  });

  test("covers the truth within its error", () => {
    let inside = 0;
    for (let seed = 0; seed < 300; seed++) {
      const { gamma, gammaError } = hillEstimator(pareto(seed, 1000, 2), { k: 400 });
      if (Math.abs(gamma - 0.5) < 1.96 * gammaError) inside++;
    }
    expect(Math.abs(inside / 300 - 0.95)).toBeLessThan(4 * Math.sqrt(0.0475 / 300));
  });

  test("refuses what it cannot use", () => {
    expect(() => hillEstimator([1, 2, 3], { k: 3 })).toThrow(/k must be/);
    expect(() => hillEstimator([1, 0, -2])).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
    expect(() => hillPlot([1, Number.POSITIVE_INFINITY])).toThrow(/x\[1\]/);
  });
});

describe("moment and Pickands plots", () => {
  test("Pickands' estimate by hand, and none where values tie", () => {
    // (x_1 - x_2)/(x_2 - x_4) = 4/1 and (x_2 - x_4)/(x_4 - x_8) = 1/3
    const plain = pickandsPlot([1, 1, 1.5, 2, 4, 4.5, 5, 9]);
    expect(Array.from(plain.k)).toEqual([1, 2]);
    expect(plain.gamma[0]).toBeCloseTo(2, 14);
    expect(plain.gamma[1]).toBeCloseTo(Math.log2(1 / 3), 14);
    expect(Array.from(plain.alpha)).toEqual([1.5, Number.POSITIVE_INFINITY]);
    // x_1 = x_2: none at k = 1; x_2 = x_4: none at 1 and 2
    expect(Array.from(pickandsPlot([1, 1, 1.5, 2, 4, 4.5, 9, 9]).k)).toEqual([2]);
    expect(codeOf(() => pickandsPlot([1, 1, 1, 1, 9, 9, 9, 9]))).toBe("TOO_FEW");
    expect(() => pickandsPlot([3, 3, 3, 3])).toThrow(/equal values of x leave no estimate at any k/);
  });

  test("the moment estimate has none where the largest values tie", () => {
    expect(Array.from(momentPlot([1, 2, 5, 5, 5, 5]).k)).toEqual([5]);
    expect(Array.from(momentPlot([0.1, 0.3, 0.7, 0.7, 0.7]).k)).toEqual([4]);
    expect(codeOf(() => momentPlot([2, 2, 2, 2]))).toBe("TOO_FEW");
    expect(Array.from(hillPlot([2, 2, 2]).gamma)).toEqual([0, 0]);
  });

  test("the moment estimator by its definition", () => {
    const x = pareto(5, 40, 1.5).sort();
    const plot = momentPlot(x);
    const at = plot.k.indexOf(10);
    const logs = Array.from({ length: 10 }, (_, i) => Math.log(x[39 - i] / x[29]));
    const m1 = logs.reduce((a, b) => a + b, 0) / 10;
    const m2 = logs.reduce((a, b) => a + b * b, 0) / 10;
    expect(plot.gamma[at]).toBeCloseTo(m1 + 1 - 0.5 / (1 - m1 ** 2 / m2), 10);
  });

  test("tell heavy, exponential and bounded tails apart, each within four standard errors", () => {
    const u = new Random(6).uniforms(40_000);
    const samples: [number, Float64Array][] = [
      [0.5, u.map((v) => (1 - v) ** -0.5)],
      [0, u.map((v) => 1 - Math.log(1 - v))],
      [-0.5, u.map((v) => 3 - Math.sqrt(1 - v))],
    ];
    for (const [gamma, x] of samples) {
      const moment = momentPlot(x);
      const m = moment.k.indexOf(1000);
      expect(Math.abs(moment.gamma[m] - gamma)).toBeLessThan(4 * moment.gammaError[m] + 0.03);
      const pickands = pickandsPlot(x);
      const p = pickands.k.indexOf(1000);
      expect(Math.abs(pickands.gamma[p] - gamma)).toBeLessThan(4 * pickands.gammaError[p]);
      expect(pickands.alpha[p] === Number.POSITIVE_INFINITY).toBe(pickands.gamma[p] <= 0);
    }
  });

  test("standard errors are the scatter over samples", () => {
    for (const [draw, plotOf] of [
      [(u: number) => (1 - u) ** -0.5, momentPlot],
      [(u: number) => (1 - u) ** -0.5, pickandsPlot],
      [(u: number) => 3 - Math.sqrt(1 - u), momentPlot],
    ] as const) {
      const estimates: number[] = [];
      const errors: number[] = [];
      for (let seed = 0; seed < 300; seed++) {
        const plot = plotOf(new Random(seed).uniforms(4000).map(draw));
        const at = plot.k.indexOf(200);
        estimates.push(plot.gamma[at]);
        errors.push(plot.gammaError[at]);
      }
      const mean = estimates.reduce((a, b) => a + b, 0) / 300;
      const spread = Math.sqrt(estimates.reduce((a, b) => a + (b - mean) ** 2, 0) / 299);
      const stated = errors.reduce((a, b) => a + b, 0) / 300;
      expect(stated / spread).toBeGreaterThan(0.75);
      expect(stated / spread).toBeLessThan(1.33);
    }
  });
});

describe("the local exponent", () => {
  test("is flat on a power law and rises without end on a bounded law", () => {
    const { exponent, inverseX, window } = localHill(paretoQuantiles(2000, 1.5));
    expect(window).toBe(15);
    expect(inverseX.every((v, i) => i === 0 || v >= inverseX[i - 1])).toBe(true);
    // away from the few largest values, whose plotting positions 1 - i/n are half a step off
    for (const value of exponent.subarray(200)) expect(Math.abs(value / 1.5 - 1)).toBeLessThan(0.02);
    const bounded = localHill(Float64Array.from({ length: 2000 }, (_, i) => 1 + (i + 0.5) / 2000)).exponent;
    expect(bounded[0]).toBeGreaterThan(20 * bounded[bounded.length - 1]);
  });

  test("averages zeta over its window by the definition", () => {
    const x = [1, 2, 3, 5, 8];
    const { exponent, inverseX } = localHill(x, { window: 2 });
    const zeta = (i: number) => -Math.log(x[i + 1] / x[i]) / Math.log((4 - i) / (5 - i));
    expect(exponent).toHaveLength(3);
    // the first point is the tail's end: i = 2 and 3 of five values
    expect(exponent[0]).toBeCloseTo(2 / (zeta(2) + zeta(3)), 12);
    expect(inverseX[0]).toBeCloseTo(1 / Math.sqrt(Math.sqrt(3 * 5) * Math.sqrt(5 * 8)), 12);
  });

  test("stands ties and refuses too little", () => {
    expect(localHill([1, 1, 1, 1], { window: 1 }).exponent.every((v) => v === Number.POSITIVE_INFINITY)).toBe(
      true,
    );
    expect(() => localHill([1, 2])).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
    expect(() => localHill([1, 2, 3], { window: 0 })).toThrow(/window/);
  });
});
