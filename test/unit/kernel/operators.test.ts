/** Operators behind functions of the caller's, and what the owner of a Lanczos process decides, by hand on small matrices. */
import { describe, expect, test, vi } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import {
  applyRows,
  lanczos,
  lanczosProcess,
  type OperatorCallback,
  operator,
  requireOperator,
} from "../../../src/kernel/index.ts";

/** What the operator of order 2 makes of (1, 2). */
function product(apply: OperatorCallback): number[] {
  const out = new Float64Array(2);
  operator(2, apply).apply(Float64Array.of(1, 2), out);
  return [...out];
}

describe("operator", () => {
  test("takes what is written, what is returned, and what is both", () => {
    expect(
      product((v, out) => {
        out[0] = 3 * v[0];
        out[1] = 4 * v[1];
      }),
    ).toEqual([3, 8]);
    expect(product((v) => [5 * v[1], v[0]])).toEqual([10, 1]);
    expect(product((v, out) => out.fill(v[1]))).toEqual([2, 2]);
  });

  test("is frozen, of its size, and hands out copies", () => {
    const op = operator(2, (v) => v.fill(7));
    const v = Float64Array.of(1, 2);
    op.apply(v, new Float64Array(2));
    expect([...v]).toEqual([1, 2]);
    expect([op.size, Object.isFrozen(op)]).toEqual([2, true]);
  });

  test("says what is wrong with a product", () => {
    const failed = (code: string, message: string) => expect.objectContaining({ code, message });
    expect(() => product(() => [1])).toThrow(
      failed("INVALID_SHAPE", "the operator's product must have 2 entries, got 1"),
    );
    expect(() => product(() => [1, Number.POSITIVE_INFINITY])).toThrow(/got Infinity at entry 1 /);
    expect(() =>
      product((_, out) => {
        out[1] = 1;
      }),
    ).toThrow(/got NaN at entry 0 /);
    expect(() => product(async () => [1, 2])).toThrow(
      failed("OPERATOR_FAILED", "the operator's function must give its product at once, got a promise"),
    );
    const cause = new Error("no data");
    expect(() =>
      product(() => {
        throw cause;
      }),
    ).toThrow(expect.objectContaining({ code: "OPERATOR_FAILED", cause }));
  });

  test("refuses vectors of another length, and what is not an operator", () => {
    const op = operator(2, (v) => v);
    expect(() => op.apply(new Float64Array(3), new Float64Array(2))).toThrow("v must have 2 entries, got 3");
    expect(() => op.apply(new Float64Array(2), new Float64Array(1))).toThrow(
      "out must have 2 entries, got 1",
    );
    expect(() => operator(0, (v) => v)).toThrow("size must be an integer >= 1, got 0");
    expect(() => requireOperator(op)).not.toThrow();
    expect(() => requireOperator({ ...op, size: 0.5 })).toThrow("op.size must be an integer >= 1, got 0.5");
  });

  test("is applied to rows one by one, or as a block where it takes blocks and there are several", () => {
    const rows = (count: number) =>
      matrix(
        count,
        2,
        Float64Array.from({ length: 2 * count }, (_, i) => i + 1),
      );
    const out = (count: number) => matrix(count, 2, new Float64Array(2 * count));
    const single = out(2);
    applyRows(
      operator(2, (v) => [10 * v[0], 100 * v[1]]),
      rows(2),
      single,
    );
    expect([...single.data]).toEqual([10, 200, 30, 400]);
    const apply = vi.fn();
    const applyBlock = vi.fn();
    const op = { size: 2, apply, applyBlock };
    applyRows(op, rows(1), out(1));
    expect([apply.mock.calls.length, applyBlock.mock.calls.length]).toEqual([1, 0]);
    applyRows(op, rows(2), out(2));
    expect([apply.mock.calls.length, applyBlock.mock.calls.length]).toEqual([1, 1]);
  });
});

/** The path of three: 0 - 1 - 2. From its middle the Krylov space has two dimensions, with the values -sqrt 2 and sqrt 2. */
const path = (v: Float64Array) => Float64Array.of(v[1], v[0] + v[2], v[1]);
const MIDDLE = [0, 2, 0];

/** Runs a process on the path; returns the number of products beside the result. */
function run(
  ...[options, hooks]: [Parameters<typeof lanczosProcess>[1], Parameters<typeof lanczosProcess>[2]?]
) {
  const process = lanczosProcess(3, options, hooks);
  let products = 0;
  let turn = process.next(new Float64Array(0));
  while (!turn.done) {
    products++;
    turn = process.next(path(turn.value));
  }
  return { products, result: turn.value };
}

describe("a Lanczos process", () => {
  test("of the path from its middle: T, values, weights and residuals", () => {
    const { products, result } = run({ steps: 3, start: MIDDLE });
    expect([products, result.steps, result.invariant]).toEqual([2, 2, true]);
    const near = (values: ArrayLike<number>, wanted: number[]) => {
      expect(values).toHaveLength(wanted.length);
      wanted.forEach((exact, i) => {
        expect(Math.abs(values[i] - exact)).toBeLessThan(1e-15 * 4);
      });
    };
    near(result.alpha, [0, 0]);
    near(result.beta, [Math.SQRT2, 0]);
    near(result.values, [-Math.SQRT2, Math.SQRT2]);
    near(result.weights, [0.5, 0.5]);
    near(result.residuals, [0, 0]);
    expect(result.vectors).toBeUndefined();
  });

  test("after one step the residual is the norm of what is left", () => {
    const { products, result } = run({ steps: 1, start: MIDDLE });
    expect([products, result.steps, result.invariant]).toEqual([1, 1, false]);
    expect([result.values[0], result.weights[0]]).toEqual([0, 1]);
    expect(Math.abs(result.residuals[0] - Math.SQRT2)).toBeLessThan(1e-15);
  });

  test("ends when its owner says so, and gives the vectors that he chose", () => {
    const done = vi.fn((alpha: readonly number[]) => alpha.length === 1);
    expect(run({ steps: 3, start: MIDDLE }, { done }).products).toBe(1);
    const { result } = run({ steps: 3, start: MIDDLE, vectors: true }, { choose: () => [1] });
    const { rows, cols, data } = result.vectors ?? matrix(0, 0, new Float64Array(0));
    expect([rows, cols]).toEqual([3, 1]);
    [0.5, Math.SQRT1_2, 0.5].forEach((exact, i) => {
      expect(Math.abs(Math.abs(data[i]) - exact)).toBeLessThan(1e-15);
    });
  });

  test("stops earlier at a coarser tolerance", () => {
    const [near, options] = [1e-3, { steps: 2, start: [1, 0] }];
    const almost = (v: Float64Array) => Float64Array.of(v[0] + near * v[1], near * v[0] + 2 * v[1]);
    expect(lanczos(almost, 2, options).steps).toBe(2);
    const coarse = lanczos(almost, 2, { ...options, tolerance: 1e-2 });
    expect([coarse.steps, coarse.invariant, coarse.values[0]]).toEqual([1, true, 1]);
  });

  test("refuses sizes, tolerances and starts that are none", () => {
    const failing = (n: number, options: Parameters<typeof lanczos>[2]) => () => lanczos(path, n, options);
    expect(failing(1.5, { steps: 1 })).toThrow(/^n must be .*got 1.5$/);
    expect(failing(3, { steps: -1 })).toThrow(/^steps must be .*got -1$/);
    for (const tolerance of [-1, 1, Number.NaN])
      expect(failing(3, { steps: 1, tolerance })).toThrow(/tolerance/);
    expect(failing(3, { steps: 1, tolerance: 0, start: MIDDLE })().steps).toBe(1);
    expect(failing(3, { steps: 1, start: [1] })).toThrow("start must have 3 entries, got 1");
    expect(failing(3, { steps: 1, start: [0, 0, 0] })).toThrow("its norm is 0");
    expect(() => lanczos(() => Float64Array.of(1, Number.NaN, 1), 3, { steps: 2 })).toThrow(
      "matvec gave NaN at entry [1] in step 0",
    );
  });
});
