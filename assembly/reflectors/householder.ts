/**
 * Elementary reflectors H = I - tau v v^T with v_0 = 1 (LAPACK: dlarfg). H maps x to (beta, 0, ..., 0)^T with
 * beta = -sign(x_0) ||x||, tau = (beta - x_0) / beta, v = x / (x_0 - beta) behind its first entry.
 */
import { SQUARES_HIGH, SQUARES_LOW } from "../base/numeric";

/** The beta of the last `makeReflector`. */
export let reflectorBeta: f64 = 0;

/**
 * Builds the reflector of the n entries x[0], x[stride], ... Overwrites x[1..] with v[1..] and leaves x[0]; returns
 * tau (0 when x is already a multiple of e_0, so that H = I) and sets `reflectorBeta`.
 */
export function makeReflector<T>(n: i32, x: usize, stride: i32): T {
  const step = (stride as usize) * sizeof<T>();
  const end = x + (n as usize) * step;
  const alpha = load<T>(x) as f64;
  let sum: f64 = 0;
  for (let p = x + step; p < end; p += step) {
    const value = load<T>(p) as f64;
    sum += value * value;
  }
  let norm = sqrt<f64>(sum);
  if (!(sum > SQUARES_LOW && sum < SQUARES_HIGH)) {
    let largest: f64 = 0;
    for (let p = x + step; p < end; p += step) largest = max<f64>(largest, abs<f64>(load<T>(p) as f64));
    if (largest == 0) {
      reflectorBeta = alpha;
      return 0 as T;
    }
    sum = 0;
    for (let p = x + step; p < end; p += step) {
      const value = (load<T>(p) as f64) / largest;
      sum += value * value;
    }
    norm = largest * sqrt<f64>(sum);
  }
  const magnitude = max<f64>(abs<f64>(alpha), norm);
  const a = alpha / magnitude;
  const b = norm / magnitude;
  const beta = -copysign<f64>(magnitude * sqrt<f64>(a * a + b * b), alpha);
  const pivot = alpha - beta;
  for (let p = x + step; p < end; p += step) store<T>(p, ((load<T>(p) as f64) / pivot) as T);
  reflectorBeta = beta;
  return ((beta - alpha) / beta) as T;
}
