/** eigvalsh, eigh and eighTridiagonal over LAPACK's symmetric test matrices, judged by its residual measures. */
import { describe, expect, test } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import { eighTridiagonal, eigvalsh, Random } from "../../../src/kernel/index.ts";
import {
  denseTridiagonal,
  diagonal,
  gluedWilkinson,
  ORDERS,
  PRECISIONS,
  SIZES,
  SPECTRA,
  scaled,
  ULP,
  wilkinson,
  withEigenvalues,
} from "./lapack-matrices.ts";
import { expectSmall, measureEigenpairs, measureEigh } from "./lapack-residuals.ts";

/** Signs at random, as DDRVST has them; ascending. */
function signed(values: Float64Array, random: Random): Float64Array {
  return values.map((x) => (random.uniform() < 0.5 ? -x : x)).sort();
}

describe.each(PRECISIONS)("%s", (precision) => {
  describe.each(Object.keys(SPECTRA))("%s", (kind) => {
    test.each(ORDERS)("of order %i", (n) => {
      const random = new Random(n, Object.keys(SPECTRA).indexOf(kind));
      const values = signed(SPECTRA[kind](n, random), random);
      const hidden = withEigenvalues(values, random);
      expectSmall("hidden", measureEigh(scaled(hidden, 1, precision), precision, values));
      const shuffled = random.shuffle(values.slice());
      expectSmall("on the diagonal", measureEigh(diagonal(n, n, shuffled), precision, values));
    });

    test.each(["near overflow", "near underflow"] as const)("%s", (size) => {
      for (const n of [1, 2, 5, 33, 65]) {
        const random = new Random(n, 77);
        const values = signed(SPECTRA[kind](n, random), random);
        // The matrix is double; precision "f32" must bring it into range by itself.
        const a = scaled(withEigenvalues(values, random), SIZES[size], "f64");
        const exact = values.map((x) => x * SIZES[size]);
        expectSmall(`order ${n}`, measureEigh(a, precision, exact));
      }
    });
  });

  test("order 300, each spectrum", () => {
    for (const kind of ["geometric", "arithmetic", "repeated", "one small"]) {
      const random = new Random(300);
      const values = signed(SPECTRA[kind](300, random), random);
      const a = scaled(withEigenvalues(values, random), 1, precision);
      expectSmall(kind, measureEigh(a, precision, values));
    }
  });

  test("dense with uniform entries; Wilkinson; glued Wilkinson", () => {
    for (const n of ORDERS) {
      const g = new Random(n).uniforms(n * n);
      const a = matrix(
        n,
        n,
        g.map((x, i) => (i % (n + 1) === 0 ? 2 * x - 1 : x + g[(i % n) * n + Math.floor(i / n)] - 1)),
      );
      expectSmall(`uniform ${n}`, measureEigh(scaled(a, 1, precision), precision));
    }
    const matrices = [wilkinson(21), wilkinson(101)];
    for (const glue of [1e-3, 1e-8, 1e-14]) matrices.push(gluedWilkinson(5, glue));
    for (const { d, e } of matrices) expectSmall("Wilkinson", measureEigh(denseTridiagonal(d, e), precision));
  });
});

describe("eighTridiagonal", () => {
  const random = new Random(11);
  const matrices: Record<string, (n: number) => { d: Float64Array; e: Float64Array }> = {
    gaussian: (n) => ({ d: random.normals(n), e: random.normals(Math.max(0, n - 1)) }),
    "second difference": (n) => ({
      d: new Float64Array(n).fill(2),
      e: new Float64Array(Math.max(0, n - 1)).fill(-1),
    }),
    "zero diagonal": (n) => ({ d: new Float64Array(n), e: random.uniforms(Math.max(0, n - 1)) }),
    Wilkinson: wilkinson,
    graded: (n) => ({
      d: Float64Array.from({ length: n }, (_, i) => 10 ** ((-16 * i) / n)),
      e: Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => 0.1 * 10 ** ((-16 * i) / n)),
    }),
    "graded the other way, over 300 orders": (n) => ({
      d: Float64Array.from({ length: n }, (_, i) => 10 ** (-300 + (300 * i) / n)),
      e: Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => 10 ** (-300 + (300 * i) / n)),
    }),
    identity: (n) => ({ d: new Float64Array(n).fill(1), e: new Float64Array(Math.max(0, n - 1)) }),
    "falling apart": (n) => ({
      d: random.normals(n),
      e: random.normals(Math.max(0, n - 1)).map((x, i) => (i % 7 === 0 ? 0 : x)),
    }),
    "equal halves": (n) => ({
      d: Float64Array.from({ length: n }, (_, i) => Math.cos(i % Math.max(1, n >> 1))),
      e: Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => (i + 1 === n >> 1 ? 1e-15 : 1)),
    }),
    "glued Wilkinson": (n) => {
      const { d, e } = gluedWilkinson(Math.ceil(n / 21), 1e-10);
      return { d: d.slice(0, n), e: e.slice(0, Math.max(0, n - 1)) };
    },
  };

  test.each(Object.keys(matrices))("%s", (kind) => {
    for (const n of [...ORDERS, 200, 300, 420]) {
      const { d, e } = matrices[kind](n);
      const { values, vectors } = eighTridiagonal(d, e, { vectors: true });
      const alone = eighTridiagonal(d, e).values;
      const bisected =
        n > 0 ? eighTridiagonal(d, e, { range: { kind: "indices", from: 0, to: n - 1 } }).values : alone;
      const dense = denseTridiagonal(d, e);
      expectSmall(`order ${n}`, measureEigenpairs(dense, values, vectors, ULP.f64, alone, bisected));
    }
  });

  test.each(Object.keys(matrices))("ranges of %s", (kind) => {
    for (const n of [9, 33, 64, 129, 300]) {
      const { d, e } = matrices[kind](n);
      const dense = denseTridiagonal(d, e);
      const all = eighTridiagonal(d, e).values;
      const count = Math.floor(n / 8);
      for (const i of [0, Math.floor(n / 3), n - count]) {
        const range = { kind: "indices", from: i, to: i + count - 1 } as const;
        const { values, vectors } = eighTridiagonal(d, e, { vectors: true, range });
        expect([values.length, vectors.rows, vectors.cols]).toEqual([count, n, count]);
        const chosen = all.subarray(i, i + count);
        // measureEigenpairs takes the norm of the values for that of the matrix: give it the whole list's scale.
        const measures = measureEigenpairs(dense, values, vectors, ULP.f64, values, values);
        const scale = Math.max(Math.abs(all[0]), Math.abs(all[n - 1]));
        const error = Math.max(...values.map((x, k) => Math.abs(x - chosen[k]))) / (scale * n * ULP.f64);
        // Orthogonality of a few columns of length n is judged by n, as LAPACK does.
        measures.orthogonality *= count / n;
        expectSmall(`order ${n} from ${i}`, { ...measures, values: error });
      }
    }
  });

  test("a range of values is open below and closed above", () => {
    const d = [3, 1, 2, 2, 5];
    const e = [0, 0, 0, 0];
    const between = (lo: number, hi: number) => [
      ...eighTridiagonal(d, e, { range: { kind: "values", from: lo, to: hi } }).values,
    ];
    expect(between(1, 3)).toEqual([2, 2, 3]);
    expect(between(0, 2)).toEqual([1, 2, 2]);
    expect(between(3, 4)).toEqual([]);
    expect(between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toEqual([1, 2, 2, 3, 5]);
    const { d: w, e: ones } = wilkinson(21);
    const all = eighTridiagonal(w, ones).values;
    const some = eighTridiagonal(w, ones, { vectors: true, range: { kind: "values", from: 2.5, to: 6.5 } });
    expect(some.values.length).toBe(all.filter((x) => x > 2.5 && x <= 6.5).length);
    expect(some.vectors.cols).toBe(some.values.length);
  });

  test("sides of very different size, where LAPACK's root-free dsterf loses digits", () => {
    const alternating = (n: number, a: number, b: number, small: number, large: number) => ({
      d: Float64Array.from({ length: n }, (_, i) => (i % 2 ? b : a)),
      e: Float64Array.from({ length: n - 1 }, (_, i) => (i % 2 ? large : small)),
    });
    const cases = [
      { d: Float64Array.of(0, 0, 1e-51), e: Float64Array.of(-6e-107, 2) },
      alternating(56, -0.17668522661551833, 0.9466681922785938, 1e-14, -0.17993249790742993),
      alternating(66, -0.29080292396247387, -0.7440645592287183, 1e-9, -0.7262117667123675),
    ];
    for (const { d, e } of cases) {
      const { values } = eighTridiagonal(d, e);
      const exact = eighTridiagonal(d, e, { range: { kind: "indices", from: 0, to: d.length - 1 } }).values;
      const scale = Math.max(...exact.map(Math.abs));
      expect(Math.max(...values.map((x, i) => Math.abs(x - exact[i])))).toBeLessThan(1e-14 * scale);
    }
  });

  test("a range out of order is refused", () => {
    const refuse = expect.objectContaining({ code: "INVALID_ARGUMENT" });
    for (const [from, to] of [
      [1, 0],
      [-1, 0],
      [0, 2],
      [0.5, 1],
    ] as const)
      expect(() => eighTridiagonal([1, 2], [0], { range: { kind: "indices", from, to } })).toThrow(refuse);
    expect(() => eighTridiagonal([1, 2], [0], { range: { kind: "values", from: 1, to: 1 } })).toThrow(refuse);
  });
});

test("denormal entries give the values of the scaled matrix to the last denormal", () => {
  const random = new Random(5);
  const n = 20;
  const g = Float64Array.from(random.normals(n * n), (x) => Math.round(100 * x));
  const a = matrix(
    n,
    n,
    g.map((x, i) => x + g[(i % n) * n + Math.floor(i / n)]),
  );
  const values = eigvalsh(a);
  const tiny = eigvalsh(scaled(a, Number.MIN_VALUE, "f64"));
  tiny.forEach((x, i) => {
    expect(Math.abs(x / Number.MIN_VALUE - values[i])).toBeLessThanOrEqual(0.5 + 1e-9);
  });
});
