import fc from "fast-check";
import { expect, test } from "vitest";
import { type BulkMethod, fitBulk, shrinkValues } from "../../../src/bulk/index.ts";

/** Spectra of any kind: zeros, ties, one value, many decades, and the shapes that could have them. */
const spectra = fc
  .record({
    values: fc.array(
      fc.oneof(
        fc.constantFrom(0, 1, 1, 2),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 1e150, noNaN: true }),
        fc.double({ min: 0, max: 1e-150, noNaN: true }),
      ),
      { minLength: 1, maxLength: 40 },
    ),
    longer: fc.integer({ min: 0, max: 4000 }),
    tall: fc.boolean(),
  })
  .map(({ values, longer, tall }) => {
    const m = values.length;
    const [rows, cols] = tall ? [m + longer, m] : [m, m + longer];
    return { s: values.sort((a, b) => b - a), rows, cols };
  });
const methods = fc.constantFrom<BulkMethod>("robust", "median", "variance");

test("any spectrum gets finite numbers that hang together", () => {
  fc.assert(
    fc.property(spectra, methods, ({ s, rows, cols }, method) => {
      const fit = fitBulk(s, { rows, cols, method });
      for (const value of [fit.sigma, fit.lowerEdge, fit.upperEdge, fit.ks])
        expect(Number.isFinite(value)).toBe(true);
      expect(fit.sigma > 0).toBe(fit.hardRank > 0);
      expect(fit.upperEdge).toBeGreaterThanOrEqual(fit.lowerEdge);
      expect(fit.bulkCount + fit.numSpikes).toBe(fit.hardRank);
      expect(fit.ks).toBeGreaterThanOrEqual(0);
      expect(fit.ks).toBeLessThanOrEqual(1);
      expect(fit.spikes.map((spike) => spike.value)).toEqual(s.slice(0, fit.numSpikes));
      for (const spike of fit.spikes) {
        expect(spike.p).toBeLessThanOrEqual(fit.significance);
        expect(spike.strength).toBeLessThanOrEqual(spike.value);
        for (const overlap of [spike.leftOverlap, spike.rightOverlap]) {
          expect(overlap).toBeGreaterThanOrEqual(0);
          expect(overlap).toBeLessThanOrEqual(1);
        }
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});

test("the fit moves with the scale of the matrix and not with its orientation or order", () => {
  fc.assert(
    fc.property(spectra, methods, fc.integer({ min: -100, max: 100 }), ({ s, rows, cols }, method, power) => {
      // values that leave the normal range by scaling are another spectrum
      fc.pre(s.every((value) => value === 0 || (value > 1e-200 && value < 1e200)));
      const one = fitBulk(s, { rows, cols, method });
      const other = fitBulk(
        [...s].reverse().map((value) => value * 2 ** power),
        { rows: cols, cols: rows, method },
      );
      expect(other.numSpikes).toBe(one.numSpikes);
      expect(Math.abs(other.sigma - one.sigma * 2 ** power)).toBeLessThanOrEqual(1e-12 * other.sigma);
      expect(Math.abs(other.ks - one.ks)).toBeLessThan(1e-9);
    }),
    { numRuns: 300, seed: 2 },
  );
});

test("shrinking never enlarges a value", () => {
  fc.assert(
    fc.property(spectra, fc.constantFrom("shift", "edge", "optimal"), ({ s, rows, cols }, method) => {
      const { values } = shrinkValues(s, { method, rows, cols });
      values.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(s[i]);
      });
    }),
    { numRuns: 300, seed: 3 },
  );
});
