/** What must hold for any levels at all. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formFactor,
  numberVariance,
  spacingRatios,
  spectralRigidity,
  unfold,
} from "../../../src/levels/index.ts";
import { ksDistance } from "../../../src/statistics/index.ts";

/** Sorted levels on a grid of 1/64, so that ties, repeats and window ends on levels are common. */
const levels = fc
  .array(fc.integer({ min: 0, max: 64 * 40 }), { minLength: 12, maxLength: 80 })
  .map((grid) => Float64Array.from(grid, (i) => i / 64).sort())
  .filter((x) => x[x.length - 1] - x[0] > 10);
const reflected = (x: Float64Array) => x.map((v) => 40 - v).reverse();
const close = (a: number, b: number, scale = 1) => expect(Math.abs(a - b)).toBeLessThan(1e-9 * scale);

test("window statistics do not see direction or origin, and are not negative", () => {
  fc.assert(
    fc.property(levels, fc.integer({ min: 1, max: 640 }), (x, grid) => {
      const L = grid / 64;
      const scale = x.length ** 2;
      for (const statistic of [numberVariance, spectralRigidity]) {
        const value = statistic(x, L);
        expect(value).toBeGreaterThan(-1e-9);
        close(value, statistic(reflected(x), L), scale);
        close(
          value,
          statistic(
            x.map((v) => v + 1000),
            L,
          ),
          scale,
        );
      }
    }),
  );
});

test("the rigidity is at most a quarter of the square of the count", () => {
  // a line fits at least as well as the constant n/2, which a staircase from 0 to n never leaves by more than n/2
  fc.assert(
    fc.property(levels, fc.integer({ min: 1, max: 640 }), (x, grid) => {
      expect(spectralRigidity(x, grid / 64)).toBeLessThanOrEqual(x.length ** 2 / 4);
    }),
  );
});

test("Gaussian unfolding keeps the order and counts within the number of kernels", () => {
  fc.assert(
    fc.property(
      levels,
      fc.constantFrom("none", "replicate"),
      fc.integer({ min: 1, max: 2 }),
      (x, ends, a) => {
        const { levels: xi } = unfold(x, { method: "gaussian", a, ends });
        for (let i = 1; i < xi.length; i++) expect(xi[i]).toBeGreaterThanOrEqual(xi[i - 1] - 1e-12);
        expect(xi[0]).toBeGreaterThanOrEqual(0);
        expect(xi[xi.length - 1]).toBeLessThanOrEqual(x.length);
      },
    ),
  );
});

test("ratios lie in (0, 1] and their number is that of the positive spacings less one", () => {
  fc.assert(
    fc.property(levels, (x) => {
      const different = new Set(x).size;
      fc.pre(different >= 3);
      const { r, rTilde, zeroSpacings } = spacingRatios(x);
      expect(rTilde.length).toBe(different - 2);
      expect(zeroSpacings).toBe(x.length - different);
      rTilde.forEach((value, i) => {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThanOrEqual(1);
        close(value, Math.min(r[i], 1 / r[i]));
      });
    }),
  );
});

test("the distance to a law is between 1/(2n) and 1 and sees no monotone change of variable", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { minLength: 1 }), (u) => {
      const distance = ksDistance(u, (x) => x);
      expect(distance).toBeGreaterThanOrEqual(1 / (2 * u.length) - 1e-12);
      expect(distance).toBeLessThanOrEqual(1);
      close(distance, ksDistance(u.map(Math.log), Math.exp));
    }),
  );
});

test("the form factor sees neither direction nor origin", () => {
  fc.assert(
    fc.property(levels, fc.double({ min: 0, max: 3, noNaN: true }), (x, tau) => {
      const value = formFactor(x, [tau]).raw[0];
      const scale = x.length ** 2;
      close(value, formFactor(reflected(x), [tau]).raw[0], scale);
      close(
        value,
        formFactor(
          x.map((v) => v + 128),
          [tau],
        ).raw[0],
        scale,
      );
    }),
    { numRuns: 50 },
  );
});
