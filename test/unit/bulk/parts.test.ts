/** The steps of a bulk fit by themselves, in cases that can be done by hand. */
import { describe, expect, test } from "vitest";
import { bulkDistance, distanceP, reduced } from "../../../src/bulk/goodness.ts";
import {
  detectionThreshold,
  fitBulk,
  observedPosition,
  shrinkValues,
  signalOf,
} from "../../../src/bulk/index.ts";
import { robustNoise } from "../../../src/bulk/robust.ts";
import { tailP } from "../../../src/bulk/simulated-tail.ts";
import { spectrum } from "../../../src/bulk/spectrum.ts";
import { countSpikes, describeSpikes, tracyWidomPoint } from "../../../src/bulk/spikes.ts";
import { typicalLevels } from "../../../src/bulk/typical-levels.ts";
import { exponential, marchenkoPastur, tracyWidom, wishartEdge } from "../../../src/laws/index.ts";
import { codeOf } from "../error-code.ts";

describe("the spectrum of one matrix", () => {
  test("ascends, and rank deficiency is taken off the shorter side", () => {
    expect(spectrum([5, 0, 3], 3, 7)).toEqual({
      rows: 2,
      cols: 7,
      levels: Float64Array.of(3, 5),
      hardRank: 2,
      shape: { m: 2, n: 7 },
    });
    expect(spectrum([5, 0, 3], 7, 3)).toMatchObject({ rows: 7, cols: 2, shape: { m: 2, n: 7 } });
    expect(spectrum([0, 0], 2, 2)).toMatchObject({ rows: 0, cols: 2, hardRank: 0, shape: { m: 0, n: 2 } });
  });

  test("what counts as zero goes with the precision and the longer side", () => {
    // 10 max(rows, cols) eps: 1e-14 and 6e-6
    expect(spectrum([10, 1e-6], 2, 5).hardRank).toBe(2);
    expect(spectrum([10, 1e-6], 2, 5, "f32").hardRank).toBe(1);
    expect(spectrum([10, 1e-5], 2, 5, "f32").hardRank).toBe(2);
    expect(spectrum([10, 1e-5], 2, 50, "f32").hardRank).toBe(1);
    expect(codeOf(() => spectrum([10, 1], 2, 5, "f16" as "f32"))).toBe("INVALID_ARGUMENT");
  });
});

describe("typical levels", () => {
  const shape = { m: 40, n: 90 };
  const levels = typicalLevels(shape);
  const found = (sigma: number, values: ArrayLike<number> = levels) =>
    spectrum(
      Float64Array.from(values, (nu) => sigma * nu),
      40,
      90,
    );

  test("are as far from their law as any sample must be, 1/(2m)", () => {
    const distance = bulkDistance(found(3), { sigma: 3, numSpikes: 0, converged: true });
    expect(distance).toBeCloseTo(1 / 80, 10);
    expect(bulkDistance(found(3), { sigma: 0, numSpikes: 0, converged: true })).toBe(0);
    expect(bulkDistance(found(3), { sigma: 3, numSpikes: 40, converged: true })).toBe(0);
  });

  test("are remembered for a shape", () => {
    expect(typicalLevels({ m: 40, n: 90 })).toBe(levels);
    expect(typicalLevels({ m: 90, n: 90 })).not.toBe(levels);
  });

  test("give their own sigma back, with spikes or without", () => {
    const point = tracyWidomPoint(0.01);
    const noise = robustNoise(found(3), point);
    expect(noise).toMatchObject({ numSpikes: 0, converged: true });
    expect(noise.sigma).toBeCloseTo(3, 12);
    const rest = typicalLevels({ m: 38, n: 88 });
    const spiked = robustNoise(found(3, [...rest, 100, 200]), point);
    expect(spiked).toMatchObject({ numSpikes: 2, converged: true });
    expect(spiked.sigma).toBeCloseTo(3, 12);
  });

  test("a majority of spikes is not noise", () => {
    const many = [...typicalLevels({ m: 15, n: 65 }), ...Array.from({ length: 25 }, (_, i) => 1e3 * (i + 1))];
    const { converged } = robustNoise(found(1, many), tracyWidomPoint(0.01));
    expect(converged).toBe(false);
  });
});

describe("estimates of sigma", () => {
  const sigmaOf = (s: number[], method: "variance" | "median", rows = 2, cols = 5) =>
    fitBulk(s, { rows, cols, method }).sigma;

  test("by the variance: nu^2 of all over the number of entries, at any scale", () => {
    expect(sigmaOf([3, 4], "variance")).toBeCloseTo(Math.sqrt(25 / 10), 14);
    expect(sigmaOf([3e200, 4e200], "variance") / 1e200).toBeCloseTo(Math.sqrt(25 / 10), 14);
  });

  test("by the median, of an even and an odd number", () => {
    const unit = (m: number, n: number) => marchenkoPastur({ q: m / n, n, variable: "nu" }).quantile(0.5);
    expect(sigmaOf([3, 5], "median")).toBeCloseTo(4 / unit(2, 5), 12);
    expect(sigmaOf([3, 5, 4.5], "median", 3, 9)).toBeCloseTo(4.5 / unit(3, 9), 12);
  });

  test("edges are sigma (sqrt n -+ sqrt m)", () => {
    const { sigma, lowerEdge, upperEdge } = fitBulk([3, 4, 5, 6], { rows: 16, cols: 4, method: "variance" });
    expect([lowerEdge / sigma, upperEdge / sigma]).toEqual([2, 6]);
  });
});

describe("spikes", () => {
  const shape = { m: 30, n: 50 };
  const edgeAt = (k: number, point: number) => {
    const { centre, scale } = wishartEdge({ n: 50 - k, m: 30 - k });
    return Math.sqrt(centre + scale * point);
  };

  test("are counted from the largest down, each against the noise that is left", () => {
    const point = 1.5;
    const noise = typicalLevels(shape).slice(0, 28);
    const levels = (second: number, first: number) => Float64Array.of(...noise, second, first);
    const [top, next] = [edgeAt(0, point), edgeAt(1, point)];
    const above = 1 + 1e-9;
    const below = 1 - 1e-9;
    expect(next).toBeLessThan(top);
    expect(countSpikes(levels(2 * next * above, 2 * top * above), shape, 2, point)).toBe(2);
    expect(countSpikes(levels(2 * next * below, 2 * top * above), shape, 2, point)).toBe(1);
    // the second may not stand out where the first does not
    expect(countSpikes(levels(2 * next * above, 2 * top * below), shape, 2, point)).toBe(0);
    expect(countSpikes(levels(2 * next * above, 2 * top * below), shape, 2, point, 1)).toBe(2);
  });

  test("one value is left to compare with", () => {
    expect(countSpikes(Float64Array.of(1e3, 1e4, 1e5), { m: 3, n: 3 }, 1, 0)).toBe(2);
  });

  test("the point is exceeded with the probability given", () => {
    expect(tracyWidom({ beta: 1 }).survival(tracyWidomPoint(0.03))).toBeCloseTo(0.03, 10);
  });

  test("are described with their Tracy-Widom p and the signal behind; none where the value is inside", () => {
    const found = spectrum([9, 25, ...Array(98).fill(1)], 100, 100);
    const [first, second] = describeSpikes(found, 1, 2);
    expect([first.value, second.value]).toEqual([25, 9]);
    expect(first.strength).toBeCloseTo(20, 10);
    expect([first.leftOverlap, first.rightOverlap]).toEqual([0.75, 0.75]);
    expect([second.strength, second.leftOverlap, second.rightOverlap]).toEqual([0, 0, 0]);
    const { centre, scale } = wishartEdge({ n: 99, m: 99 });
    expect(second.p).toBe(tracyWidom({ beta: 1 }).survival((81 - centre) / scale));
  });
});

describe("signals behind values", () => {
  const noise = { rows: 25, cols: 100, sigma: 2 };

  test("by hand at q = 1/4, wide and tall", () => {
    for (const { rows, cols } of [noise, { rows: 100, cols: 25 }]) {
      const level = { rows, cols, sigma: 2 };
      // q^(1/4) = 1/sqrt 2 and edge 1 + 1/2 in units of 20
      expect(detectionThreshold(level)).toBeCloseTo(20 / Math.SQRT2, 12);
      expect(observedPosition(10, level)).toBe(30);
      expect(observedPosition(0, level)).toBe(30);
      // t = 1: sqrt(2 (5/4))
      expect(observedPosition(20, level)).toBeCloseTo(20 * Math.sqrt(2.5), 12);
      const signal = signalOf(20 * Math.sqrt(2.5), level);
      expect(signal?.strength).toBeCloseTo(20, 10);
      // (t^4 - q)/(t^2 (t^2 + q)) on the shorter side, /(t^2 + 1) on the longer
      const [shorter, longer] = [0.75 / 1.25, 0.75 / 2];
      expect(signal?.leftOverlap).toBeCloseTo(rows < cols ? shorter : longer, 10);
      expect(signal?.rightOverlap).toBeCloseTo(rows < cols ? longer : shorter, 10);
      expect(signalOf(30, level)).toBeUndefined();
    }
  });

  test("without noise the value is the signal", () => {
    const silent = { rows: 4, cols: 9, sigma: 0 };
    expect(signalOf(3, silent)).toEqual({ strength: 3, leftOverlap: 1, rightOverlap: 1 });
    expect([observedPosition(3, silent), detectionThreshold(silent)]).toEqual([3, 0]);
    expect(signalOf(0, silent)).toBeUndefined();
    expect(codeOf(() => signalOf(3, { rows: 0, cols: 9, sigma: 0 }))).toBe("INVALID_SHAPE");
    expect(codeOf(() => signalOf(3, { rows: 2.5, cols: 9, sigma: 0 }))).toBe("INVALID_SHAPE");
    expect(codeOf(() => signalOf(3, { rows: 2, cols: 9, sigma: -1 }))).toBe("INVALID_ARGUMENT");
  });

  test("the three rules on one value: 25 of a 100 x 100 matrix with sigma 1", () => {
    const s = Float64Array.of(25, ...Array(99).fill(5));
    const shrunk = (method: "shift" | "edge" | "optimal") =>
      shrinkValues(s, { method, rows: 100, cols: 100, sigma: 1 }).values;
    expect(shrunk("edge")[0]).toBe(25);
    expect(shrunk("shift")[0]).toBeCloseTo(20, 10);
    // sqrt((y^2 - 2)^2 - 4)/y at y = 2.5 is 1.5
    expect(shrunk("optimal")[0]).toBeCloseTo(15, 10);
    expect([shrunk("edge")[1], shrunk("shift")[1], shrunk("optimal")[1]]).toEqual([0, 5, 0]);
  });
});

describe("simulated p-values", () => {
  test("are counted while ten draws lie beyond, and then those of a gamma law", () => {
    const law = exponential();
    const draws = Float64Array.from({ length: 20_000 }, (_, i) => law.quantile((i + 0.5) / 20_000));
    const tenth = draws[20_000 - 10];
    expect(tailP(tenth, draws)).toBe(11 / 20_001);
    expect(tailP(tenth + 1e-9, draws)).toBeLessThanOrEqual(11 / 20_001);
    // skewness 2 is shape 1: the exponential law itself, to what the draws' moments leave of it
    for (const x of [12, 16]) expect(Math.abs(tailP(x, draws) / Math.exp(-x) - 1)).toBeLessThan(0.12);
  });

  test("go on as the normal law where the draws have no skewness, or a negative one", () => {
    const half = Float64Array.from({ length: 500 }, (_, i) => Math.sqrt(2) * erfInverse((i + 0.5) / 500));
    const draws = Float64Array.from([...half, ...half.map((z) => -z)]);
    const deviation = Math.sqrt(draws.reduce((sum, z) => sum + z * z, 0) / 1000);
    // 3.167e-5 beyond four deviations, times about e^(s (4^3 - 3 4)/6) = 1.54 for the least skewness s = .05 (Edgeworth)
    const beyond = tailP(4 * deviation, draws);
    expect(beyond / 3.167e-5).toBeGreaterThan(1.5);
    expect(beyond / 3.167e-5).toBeLessThan(1.7);
    const left = draws.map((z) => -Math.exp(z / 2));
    expect(tailP(2, left)).toBeGreaterThan(0);
    expect(tailP(2, left)).toBeLessThan(1e-4);
  });
});

/** By Newton on erf from its series; |y| < 1. */
function erfInverse(y: number): number {
  let x = 0;
  for (let step = 0; step < 100; step++) {
    let [term, erf] = [x, x];
    for (let k = 1; k < 120; k++) {
      term *= (-x * x) / k;
      erf += term / (2 * k + 1);
    }
    const excess = (2 / Math.sqrt(Math.PI)) * erf - y;
    x -= Math.max(-0.5, Math.min(0.5, (excess * Math.sqrt(Math.PI)) / (2 * Math.exp(-x * x))));
  }
  return x;
}

test("null distances are drawn until the p-value is known, and remembered by pipeline, shape and seed", () => {
  const shape = reduced({ m: 12, n: 20 }, 2);
  expect(shape).toEqual({ m: 10, n: 18 });
  let made = 0;
  const estimate = () => {
    made++;
    return { sigma: 1, numSpikes: 0, converged: true };
  };
  const p = (ks: number, samples = 199, seed = 4, of = shape, pipeline = "plain") =>
    distanceP(ks, of, pipeline, estimate, samples, seed);
  // the tenth that is as far off, and none of 100
  expect([p(0), made]).toEqual([1, 10]);
  expect([p(1.1), made]).toEqual([1 / 101, 100]);
  expect([p(1.1, 49), p(0), made]).toEqual([1 / 50, 1, 100]);
  for (const draw of [
    () => p(1.1, 9, 5),
    () => p(1.1, 9, 4, { m: 10, n: 19 }),
    () => p(1.1, 9, 4, shape, "other"),
  ]) {
    made = 0;
    expect([draw(), made]).toEqual([1 / 10, 9]);
  }
});
