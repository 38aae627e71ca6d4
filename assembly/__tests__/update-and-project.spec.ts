/** The fused pass over the trailing matrix against the two products, in integers, so that equality is the test. */
import { gemmWorkspace } from "../blas/gemm";
import { updateAndProject } from "../reflectors/update-and-project";
import { buffer, fillDigits, get, set, workspace } from "./matrices";

/** Entries of A - L^T R and of V (A - L^T R) + VA that are not what they should be. */
function wrong<T>(rows: i32, cols: i32, depth: i32, count: i32): i32 {
  const lda = cols + 3;
  const a = buffer(rows * lda);
  const l = buffer(depth * rows);
  const r = buffer(depth * cols);
  const v = buffer(count * rows);
  const va = buffer(count * cols);
  fillDigits<T>(a, rows * lda);
  fillDigits<T>(l, depth * rows);
  fillDigits<T>(r, depth * cols);
  fillDigits<T>(v, count * rows);
  fillDigits<T>(va, count * cols);
  const updated = buffer(rows * lda);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < lda; j++) {
      let entry = get<T>(a, i * lda + j);
      if (j < cols)
        for (let p = 0; p < depth; p++) entry -= get<T>(l, p * rows + i) * get<T>(r, p * cols + j);
      set<f64>(updated, i * lda + j, entry);
    }
  const projected = buffer(count * cols);
  for (let p = 0; p < count; p++)
    for (let j = 0; j < cols; j++) {
      let entry = get<T>(va, p * cols + j);
      for (let i = 0; i < rows; i++) entry += get<T>(v, p * rows + i) * get<f64>(updated, i * lda + j);
      set<f64>(projected, p * cols + j, entry);
    }
  const work = workspace(gemmWorkspace<T>(rows, cols, max(rows, depth)));
  updateAndProject<T>(rows, cols, depth, l, rows, r, cols, a, lda, count, v, rows, va, cols, work);
  let failures = 0;
  for (let i = 0; i < rows * lda; i++) if (get<T>(a, i) != get<f64>(updated, i)) failures++;
  for (let i = 0; i < count * cols; i++) if (get<T>(va, i) != get<f64>(projected, i)) failures++;
  return failures;
}

describe("updateAndProject", () => {
  test("inside one block, and with nothing to do", () => {
    expect(wrong<f64>(7, 9, 3, 2)).toBe(0);
    expect(wrong<f32>(7, 9, 3, 2)).toBe(0);
    expect(wrong<f64>(5, 6, 0, 1)).toBe(0);
    expect(wrong<f64>(5, 6, 2, 0)).toBe(0);
  });
  test("over the borders of its blocks of 128 x 512", () => {
    expect(wrong<f64>(131, 517, 4, 3)).toBe(0);
    expect(wrong<f32>(131, 517, 4, 3)).toBe(0);
  });
});
