/** Heavy-tailed noise localises leading vectors by itself: the test fails there, and so it does for the permuted control. */
import { expect, test } from "vitest";
import {
  type BoundaryRank,
  boundaryRank,
  ensembles,
  localization,
  type Matrix,
  porterThomas,
  svd,
} from "../../../src/index.ts";

function boundaryOf(a: Matrix): BoundaryRank {
  const { u, vt } = svd(a);
  return boundaryRank([porterThomas(u).p, porterThomas(vt, { axis: "rows" }).p]);
}

test("tail exponent 2: leading vectors live on few coordinates, in the matrix as in its permuted copy", () => {
  for (let stream = 0; stream < 3; stream++) {
    const a = ensembles.heavyTailed(150, 200, { mu: 2, stream, seed: 3 });
    const before = boundaryOf(a);
    const after = boundaryOf(ensembles.permuteEntries(a, { seed: 4 }));
    for (const { boundary, pValue } of [before, after]) {
      expect(boundary).toBeGreaterThan(10);
      expect(boundary).toBeLessThan(60);
      expect(pValue).toBeLessThan(0.001);
    }
    const { ipr, random } = localization(svd(a).u);
    expect(ipr[0]).toBeGreaterThan(10 * random.ipr);
  }
});

test("tail exponent 12: nothing is found in most draws", () => {
  let found = 0;
  for (let stream = 0; stream < 8; stream++)
    if (boundaryOf(ensembles.heavyTailed(100, 150, { mu: 12, stream, seed: 5 })).boundary > 0) found++;
  expect(found).toBeLessThanOrEqual(3);
});

test("vectors planted on few coordinates are found where they rank; shuffled entries lose them", () => {
  const right = { rows: 200, cols: 3, data: new Float64Array(600) };
  for (let k = 0; k < 3; k++)
    for (let i = 0; i < 8; i++) right.data[(20 * k + i) * 3 + k] = (i % 2 ? 1 : -1) / Math.sqrt(8);
  const { matrix } = ensembles.spiked(150, 200, { strengths: [4, 3.5, 3], right, seed: 6 });
  const { vt } = svd(matrix);
  const planted = boundaryRank(porterThomas(vt, { axis: "rows" }).p);
  expect(planted.boundary).toBe(3);
  expect(planted.lower).toBeLessThanOrEqual(3);
  const shuffled = svd(ensembles.permuteEntries(matrix, { seed: 7 }));
  expect(boundaryRank(porterThomas(shuffled.vt, { axis: "rows" }).p).boundary).toBe(0);
});
