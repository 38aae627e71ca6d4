/** svdvals, svd and svdBidiagonal over LAPACK's singular value test matrices, judged by its residual measures. */
import { describe, expect, test } from "vitest";
import { matrix, transpose } from "../../../src/base/index.ts";
import { matmul, Random, svdBidiagonal, svdvals } from "../../../src/kernel/index.ts";
import {
  denseBidiagonal,
  diagonal,
  ORDERS,
  PRECISIONS,
  SIZES,
  SPECTRA,
  scaled,
  ULP,
  withSingularValues,
} from "./lapack-matrices.ts";
import { expectSmall, measureSvd, orthogonality, valueError } from "./lapack-residuals.ts";

/** Rows and columns for a shorter side n: square, tall by 1.2, 4 and 50, and wide. */
const SHAPES: Record<string, (n: number) => [number, number]> = {
  square: (n) => [n, n],
  "a fifth taller": (n) => [Math.ceil(1.2 * n), n],
  "4 times as tall": (n) => [4 * n, n],
  "50 times as tall": (n) => [50 * n, n],
  "a fifth wider": (n) => [n, Math.ceil(1.2 * n)],
  "4 times as wide": (n) => [n, 4 * n],
};

describe.each(PRECISIONS)("%s", (precision) => {
  describe.each(Object.keys(SPECTRA))("%s", (kind) => {
    test.each(ORDERS)("of order %i", (n) => {
      const random = new Random(n, Object.keys(SPECTRA).indexOf(kind));
      const values = SPECTRA[kind](n, random);
      const hidden = withSingularValues(n, n, values, random);
      expectSmall("hidden", measureSvd(scaled(hidden, 1, precision), precision, values));
      const shuffled = random.shuffle(values.map((x) => (random.uniform() < 0.5 ? -x : x)));
      expectSmall("on the diagonal", measureSvd(diagonal(n, n, shuffled), precision, values));
    });

    test.each(Object.keys(SHAPES))("%s", (shape) => {
      for (const order of [1, 2, 7, 32, 65]) {
        const [m, n] = SHAPES[shape](order);
        if (m * n > 50_000) continue;
        const random = new Random(order, 78);
        const values = SPECTRA[kind](order, random);
        const a = scaled(withSingularValues(m, n, values, random), 1, precision);
        expectSmall(`${m} x ${n}`, measureSvd(a, precision, values));
      }
    });

    test.each(["near overflow", "near underflow"] as const)("%s", (size) => {
      for (const [m, n] of [
        [1, 1],
        [2, 2],
        [5, 3],
        [33, 33],
        [20, 65],
      ]) {
        const random = new Random(n, 79);
        const values = SPECTRA[kind](Math.min(m, n), random);
        const a = scaled(withSingularValues(m, n, values, random), SIZES[size], "f64");
        const exact = values.map((x) => x * SIZES[size]);
        expectSmall(`${m} x ${n}`, measureSvd(a, precision, exact));
      }
    });
  });

  test("order 300, and 240 x 300", () => {
    for (const kind of ["geometric", "arithmetic", "repeated", "half of the rank"])
      for (const m of [300, 240]) {
        const random = new Random(m);
        const values = SPECTRA[kind](m, random);
        const a = scaled(withSingularValues(m, 300, values, random), 1, precision);
        expectSmall(`${kind}, ${m} rows`, measureSvd(a, precision, values));
      }
  });

  test("gaussian entries in every shape", () => {
    for (const order of ORDERS.slice(1))
      for (const shape of Object.keys(SHAPES)) {
        const [m, n] = SHAPES[shape](order);
        if (m * n > 50_000) continue;
        const a = scaled(matrix(m, n, new Random(m, n).normals(m * n)), 1, precision);
        expectSmall(`${m} x ${n}`, measureSvd(a, precision));
      }
  });
});

describe("svdBidiagonal", () => {
  const random = new Random(12);
  const sides = (n: number) => Math.max(0, n - 1);
  const matrices: Record<string, (n: number) => { d: Float64Array; e: Float64Array }> = {
    gaussian: (n) => ({ d: random.normals(n), e: random.normals(sides(n)) }),
    "ones and minus ones": (n) => ({
      d: new Float64Array(n).fill(1),
      e: new Float64Array(sides(n)).fill(-1),
    }),
    "zero diagonal": (n) => ({ d: new Float64Array(n), e: random.normals(sides(n)) }),
    "a zero in the middle": (n) => ({
      d: Float64Array.from({ length: n }, (_, i) => (i === n >> 1 ? 0 : 1)),
      e: new Float64Array(sides(n)).fill(1),
    }),
    "falling apart": (n) => ({
      d: random.normals(n),
      e: random.normals(sides(n)).map((x, i) => (i % 5 === 0 ? 0 : x)),
    }),
    graded: (n) => ({
      d: Float64Array.from({ length: n }, (_, i) => 10 ** ((-16 * i) / n)),
      e: Float64Array.from({ length: sides(n) }, (_, i) => 10 ** ((-16 * i) / n)),
    }),
    "graded the other way, over 150 orders": (n) => ({
      d: Float64Array.from({ length: n }, (_, i) => 10 ** (-150 + (150 * i) / n)),
      e: Float64Array.from({ length: sides(n) }, (_, i) => 10 ** (-150 + (150 * i) / n)),
    }),
    "equal values": (n) => ({ d: new Float64Array(n).fill(1), e: new Float64Array(sides(n)) }),
    "one cluster": (n) => ({ d: new Float64Array(n).fill(1), e: new Float64Array(sides(n)).fill(1e-9) }),
    "low rank": (n) => ({
      d: Float64Array.from({ length: n }, (_, i) => (3 * i < n ? 2 : 1e-17)),
      e: Float64Array.from({ length: sides(n) }, (_, i) => (3 * i < n ? 1 : 1e-17)),
    }),
  };

  test.each(Object.keys(matrices))("%s", (kind) => {
    for (const n of [...ORDERS.slice(1), 66, 200, 300]) {
      const { d, e } = matrices[kind](n);
      const { u, s, vt } = svdBidiagonal(d, e, { vectors: true });
      const b = denseBidiagonal(d, e);
      const us = matrix(
        n,
        n,
        Float64Array.from(u.data, (x, i) => x * s[i % n]),
      );
      const rebuilt = matmul(us, vt);
      const scale = s[0] || 1;
      expectSmall(`order ${n}`, {
        reconstruction: valueError(rebuilt.data, b.data, scale, n, ULP.f64),
        "orthogonality of u": orthogonality(u, ULP.f64),
        "orthogonality of v": orthogonality(transpose(vt), ULP.f64),
        "dqds against divide and conquer": valueError(svdBidiagonal(d, e).s, s, scale, n, ULP.f64),
      });
    }
  });
});

test("denormal entries give the values of the scaled matrix to the last denormal", () => {
  const a = matrix(
    12,
    9,
    Float64Array.from(new Random(6).normals(108), (x) => Math.round(100 * x)),
  );
  const values = svdvals(a);
  const tiny = svdvals(scaled(a, Number.MIN_VALUE, "f64"));
  tiny.forEach((x, i) => {
    expect(Math.abs(x / Number.MIN_VALUE - values[i])).toBeLessThanOrEqual(0.5 + 1e-9);
  });
});
