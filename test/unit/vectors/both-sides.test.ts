/** The vectors of both sides of one matrix, tested together. */
import { expect, test } from "vitest";
import { boundaryRank, ensembles, matrix, porterThomas, svd } from "../../../src/index.ts";
import { testVectors } from "../../../src/vectors/index.ts";
import { codeOf } from "../error-code.ts";

/** A matrix of noise with row 2 and columns 0 and 9 of zeros. */
function withDeadCoordinates() {
  const a = ensembles.gaussian(20, 26, { seed: 5 });
  for (let i = 0; i < 20; i++)
    for (let j = 0; j < 26; j++) if (i === 2 || j === 0 || j === 9) a.data[i * 26 + j] = 0;
  return a;
}

test("the first `rank` vectors of each side are tested, without their dead coordinates", () => {
  const a = withDeadCoordinates();
  const decomposition = svd(a);
  const { u, vt } = decomposition;
  expect([u.cols, vt.rows]).toEqual([20, 20]);
  for (const rank of [1, 7, 19]) {
    const { left, right, boundary } = testVectors(a, decomposition, { rank, seed: 3 });
    const firstLeft = matrix(20, rank, new Float64Array(20 * rank));
    for (let i = 0; i < 20; i++)
      for (let k = 0; k < rank; k++) firstLeft.data[i * rank + k] = u.data[i * 20 + k];
    const firstRight = matrix(rank, 26, vt.data.slice(0, rank * 26));
    expect(left.vectors).toEqual(firstLeft);
    expect(right.vectors).toEqual(firstRight);
    expect(left.set).toEqual({ axis: "columns", exclude: Int32Array.of(2) });
    expect(right.set).toEqual({ axis: "rows", exclude: Int32Array.of(0, 9) });
    expect(left.tests).toEqual(porterThomas(firstLeft, { exclude: [2], seed: 3, samples: 2000 }));
    expect(right.tests).toEqual(
      porterThomas(firstRight, { axis: "rows", exclude: [0, 9], seed: 3, samples: 2000 }),
    );
    expect(boundary).toEqual(boundaryRank([left.tests.p, right.tests.p], { seed: 3, draws: 2000 }));
    expect([left.tests.tests, left.tests.length]).toEqual([rank, 19]);
    expect([right.tests.tests, right.tests.length]).toEqual([rank, 24]);
    for (const record of [left, right, boundary]) expect(Object.isFrozen(record)).toBe(true);
  }
});

test("all vectors are the decomposition's own, not a copy", () => {
  const a = ensembles.gaussian(12, 9, { seed: 8 });
  const decomposition = svd(a);
  const { left, right } = testVectors(a, decomposition, { rank: 9 });
  expect(left.vectors).toBe(decomposition.u);
  expect(right.vectors.data.buffer).toBe(decomposition.vt.data.buffer);
});

test("rank 0 has nothing to test", () => {
  const zero = matrix(9, 9, new Float64Array(81));
  expect(codeOf(() => testVectors(zero, svd(zero), { rank: 0 }))).toBe("TOO_FEW");
});
