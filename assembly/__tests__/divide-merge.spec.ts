/** The lists of a merge and its products, by hand on five rows. */

import { index, put, putIndex } from "../base/numeric";
import {
  admit,
  columns,
  combinations,
  combineMembers,
  deflationTolerance,
  findPairRotation,
  finishRenewed,
  kinds,
  LOWER_ONLY,
  layOut,
  leftOut,
  mergeWorkspace,
  notePairRotation,
  pairC,
  pairS,
  placeMembers,
  poles,
  renewed,
  takeValues,
  UPPER_ONLY,
  upperCount,
  values,
  weights,
  zs,
} from "../condensed/divide-merge";
import { buffer, fillDigits, get, listOf, offBy, set, workspace } from "./matrices";

const DENSE: i32 = 1;

function prepare<T>(d: f64[], e: f64[]): usize {
  const n = d.length;
  const at = listOf<f64>(d);
  layOut<T>(n, at, listOf<f64>(e), workspace(mergeWorkspace<T>(n, 0)));
  return at;
}

/** Rows 3, 1, 2 and 0 take part in this order; row 4 is deflated. */
function fourOfFive(): void {
  const types: i32[] = [UPPER_ONLY, DENSE, LOWER_ONLY, UPPER_ONLY, DENSE];
  const rows: i32[] = [3, 1, 2, 0];
  for (let i = 0; i < 5; i++) {
    putIndex(kinds, i, types[i]);
    put<f64>(zs, i, (i + 1) as f64);
  }
  for (let k = 0; k < 4; k++) admit(k, rows[k], (10 * k) as f64);
  putIndex(leftOut, 0, 4);
}

/** Entries of the new rows that differ from the sum over the members, for zero blocks as the types say. */
function wrongRows<T>(): i32 {
  prepare<T>([1, 2, 3, 4, 5], [1, 1, 1, 1]);
  fourOfFive();
  placeMembers(0, 4);
  const q = buffer(25);
  fillDigits<T>(q, 25);
  for (let row = 0; row < 5; row++) {
    if (index(kinds, row) == UPPER_ONLY) for (let j = 2; j < 5; j++) set<T>(q, 5 * row + j, 0);
    if (index(kinds, row) == LOWER_ONLY) for (let j = 0; j < 2; j++) set<T>(q, 5 * row + j, 0);
  }
  fillDigits<T>(combinations, 16);
  const rows: i32[] = [3, 1, 2, 0];
  const expected = buffer(25);
  for (let j = 0; j < 5; j++) {
    for (let k = 0; k < 4; k++) {
      let sum: f64 = 0;
      for (let i = 0; i < 4; i++)
        sum += get<T>(combinations, 4 * k + index(columns, i)) * get<T>(q, 5 * rows[i] + j);
      set<f64>(expected, 5 * k + j, sum);
    }
    set<f64>(expected, 20 + j, get<T>(q, 20 + j));
  }
  combineMembers<T>(4, 5, 2, 2, 5, upperCount, q, 5);
  let failures = 0;
  for (let i = 0; i < 25; i++) if (get<T>(q, i) != get<f64>(expected, i)) failures++;
  return failures;
}

describe("a merge", () => {
  test("deflates below 8 units of roundoff of its own norm, and below roundoff^2 of the whole matrix's", () => {
    const d = prepare<f64>([1, -3, 2], [0.5, 0.5]);
    expect(deflationTolerance<f64>(3, d, 0.5)).toBe(24 * 2 ** -53);
    expect(deflationTolerance<f64>(1, d, 2)).toBe(16 * 2 ** -53);
    expect(deflationTolerance<f32>(3, d, 0.5)).toBe(24 * 2 ** -24);
    const graded = prepare<f64>([2 ** -60, 1], [-4]);
    expect(deflationTolerance<f64>(1, graded, 0)).toBe(4 * 2 ** -106);
  });
  test("members keep their pole and their weight", () => {
    prepare<f64>([1, 2, 3, 4, 5], [1, 1, 1, 1]);
    fourOfFive();
    expect(offBy<f64>(poles, [0, 10, 20, 30])).toBe(0);
    expect(offBy<f64>(weights, [4, 2, 3, 1])).toBe(0);
  });
  test("members are placed by type: left parts, dense ones, right parts", () => {
    prepare<f64>([1, 2, 3, 4, 5], [1, 1, 1, 1]);
    fourOfFive();
    placeMembers(0, 4);
    expect(upperCount).toBe(2);
    expect([index(columns, 0), index(columns, 1), index(columns, 2), index(columns, 3)]).toStrictEqual([
      0, 2, 3, 1,
    ]);
    // The leading one stands behind the left parts, whatever its type.
    placeMembers(1, 4);
    expect(upperCount).toBe(1);
    expect([index(columns, 0), index(columns, 1), index(columns, 2), index(columns, 3)]).toStrictEqual([
      1, 2, 3, 0,
    ]);
  });
  test("a pair's rotation leaves all the weight to one row, which reaches what either did", () => {
    prepare<f64>([1, 1], [1]);
    put<f64>(zs, 0, 3);
    put<f64>(zs, 1, -4);
    putIndex(kinds, 0, UPPER_ONLY);
    putIndex(kinds, 1, LOWER_ONLY);
    findPairRotation(0, 1);
    expect(abs(pairC + 0.8)).toBeLessThan(1e-15);
    expect(abs(pairS + 0.6)).toBeLessThan(1e-15);
    notePairRotation(0, 1);
    expect(abs(get<f64>(zs, 1) - 5)).toBeLessThan(1e-15);
    expect(index(kinds, 1)).toBe(DENSE);
    expect(index(kinds, 0)).toBe(UPPER_ONLY);
  });
  test("a renewed z is a root with the old one's sign", () => {
    prepare<f64>([1, 2], [1]);
    put<f64>(renewed, 0, -4);
    put<f64>(renewed, 1, 9);
    put<f64>(weights, 0, -1);
    put<f64>(weights, 1, 1);
    finishRenewed(2);
    expect(offBy<f64>(renewed, [-2, 3])).toBe(0);
  });
  test("deflated values follow the new ones", () => {
    const d = prepare<f64>([1, 2, 3], [1, 1]);
    put<f64>(values, 0, 20);
    put<f64>(values, 1, 30);
    putIndex(leftOut, 0, 1);
    takeValues(2, 3, d);
    expect(offBy<f64>(d, [20, 30, 2])).toBe(0);
  });
  test("new rows are the combinations of the members, and deflated rows go behind them", () => {
    expect(wrongRows<f64>()).toBe(0);
    expect(wrongRows<f32>()).toBe(0);
  });
});
