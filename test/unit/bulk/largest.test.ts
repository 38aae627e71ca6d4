import { expect, test } from "vitest";
import { fitBulk, largestValueP } from "../../../src/bulk/index.ts";
import { betaLaguerreSingularValues } from "../../../src/ensembles/index.ts";
import { wishartEdge } from "../../../src/laws/index.ts";

const noise = (rows: number, cols: number, stream: number) =>
  betaLaguerreSingularValues(rows, cols, { seed: 21, stream });

test.each([
  [5, 5],
  [8, 8],
  [4, 40],
])("the largest value of %i x %i noise is rejected as often as the level says", (rows, cols) => {
  const count = 4000;
  const p = Float64Array.from({ length: count }, (_, i) =>
    largestValueP(noise(rows, cols, i), { rows, cols, seed: 1 + Math.floor(i / 2000) }),
  );
  for (const level of [0.05, 0.01, 0.001]) {
    const rejected = p.filter((value) => value <= level).length;
    // Four standard errors of the count, one more for the null's own draws; the Tracy-Widom law gives 12 to 40 at .001.
    expect(Math.abs(rejected - level * count)).toBeLessThan(
      5 * Math.sqrt(level * count) + 0.1 * level * count,
    );
  }
});

test.each([49, 50])("with %i values it is Tracy and Widom's law, simulated or not", (m) => {
  const [rows, cols] = [m, 5000];
  const s = betaLaguerreSingularValues(rows, cols, { seed: 3 });
  const { centre, scale } = wishartEdge({ n: cols, m });
  // The fit of sigma does not move with the largest value, as long as it stays the largest and is no certain spike.
  const { sigma } = fitBulk(s, { rows, cols, significance: 1e-6 });
  for (const [standardised, order] of [
    [-1.2686, 0.5],
    [0.9793, 0.05],
    [2.0234, 0.01],
  ]) {
    s[0] = sigma * Math.sqrt(centre + scale * standardised);
    const p = largestValueP(s, { rows, cols, seed: 1 });
    if (m === 50) expect(p / order).toBeCloseTo(1, 3);
    // The error of sigma and that of 2,000 draws: 20 +- 4.5 of them at .01.
    else expect(Math.abs(Math.log(p / order))).toBeLessThan(0.5);
  }
});

test("one or two values cannot stand out, nor can zeros; a signal does", () => {
  expect(largestValueP(Float64Array.of(7), { rows: 1, cols: 30, seed: 1 })).toBe(1);
  expect(largestValueP(Float64Array.of(70, 2), { rows: 2, cols: 30, seed: 1 })).toBe(1);
  expect(largestValueP(new Float64Array(6), { rows: 6, cols: 6, seed: 1 })).toBe(1);
  const s = noise(12, 30, 5);
  s[0] *= 3;
  const p = largestValueP(s, { rows: 12, cols: 30, seed: 1 });
  expect(p).toBeLessThan(1e-6);
  // Neither scale nor the order of the sides matters, nor does a row of zeros.
  const scaled = s.map((nu) => 1e-9 * nu);
  expect(largestValueP(scaled, { rows: 30, cols: 12, seed: 1 })).toBeCloseTo(p, 12);
  expect(largestValueP(Float64Array.of(...s, 0), { rows: 13, cols: 30, seed: 1 })).toBe(p);
});
