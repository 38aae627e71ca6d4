import { expect, test } from "vitest";
import { monteCarloP, pOfCount } from "../../../src/statistics/index.ts";
import { codeOf } from "../error-code.ts";

test("(1 + null values at least as large)/(1 + null values), ties counted", () => {
  const none = [1, 2, 3, 4];
  expect([0, 1, 2.5, 4, 5].map((x) => monteCarloP(x, none))).toEqual([1, 1, 3 / 5, 2 / 5, 1 / 5]);
  expect(monteCarloP(2, Float64Array.of(2, 2, 1))).toBe(3 / 4);
  expect(monteCarloP(0, [1])).toBe(1);
});

test("of counts", () => {
  expect([0, 3, 9].map((count) => pOfCount(count, 9))).toEqual([0.1, 0.4, 1]);
});

test("an empty null is an error", () => {
  expect(codeOf(() => monteCarloP(1, []))).toBe("TOO_FEW");
  expect(codeOf(() => pOfCount(0, 0))).toBe("TOO_FEW");
  expect(codeOf(() => monteCarloP(1, "null" as unknown as number[]))).toBe("INVALID_ARGUMENT");
});
