import { describe, expect, test } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import { measureProductNoise } from "../../../src/bulk/index.ts";
import { tailP } from "../../../src/bulk/simulated-tail.ts";
import { productSingularValues, Random } from "../../../src/kernel/index.ts";
import { productWishart } from "../../../src/laws/index.ts";

const gaussian = (random: Random, rows: number, cols: number) =>
  matrix(rows, cols, random.normals(rows * cols));

/** Singular values of B A, B of m x r and A of r x n, entries of the given standard deviations. */
function noise(m: number, r: number, n: number, seed: number, sigma = 1): Float64Array {
  const random = new Random(seed, 77);
  return productSingularValues(gaussian(random, m, r), gaussian(random, r, n)).map((nu) => sigma * nu);
}

describe("the noise of a low-rank product", () => {
  test.each([
    [60, 2, 80],
    [96, 8, 64],
    [200, 40, 120],
  ])("of %i x %i x %i is rejected as often as the level says, and sigma is found", (rows, r, cols) => {
    const seeds = 400;
    let [rejected, sigma] = [0, 0];
    for (let seed = 1; seed <= seeds; seed++) {
      const found = measureProductNoise(noise(rows, r, cols, seed, 0.3), { rows, cols });
      if (found.largestP <= 0.05) rejected++;
      sigma += found.sigma / seeds;
    }
    // Four standard errors of the share, sqrt(.05 .95/400) = .011; the null's own sampling is smaller.
    expect(Math.abs(rejected / seeds - 0.05)).toBeLessThan(0.045);
    expect(Math.abs(sigma / 0.3 - 1)).toBeLessThan(0.05);
  });

  test("lies within the edges of the law of products", () => {
    const [m, r, n] = [900, 120, 500];
    const s = noise(m, r, n, 3);
    const { lowerEdge, upperEdge } = measureProductNoise(s, { rows: m, cols: n });
    expect(s[0]).toBeLessThan(1.03 * upperEdge);
    expect(s[0]).toBeGreaterThan(0.95 * upperEdge);
    expect(s[r - 1]).toBeGreaterThan(0.95 * lowerEdge);
    const law = productWishart({ sizes: [m, r, n] });
    expect(upperEdge).toBeCloseTo(
      measureProductNoise(s, { rows: m, cols: n }).sigma * Math.sqrt(r * n * law.support[0][1]),
      8,
    );
  });

  test("finds planted directions, to the count", () => {
    const s = noise(300, 16, 400, 5);
    for (const planted of [1, 3, 7]) {
      const with_ = s.map((nu, k) => (k < planted ? nu * (3 + planted - k) : nu));
      const { numSpikes, largestP, spikes } = measureProductNoise(with_, { rows: 300, cols: 400 });
      expect(numSpikes).toBe(planted);
      expect([...spikes]).toEqual([...with_.subarray(0, planted)]);
      // Small enough for the correction over hundreds of layers, which simulated shares are not.
      expect(largestP).toBeLessThan(1e-5);
    }
  });

  test("says where there is nothing to test", () => {
    const shape = { rows: 40, cols: 50 };
    expect(() => measureProductNoise(new Float64Array(4), shape)).toThrow(/nothing was learned/);
    expect(() => measureProductNoise(Float64Array.of(2), shape)).toThrow(/rank 1/);
    expect(() => measureProductNoise(Float64Array.of(2, 1e-30), shape)).toThrow(/rank 1/);
    expect(() => measureProductNoise(noise(40, 40, 50, 1), shape)).toThrow(/below both sides/);
    expect(() => measureProductNoise(new Float64Array(300).fill(1), { rows: 400, cols: 400 })).toThrow(/256/);
    expect(() => measureProductNoise(noise(40, 4, 50, 1), { ...shape, significance: 0 })).toThrow(
      /significance/,
    );
  });
});

test("tail p-values go on where the draws end, and never back up", () => {
  const draws = new Random(4).gammas(new Float64Array(2000).fill(9)).sort();
  let last = 1;
  for (let x = 0; x < 60; x += 0.25) {
    const p = tailP(x, draws);
    expect(p).toBeLessThanOrEqual(last);
    last = p;
  }
  // P(Gamma(9) > 30) = exp(-30) sum_(k<9) 30^k/k!
  let [term, sum] = [1, 1];
  for (let k = 1; k < 9; k++) sum += term *= 30 / k;
  const exact = Math.exp(-30) * sum;
  expect(Math.abs(Math.log(tailP(30, draws) / exact))).toBeLessThan(Math.log(3));
});
