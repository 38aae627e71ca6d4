/** The transform on vectors whose distribution function is elementary, and the distance against its definition. */
import { randomSeed, randomUniform } from "../base/random";
import {
  porterThomasNull,
  porterThomasTransform,
  uniformDistance,
  uniformDistanceWorkspace,
} from "../statistics/porter-thomas";
import { address } from "./forms";
import { buffer, workspace } from "./matrices";

/** For n = 3 the density of z on (-sqrt 3, sqrt 3) is flat: F(z) - 1/2 = z/(2 sqrt 3), which the cubic meets exactly. */
function flatTable(cells: i32): StaticArray<f64> {
  const table = new StaticArray<f64>(2 * (cells + 1));
  for (let j = 0; j <= cells; j++) {
    table[2 * j] = (0.5 * (j as f64)) / cells;
    table[2 * j + 1] = 0.5 / cells;
  }
  return table;
}

/** The same by comparing every point with the staircase on either side of it. */
function bruteDistance(u: StaticArray<f64>, papers: bool): f64 {
  const n = u.length;
  let worst: f64 = 0;
  for (let i = 0; i < n; i++) {
    let below = 0;
    let upTo = 0;
    for (let j = 0; j < n; j++) {
      if (u[j] < u[i]) below++;
      if (u[j] <= u[i]) upTo++;
    }
    if (papers) {
      // Equal points share the ranks from below to upTo - 1.
      worst = max(worst, abs(u[i] - (below as f64) / (n - 1)));
      worst = max(worst, abs(u[i] - ((upTo - 1) as f64) / (n - 1)));
    } else {
      worst = max(worst, u[i] - (below as f64) / n);
      worst = max(worst, (upTo as f64) / n - u[i]);
    }
  }
  return worst;
}

describe("porterThomasTransform", () => {
  test("vectors of length 3, of any norm: u = (1 + x/|x|)/2", () => {
    const x: StaticArray<f64> = [3, 0, -4, 0.1, 0.2, 0.2, -7, 0, 0];
    const top = sqrt<f64>(3);
    porterThomasTransform(address(x), 3, 3, address(flatTable(16)), 16, top);
    const expected: StaticArray<f64> = [0.8, 0.5, 0.1, 2.0 / 3, 5.0 / 6, 5.0 / 6, 0, 0.5, 0.5];
    for (let i = 0; i < 9; i++) expect(abs(x[i] - expected[i])).toBeLessThan(1e-15);
  });
});

describe("uniformDistance", () => {
  test("agrees with the definition, ties and ends included", () => {
    const state = buffer(4);
    randomSeed(state, 11, 0);
    for (let n = 2; n < 60; n += 7) {
      const u = new StaticArray<f64>(n);
      randomUniform(state, address(u), n);
      u[0] = 0;
      u[n - 1] = n % 2 == 0 ? 1 : u[n / 2];
      const work = workspace(uniformDistanceWorkspace(n));
      expect(abs(uniformDistance(address(u), n, 0, work) - bruteDistance(u, false))).toBeLessThan(1e-15);
      expect(abs(uniformDistance(address(u), n, 1, work) - bruteDistance(u, true))).toBeLessThan(1e-15);
    }
  });
  test("points in the middle of their steps are 1/(2n) off, the papers' grid is met", () => {
    const middle = new StaticArray<f64>(10);
    const grid = new StaticArray<f64>(11);
    for (let i = 0; i < 10; i++) middle[i] = ((i as f64) + 0.5) / 10;
    for (let i = 0; i < 11; i++) grid[i] = (i as f64) / 10;
    const work = workspace(uniformDistanceWorkspace(11));
    expect(abs(uniformDistance(address(middle), 10, 0, work) - 0.05)).toBeLessThan(1e-15);
    expect(uniformDistance(address(grid), 11, 1, work)).toBeLessThan(1e-15);
  });
});

describe("porterThomasNull", () => {
  test("the mean of sqrt(n) D over pools of one vector in three dimensions, and the same seed the same numbers", () => {
    const state = buffer(4);
    const out = new StaticArray<f64>(200);
    const again = new StaticArray<f64>(200);
    const table = flatTable(16);
    const pool = buffer(300);
    const work = workspace(uniformDistanceWorkspace(300));
    randomSeed(state, 5, 0);
    porterThomasNull(state, 100, 3, 200, 0, address(table), 16, sqrt<f64>(3), pool, work, address(out));
    randomSeed(state, 5, 0);
    porterThomasNull(state, 100, 3, 200, 0, address(table), 16, sqrt<f64>(3), pool, work, address(again));
    let sum: f64 = 0;
    for (let i = 0; i < 200; i++) {
      expect(out[i]).toBe(again[i]);
      sum += out[i];
    }
    // Kolmogorov's mean is 0.8687/sqrt(300) = 0.0502 for independent points; those of one vector repel a little.
    const mean = sum / 200;
    expect(mean).toBeGreaterThan(0.035);
    expect(mean).toBeLessThan(0.055);
  });
});
