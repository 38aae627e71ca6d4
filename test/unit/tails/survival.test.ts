/** Survival functions of the fitted tail laws against mpmath's, and against the densities that were fitted. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import {
  type Alternative,
  alternativeSurvival,
  comparePowerLaw,
  fitPowerLaw,
  powerLawSurvival,
} from "../../../src/tails/index.ts";

interface Reference {
  readonly name: string;
  readonly xmin: number;
  readonly xmax: number | null;
  readonly alpha: number;
  readonly survivalAt: number[];
  readonly laws: Record<Alternative, { parameters: Record<string, number>; survival: number[] }>;
}

const references: Reference[] = JSON.parse(
  readFileSync(new URL("../../fixtures/tails/alternatives.json", import.meta.url), "utf8"),
);

const rangeOf = ({ alpha, xmin, xmax }: Reference) => ({
  alpha,
  xmin,
  xmax: xmax ?? Number.NaN,
  truncated: xmax !== null,
});

describe.each(references)("the survival functions on the tail of $name", (reference) => {
  const { laws, xmin, xmax, survivalAt } = reference;

  test.each(Object.keys(laws) as Alternative[])("%s is mpmath's", (alternative) => {
    const { parameters, survival } = laws[alternative];
    const scaledRate = (parameters.rate * xmin) ** parameters.beta;
    const ours = alternativeSurvival(
      { alternative, parameters: { ...parameters, scaledRate } },
      rangeOf(reference),
    );
    for (const [i, x] of survivalAt.entries())
      expect(Math.abs(ours(x) / survival[i] - 1)).toBeLessThan(1e-11);
    expect(ours(xmin)).toBe(1);
    expect(ours(xmin / 2)).toBe(1);
    if (xmax !== null) expect([ours(xmax), ours(2 * xmax)]).toEqual([0, 0]);
  });
});

describe("the survival functions", () => {
  test("of the power law is the closed form, with and without a cut-off", () => {
    const open = { alpha: 2.5, xmin: 2, xmax: 7, truncated: false };
    expect(powerLawSurvival(open)(8)).toBeCloseTo(4 ** -1.5, 15);
    const cut = powerLawSurvival({ ...open, xmax: 32, truncated: true });
    expect(cut(8)).toBeCloseTo((4 ** -1.5 - 16 ** -1.5) / (1 - 16 ** -1.5), 15);
    expect(cut(40)).toBe(0);
  });

  const samples: [string, (u: number) => number][] = [
    ["a power law", (u) => (1 - u) ** (-1 / 1.5)],
    ["a bounded law", (u) => 3 - (1 - u) ** (2 / 3)],
    ["an exponential law", (u) => 1 - Math.log(1 - u)],
  ];
  test.each(samples)("fall by the fitted density everywhere, on %s", (_, draw) => {
    const x = Array.from(new Random(5).uniforms(300), draw);
    for (const xmax of [undefined, 1.1 * Math.max(...x)]) {
      const fit = fitPowerLaw(x, { xmin: draw(0.1), xmax });
      const tail = x.filter((v) => v >= fit.xmin);
      expect(tail.length).toBe(fit.numPlSpikes);
      for (const row of comparePowerLaw(x, fit)) {
        const survival = alternativeSurvival(row, fit);
        const logDensity = (v: number) => {
          const h = 1e-5 * v;
          return Math.log((survival(v - h) - survival(v + h)) / (2 * h));
        };
        const logLikelihood = tail.reduce((sum, v) => sum + logDensity(v), 0);
        expect(Math.abs(logLikelihood - row.logLikelihood)).toBeLessThan(1e-3);
      }
    }
  });

  test("of nested laws are the power law's where that is their best member", () => {
    // steeper at the start than further out: the opposite of every nested alternative
    const x = [1, 1.01, 1.02, 1.03, 1.05, 1.1, 1.15, 1.2, 10];
    const fit = fitPowerLaw(x, { xmin: 0.95 });
    const powerLaw = powerLawSurvival(fit);
    const nested = comparePowerLaw(x, fit).filter((row) => row.nested);
    expect(nested.map((row) => row.logLikelihoodRatio)).toEqual([0, 0, 0]);
    for (const row of nested)
      for (const v of [1.5, 10, 1000])
        expect(Math.abs(alternativeSurvival(row, fit)(v) / powerLaw(v) - 1)).toBeLessThan(1e-12);
  });

  test("stay finite where the stretched exponential's rate does not", () => {
    const parameters = { beta: 1e-3, rate: Number.POSITIVE_INFINITY, scaledRate: 1500 };
    const fit = { alpha: 2.5, xmin: 3, xmax: 9, truncated: false };
    const survival = alternativeSurvival({ alternative: "stretchedExponential", parameters }, fit);
    // r ((x/xmin)^beta - 1) -> r beta ln(x/xmin): nearly the power law of slope 1.5
    expect(survival(30)).toBeCloseTo(Math.exp(-1500 * Math.expm1(1e-3 * Math.log(10))), 15);
    expect(Math.abs(survival(30) / powerLawSurvival(fit)(30) - 1)).toBeLessThan(1e-2);
  });
});
