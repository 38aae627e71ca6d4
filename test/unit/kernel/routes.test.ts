/** Which kernels a call reaches, by size and shape: every threshold from both of its sides. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import { eigh, eighTridiagonal, eigvalsh, Random, svd, svdvals } from "../../../src/kernel/index.ts";
import { bandwidthFor } from "../../../src/kernel/tuning.ts";
import { type Kernel, kernel } from "../../../src/kernel/wasm.ts";

/** The exports that are functions. */
type Name = Exclude<keyof Kernel["exports"], "memory">;

afterEach(() => {
  vi.restoreAllMocks();
});

/** The calls of these exports while `run` runs. */
function calls<K extends Name>(names: readonly K[], run: () => unknown): Record<K, number> {
  const { exports } = kernel();
  const spies = names.map((name) => [name, vi.spyOn(exports, name)] as const);
  run();
  const counts = Object.fromEntries(spies.map(([name, spy]) => [name, spy.mock.calls.length]));
  vi.restoreAllMocks();
  return counts as Record<K, number>;
}

const gaussian = (rows: number, cols: number) => matrix(rows, cols, new Random(rows).normals(rows * cols));

test("the bandwidth grows with the order", () => {
  expect([256, 399, 400, 1599, 1600, 5000].map(bandwidthFor)).toEqual([8, 8, 16, 16, 32, 32]);
});

describe("singular values", () => {
  test.each([
    [6, 4, 0],
    [7, 4, 1],
    [4, 7, 1],
    [4, 6, 0],
  ])("of %i x %i directly: %i QR factorisations first", (rows, cols, expected) => {
    const values = () => svdvals(gaussian(rows, cols), { method: "direct" });
    expect(calls(["qrFactorF64"], values)).toEqual({ qrFactorF64: expected });
    const vectors = () => svd(gaussian(rows, cols));
    expect(calls(["qrFactorF64", "qrApplyF64"], vectors)).toEqual({
      qrFactorF64: expected,
      qrApplyF64: expected,
    });
  });

  test.each([
    [7, 4, 0],
    [8, 4, 1],
    [4, 8, 1],
  ])("of %i x %i: %i Gram matrices", (rows, cols, expected) => {
    expect(calls(["gramUpperF64"], () => svdvals(gaussian(rows, cols)))).toEqual({ gramUpperF64: expected });
  });

  test("the Gram matrix's values are kept up to a condition of 16, and always in f32", () => {
    const withLeast = (least: number) => matrix(4, 2, Float64Array.of(1, 0, 0, least, 0, 0, 0, 0));
    expect(calls(["dqds"], () => svdvals(withLeast(1 / 16)))).toEqual({ dqds: 0 });
    expect(calls(["dqds"], () => svdvals(withLeast(1 / 17)))).toEqual({ dqds: 1 });
    expect(calls(["dqds"], () => svdvals(withLeast(1 / 17), { precision: "f32" }))).toEqual({ dqds: 0 });
    expect(calls(["dqds"], () => svdvals(withLeast(1 / 17), { method: "gram" }))).toEqual({ dqds: 0 });
    expect(calls(["gramUpperF64"], () => svdvals(gaussian(3, 3), { method: "gram" }))).toEqual({
      gramUpperF64: 1,
    });
  });

  test.each([
    [255, 1, 0],
    [256, 0, 1],
  ])("of order %i: %i one-stage and %i two-stage reductions", (n, one, two) => {
    const names = ["bidiagonalizeF64", "reduceToBandF64", "chaseBulgesF64"] as const;
    expect(calls(names, () => svdvals(gaussian(n, n)))).toEqual({
      bidiagonalizeF64: one,
      reduceToBandF64: two,
      chaseBulgesF64: two,
    });
  });
});

describe("eigenvalues", () => {
  test.each([
    [1279, 1, 0],
    [1280, 0, 1],
  ])("of order %i: %i one-stage and %i two-stage reductions", (n, one, two) => {
    const a = matrix(n, n, new Float32Array(n * n));
    for (let i = 0; i < n; i++) a.data[i * n + i] = i;
    const names = ["tridiagonalizeF32", "reduceSymmetricToBandF32", "chaseSymmetricBulgesF32"] as const;
    let values: Float64Array = new Float64Array(0);
    const counts = calls(names, () => {
      values = eigvalsh(a, { precision: "f32" });
    });
    expect(counts).toEqual({
      tridiagonalizeF32: one,
      reduceSymmetricToBandF32: two,
      chaseSymmetricBulgesF32: two,
    });
    expect(values).toEqual(Float64Array.from({ length: n }, (_, i) => i));
  });

  test.each([
    [149, 0, 1],
    [150, 1, 0],
  ])("of a tridiagonal matrix of order %i: %i by fast sums, %i by QL", (n, fast, ql) => {
    const sides = new Float64Array(n - 1).fill(-1);
    const solve = () => eighTridiagonal(new Float64Array(n).fill(2), sides);
    expect(calls(["tridiagonalValues", "tridiagonalQlF64"], solve)).toEqual({
      tridiagonalValues: fast,
      tridiagonalQlF64: ql,
    });
  });

  test("a root that does not settle sends the matrix to QL, untouched", () => {
    const n = 160;
    const d = new Float64Array(n).fill(2);
    const e = new Float64Array(n - 1).fill(-1);
    const wanted = eighTridiagonal(d, e).values;
    const { exports, memory } = kernel();
    vi.spyOn(exports, "tridiagonalValues").mockImplementation((order, at, sides) => {
      new Float64Array(memory.buffer, at, order).fill(7);
      new Float64Array(memory.buffer, sides, order - 1).fill(7);
      return 1;
    });
    const { values } = eighTridiagonal(d, e);
    for (let i = 0; i < n; i++) expect(Math.abs(values[i] - wanted[i])).toBeLessThan(1e-13);
  });

  test.each([
    [3, 4, 1, 0],
    [3, 5, 0, 1],
  ] as const)(
    "vectors %i to %i of 16: %i by inverse iteration, %i by divide and conquer",
    (from, to, inverse, divide) => {
      const solve = () =>
        eighTridiagonal(new Float64Array(16).fill(2), new Float64Array(15).fill(-1), {
          vectors: true,
          range: { kind: "indices", from, to },
        });
      expect(calls(["inverseIteration", "tridiagonalDivideF64"], solve)).toEqual({
        inverseIteration: inverse,
        tridiagonalDivideF64: divide,
      });
    },
  );

  test("an inverse iteration that does not converge is replaced", () => {
    const [d, e] = [new Float64Array(16).fill(2), new Float64Array(15).fill(-1)];
    const options = { vectors: true, range: { kind: "indices", from: 3, to: 4 } } as const;
    const wanted = eighTridiagonal(d, e, options).vectors;
    vi.spyOn(kernel().exports, "inverseIteration").mockReturnValue(1);
    const { vectors } = eighTridiagonal(d, e, options);
    expect([vectors.rows, vectors.cols]).toEqual([16, 2]);
    for (let i = 0; i < 32; i++)
      expect(Math.abs(Math.abs(vectors.data[i]) - Math.abs(wanted.data[i]))).toBeLessThan(1e-13);
  });
});

test.each([
  ["svdvals", "dqds", () => svdvals(gaussian(3, 3))],
  ["svd", "bidiagonalDivideF64", () => svd(gaussian(3, 3))],
  ["eigh", "tridiagonalDivideF64", () => eigh(gaussian(3, 3))],
  ["eigvalsh", "tridiagonalQlF64", () => eigvalsh(gaussian(3, 3))],
  ["svdvals", "tridiagonalQlF64", () => svdvals(gaussian(9, 3))],
  ["eighTridiagonal", "tridiagonalQlF64", () => eighTridiagonal([1, 2], [3])],
  ["eighTridiagonal", "tridiagonalDivideF64", () => eighTridiagonal([1, 2], [3], { vectors: true })],
] as const)("%s says when %s gives up", (name, failing, run) => {
  vi.spyOn(kernel().exports, failing).mockReturnValue(5);
  expect(run).toThrow(
    expect.objectContaining({
      code: "NO_CONVERGENCE",
      message: `${name}: 5 values did not converge within the cap`,
    }),
  );
});
