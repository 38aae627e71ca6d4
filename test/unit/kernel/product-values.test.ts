import { expect, test } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import { matmul, productSingularValues, Random, svdvals } from "../../../src/kernel/index.ts";

const gaussian = (rows: number, cols: number, seed: number) =>
  matrix(rows, cols, new Random(seed).normals(rows * cols));

test.each([
  [60, 5, 80],
  [7, 7, 7],
  [3, 9, 50],
  [50, 9, 4],
  [1, 3, 1],
  [200, 1, 300],
])("of a %i x %i and its partner with %i columns are those of the product", (rows, r, cols) => {
  const [b, a] = [gaussian(rows, r, 1), gaussian(r, cols, 2)];
  const wanted = svdvals(matmul(b, a));
  const found = productSingularValues(b, a);
  expect(found).toHaveLength(Math.min(rows, r, cols));
  found.forEach((nu, k) => {
    expect(Math.abs(nu - wanted[k])).toBeLessThan(1e-13 * wanted[0] * Math.max(rows, cols));
  });
  for (const rest of wanted.subarray(found.length))
    expect(rest).toBeLessThan(1e-13 * wanted[0] * Math.max(rows, cols));
});

test("zero factors have zero values, factors that do not fit none", () => {
  const zero = matrix(6, 2, new Float64Array(12));
  expect([...productSingularValues(zero, gaussian(2, 5, 1))]).toEqual([0, 0]);
  expect(() => productSingularValues(zero, gaussian(3, 5, 1))).toThrow(/inner sizes/);
});
