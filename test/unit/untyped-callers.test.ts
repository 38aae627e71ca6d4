/** What callers without types pass by mistake: an error with a code that says what would work. */
import { expect, test } from "vitest";
import {
  analyzeMatrix,
  analyzeProduct,
  compareAdapted,
  compareMatrices,
  eigvalsh,
  matmul,
  openModel,
  shrink,
  signFlipTest,
  svd,
  svdvals,
  transpose,
} from "../../src/index.ts";

/** The function as JavaScript sees it. */
type Untyped = (...args: unknown[]) => unknown;
const untyped = (f: unknown) => f as Untyped;

const one = { rows: 1, cols: 1, data: Float64Array.of(1) };

test.each([
  [svdvals, [[[1, 2]]], /matrix must be \{ rows, cols, data \}/],
  [svdvals, [{ rows: 1, cols: 1, data: [1] }], /Float64Array or Float32Array/],
  [svdvals, [{ rows: 1, cols: 1, data: Int32Array.of(1) }], /Float64Array or Float32Array/],
  [svdvals, [null], /matrix must be/],
  [svd, [undefined], /matrix must be/],
  [eigvalsh, [{}], /matrix must be/],
  [transpose, [[[1, 2]]], /matrix must be/],
  [shrink, [null, { method: "optimal" }], /matrix must be/],
  [signFlipTest, [undefined, { singularValues: [1], sigma: 1, seed: 1 }], /matrix must be/],
  [analyzeMatrix, [[[1, 2]]], /matrix must be/],
  [compareMatrices, [one, null], /matrix must be/],
  [compareAdapted, [one, undefined], /factor B must be/],
  [analyzeProduct, [{ b: one }], /factor A must be/],
  [matmul, [one, undefined], /b must be/],
  [analyzeMatrix, [one, { depth: "deep" }], /depth must be one of quick, standard, full, got deep/],
  [openModel, ["model.onnx"], /openModelFile takes a path/],
  [openModel, [undefined], /byte source/],
] as const)("%o(...%j)", async (f, args, message) => {
  const call = async () => untyped(f)(...args);
  await expect(call()).rejects.toMatchObject({
    name: "WignerscopeError",
    code: "INVALID_ARGUMENT",
    message: expect.stringMatching(message),
  });
});
