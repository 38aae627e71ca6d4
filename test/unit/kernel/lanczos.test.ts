import { describe, expect, test, vi } from "vitest";
import { type Matrix, matrix, transpose } from "../../../src/base/index.ts";
import {
  DEFAULT_SEED,
  eighTridiagonal,
  eigvalsh,
  lanczos,
  lanczosProcess,
  matmul,
  Random,
  svdvals,
} from "../../../src/kernel/index.ts";
import { KrylovBasis } from "../../../src/kernel/krylov/krylov-basis.ts";

/** The diagonal operator with these eigenvalues. */
const diagonal = (spectrum: Float64Array) => (v: Float64Array) => v.map((value, i) => value * spectrum[i]);

const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((top, v) => Math.max(top, Math.abs(v)), 0);

const code = (name: string) => expect.objectContaining({ code: name });

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

/** max |Q^T Q - I| over the entries. */
function orthogonalityError(q: Matrix): number {
  const overlaps = matmul(transpose(q), q).data;
  return largest(overlaps.map((overlap, i) => overlap - (i % (q.cols + 1) === 0 ? 1 : 0)));
}

/** The three-term recurrence alone: T's eigenvalues without reorthogonalisation. */
function withoutReorthogonalisation(spectrum: Float64Array, steps: number): Float64Array {
  let before: Float64Array = new Float64Array(spectrum.length);
  let q: Float64Array = new Random(DEFAULT_SEED).normals(spectrum.length);
  let norm = Math.hypot(...q);
  const [alpha, beta] = [new Float64Array(steps), new Float64Array(steps)];
  for (let j = 0; j < steps; j++) {
    q = q.map((value) => value / norm);
    const product = diagonal(spectrum)(q);
    alpha[j] = product.reduce((sum, value, i) => sum + value * q[i], 0);
    const rest = product.map((value, i) => value - alpha[j] * q[i] - (j > 0 ? beta[j - 1] : 0) * before[i]);
    norm = beta[j] = Math.hypot(...rest);
    [before, q] = [q, rest];
  }
  return eighTridiagonal(alpha, beta.subarray(0, steps - 1)).values;
}

describe("a spectrum with ten outliers", () => {
  test.each([300, 20_000])("order %i: each is found once, and the basis is orthonormal", (n) => {
    const spectrum = Float64Array.from({ length: n }, (_, i) => (i < 10 ? 10 + 3 * i : Math.cos(i)));
    const { values, residuals, vectors } = lanczos(diagonal(spectrum), n, { steps: 100, vectors: true });
    expect(values.filter((theta) => theta > 5)).toHaveLength(10);
    for (let k = 0; k < 10; k++) {
      expect(Math.abs(values[99 - k] - (37 - 3 * k))).toBeLessThan(1e-12);
      expect(residuals[99 - k]).toBeLessThan(1e-10);
    }
    expect(orthogonalityError(vectors!)).toBeLessThan(1e-13);
    // What the reorthogonalisation is for: without it the outliers come back as ghosts.
    const ghosts = withoutReorthogonalisation(spectrum, 100).filter((theta) => theta > 5);
    expect(ghosts.length).toBeGreaterThan(30);
  });

  test("100 steps stay orthonormal where the basis lies in many memories", () => {
    const n = 500;
    const spectrum = Float64Array.from({ length: n }, (_, i) => (i < 10 ? 1e6 * (i + 1) : Math.cos(i)));
    const basis = new KrylovBasis(new Random(1).normals(n), 100, { shelfBytes: 7 * 8 * n });
    const whole = new KrylovBasis(new Random(1).normals(n), 100);
    while (basis.size < 100)
      for (const each of [basis, whole])
        each.push(each.orthogonalise(diagonal(spectrum)(each.vector(each.size - 1))).norm);
    const rows = new Float64Array(100 * n);
    for (let i = 0; i < 100; i++) rows.set(basis.vector(i), i * n);
    expect(orthogonalityError(transpose(matrix(100, n, rows)))).toBeLessThan(1e-14);
    expect(largest(basis.vector(20).map((value, i) => value - whole.vector(20)[i]))).toBeLessThan(1e-9);
    expect(() => basis.vector(100)).toThrow(RangeError);
  });
});

test("deflated directions stay out of the basis, over shelf after shelf: the values are those of the rest", () => {
  const n = 60;
  const spectrum = Float64Array.from({ length: n }, (_, i) => (i < 9 ? 1e6 * (i + 1) : i / n));
  const deflated = { rows: 9, cols: n, data: new Float64Array(9 * n) };
  for (let k = 0; k < 9; k++) deflated.data[k * n + k] = 1;
  const start = new Random(4).normals(n);
  const process = lanczosProcess(n, { steps: 100, start }, { deflated });
  let turn = process.next(new Float64Array(0));
  while (!turn.done) {
    expect(largest(turn.value.subarray(0, 9))).toBeLessThan(1e-15);
    turn = process.next(diagonal(spectrum)(turn.value));
  }
  expect(turn.value.steps).toBe(n - 9);
  expect(largest(turn.value.values.map((value, i) => value - (i + 9) / n))).toBeLessThan(1e-13);

  const basis = new KrylovBasis(start, 40, { shelfBytes: 4 * 8 * n, deflated });
  expect(basis.size).toBe(1);
  while (basis.size < 40)
    basis.push(basis.orthogonalise(diagonal(spectrum)(basis.vector(basis.size - 1))).norm);
  const rows = new Float64Array(49 * n);
  rows.set(deflated.data);
  for (let i = 0; i < 40; i++) rows.set(basis.vector(i), (9 + i) * n);
  expect(orthogonalityError(transpose(matrix(49, n, rows)))).toBeLessThan(1e-14);
});

test("the operator may change the vector it is handed, and run another process", () => {
  const spectrum = new Random(8).normals(60);
  const plain = lanczos(diagonal(spectrum), 60, { steps: 20 });
  const nested = lanczos(
    (v) => {
      const product = diagonal(spectrum)(v);
      lanczos(diagonal(spectrum), 60, { steps: 5, seed: 3 });
      v.fill(0);
      return product;
    },
    60,
    { steps: 20 },
  );
  expect(nested).toEqual(plain);
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
  expect(() => lanczos(identity, 0, { steps: 3 })).toThrow(code("INVALID_ARGUMENT"));
  expect(() => lanczos(identity, 3, { steps: 0 })).toThrow(code("INVALID_ARGUMENT"));
  expect(() => lanczos(identity, 3, { steps: 2, start: [0, 0, 0] })).toThrow(code("INVALID_ARGUMENT"));
  expect(() => lanczos(identity, 3, { steps: 2, start: [1, 0] })).toThrow(code("INVALID_SHAPE"));
  expect(() => lanczos(() => new Float64Array(2), 3, { steps: 2 })).toThrow(code("INVALID_SHAPE"));
  expect(() => lanczos((v) => v.fill(Number.NaN), 3, { steps: 2 })).toThrow(code("NOT_FINITE"));
  expect(() => lanczos((v) => v.fill(1e308), 9, { steps: 2 })).toThrow(/norm overflows/);
  const abort = new AbortController();
  let calls = 0;
  const counting = async (v: Float64Array) => {
    if (++calls === 3) abort.abort();
    return v.map((value, i) => value * i);
  };
  await expect(lanczos(counting, 30, { steps: 20, signal: abort.signal })).rejects.toThrow(code("ABORTED"));
  expect(calls).toBe(3);
});

test("a basis that the engine has no memory for is an error with a code", () => {
  svdvals({ rows: 1, cols: 1, data: Float64Array.of(1) }); // the kernel itself is there
  function noMemory(): never {
    throw new RangeError("Cannot allocate Wasm memory for new instance");
  }
  const refused = vi.spyOn(WebAssembly, "Instance").mockImplementation(noMemory);
  try {
    expect(() => lanczos((v) => v, 3, { steps: 2 })).toThrow(code("OUT_OF_MEMORY"));
  } finally {
    refused.mockRestore();
  }
  expect(lanczos((v) => v, 3, { steps: 2 }).values[0]).toBeCloseTo(1, 14);
});

test("a product that was not returned is refused, also by promise", async () => {
  const nothing = (): Float64Array => JSON.parse("null");
  expect(() => lanczos(nothing, 3, { steps: 2 })).toThrow(code("INVALID_SHAPE"));
  await expect(lanczos(async () => nothing(), 3, { steps: 2 })).rejects.toMatchObject({
    code: "INVALID_SHAPE",
    message: "matvec must give 3 entries, gave null at step 0",
  });
});
