import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import {
  numberVariance,
  numberVarianceError,
  spectralRigidity,
  spectralRigidityError,
} from "../../../src/levels/index.ts";

describe("errors of window statistics", () => {
  test("are those of Poisson levels within 30 %, and NaN where blocks run out", () => {
    const spread: number[] = [];
    let error = 0;
    for (let seed = 0; seed < 60; seed++) {
      const x = new Random(seed)
        .uniforms(1000)
        .map((u) => 1000 * u)
        .sort();
      spread.push(numberVariance(x, 5));
      error += numberVarianceError(x, [5])[0] / 60;
    }
    const mean = spread.reduce((sum, v) => sum + v, 0) / 60;
    const deviation = Math.sqrt(spread.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 59);
    expect(Math.abs(error / deviation - 1)).toBeLessThan(0.3);
    const x = new Random(1)
      .uniforms(100)
      .map((u) => 100 * u)
      .sort();
    expect(spectralRigidityError(x, [1, 60])[0]).toBeGreaterThan(0);
    expect(spectralRigidityError(x, [1, 60])[1]).toBeNaN();
    expect(() => numberVarianceError(x, [200])).toThrow(/got 200/);
  });

  test("are the scatter of the blocks' own averages over the root of their number", () => {
    const x = new Random(7)
      .uniforms(400)
      .map((u) => 400 * u)
      .sort();
    const [low, high] = [x[0], x[399]];
    for (const [L, count] of [
      [2, 24],
      [10, Math.floor((high - low - 10) / 40)],
    ]) {
      const size = (high - low - L) / count;
      const blocks = Array.from({ length: count }, (_, b) =>
        spectralRigidity(x, L, { within: [low + b * size, low + (b + 1) * size + L] }),
      );
      const mean = blocks.reduce((sum, v) => sum + v, 0) / count;
      const deviation = Math.sqrt(blocks.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (count - 1));
      // 4,000 resamples know it within 1.1 %
      const [error] = spectralRigidityError(x, [L], { samples: 4000 });
      expect(Math.abs(error / (deviation / Math.sqrt(count)) - 1)).toBeLessThan(0.045);
    }
  });

  test("need six blocks of four windows: a spectrum 25 windows long", () => {
    const fence = Array.from({ length: 101 }, (_, i) => i);
    const errors = numberVarianceError(fence, [4, 4.01], { samples: 10 });
    expect(errors[0]).toBeCloseTo(0, 12);
    expect(errors[1]).toBeNaN();
    expect(spectralRigidityError(fence, [4.01], { samples: 10 })[0]).toBeNaN();
    expect(numberVarianceError(fence, [100])[0]).toBeNaN();
    expect(() => numberVarianceError(fence, [100.5])).toThrow(
      "L must be above 0 and at most 100, the length of the spectrum, got 100.5",
    );
    expect(() => spectralRigidityError(fence, [0])).toThrow(/above 0/);
    expect(() => numberVarianceError(fence, [1], { samples: 1 })).toThrow(/samples must be an integer >= 2/);
  });

  test("repeat from their seed", () => {
    const x = new Random(3)
      .uniforms(200)
      .map((u) => 200 * u)
      .sort();
    const run = (seed?: number) => numberVarianceError(x, [1, 3], { samples: 30, seed });
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });
});
