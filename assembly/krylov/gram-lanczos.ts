/**
 * Lanczos on a Gram matrix A^T A that is never formed, in one pass over A a step, for its largest value alone. Single
 * precision: the statistic that asks for it (the sign-flip control) has a scatter of its own of 1e-2 to 1e-4.
 */
import { put } from "../base/numeric";
import { addRows, rowsTimes } from "../blas/gemv";
import { axpy, dot, scale } from "../blas/vectors";

/** Rows multiplied at once: their second use finds them in cache. */
const STRIP = 8;
/** Share of the largest length met at which the Krylov space counts as exhausted. */
const EXHAUSTED: f32 = 1e-6;

/** Bytes that `lanczosGramF32` needs as workspace. */
export function lanczosGramWorkspace(cols: i32): f64 {
  return 4 * ((2 * cols + STRIP) as f64);
}

/**
 * Lanczos on A^T A, A rows x cols without padding, from the start v (cols entries, overwritten): alpha and beta (f64,
 * `steps` each; beta behind the last step is its residual) of the tridiagonal projection. No reorthogonalisation: values
 * may come back twice, the largest is what it should be. Returns the steps taken, fewer where the Krylov space ended.
 */
export function lanczosGramF32(
  rows: i32,
  cols: i32,
  a: usize,
  steps: i32,
  v: usize,
  alpha: usize,
  beta: usize,
  work: usize,
): i32 {
  const next = work;
  const previous = next + ((cols as usize) << 2);
  const strip = previous + ((cols as usize) << 2);
  memory.fill(previous, 0, (cols as usize) << 2);
  scale<f32>(cols, 1 / sqrt<f32>(dot<f32>(cols, v, v)), v);
  let size: f32 = 0;
  let residual: f32 = 0;
  for (let k: i32 = 0; k < steps; k++) {
    gramTimes(rows, cols, a, v, next, strip);
    const projection = dot<f32>(cols, v, next);
    axpy<f32>(cols, -projection, v, next);
    axpy<f32>(cols, -residual, previous, next);
    residual = sqrt<f32>(dot<f32>(cols, next, next));
    put<f64>(alpha, k, projection as f64);
    put<f64>(beta, k, residual as f64);
    size = max<f32>(size, abs<f32>(projection) + residual);
    if (residual <= EXHAUSTED * size) return k + 1;
    memory.copy(previous, v, (cols as usize) << 2);
    memory.copy(v, next, (cols as usize) << 2);
    scale<f32>(cols, 1 / residual, v);
  }
  return steps;
}

/** y = A^T (A x) in one pass over the rows; strip: STRIP elements. */
function gramTimes(rows: i32, cols: i32, a: usize, x: usize, y: usize, strip: usize): void {
  memory.fill(y, 0, (cols as usize) << 2);
  for (let r: i32 = 0; r < rows; r += STRIP) {
    const count = min(STRIP, rows - r);
    const block = a + (((r as usize) * (cols as usize)) << 2);
    rowsTimes<f32>(count, cols, block, cols, x, strip);
    addRows<f32>(count, cols, strip, block, cols, y);
  }
}
