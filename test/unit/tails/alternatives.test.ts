import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { type Alternative, comparePowerLaw, fitPowerLaw } from "../../../src/tails/index.ts";

interface Reference {
  readonly name: string;
  readonly xmin: number;
  readonly xmax: number | null;
  readonly alpha: number;
  readonly x: number[];
  readonly laws: Record<
    Alternative,
    {
      parameters: Record<string, number>;
      logLikelihood: number;
      logLikelihoodRatio: number;
      vuongP: number;
    }
  >;
}

/** scipy's and mpmath's fits, made by test/fixtures/tails/generate.py. */
const references: Reference[] = JSON.parse(
  readFileSync(new URL("../../fixtures/tails/alternatives.json", import.meta.url), "utf8"),
);

describe.each(references)("the tail fits of $name", ({ x, xmin, xmax, alpha, laws }) => {
  const fit = fitPowerLaw(x, { xmin, xmax: xmax ?? undefined });
  const comparisons = comparePowerLaw(x, fit);

  test("the power law's exponent", () => {
    expect(fit.alpha).toBeCloseTo(alpha, 8);
  });

  test.each(Object.keys(laws) as Alternative[])("%s agrees with scipy", (alternative) => {
    const ours = comparisons.find((row) => row.alternative === alternative)!;
    const theirs = laws[alternative];
    // a maximum may only be higher than the reference's simplex search found it
    expect(ours.logLikelihood).toBeGreaterThan(theirs.logLikelihood - 1e-6);
    // the two sum to the power law's own log likelihood
    expect(ours.logLikelihoodRatio + ours.logLikelihood).toBeCloseTo(
      theirs.logLikelihoodRatio + theirs.logLikelihood,
      5,
    );
    const atBoundary = ours.nested && ours.logLikelihoodRatio > -1e-4;
    if (!atBoundary) {
      expect(ours.logLikelihood).toBeCloseTo(theirs.logLikelihood, 4);
      expect(ours.vuongP).toBeCloseTo(theirs.vuongP, 3);
      for (const [name, value] of Object.entries(theirs.parameters))
        expect(Math.abs(ours.parameters[name] / value - 1), name).toBeLessThan(2e-3);
    }
  });
});

describe("likelihood-ratio tests", () => {
  const sizes = (alternative: Alternative, draw: (random: Random) => number, n: number, seeds: number) => {
    let rejected = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(77, seed);
      const x = Array.from({ length: n }, () => draw(random));
      const row = comparePowerLaw(x, fitPowerLaw(x, { xmin: 1 })).find((r) => r.alternative === alternative)!;
      if ((row.nestedP ?? row.vuongP) <= 0.1) rejected++;
    }
    return rejected / seeds;
  };
  const pareto = (random: Random) => (1 - random.uniform()) ** (-1 / 2);

  test.each(["truncatedPowerLaw", "lognormal", "stretchedExponential"] as const)(
    "nested p against %s rejects a true power law at its level",
    (alternative) => {
      const rate = sizes(alternative, pareto, 300, 300);
      // 10 % +- 4 standard errors
      expect(Math.abs(rate - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / 300));
    },
  );

  test("an exponential tail is told from a power law", () => {
    expect(sizes("exponential", (random) => 1 - Math.log(1 - random.uniform()), 300, 20)).toBe(1);
  });

  test("a lognormal tail and a cut-off tail are told from a power law", () => {
    expect(sizes("lognormal", (random) => 1 + Math.exp(random.normal()), 2000, 10)).toBe(1);
  });

  test("nested alternatives never fit worse", () => {
    for (let seed = 0; seed < 50; seed++) {
      const x = Array.from(new Random(seed).uniforms(60), (u) => (1 - u) ** -0.7);
      for (const row of comparePowerLaw(x, fitPowerLaw(x)).filter((r) => r.nested)) {
        expect(row.logLikelihoodRatio).toBeLessThanOrEqual(0);
        expect(row.nestedP).toBeGreaterThanOrEqual(0);
        expect(row.nestedP).toBeLessThanOrEqual(1);
      }
    }
  });

  test("needs a tail", () => {
    expect(() => comparePowerLaw([1, 2], fitPowerLaw([1, 2]))).toThrow(/at least 3/);
  });
});
