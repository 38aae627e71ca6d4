/** The cost model, term by term: coefficients that are powers of ten show each term in its own digit. */
import { expect, test } from "vitest";
import { type Coefficients, referenceCost, type Shape } from "../../../src/analysis/plan/cost.ts";

const none: Coefficients = {
  fixed: 0,
  warmUp: 0,
  perValueOperation: 0,
  perFlippedEntry: 0,
  deflated: 0,
  perDeflatedEntry: 0,
  vectorFactor: 0,
  perPorterThomasCoordinate: 0,
  perNullLevelPair: 0,
  bootstraps: 0,
  comparisonFactor: 0,
  filterFactor: 0,
  perProductEntry: 0,
  perProductOperation: 0,
  productNullFixed: 0,
  perProductNullOperation: 0,
};
/** m = 3, n = 5: m^2 n = 45, m n = 15, m + n = 8, m^2 = 9. */
const shapes: readonly Shape[] = [
  { rows: 3, cols: 5 },
  { rows: 5, cols: 3 },
];
const values = { fixed: 1, perValueOperation: 2 };

test.each(shapes)("of %j, as it lies or transposed", (shape) => {
  const cost = (
    c: Partial<Coefficients>,
    ...how: [Parameters<typeof referenceCost>[1], Parameters<typeof referenceCost>[2]]
  ) => referenceCost(shape, ...how, { ...none, ...c });
  const all = {
    ...values,
    perFlippedEntry: 1000,
    vectorFactor: 4,
    deflated: 10_000,
    perDeflatedEntry: 100_000,
    perPorterThomasCoordinate: 10,
    perNullLevelPair: 1000,
    bootstraps: 0.5,
    comparisonFactor: 7,
    filterFactor: 3,
  };
  expect(cost(all, "quick", "analyze")).toEqual({ own: 91 + 15_000, nulls: 0 });
  expect(cost(all, "standard", "analyze")).toEqual({ own: 4 * 91 + 10_000 + 1_500_000, nulls: 80 });
  expect(cost(all, "full", "analyze")).toEqual({ own: 4 * 91 + 10_000 + 1_500_000 + 0.5, nulls: 9080 });
  expect(cost(all, "quick", "compare")).toEqual({ own: 8 * 91 + 15_000, nulls: 0 });
  expect(cost(all, "standard", "compare")).toEqual({ own: 11 * 91 + 10_000 + 1_500_000, nulls: 80 });
  expect(cost(all, "full", "filter")).toEqual({ own: 273, nulls: 0 });
});

test("of a low-rank product: its entries, its null, and the values of the base where it is compared", () => {
  const c = {
    ...none,
    ...values,
    perProductEntry: 10,
    perProductOperation: 100,
    productNullFixed: 5,
    perProductNullOperation: 1000,
    bootstraps: 0.5,
    comparisonFactor: 7,
  };
  const shape = { rows: 3, cols: 5, rank: 2 };
  const own = 1 + 15 * (10 + 200);
  expect(referenceCost(shape, "quick", "analyze", c)).toEqual({ own, nulls: 8005 });
  expect(referenceCost(shape, "full", "analyze", c)).toEqual({ own: own + 0.5, nulls: 8005 });
  expect(referenceCost(shape, "quick", "compare", c)).toEqual({ own: own + 7 * 91, nulls: 8005 });
});
