import { expect, it } from "vitest";
import type { Matrix } from "../../../src/base/index.ts";
import { Random, svdvals } from "../../../src/kernel/index.ts";
import { peak } from "./peak.ts";

/** What the packed blocks of a product take at most. */
const PACKED_BYTES = 2 ** 21;

function gaussian(rows: number, cols: number): Matrix<Float64Array> {
  return { rows, cols, data: new Random(1).normals(rows * cols) };
}

it.each([
  [800, 800],
  [2000, 400],
  [300, 3000],
  [1000, 900],
])("singular values of %i x %i need at most twice the input beside it", (rows, cols) => {
  const a = gaussian(rows, cols);
  for (const method of ["auto", "direct"] as const)
    expect(peak(() => svdvals(a, { method }))).toBeLessThan(2 * a.data.byteLength);
  // The Gram matrix of a square one is as large again, beside the packed blocks of a product.
  expect(peak(() => svdvals(a, { method: "gram" }))).toBeLessThan(2 * a.data.byteLength + PACKED_BYTES);
});
