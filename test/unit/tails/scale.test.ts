/** What a fit must not depend on, and which answers leave an exponent. */
import { expect, test } from "vitest";
import { type Comparison, comparePowerLaw, fitPowerLaw, hasExponent } from "../../../src/tails/index.ts";
import { codeOf } from "../error-code.ts";

/** ln x at the quantiles of an exponential law, bent so that a lognormal law fits better than a power law. */
const logs = Array.from({ length: 60 }, (_, i) => (-Math.log((i + 0.5) / 60)) ** 0.7);

test("the lognormal family is closed under powers: a tail of x^s, however steep, has the same likelihood ratio", () => {
  const lognormal = (s: number): Comparison => {
    const x = logs.map((l) => Math.exp(s * l));
    return comparePowerLaw(x, fitPowerLaw(x, { xmin: 1 })).find((row) => row.alternative === "lognormal")!;
  };
  const plain = lognormal(1);
  expect(plain.logLikelihoodRatio).toBeLessThan(-1);
  for (const s of [1e-5, 1e-3, 0.3, 20]) {
    const row = lognormal(s);
    expect(Math.abs(row.logLikelihoodRatio / plain.logLikelihoodRatio - 1)).toBeLessThan(1e-7);
    expect(Math.abs(row.nestedP! / plain.nestedP! - 1)).toBeLessThan(1e-6);
  }
});

test("a tail has an exponent where it is a power law, or where nothing that was looked at speaks against it", () => {
  expect(hasExponent({ answer: "power law" })).toBe(true);
  expect(hasExponent({ answer: "not tested" })).toBe(true);
  expect(hasExponent({ answer: "not a power law" })).toBe(false);
  expect(hasExponent({ answer: "too few points" })).toBe(false);
  expect(codeOf(() => hasExponent({} as never))).toBe("INVALID_ARGUMENT");
});
