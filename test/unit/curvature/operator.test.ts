/** What a callback may do wrong, and what checkOperator finds. */
import { describe, expect, test } from "vitest";
import {
  checkOperator,
  diagonal,
  spectralDensity,
  topEigenpairs,
  trace,
} from "../../../src/curvature/index.ts";
import { operator } from "../../../src/kernel/index.ts";
import { withLevels } from "./operators.ts";

const identity = (v: Float64Array, out: Float64Array) => out.set(v);

describe("operator", () => {
  test("takes a product that is returned as well as one that is written", () => {
    const out = new Float64Array(2);
    operator(2, (v) => [2 * v[0], 3 * v[1]]).apply(Float64Array.of(1, 1), out);
    expect([...out]).toEqual([2, 3]);
    operator(2, identity).apply(Float64Array.of(4, 5), out);
    expect([...out]).toEqual([4, 5]);
  });

  test("hands the function a copy", () => {
    const v = Float64Array.of(1, 2);
    operator(2, (x, out) => {
      out.set(x);
      x.fill(0);
    }).apply(v, new Float64Array(2));
    expect([...v]).toEqual([1, 2]);
  });

  test.each([
    [
      "throws",
      () =>
        operator(3, () => {
          throw new Error("shape mismatch in layer 2");
        }),
      "OPERATOR_FAILED",
      /shape mismatch/,
    ],
    ["gives NaN", () => operator(3, (_, out) => out.fill(0, 0, 1)), "NOT_FINITE", /NaN at entry 1 /],
    ["forgets an entry", () => operator(3, (_, out) => out.fill(1, 0, 2)), "NOT_FINITE", /entry 2/],
    [
      "returns another length",
      () => operator(3, () => [1, 2]),
      "INVALID_SHAPE",
      /must have 3 entries, got 2/,
    ],
    [
      "is asynchronous",
      () => operator(3, (async () => undefined) as () => void),
      "OPERATOR_FAILED",
      /promise/,
    ],
  ] as const)("a function that %s is named", (_, make, code, message) => {
    expect(() => make().apply(new Float64Array(3), new Float64Array(3))).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test("refuses a size that is none, and vectors of another length", () => {
    expect(() => operator(0, identity)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    expect(() => operator(3, identity).apply(new Float64Array(2), new Float64Array(3))).toThrow(
      expect.objectContaining({ code: "INVALID_SHAPE" }),
    );
  });

  test("an error in the middle of a run reaches the caller, with its cause", async () => {
    const cause = new Error("out of GPU memory");
    let calls = 0;
    const op = operator(20, (v, out) => {
      if (++calls > 5) throw cause;
      out.set(v.map((x, i) => i * x));
    });
    await expect(spectralDensity(op)).rejects.toMatchObject({ code: "OPERATOR_FAILED", cause });
  });
});

/** A v with A_ij = 1 above the diagonal only. */
const upper = operator(30, (v, out) => {
  for (let i = 0; i < 30; i++) out[i] = v.subarray(i + 1).reduce((sum, x) => sum + x, 0);
});

test("a matrix without symmetry is refused by those that rely on it", async () => {
  const refused = { code: "NOT_SYMMETRIC", message: expect.stringMatching(/checkOperator/) };
  await expect(spectralDensity(upper, { deflate: 0 })).rejects.toMatchObject(refused);
  await expect(spectralDensity(upper)).rejects.toMatchObject(refused);
  for (const method of ["hutchinson", "hutch++", "xtrace"] as const)
    await expect(trace(upper, { method })).rejects.toMatchObject(refused);
});

describe("checkOperator", () => {
  /** f(w) = sum w_i^4/12 + (sum w_i)^2/2: Hessian diag(w_i^2) + 1 1^T. */
  const w = Float64Array.of(1, -2, 3, 0.5);
  const gradient = (x: Float64Array) => {
    const total = x.reduce((sum, value) => sum + value, 0);
    return x.map((value) => value ** 3 / 3 + total);
  };
  const hessian = operator(4, (v, out) => {
    const total = v.reduce((sum, value) => sum + value, 0);
    for (let i = 0; i < 4; i++) out[i] = w[i] ** 2 * v[i] + total;
  });

  test("passes a Hessian", async () => {
    const check = await checkOperator(hessian, { gradient, at: w });
    expect(check.passed).toBe(true);
    expect(check.asymmetry).toBeLessThan(1e-14);
    expect(check.nonlinearity).toBeLessThan(1e-14);
    expect(check.irreproducibility).toBe(0);
    expect(check.finiteDifference).toBeLessThan(1e-8);
  });

  test("fails one at another point, a matrix without symmetry, noise and a function that is not linear", async () => {
    const elsewhere = await checkOperator(hessian, { gradient, at: w.map((x) => x + 1) });
    expect(elsewhere.finiteDifference).toBeGreaterThan(0.1);
    expect(elsewhere.passed).toBe(false);
    const oneSided = await checkOperator(upper);
    expect(oneSided.asymmetry).toBeGreaterThan(0.1);
    expect(oneSided.passed).toBe(false);
    let calls = 0;
    const noisy = await checkOperator(operator(4, (v) => v.map((x) => x * (1 + 1e-3 * ++calls))));
    expect(noisy.irreproducibility).toBeGreaterThan(1e-3);
    expect(noisy.passed).toBe(false);
    const square = await checkOperator(operator(4, (v) => v.map((x) => x * x)));
    expect(square.nonlinearity).toBeGreaterThan(0.1);
    expect(square.passed).toBe(false);
  });
});

test("a signal stops each, and progress counts the products", async () => {
  const op = withLevels(Array.from({ length: 40 }, (_, i) => i));
  const runs = [
    (options: object) => spectralDensity(op, { steps: 10, vectors: 4, ...options }),
    (options: object) => trace(op, options),
    (options: object) => diagonal(op, options),
    (options: object) => topEigenpairs(op, 3, options),
    (options: object) => checkOperator(op, options),
  ];
  for (const run of runs) {
    const seen: number[] = [];
    await run({ onProgress: (done: number, total: number) => seen.push(done, total) });
    expect(seen.length).toBeGreaterThan(2);
    const counts = seen.filter((_, i) => i % 2 === 0);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(Math.max(...counts)).toBeLessThanOrEqual(seen[seen.length - 1]);
    const controller = new AbortController();
    const stopped = run({ signal: controller.signal, onProgress: () => controller.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
  }
});
