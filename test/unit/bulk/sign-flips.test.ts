import { describe, expect, test } from "vitest";
import type { Matrix } from "../../../src/base/index.ts";
import { fitBulk, signFlipTest } from "../../../src/bulk/index.ts";
import { gaussian, spiked } from "../../../src/ensembles/index.ts";
import { svdvals } from "../../../src/kernel/index.ts";
import { studentSurvival } from "../../../src/statistics/student.ts";

function flips(a: Matrix) {
  const singularValues = svdvals(a);
  const { sigma } = fitBulk(singularValues, { rows: a.rows, cols: a.cols });
  return signFlipTest(a, { singularValues, sigma, deflate: true, seed: 1 });
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
    expect(test.p).toBeLessThan(1e-12);
    expect(test.norms).toHaveLength(19);
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
    expect(flips(gaussian(1, 50)).p).toBeCloseTo(0.5, 3);
  });
});
