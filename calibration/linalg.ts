/**
 * The kernel by LAPACK's residual measures (test/unit/kernel/lapack-residuals.ts) where the unit tests do not go: large
 * orders, and thousands of random shapes, spectra and scalings.
 */
import fc from "fast-check";
import { matrix, type Precision } from "../src/base/index.ts";
import { eighTridiagonal, Random, StreamingQr, svdBidiagonal, svdvals } from "../src/kernel/index.ts";
import {
  denseTridiagonal,
  gluedWilkinson,
  SPECTRA,
  scaled,
  ULP,
  withEigenvalues,
  withSingularValues,
} from "../test/unit/kernel/lapack-matrices.ts";
import {
  type Measures,
  measureEigenpairs,
  measureEigh,
  measureSvd,
  THRESHOLD,
  valueError,
} from "../test/unit/kernel/lapack-residuals.ts";
import { rowBlocks } from "../test/unit/kernel/planted.ts";

export const title = "Linear algebra: LAPACK's residual measures";

type Report = (row: { check: string; measured: number | string; wanted: string; passed: boolean }) => void;

const PRECISIONS: readonly Precision[] = ["f64", "f32"];
const WANTED = `below ${THRESHOLD}`;

export async function calibrate(report: Report, { scale }: { scale: number }): Promise<void> {
  const rowFor = (check: string, measures: Measures) => {
    const [name, value] = Object.entries(measures).reduce((a, b) =>
      b[1] > a[1] || Number.isNaN(b[1]) ? b : a,
    );
    report({ check, measured: `${value.toFixed(3)} (${name})`, wanted: WANTED, passed: value < THRESHOLD });
  };
  largeOrders(rowFor, scale);
  for (const precision of PRECISIONS) randomCases(report, precision, Math.max(20, Math.round(1500 * scale)));
  streamed(report, scale);
  randomCondensedForms(report, Math.max(20, Math.round(2000 * scale)));
}

/** Orders 512, 1024 and 2048: prescribed spectra hidden by orthogonal factors where that is affordable, else Gaussian. */
function largeOrders(rowFor: (check: string, measures: Measures) => void, scale: number): void {
  for (const n of [512, 1024, 2048].filter((order) => order <= 2048 * Math.max(scale, 0.25))) {
    for (const precision of PRECISIONS) {
      const random = new Random(n);
      if (n === 512)
        for (const kind of ["geometric", "repeated", "half of the rank"]) {
          const values = SPECTRA[kind](n, random);
          const a = scaled(withSingularValues(n, n, values, random), 1, precision);
          rowFor(`svd, ${kind}, ${n} x ${n}, ${precision}`, measureSvd(a, precision, values));
          const ascending = values.slice().sort();
          const b = scaled(withEigenvalues(ascending, random), 1, precision);
          rowFor(`eigh, ${kind}, order ${n}, ${precision}`, measureEigh(b, precision, ascending));
        }
      const g = random.normals(n * n);
      rowFor(
        `svd, Gaussian, ${n} x ${n}, ${precision}`,
        measureSvd(scaled(matrix(n, n, g), 1, precision), precision),
      );
      const m = Math.round(1.2 * n);
      const tall = scaled(matrix(m, n, random.normals(m * n)), 1, precision);
      rowFor(`svd, Gaussian, ${m} x ${n}, ${precision}`, measureSvd(tall, precision));
      const symmetric = matrix(
        n,
        n,
        g.map((x, i) => x + g[(i % n) * n + Math.floor(i / n)]),
      );
      rowFor(
        `eigh, Gaussian, order ${n}, ${precision}`,
        measureEigh(scaled(symmetric, 1, precision), precision),
      );
    }
    for (const glue of [1e-4, 1e-12]) {
      const { d, e } = gluedWilkinson(Math.floor(n / 21), glue);
      const { values, vectors } = eighTridiagonal(d, e, { vectors: true });
      const measures = measureEigenpairs(
        denseTridiagonal(d, e),
        values,
        vectors,
        ULP.f64,
        eighTridiagonal(d, e).values,
        eighTridiagonal(d, e, { range: { kind: "indices", from: 0, to: d.length - 1 } }).values,
      );
      rowFor(`eighTridiagonal, ${Math.floor(n / 21)} Wilkinson matrices glued by ${glue}`, measures);
    }
  }
}

/** A matrix of 0.8 GB that comes in row blocks, its singular values known in closed form. */
function streamed(report: Report, scale: number): void {
  const [m, n] = [Math.round(100_000 * Math.max(scale, 0.25)), 1024];
  const s = Float64Array.from({ length: n }, (_, i) => 1e-6 ** (i / n));
  for (const precision of PRECISIONS) {
    const stream = new StreamingQr(n, { precision });
    for (const block of rowBlocks(m, s, 4000, 3)) stream.push(block);
    const error = valueError(svdvals(stream.r()), s, s[0], n, ULP[precision]);
    report({
      check: `singular values of a streaming QR, ${m} x ${n} in blocks of 4000 rows, ${precision}`,
      measured: error.toFixed(3),
      wanted: WANTED,
      passed: error < THRESHOLD,
    });
  }
}

interface RandomCase {
  readonly m: number;
  readonly n: number;
  readonly kind: string;
  readonly exponent: number;
  readonly seed: number;
}

/** A random shape, spectrum, scaling and seed, shrunk by fast-check when a measure fails. */
function randomCases(report: Report, precision: Precision, runs: number): void {
  const anyCase = fc.record({
    m: fc.integer({ min: 0, max: 80 }),
    n: fc.integer({ min: 0, max: 80 }),
    kind: fc.constantFrom(...Object.keys(SPECTRA)),
    exponent: fc.integer({ min: -300, max: 300 }),
    seed: fc.nat(),
  });
  const worstOf = (name: string, measure: (c: RandomCase) => Measures) => {
    let worst = 0;
    const outcome = fc.check(
      fc.property(anyCase, (c) => {
        const value = Math.max(0, ...Object.values(measure(c)));
        if (value > worst) worst = value;
        return value < THRESHOLD;
      }),
      { numRuns: runs, seed: 20220328 },
    );
    report({
      check: `${name}, ${precision}: ${runs} random shapes, spectra and sizes 1e-300 to 1e300`,
      measured: outcome.failed ? `failed: ${JSON.stringify(outcome.counterexample)}` : worst.toFixed(3),
      wanted: WANTED,
      passed: !outcome.failed,
    });
  };
  worstOf("svd", ({ m, n, kind, exponent, seed }) => {
    const random = new Random(seed);
    const values = SPECTRA[kind](Math.min(m, n), random);
    const a = scaled(withSingularValues(m, n, values, random), 10 ** exponent, "f64");
    return measureSvd(
      a,
      precision,
      values.map((x) => x * 10 ** exponent),
    );
  });
  worstOf("eigh", ({ n, kind, exponent, seed }) => {
    const random = new Random(seed);
    const values = SPECTRA[kind](n, random)
      .map((x) => (random.uniform() < 0.5 ? -x : x))
      .sort();
    const a = scaled(withEigenvalues(values, random), 10 ** exponent, "f64");
    return measureEigh(
      a,
      precision,
      values.map((x) => x * 10 ** exponent),
    );
  });
}

/** Bidiagonals and tridiagonals with entries over hundreds of orders of magnitude, zeros and repeats. */
function randomCondensedForms(report: Report, runs: number): void {
  const entry = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, -1, 2, 1e-8, 1e-16) },
    { weight: 2, arbitrary: fc.integer({ min: -150, max: 0 }).map((k) => 10 ** k) },
  );
  const form = fc
    .integer({ min: 1, max: 70 })
    .chain((n) =>
      fc.tuple(
        fc.array(entry, { minLength: n, maxLength: n }),
        fc.array(entry, { minLength: n - 1, maxLength: n - 1 }),
      ),
    );
  let worst = 0;
  const within = (...values: number[]) => {
    worst = Math.max(worst, ...values);
    return values.every((value) => value < THRESHOLD);
  };
  const settle = (check: string, property: fc.IProperty<[[number[], number[]]]>) => {
    worst = 0;
    const outcome = fc.check(property, { numRuns: runs, seed: 20220328 });
    report({
      check: `${check}: ${runs} random forms`,
      measured: outcome.failed ? `failed: ${JSON.stringify(outcome.counterexample)}` : worst.toFixed(3),
      wanted: WANTED,
      passed: !outcome.failed,
    });
  };
  settle(
    "svdBidiagonal, dqds against divide and conquer",
    fc.property(form, ([d, e]) => {
      const { s, u, vt } = svdBidiagonal(d, e, { vectors: true });
      const alone = svdBidiagonal(d, e).s;
      const rebuilt = new Float64Array(d.length ** 2);
      const n = d.length;
      for (let i = 0; i < n; i++)
        for (let k = 0; k < n; k++) {
          const factor = u.data[i * n + k] * s[k];
          for (let j = 0; j < n; j++) rebuilt[i * n + j] += factor * vt.data[k * n + j];
        }
      for (let i = 0; i < n; i++) {
        rebuilt[i * n + i] -= d[i];
        if (i < n - 1) rebuilt[i * n + i + 1] -= e[i];
      }
      const scale = s[0] || 1;
      const zeros = new Float64Array(n * n);
      return within(valueError(alone, s, scale, n, ULP.f64), valueError(rebuilt, zeros, scale, n, ULP.f64));
    }),
  );
  settle(
    "eighTridiagonal, divide and conquer, values alone and bisection",
    fc.property(form, ([d, e]) => {
      const { values, vectors } = eighTridiagonal(d, e, { vectors: true });
      const bisected = eighTridiagonal(d, e, {
        range: { kind: "indices", from: 0, to: d.length - 1 },
      }).values;
      const dense = denseTridiagonal(Float64Array.from(d), Float64Array.from(e));
      const measures = measureEigenpairs(
        dense,
        values,
        vectors,
        ULP.f64,
        eighTridiagonal(d, e).values,
        bisected,
      );
      return within(...Object.values(measures));
    }),
  );
  settle(
    "eighTridiagonal, vectors of an eighth of the spectrum by inverse iteration",
    fc.property(form, ([d, e]) => {
      const n = d.length;
      const count = Math.max(1, Math.floor(n / 8));
      const i = (7 * n) % (n - count + 1);
      const { values, vectors } = eighTridiagonal(d, e, {
        vectors: true,
        range: { kind: "indices", from: i, to: i + count - 1 },
      });
      const all = eighTridiagonal(d, e).values;
      const size = Math.max(Math.abs(all[0]), Math.abs(all[n - 1])) || 1;
      const dense = denseTridiagonal(Float64Array.from(d), Float64Array.from(e));
      const { residual, orthogonality } = measureEigenpairs(dense, values, vectors, ULP.f64, values);
      const chosen = all.subarray(i, i + count);
      return within(residual, (orthogonality * count) / n, valueError(values, chosen, size, n, ULP.f64));
    }),
  );
}
