import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/index.ts";
import { eigvalsh } from "../../../src/kernel/index.ts";
import { kernel } from "../../../src/kernel/wasm.ts";
import { valueError, withEigenvalues } from "./planted.ts";

const ROUNDOFF = { f64: 2 ** -53, f32: 2 ** -24 } as const;

/** The spectra of LAPACK's symmetric tests, both signs, ascending. */
const SPECTRA: Record<string, (n: number) => Float64Array> = {
  arithmetic: (n) => Float64Array.from({ length: n }, (_, i) => (2 * i + 1 - n) / n),
  geometric: (n) => Float64Array.from({ length: n }, (_, i) => (i % 2 ? 1 : -1) * 1e-12 ** (i / n)).sort(),
  clustered: (n) => Float64Array.from({ length: n }, (_, i) => Math.sign(i - n / 2) + 1e-15 * i),
  repeated: (n) => Float64Array.from({ length: n }, (_, i) => Math.floor(i / 7) / n),
  "rank one": (n) => Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? 1 : 0)),
  zero: (n) => new Float64Array(n),
};

describe.each(["f64", "f32"] as const)("eigvalsh in %s", (precision) => {
  describe.each([1, 2, 3, 15, 16, 17, 31, 33, 64, 127, 130, 257])("n = %i", (n) => {
    it.each(Object.keys(SPECTRA))("finds the spectrum: %s", (name) => {
      const lambda = SPECTRA[name](n);
      const got = eigvalsh(withEigenvalues(lambda, n), { precision });
      expect(valueError(got, lambda, n, ROUNDOFF[precision])).toBeLessThan(30);
    });
  });

  it.each([1e-300, 1e-150, 1e150, 1e300])("scales entries near %g", (scale) => {
    const lambda = SPECTRA.arithmetic(40);
    const a = withEigenvalues(lambda, 2);
    const scaled: Matrix = { ...a, data: a.data.map((x) => x * scale) };
    const want = lambda.map((x) => x * scale);
    expect(valueError(eigvalsh(scaled, { precision }), want, 40, ROUNDOFF[precision])).toBeLessThan(30);
  });
});

/** The two-stage route, at sizes far below the one from which `eigvalsh` takes it. */
describe.each([4, 8, 32])("by way of a band of width %i", (b) => {
  it.each([1, 2, 3, 9, 31, 33, 63, 66, 130, 200])("n = %i keeps the spectrum", (n) => {
    const { exports, memory } = kernel();
    for (const name of Object.keys(SPECTRA)) {
      const lambda = SPECTRA[name](n);
      const got = memory.frame((frame) => {
        const a = frame.putF64(withEigenvalues(lambda, n + b).data);
        const d = frame.f64(n);
        const e = frame.f64(n);
        exports.reduceSymmetricToBandF64(n, b, a, n, frame.f64(exports.reduceSymmetricToBandWorkspace(n, b)));
        const work = frame.f64(exports.chaseSymmetricBulgesWorkspace(n, b));
        exports.chaseSymmetricBulgesF64(n, b, a, n, d, e, work);
        expect(exports.tridiagonalQlF64(n, d, e, 0, 0)).toBe(0);
        return frame.takeF64(d, n);
      });
      expect(valueError(got, lambda, n, ROUNDOFF.f64)).toBeLessThan(30);
    }
  });
});
