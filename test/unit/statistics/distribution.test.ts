import { expect, test } from "vitest";
import { exponential } from "../../../src/laws/index.ts";
import { type Cdf, distributionOf, survivalOf } from "../../../src/statistics/index.ts";
import { codeOf } from "../error-code.ts";

test("a function is taken as it is, a law by its cdf and survival", () => {
  const f = (x: number) => x / 2;
  expect(distributionOf(f, "cdf")).toBe(f);
  expect(survivalOf(f, "cdf")(0.5)).toBe(0.75);
  const law = exponential();
  expect(distributionOf(law, "cdf")(1)).toBe(law.cdf(1));
  expect(survivalOf(law, "cdf")(60)).toBe(Math.exp(-60));
  expect(survivalOf({ cdf: (x) => law.cdf(x) }, "cdf")(60)).toBe(0);
});

test("methods keep their object", () => {
  class Half {
    readonly rate = 0.5;
    cdf(x: number) {
      return this.rate * x;
    }
    survival(x: number) {
      return 1 - this.rate * x;
    }
  }
  expect(distributionOf(new Half(), "law")(1)).toBe(0.5);
  expect(survivalOf(new Half(), "law")(0.5)).toBe(0.75);
});

test("anything else is refused by its name", () => {
  for (const f of [distributionOf, survivalOf])
    for (const given of [undefined, null, {}, 3, { cdf: 1 }])
      expect(codeOf(() => f(given as unknown as Cdf, "law"))).toBe("INVALID_ARGUMENT");
  expect(() => distributionOf("x" as unknown as Cdf, "law")).toThrow(
    'law must be a law or a distribution function x => F(x), got "x"',
  );
});
