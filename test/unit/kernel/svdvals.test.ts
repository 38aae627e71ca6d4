import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/index.ts";
import { Random, svdvals } from "../../../src/kernel/index.ts";
import { TWO_STAGE_SIZE } from "../../../src/kernel/tuning.ts";
import { valueError, withSingularValues } from "./planted.ts";

const ROUNDOFF = { f64: 2 ** -53, f32: 2 ** -24 } as const;

/** The spectra of LAPACK's SVD tests, largest value 1. */
const SPECTRA: Record<string, (n: number) => Float64Array> = {
  "one large": (n) => Float64Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 1e-4)),
  "one small": (n) => Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? 1e-6 : 1)),
  geometric: (n) => Float64Array.from({ length: n }, (_, i) => 1e-10 ** (i / Math.max(1, n - 1))),
  arithmetic: (n) => Float64Array.from({ length: n }, (_, i) => 1 - (i / n) * 0.999),
  repeated: (n) => Float64Array.from({ length: n }, (_, i) => 1 / (1 + Math.floor(i / 5))),
  deficient: (n) => Float64Array.from({ length: n }, (_, i) => (i < n / 2 ? 1 - i / n : 0)),
  zero: (n) => new Float64Array(n),
};

const T = TWO_STAGE_SIZE;
const SHAPES = [
  [1, 1],
  [1, 7],
  [7, 1],
  [8, 8],
  [15, 15],
  [17, 16],
  [33, 32],
  [T - 1, T - 1],
  [T, T],
  [T + 1, T + 1],
  [120, 130],
  [143, 97],
  [129, 128],
  [257, 31],
  [30, 400],
  [160, 159],
  [T + 31, T + 30],
  [T + 19, T + 75],
] as const;

describe.each(["f64", "f32"] as const)("svdvals in %s", (precision) => {
  describe.each(SHAPES)("%i x %i", (rows, cols) => {
    it.each(Object.keys(SPECTRA))("finds the spectrum: %s", (name) => {
      const s = SPECTRA[name](Math.min(rows, cols));
      const a = withSingularValues(rows, cols, s, rows + cols);
      const size = Math.max(rows, cols);
      expect(valueError(svdvals(a, { precision }), s, size, ROUNDOFF[precision])).toBeLessThan(30);
      const direct = svdvals(a, { precision, method: "direct" });
      expect(valueError(direct, s, size, ROUNDOFF[precision])).toBeLessThan(30);
    });
  });

  it.each([1e-300, 1e-160, 1e-30, 1e30, 1e160, 1e300])("scales entries near %g", (scale) => {
    const s = SPECTRA.arithmetic(100).map((x) => x * scale);
    const a = withSingularValues(150, 100, SPECTRA.arithmetic(100), 5);
    const scaled: Matrix = { ...a, data: a.data.map((x) => x * scale) };
    for (const method of ["auto", "direct", "gram"] as const) {
      const got = svdvals(scaled, { precision, method });
      // 1e-3 of the condition number is the Gram matrix's price, paid in f32 by the f64 of its Gram matrix.
      const bound = method === "gram" && precision === "f64" ? 3e4 : 30;
      expect(valueError(got, s, 150, ROUNDOFF[precision])).toBeLessThan(bound);
    }
  });

  it("takes denormal entries", () => {
    const data = new Random(3).normals(120 * 120).map((x) => Math.round(x * 1000) * 5e-324);
    const got = svdvals({ rows: 120, cols: 120, data }, { precision });
    const want = svdvals({ rows: 120, cols: 120, data: data.map((x) => (x / 5e-324) * 2 ** -10) });
    const rescaled = want.map((x) => x * 2 ** 10 * 5e-324);
    for (let i = 0; i < 120; i++) expect(Math.abs(got[i] - rescaled[i]) / rescaled[0]).toBeLessThan(1e-3);
  });

  it("gives nothing for nothing", () => {
    expect(svdvals({ rows: 0, cols: 5, data: new Float64Array(0) }, { precision })).toHaveLength(0);
    expect(svdvals({ rows: 5, cols: 0, data: new Float64Array(0) }, { precision })).toHaveLength(0);
  });
});

describe("the method", () => {
  it("auto keeps the Gram matrix's values only where they are as good as the direct ones", () => {
    const n = 60;
    const good = Float64Array.from({ length: n }, (_, i) => 1 - (0.9 * i) / n);
    const a = withSingularValues(4 * n, n, good, 8);
    expect(Array.from(svdvals(a))).toEqual(Array.from(svdvals(a, { method: "gram" })));
    const bad = Float64Array.from({ length: n }, (_, i) => 1e-9 ** (i / (n - 1)));
    const b = withSingularValues(4 * n, n, bad, 9);
    expect(Array.from(svdvals(b))).toEqual(Array.from(svdvals(b, { method: "direct" })));
    expect(valueError(svdvals(b), bad, 4 * n, ROUNDOFF.f64)).toBeLessThan(30);
    // The bound that is documented for "gram": half of the digits at the lower end, and really no better.
    const gram = svdvals(b, { method: "gram" });
    const eta = ROUNDOFF.f64 * 4 * n;
    let worst = 0;
    for (let i = 0; i < n; i++) {
      const error = Math.abs(gram[i] - bad[i]);
      expect(error).toBeLessThan(30 * Math.min(Math.sqrt(eta), eta / (2 * bad[i])));
      worst = Math.max(worst, error);
    }
    expect(worst).toBeGreaterThan(1e-13);
  });

  it("refuses what it does not know", () => {
    const a = { rows: 1, cols: 1, data: new Float64Array([1]) };
    // @ts-expect-error a method that does not exist
    expect(() => svdvals(a, { method: "fast" })).toThrow(/method must be one of/);
    expect(() => svdvals({ rows: 1, cols: 2, data: new Float64Array([1, Number.NaN]) })).toThrow(/NaN/);
  });
});
