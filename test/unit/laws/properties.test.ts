import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import * as laws from "../../../src/laws/index.ts";

const logUniform = (low: number, high: number) =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);

/** Any law of the library, over the whole range of its parameters. */
const anyLaw: fc.Arbitrary<laws.Law> = fc.oneof(
  fc
    .record({
      q: logUniform(1e-12, 1e6),
      sigma: logUniform(1e-6, 1e6),
      variable: fc.constantFrom("lambda", "nu"),
    })
    .map((o) => laws.marchenkoPastur({ ...o, variable: o.variable as "nu" })),
  logUniform(1e-8, 1e8).map((sigma) => laws.semicircle({ sigma })),
  fc.constantFrom(1, 2, 4).map((beta) => laws.wignerSurmise({ beta: beta as 1 })),
  fc.constantFrom(1, 2, 4).map((beta) => laws.tracyWidom({ beta: beta as 1 })),
  fc.constantFrom(1, 2, 4).map((beta) => laws.gaudinMehta({ beta: beta as 1 })),
  fc.double({ min: -0.9, max: 8, noNaN: true }).map((b) => laws.brody({ b })),
  fc.double({ min: 0, max: 1, noNaN: true }).map((rho) => laws.berryRobnik({ rho })),
  fc
    .record({ beta: fc.constantFrom(0, 1, 2, 4), folded: fc.boolean() })
    .map((o) => laws.spacingRatio({ beta: o.beta as 0, folded: o.folded })),
  fc.integer({ min: 2, max: 5000 }).map((dimension) => laws.porterThomas({ dimension })),
  fc
    .record({ n: fc.integer({ min: 2, max: 1e6 }), m: fc.integer({ min: 1, max: 1e6 }) })
    .map((o) => laws.wishartLargest(o)),
  fc.integer({ min: 1, max: 12 }).map((k) => laws.fussCatalan({ k })),
  fc
    .array(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 6 })
    .map((sizes) => laws.productWishart({ sizes })),
  logUniform(1e-3, 1).map((keep) => laws.vertexPercolatedWigner({ keep })),
);

test("every law is a law: monotone, normalised, inverted by its quantiles, with draws in its support", () => {
  fc.assert(
    fc.property(anyLaw, fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (law, p) => {
      const x = law.quantile(p);
      const atom = law.atoms.find((a) => a.at === x);
      if (atom) {
        expect(law.cdf(x)).toBeGreaterThanOrEqual(p);
        expect(law.cdf(x) - atom.weight).toBeLessThanOrEqual(p * (1 + 1e-12));
      } else {
        // p is met up to what one rounding of x moves it by.
        const slack = 8 * Number.EPSILON * Math.abs(x) * law.pdf(x) + 1e-9 * p;
        expect(Math.abs(law.cdf(x) - p)).toBeLessThanOrEqual(slack);
        expect(Math.abs(law.survival(x) - (1 - p))).toBeLessThanOrEqual(slack + 1e-15);
      }
      expect(law.cdf(x) + law.survival(x)).toBeCloseTo(1, 12);
      expect(law.upperQuantile(1 - p)).toBeGreaterThanOrEqual(law.quantile(p * 0.999));
      expect(law.quantile(p * 0.9)).toBeLessThanOrEqual(x);
      expect(law.pdf(x)).toBeGreaterThanOrEqual(0);
      const draws = law.sample(new Random(1), 20);
      const [low, high] = [law.quantile(0), law.quantile(1)];
      for (const draw of draws) {
        expect(draw).toBeGreaterThanOrEqual(low);
        expect(draw).toBeLessThanOrEqual(high);
      }
      const mean = law.moment(1);
      if (mean !== undefined) {
        expect(mean).toBeGreaterThanOrEqual(low);
        expect(mean).toBeLessThanOrEqual(high);
      }
    }),
    { seed: 4, numRuns: 400 },
  );
});
