import { expect, test } from "vitest";
import { ensembles, localization, matrix } from "../../../src/index.ts";

test("a single coordinate, a flat vector and a pair have their closed values", () => {
  const n = 16;
  const one = new Float64Array(n);
  one[5] = -2;
  const pair = new Float64Array(n);
  pair[1] = pair[7] = 3;
  const flat = new Float64Array(n).fill(1e-200);
  const set = matrix(3, n, Float64Array.of(...one, ...pair, ...flat));
  const measured = localization(set, { axis: "rows" });
  for (const [k, coordinates] of [1, 2, 16].entries()) {
    expect(measured.ipr[k]).toBeCloseTo(1 / coordinates, 14);
    expect(measured.participationRatio[k]).toBeCloseTo(coordinates, 12);
    expect(measured.entropy[k]).toBeCloseTo(Math.log(coordinates), 13);
    expect(measured.normRatio[k]).toBeCloseTo(coordinates, 12);
    expect(measured.largest[k]).toBeCloseTo(1 / Math.sqrt(coordinates), 14);
  }
  expect([...measured.at.slice(0, 2)]).toEqual([5, 1]);
});

test("random vectors have the stated means", () => {
  for (const n of [5, 30, 301]) {
    const count = 4000;
    const measured = localization(ensembles.gaussian(n, count, { seed: n }));
    for (const name of ["ipr", "entropy"] as const) {
      const mean = measured[name].reduce((a, b) => a + b) / count;
      const variance = measured[name].reduce((s, x) => s + (x - mean) ** 2, 0) / (count - 1);
      expect(Math.abs(mean - measured.random[name])).toBeLessThan(4 * Math.sqrt(variance / count));
    }
  }
});

test("the random entropy tends to ln N - .7296", () => {
  // ln 2 + psi(3/2) = 2 - gamma - ln 2, by psi(3/2) = 2 - gamma - 2 ln 2.
  const limit = 2 - 0.5772156649015329 - Math.LN2;
  const { random } = localization(ensembles.gaussian(4000, 1));
  expect(random.entropy).toBeCloseTo(Math.log(4000) - limit + 1 / 4000, 6);
});

test("the random entropy is psi(N/2 + 1) - psi(3/2), a finite sum for odd lengths", () => {
  // psi(x + 1) = psi(x) + 1/x, from psi(3/2) to psi(N/2 + 1): the terms 1/(j + 1/2), j = 1, ..., (N - 1)/2.
  for (const n of [1, 3, 5, 7, 9, 21, 101]) {
    let exact = 0;
    for (let j = 1; j <= (n - 1) / 2; j++) exact += 1 / (j + 0.5);
    const { random } = localization(ensembles.gaussian(n, 1));
    expect(random.entropy).toBeCloseTo(exact, 14);
    expect(random.ipr).toBe(3 / (n + 2));
  }
  // psi(2) - psi(3/2) = 2 ln 2 - 1 for a pair of coordinates.
  expect(localization(ensembles.gaussian(2, 1)).random.entropy).toBeCloseTo(2 * Math.LN2 - 1, 14);
});
