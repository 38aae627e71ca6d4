/** Rows and columns of zeros, by exact small cases. */
import { expect, test } from "vitest";
import { deadCoordinates, liveSubmatrix, matrix } from "../../../src/index.ts";
import { codeOf } from "../error-code.ts";

const a = matrix(3, 4, Float64Array.of(0, 1, 0, -2, 0, 0, 0, 0, 0, 3, 0, 4));

test("what is left are the other rows and columns in their order", () => {
  expect(liveSubmatrix(a)).toEqual({ rows: 2, cols: 2, data: Float64Array.of(1, -2, 3, 4) });
  const onlyRow = matrix(2, 2, Float64Array.of(0, 0, 5, 6));
  expect(liveSubmatrix(onlyRow)).toEqual({ rows: 1, cols: 2, data: Float64Array.of(5, 6) });
  const onlyCol = matrix(2, 2, Float64Array.of(5, 0, 6, 0));
  expect(liveSubmatrix(onlyCol)).toEqual({ rows: 2, cols: 1, data: Float64Array.of(5, 6) });
});

test("a matrix that is alive, or dead throughout, comes back itself", () => {
  for (const whole of [matrix(2, 2, Float64Array.of(1, 0, 0, 1)), matrix(2, 3, new Float64Array(6))])
    expect(liveSubmatrix(whole)).toBe(whole);
});

test("an entry as large as the tolerance counts as zero, one above it does not", () => {
  const small = matrix(2, 2, Float64Array.of(0.5, -0.25, 0.5, 0.25));
  const found = (tolerance: number) => {
    const { rows, cols } = deadCoordinates(small, { tolerance });
    return [[...rows], [...cols]];
  };
  expect(found(0.25)).toEqual([[], [1]]);
  expect(found(0.2499)).toEqual([[], []]);
  expect(found(0.5)).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(codeOf(() => deadCoordinates(small, { tolerance: -1e-300 }))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => deadCoordinates(matrix(1, 1, Float64Array.of(Number.NaN))))).toBe("NOT_FINITE");
  expect(codeOf(() => deadCoordinates({ rows: 2, cols: 2, data: new Float64Array(3) }))).toBe(
    "INVALID_SHAPE",
  );
});
