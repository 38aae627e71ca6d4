import fc from "fast-check";
import { expect, test } from "vitest";
import { WignerscopeError } from "../../../src/base/index.ts";
import { comparePowerLaw, fitPowerLaw, type TailVerdict, tailVerdict } from "../../../src/tails/index.ts";

const values = fc.array(
  fc.oneof(
    fc.constantFrom(0, 1, 1, 2, 3, -1),
    fc.double({ min: 1e-3, max: 10, noNaN: true }),
    fc.double({ min: 1e-150, max: 1e150, noNaN: true }),
  ),
  { minLength: 0, maxLength: 60 },
);

/** Undefined where the data have no tail, which must be said by its code. */
function unlessTooFew<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof WignerscopeError && error.code === "TOO_FEW") return undefined;
    throw error;
  }
}

test("any data get a finite fit or a reason, with and without a cut-off", () => {
  fc.assert(
    fc.property(values, fc.boolean(), (x, cut) => {
      fc.pre(!cut || new Set(x.filter((v) => v > 0)).size > 1);
      const fit = unlessTooFew(() => fitPowerLaw(x, { xmax: cut ? "max" : undefined }));
      if (!fit) return;
      expect(fit.alpha).toBeGreaterThan(1);
      for (const value of [fit.alpha, fit.xmin, fit.xmax, fit.D, fit.sigma])
        expect(Number.isFinite(value)).toBe(true);
      expect(fit.D).toBeGreaterThan(0);
      expect(fit.D).toBeLessThanOrEqual(1);
      expect(x).toContain(fit.xmin);
      expect(fit.numPlSpikes).toBe(x.filter((v) => v >= fit.xmin && v <= fit.xmax).length);
      expect(fit.count + fit.numNonPositive + fit.numAboveXmax).toBe(x.length);
      for (const row of unlessTooFew(() => comparePowerLaw(x, fit)) ?? []) {
        expect(Number.isFinite(row.logLikelihood), `${row.alternative} on ${JSON.stringify(x)}`).toBe(true);
        expect(row.vuongP).toBeGreaterThanOrEqual(0);
        expect(row.vuongP).toBeLessThanOrEqual(1);
        if (row.nested)
          expect(row.logLikelihoodRatio).toBeLessThanOrEqual(1e-6 * Math.abs(row.logLikelihood) + 1e-6);
      }
    }),
    { numRuns: 200, seed: 4 },
  );
});

test("a verdict is always given", () => {
  fc.assert(
    fc.property(values, (x) => {
      const [fit, alternatives, bootstrap] = (["fit", "alternatives", "bootstrap"] as const).map((evidence) =>
        tailVerdict(x, { minTail: 5, samples: 9, evidence }),
      ) as [TailVerdict, TailVerdict, TailVerdict];
      expect(["power law", "not a power law", "too few points"]).toContain(bootstrap.answer);
      expect(["not tested", "too few points"]).toContain(fit.answer);
      // more evidence turns "not tested" into an answer and changes no other
      if (fit.answer === "too few points") expect(alternatives.answer).toBe("too few points");
      if (alternatives.answer === "not tested") expect(bootstrap.answer).not.toBe("too few points");
      else expect(bootstrap.answer).toBe(alternatives.answer);
      expect(bootstrap.fit).toEqual(alternatives.fit);
      expect(alternatives.fit).toEqual(fit.fit);
      expect(bootstrap.reason.length).toBeGreaterThan(10);
    }),
    { numRuns: 100, seed: 5 },
  );
});
