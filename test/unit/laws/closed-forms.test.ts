import { expect, test } from "vitest";
import { WignerscopeError } from "../../../src/base/index.ts";
import * as laws from "../../../src/laws/index.ts";
import fixtures from "../../fixtures/laws/closed.json" with { type: "json" };
import { expectClose, testFixtures } from "./law-checks.ts";

testFixtures(fixtures, {
  marchenkoPastur: laws.marchenkoPastur,
  semicircle: laws.semicircle,
  wignerSurmise: laws.wignerSurmise,
  exponential: laws.exponential,
  porterThomas: laws.porterThomas,
});

test("at q = 1 the singular values fill the quarter circle, whose distribution function is elementary", () => {
  const law = laws.marchenkoPastur({ q: 1, sigma: 0.7, variable: "nu" });
  for (const nu of [0.01, 0.4, 1, 1.39]) {
    const half = nu / 1.4;
    const wanted = (2 / Math.PI) * (Math.asin(half) + half * Math.sqrt(1 - half * half));
    expectClose(law.cdf(nu), wanted, 1e-14, 0, "quarter circle");
  }
  expectClose(law.moment(1)!, (8 * 0.7) / (3 * Math.PI), 1e-13, 0, "mean");
});

test("outside its support a law is 0 or 1, and an atom counts from its place on", () => {
  const law = laws.marchenkoPastur({ q: 4 });
  expect([law.cdf(-1e-300), law.cdf(0), law.cdf(0.5), law.cdf(9), law.cdf(99)]).toEqual([
    0, 0.75, 0.75, 1, 1,
  ]);
  expect([law.survival(-1), law.survival(0), law.survival(9)]).toEqual([1, 0.25, 0]);
  expect([law.quantile(0), law.quantile(0.75), law.upperQuantile(0.3)]).toEqual([0, 0, 0]);
  expect(law.quantile(0.7500001)).toBeGreaterThan(1);
  expect([law.pdf(0.99), law.pdf(9.01)]).toEqual([0, 0]);
});

test("bad arguments are named", () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => laws.marchenkoPastur({ q: 0 }), /q must be a positive finite number, got 0/],
    [() => laws.marchenkoPastur({ q: 1, sigma: Number.NaN }), /sigma must be/],
    [
      () => laws.marchenkoPastur({ q: 1, variable: "x" as "nu" }),
      /variable must be one of lambda, nu, got x/,
    ],
    [() => laws.wignerSurmise({ beta: 3 as 4 }), /beta must be one of 1, 2, 4, got 3/],
    [() => laws.semicircle({ sigma: -1 }), /sigma must be/],
    [() => laws.exponential().quantile(1.5), /p must be from 0 to 1, got 1.5/],
    [() => laws.exponential().moment(0.5), /k must be an integer >= 0, got 0.5/],
    [() => laws.porterThomas({ dimension: 1 }), /dimension must be an integer >= 2/],
  ];
  for (const [call, message] of wrong) {
    expect(call).toThrow(message);
    expect(call).toThrow(WignerscopeError);
  }
});
