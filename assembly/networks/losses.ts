/**
 * Losses of rows of n outputs z against targets y, each with its gradient delta = dL/dz and what its second derivative
 * needs. Losses are summed in f64, row by row.
 *
 * Softmax cross-entropy is fused: with p = softmax(a z) and L = -(1/a^2) sum_j y_j log p_j (sum y = 1)
 *     delta = (p - y)/a,    (d2L/dz2) u = p o u - p (p . u).
 */
import { expNonPositiveScalar } from "../base/exponential";
import { bytesOf } from "../base/simd";

/** Fills p and delta (rows x n) and losses (rows, f64). */
export function softmaxCrossEntropy<T>(
  rows: i32,
  n: i32,
  a: f64,
  z: usize,
  y: usize,
  p: usize,
  delta: usize,
  losses: usize,
): void {
  const row = bytesOf<T>(n);
  for (let r = 0; r < rows; r++) {
    let top: f64 = -Infinity;
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      const value = load<T>(z + j) as f64;
      // A NaN must not hide behind a comparison.
      if (!(value <= top)) top = value;
    }
    let sum: f64 = 0;
    let linear: f64 = 0;
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      const below = a * ((load<T>(z + j) as f64) - top);
      const e = expNonPositiveScalar(below);
      sum += e;
      const target = load<T>(y + j) as f64;
      if (target != 0) linear += target * below;
      store<T>(p + j, e as T);
    }
    store<f64>(losses, (Math.log(sum) - linear) / (a * a));
    const inverse = 1 / sum;
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      const probability = (load<T>(p + j) as f64) * inverse;
      store<T>(p + j, probability as T);
      store<T>(delta + j, ((probability - (load<T>(y + j) as f64)) / a) as T);
    }
    z += row;
    y += row;
    p += row;
    delta += row;
    losses += 8;
  }
}

/** out = p o u - p (p . u) for `repeats` blocks of rows x n that share p. */
export function softmaxCurvature<T>(repeats: i32, rows: i32, n: i32, p: usize, u: usize, out: usize): void {
  const row = bytesOf<T>(n);
  for (let s = 0; s < repeats; s++) {
    let weights = p;
    for (let r = 0; r < rows; r++) {
      let mean: f64 = 0;
      for (let j: usize = 0; j < row; j += sizeof<T>())
        mean += (load<T>(weights + j) as f64) * (load<T>(u + j) as f64);
      for (let j: usize = 0; j < row; j += sizeof<T>())
        store<T>(out + j, ((load<T>(weights + j) as f64) * ((load<T>(u + j) as f64) - mean)) as T);
      weights += row;
      u += row;
      out += row;
    }
  }
}

/** L = mean_j (z_j - y_j)^2; delta = 2 (z - y)/n; the second derivative is diagonal, `second` = 2/n. */
export function squaredError<T>(
  rows: i32,
  n: i32,
  z: usize,
  y: usize,
  second: usize,
  delta: usize,
  losses: usize,
): void {
  const row = bytesOf<T>(n);
  const scale = 2 / (n as f64);
  for (let r = 0; r < rows; r++) {
    let sum: f64 = 0;
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      const difference = (load<T>(z + j) as f64) - (load<T>(y + j) as f64);
      sum += difference * difference;
      store<T>(delta + j, (scale * difference) as T);
      store<T>(second + j, scale as T);
    }
    store<f64>(losses, sum / (n as f64));
    z += row;
    y += row;
    second += row;
    delta += row;
    losses += 8;
  }
}

/** L = mean_j log(1 + e^z_j) - y_j z_j; delta = (s - y)/n and `second` = s (1 - s)/n with s = sigmoid(z). */
export function binaryCrossEntropy<T>(
  rows: i32,
  n: i32,
  z: usize,
  y: usize,
  second: usize,
  delta: usize,
  losses: usize,
): void {
  const row = bytesOf<T>(n);
  const scale = 1 / (n as f64);
  for (let r = 0; r < rows; r++) {
    let sum: f64 = 0;
    for (let j: usize = 0; j < row; j += sizeof<T>()) {
      const value = load<T>(z + j) as f64;
      const target = load<T>(y + j) as f64;
      const e = expNonPositiveScalar(-abs<f64>(value));
      const inverse = 1 / (1 + e);
      const s = value >= 0 ? inverse : e * inverse;
      sum += max<f64>(value, 0) + Math.log1p(e) - target * value;
      store<T>(delta + j, (scale * (s - target)) as T);
      store<T>(second + j, (scale * e * inverse * inverse) as T);
    }
    store<f64>(losses, sum * scale);
    z += row;
    y += row;
    second += row;
    delta += row;
    losses += 8;
  }
}
