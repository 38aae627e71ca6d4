import { describe, expect, test } from "vitest";
import type { Matrix } from "../../../src/base/index.ts";
import { fitBulk, signFlipTest } from "../../../src/bulk/index.ts";
import { gaussian, spiked } from "../../../src/ensembles/index.ts";
import { svd, svdvals } from "../../../src/kernel/index.ts";
import { studentSurvival } from "../../../src/statistics/student.ts";

function flips(a: Matrix) {
  const decomposition = svd(a);
  const singularValues = decomposition.s;
  const { sigma } = fitBulk(singularValues, { rows: a.rows, cols: a.cols });
  return signFlipTest(a, { singularValues, sigma, decomposition, seed: 1 });
}

test("Student's upper tail agrees with scipy.stats.t.sf", () => {
  // scipy 1.x: t.sf(0, 18), t.sf(2, 18), t.sf(-1, 18), t.sf(12, 18), t.sf(1, 1)
  const wanted: [number, number, number][] = [
    [0, 18, 0.5],
    [2, 18, 0.030410732834666217],
    [-1, 18, 0.8347175343609079],
    [12, 18, 2.523255551281827e-10],
    [1, 1, 0.25],
  ];
  for (const [t, freedom, p] of wanted) expect(studentSurvival(t, freedom) / p).toBeCloseTo(1, 10);
});

describe("signFlipTest", () => {
  test("counts planted signals, weak ones beside strong ones", () => {
    const { matrix } = spiked(200, 300, { strengths: [30, 8, 4, 2.5], seed: 5 });
    const test = flips(matrix);
    expect(test.numSignals).toBe(4);
    // decided at the first look
    expect(test.p).toBeLessThan(1e-5);
    expect(test.norms).toHaveLength(5);
    expect(flips(gaussian(80, 80, { seed: 3 }))).toMatchObject({ centred: false, numSignals: 0 });
  });

  test("takes a mean off", () => {
    const noise = gaussian(100, 140, { seed: 2 });
    const test = flips({ ...noise, data: noise.data.map((x) => x + 0.5) });
    expect(test).toMatchObject({ centred: true, numSignals: 0 });
    expect(test.p).toBeGreaterThan(0.01);
  });

  test("knows no scale", () => {
    const { matrix } = spiked(60, 90, { strengths: [4, 2], seed: 5 });
    const { p, numSignals } = flips(matrix);
    expect(numSignals).toBeGreaterThan(0);
    for (const factor of [2 ** -900, 2 ** -600, 2 ** 600, 2 ** 1015]) {
      const data = matrix.data.map((x) => x * factor);
      expect(flips({ ...matrix, data })).toMatchObject({ numSignals, p });
    }
  });

  test("one row can only be as long as it is", () => {
    expect(flips(gaussian(1, 50)).p).toBe(1);
  });

  test("stops at the first copy that reaches the value: p = 1/l, and looks on where it is not surely beyond", () => {
    for (const seed of [1, 2, 3, 4]) {
      const a = gaussian(40, 60, { seed });
      const { norms, p } = flips(a);
      const first = norms.findIndex((norm) => norm >= svd(a).s[0]);
      expect([norms.length, p]).toEqual([first + 1, 1 / (first + 1)]);
    }
    const weak = flips(spiked(40, 60, { strengths: [1.6], seed: 8 }).matrix);
    expect(weak.norms).toHaveLength(19);
    expect(weak.p).toBeLessThan(1 / 20);
  });

  test("holds its levels on noise of unequal rows, whether it stops early or not", () => {
    const [rows, cols, count] = [16, 24, 2000];
    const rejected = { 0.1: 0, 0.05: 0, 0.01: 0 };
    for (let seed = 0; seed < count; seed++) {
      const { data } = gaussian(rows, cols, { seed });
      const a = { rows, cols, data: data.map((x, i) => x * (1 + (Math.floor(i / cols) % 4))) };
      const { p } = signFlipTest(a, { singularValues: svdvals(a), sigma: 0, seed });
      for (const level of [0.1, 0.05, 0.01] as const) if (p <= level) rejected[level]++;
    }
    // exchangeable with the copies: exact at 1/10 and 1/20, where only ranks decide
    for (const level of [0.1, 0.05] as const)
      expect(Math.abs(rejected[level] / count - level)).toBeLessThan(4 * Math.sqrt(level / count));
    // and by Student's t, of a largest value that is skewed to the right
    expect(rejected[0.01] / count).toBeLessThan(0.01 + 4 * Math.sqrt(0.01 / count));
    expect(rejected[0.01]).toBeGreaterThan(0);
  });
});
