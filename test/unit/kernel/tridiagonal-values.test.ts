/** Values of tridiagonal matrices by divide and conquer with fast sums: against QL, closed forms and exact traces. */
import { describe, expect, test } from "vitest";
import { ensembles, Random } from "../../../src/index.ts";
import { kernel } from "../../../src/kernel/wasm.ts";

type Sides = readonly [d: Float64Array, e: Float64Array];

function divide([d, e]: Sides): Float64Array {
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const at = frame.putF64(d);
    const side = frame.putF64(e);
    const work = frame.f64(exports.tridiagonalValuesWorkspace(d.length));
    expect(exports.tridiagonalValues(d.length, at, side, work)).toBe(0);
    return frame.takeF64(at, d.length);
  });
}

function implicitQl([d, e]: Sides): Float64Array {
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const at = frame.putF64(d);
    expect(exports.tridiagonalQlF64(d.length, at, frame.putF64(e), 0, 0)).toBe(0);
    return frame.takeF64(at, d.length);
  });
}

/** Largest difference over n eps |T|, LAPACK's measure; its tests accept 30. */
function scaledError(a: Float64Array, b: Float64Array): number {
  let error = 0;
  let norm = 0;
  for (let i = 0; i < a.length; i++) {
    error = Math.max(error, Math.abs(a[i] - b[i]));
    norm = Math.max(norm, Math.abs(b[i]));
  }
  return error === 0 ? 0 : error / (a.length * 2 ** -53 * norm);
}

const from = (n: number, f: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => f(i));
const random = new Random(61);

const types: Readonly<Record<string, (n: number) => Sides>> = {
  zero: (n) => [new Float64Array(n), new Float64Array(n - 1)],
  identity: (n) => [new Float64Array(n).fill(1), new Float64Array(n - 1)],
  "second difference": (n) => [new Float64Array(n).fill(2), new Float64Array(n - 1).fill(-1)],
  "Wilkinson's": (n) => [from(n, (i) => Math.abs(i - (n - 1) / 2)), new Float64Array(n - 1).fill(1)],
  "glued Wilkinson's": (n) => [
    from(n, (i) => Math.abs((i % 21) - 10)),
    from(n - 1, (i) => (i % 21 === 20 ? 1e-8 : 1)),
  ],
  "graded down": (n) => [from(n, (i) => 2 ** ((-60 * i) / n)), from(n - 1, (i) => 2 ** (-1 - (60 * i) / n))],
  "graded up": (n) => [
    from(n, (i) => 2 ** ((60 * i) / n - 60)),
    from(n - 1, (i) => 2 ** ((60 * i) / n - 61)),
  ],
  random: (n) => [random.normals(n), random.normals(n - 1)],
  "random integers with zeros": (n) => [
    random.normals(n).map(Math.round),
    random.normals(n - 1).map(Math.round),
  ],
  "nearly diagonal": (n) => [random.normals(n), random.normals(n - 1).map((x) => 1e-14 * x)],
  clustered: (n) => [new Float64Array(n).fill(1), random.normals(n - 1).map((x) => 1e-9 * x)],
  "Golub-Kahan": (n) => [new Float64Array(n), random.normals(n - 1)],
  "few large sides": (n) => [random.normals(n), random.normals(n - 1).map((x, i) => (i % 50 ? x : 1e6 * x))],
  "one large entry": (n) => [from(n, (i) => (i ? 1 + 1e-3 * i : 1e10)), new Float64Array(n - 1).fill(1e-3)],
  periodic: (n) => [from(n, (i) => i % 2), new Float64Array(n - 1).fill(1)],
  "Legendre's": (n) => [new Float64Array(n), from(n - 1, (i) => (i + 1) / Math.sqrt(4 * (i + 1) ** 2 - 1))],
  Anderson: (n) => [random.uniforms(n).map((x) => 4 * x), new Float64Array(n - 1).fill(1)],
};

for (const [name, make] of Object.entries(types))
  describe(name, () => {
    for (const n of [1, 2, 40, 41, 97, 500, 1400])
      test(`order ${n}: QL's values, ascending`, () => {
        const sides = make(n);
        const values = divide(sides);
        for (let i = 1; i < n; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
        expect(scaledError(values, implicitQl(sides))).toBeLessThan(10);
      });
  });

test("second difference of order 50,000: every value has its closed form", () => {
  const n = 50_000;
  const values = divide(types["second difference"](n));
  const exact = from(n, (i) => 4 * Math.sin((Math.PI * (i + 1)) / (2 * (n + 1))) ** 2);
  expect(scaledError(values, exact)).toBeLessThan(1);
});

test("Gaussian ensemble of 30,000 levels: trace, Frobenius norm and semicircle", () => {
  const n = 30_000;
  const { d, e } = ensembles.betaHermite(n, { beta: 2, seed: 62 });
  const values = ensembles.betaHermiteLevels(n, { beta: 2, seed: 62 });
  const sum = (x: Float64Array, f: (v: number) => number) => x.reduce((s, v) => s + f(v), 0);
  expect(Math.abs(sum(values, (x) => x) - sum(d, (x) => x))).toBeLessThan(1e-9);
  const square = (x: number) => x * x;
  expect(Math.abs(sum(values, square) - sum(d, square) - 2 * sum(e, square))).toBeLessThan(1e-9);
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const x = Math.min(1, Math.max(-1, values[i] / 2));
    const law = 0.5 + (x * Math.sqrt(1 - x * x) + Math.asin(x)) / Math.PI;
    distance = Math.max(distance, Math.abs(law - (i + 0.5) / n));
  }
  expect(distance * n).toBeLessThan(6);
});

test("singular values of a long bidiagonal matrix: the Golub-Kahan route agrees with the sum of squares", () => {
  const { d, e } = ensembles.betaLaguerre(5000, 6000, { seed: 63 });
  const values = ensembles.betaLaguerreSingularValues(5000, 6000, { seed: 63 });
  expect(values.length).toBe(5000);
  for (let i = 1; i < 5000; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
  const square = (x: Float64Array) => x.reduce((s, v) => s + v * v, 0);
  expect(Math.abs(square(values) / (square(d) + square(e)) - 1)).toBeLessThan(1e-12);
  const edge = (sign: number) => Math.sqrt(6000) + sign * Math.sqrt(5000);
  expect(Math.abs(values[0] / edge(1) - 1)).toBeLessThan(0.01);
  expect(Math.abs(values[4999] / edge(-1) - 1)).toBeLessThan(0.1);
});
