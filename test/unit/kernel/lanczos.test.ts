import { describe, expect, test } from "vitest";
import { eigvalsh, lanczos, matmul, matrix, Random, transpose } from "../../../src/kernel/index.ts";

/** The diagonal operator with these eigenvalues. */
const diagonal = (spectrum: Float64Array) => (v: Float64Array) => v.map((value, i) => value * spectrum[i]);

const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((top, v) => Math.max(top, Math.abs(v)), 0);

test("the quadrature is exact for polynomials up to degree 2 steps - 1", () => {
  const n = 200;
  const spectrum = new Random(1).uniforms(n).map((u) => 2 * u - 1);
  const start = new Random(2).normals(n);
  const { values, weights, steps } = lanczos(diagonal(spectrum), n, { steps: 12, start });
  expect(steps).toBe(12);
  const norm = start.reduce((sum, v) => sum + v * v, 0);
  for (let degree = 0; degree < 24; degree++) {
    const exact = start.reduce((sum, v, i) => sum + (v * v * spectrum[i] ** degree) / norm, 0);
    const quadrature = values.reduce((sum, theta, i) => sum + weights[i] * theta ** degree, 0);
    expect(Math.abs(quadrature - exact)).toBeLessThan(1e-14);
  }
});

test("a spectrum with outliers has each of them once, and the basis stays orthonormal for n steps", () => {
  const n = 300;
  const spectrum = Float64Array.from({ length: n }, (_, i) => (i < 10 ? 10 + 3 * i : Math.cos(i)));
  const { values, residuals, vectors, steps } = lanczos(diagonal(spectrum), n, { steps: 100, vectors: true });
  expect(values.filter((theta) => theta > 5)).toHaveLength(10);
  for (let k = 0; k < 10; k++) {
    expect(Math.abs(values[99 - k] - (37 - 3 * k))).toBeLessThan(1e-12);
    expect(residuals[99 - k]).toBeLessThan(1e-10);
  }
  const overlaps = matmul(transpose(vectors!), vectors!);
  for (let i = 0; i < steps; i++)
    for (let j = 0; j < steps; j++)
      expect(Math.abs(overlaps.data[i * steps + j] - (i === j ? 1 : 0))).toBeLessThan(1e-13);
});

test("n steps give the spectrum of a dense symmetric matrix", () => {
  const n = 60;
  const g = new Random(3).normals(n * n);
  const a = matrix(
    n,
    n,
    g.map((value, i) => value + g[(i % n) * n + Math.floor(i / n)]),
  );
  const { values } = lanczos((v) => matmul(a, matrix(n, 1, v)).data, n, { steps: 1000 });
  const exact = eigvalsh(a);
  expect(values.length).toBe(n);
  expect(largest(values.map((theta, i) => theta - exact[i]))).toBeLessThan(1e-11);
});

describe("an exhausted Krylov space ends the process", () => {
  test("three distinct eigenvalues take three steps", () => {
    const n = 90;
    const spectrum = Float64Array.from({ length: n }, (_, i) => [1, 2, 5][i % 3]);
    const start = new Float64Array(n).fill(1);
    const { values, weights, steps, invariant } = lanczos(diagonal(spectrum), n, { steps: 40, start });
    expect([steps, invariant]).toEqual([3, true]);
    [1, 2, 5].forEach((exact, i) => {
      expect(Math.abs(values[i] - exact)).toBeLessThan(1e-14);
      expect(Math.abs(weights[i] - 1 / 3)).toBeLessThan(1e-14);
    });
  });

  test("the zero operator takes one", () => {
    const { values, steps, invariant, beta } = lanczos((v) => v.map(() => 0), 50, { steps: 10 });
    expect([steps, invariant, values[0], beta[0]]).toEqual([1, true, 0, 0]);
  });

  test("at any scale of the operator", () => {
    for (const scale of [1e-250, 1e250]) {
      const spectrum = Float64Array.from({ length: 40 }, (_, i) => scale * (1 + (i % 4)));
      const { values, steps } = lanczos(diagonal(spectrum), 40, { steps: 20 });
      expect(steps).toBe(4);
      values.forEach((theta, i) => {
        expect(Math.abs(theta / scale - (i + 1))).toBeLessThan(1e-13);
      });
    }
  });
});

test("an asynchronous operator gives the same numbers", async () => {
  const spectrum = new Random(4).normals(150);
  const multiply = diagonal(spectrum);
  const sync = lanczos(multiply, 150, { steps: 30, seed: 5 });
  const [a, b] = await Promise.all([
    lanczos(async (v) => multiply(v), 150, { steps: 30, seed: 5 }),
    lanczos(async (v) => multiply(v), 150, { steps: 30, seed: 6 }),
  ]);
  expect(a).toEqual(sync);
  expect(b.values).not.toEqual(sync.values);
  expect(Object.isFrozen(sync)).toBe(true);
});

test("bad arguments, products and aborts are errors that say what is wrong", async () => {
  const identity = (v: Float64Array) => v;
  const code = (name: string) => expect.objectContaining({ code: name });
  expect(() => lanczos(identity, 0, { steps: 3 })).toThrow(code("INVALID_ARGUMENT"));
  expect(() => lanczos(identity, 3, { steps: 0 })).toThrow(code("INVALID_ARGUMENT"));
  expect(() => lanczos(identity, 3, { steps: 2, start: [0, 0, 0] })).toThrow(code("INVALID_ARGUMENT"));
  expect(() => lanczos(identity, 3, { steps: 2, start: [1, 0] })).toThrow(code("INVALID_SHAPE"));
  expect(() => lanczos(() => new Float64Array(2), 3, { steps: 2 })).toThrow(code("INVALID_SHAPE"));
  expect(() => lanczos((v) => v.fill(Number.NaN), 3, { steps: 2 })).toThrow(code("NOT_FINITE"));
  const abort = new AbortController();
  let calls = 0;
  const counting = async (v: Float64Array) => {
    if (++calls === 3) abort.abort();
    return v.map((value, i) => value * i);
  };
  await expect(lanczos(counting, 30, { steps: 20, signal: abort.signal })).rejects.toThrow(code("ABORTED"));
  expect(calls).toBe(3);
});
