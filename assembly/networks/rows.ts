/**
 * Nonlinear maps of rows of n entries with their linearisations: normalisation (the core of layerNorm and rmsNorm) and
 * softmax. Both Jacobians J are symmetric, so that one pass serves as Jacobian-vector and vector-Jacobian product, and the
 * direction's derivative of J d is what the second pass adds. Sums are in f64.
 */
import { expNonPositiveScalar } from "../base/exponential";
import { bytesOf } from "../base/simd";

// @ts-ignore: decorator
@inline
function meanOf<T>(n: i32, x: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < n; j++) sum += load<T>(x + bytesOf<T>(j)) as f64;
  return sum / (n as f64);
}

// @ts-ignore: decorator
@inline
function meanProduct<T>(n: i32, x: usize, y: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < n; j++)
    sum += (load<T>(x + bytesOf<T>(j)) as f64) * (load<T>(y + bytesOf<T>(j)) as f64);
  return sum / (n as f64);
}

/** y = r (x - m) with m the row's mean (0 unless `center`) and r = (mean (x - m)^2 + epsilon)^(-1/2), kept by row. */
export function normalizeRows<T>(
  rows: i32,
  n: i32,
  center: bool,
  epsilon: f64,
  x: usize,
  y: usize,
  r: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const mean = center ? meanOf<T>(n, x) : 0;
    let square: f64 = 0;
    for (let j = 0; j < n; j++) {
      const shifted = (load<T>(x + bytesOf<T>(j)) as f64) - mean;
      square += shifted * shifted;
    }
    const inverse = 1 / sqrt<f64>(square / (n as f64) + epsilon);
    store<T>(r + bytesOf<T>(row), inverse as T);
    for (let j = 0; j < n; j++)
      store<T>(y + bytesOf<T>(j), (inverse * ((load<T>(x + bytesOf<T>(j)) as f64) - mean)) as T);
    x += bytesOf<T>(n);
    y += bytesOf<T>(n);
  }
}

/** out += J u with J u = r (u - mean u - y mean(y u)), mean u only with `center`; for `repeats` blocks. */
export function addNormalizeJacobian<T>(
  repeats: i32,
  rows: i32,
  n: i32,
  center: bool,
  y: usize,
  r: usize,
  u: usize,
  out: usize,
): void {
  for (let s = 0; s < repeats; s++)
    for (let row = 0; row < rows; row++) {
      const yr = y + bytesOf<T>(row * n);
      const inverse = load<T>(r + bytesOf<T>(row)) as f64;
      const mean = center ? meanOf<T>(n, u) : 0;
      const along = meanProduct<T>(n, yr, u);
      for (let j = 0; j < n; j++) {
        const change =
          (load<T>(u + bytesOf<T>(j)) as f64) - mean - (load<T>(yr + bytesOf<T>(j)) as f64) * along;
        const at = out + bytesOf<T>(j);
        store<T>(at, ((load<T>(at) as f64) + inverse * change) as T);
      }
      u += bytesOf<T>(n);
      out += bytesOf<T>(n);
    }
}

/**
 * out += (R J) d for the tangent t = Rx: with c = mean(y d), Ry = J t and Rr = -r^2 mean(y t),
 *     (R J) d = Rr (d - mean d - y c) - r (Ry c + y mean(Ry d)).
 */
export function addNormalizeCurvature<T>(
  repeats: i32,
  rows: i32,
  n: i32,
  center: bool,
  y: usize,
  r: usize,
  d: usize,
  t: usize,
  out: usize,
): void {
  for (let s = 0; s < repeats; s++)
    for (let row = 0; row < rows; row++) {
      const yr = y + bytesOf<T>(row * n);
      const dr = d + bytesOf<T>(row * n);
      const inverse = load<T>(r + bytesOf<T>(row)) as f64;
      const meanT = center ? meanOf<T>(n, t) : 0;
      const meanD = center ? meanOf<T>(n, dr) : 0;
      const alongT = meanProduct<T>(n, yr, t);
      const c = meanProduct<T>(n, yr, dr);
      let cross: f64 = 0;
      for (let j = 0; j < n; j++) {
        const yj = load<T>(yr + bytesOf<T>(j)) as f64;
        const ry = inverse * ((load<T>(t + bytesOf<T>(j)) as f64) - meanT - yj * alongT);
        cross += ry * (load<T>(dr + bytesOf<T>(j)) as f64);
      }
      cross /= n as f64;
      const fall = -inverse * inverse * alongT;
      for (let j = 0; j < n; j++) {
        const yj = load<T>(yr + bytesOf<T>(j)) as f64;
        const ry = inverse * ((load<T>(t + bytesOf<T>(j)) as f64) - meanT - yj * alongT);
        const dj = load<T>(dr + bytesOf<T>(j)) as f64;
        const at = out + bytesOf<T>(j);
        const change = fall * (dj - meanD - yj * c) - inverse * (ry * c + yj * cross);
        store<T>(at, ((load<T>(at) as f64) + change) as T);
      }
      t += bytesOf<T>(n);
      out += bytesOf<T>(n);
    }
}

/**
 * p = softmax of each row of a x. With `causal`, rows are positions of square blocks of n rows and row i sees the entries
 * up to i alone; the others are 0.
 */
export function softmaxRows<T>(rows: i32, n: i32, causal: bool, a: f64, x: usize, p: usize): void {
  for (let row = 0; row < rows; row++) {
    const seen = causal ? (row % n) + 1 : n;
    let top: f64 = -Infinity;
    for (let j = 0; j < seen; j++) {
      const value = load<T>(x + bytesOf<T>(j)) as f64;
      if (!(value <= top)) top = value;
    }
    let sum: f64 = 0;
    for (let j = 0; j < seen; j++) {
      const e = expNonPositiveScalar(a * ((load<T>(x + bytesOf<T>(j)) as f64) - top));
      sum += e;
      store<T>(p + bytesOf<T>(j), e as T);
    }
    for (let j = 0; j < seen; j++)
      store<T>(p + bytesOf<T>(j), ((load<T>(p + bytesOf<T>(j)) as f64) / sum) as T);
    if (seen < n) memory.fill(p + bytesOf<T>(seen), 0, bytesOf<T>(n - seen));
    x += bytesOf<T>(n);
    p += bytesOf<T>(n);
  }
}

/** out += J u with J u = a p o (u - p . u). */
export function addSoftmaxJacobian<T>(
  repeats: i32,
  rows: i32,
  n: i32,
  a: f64,
  p: usize,
  u: usize,
  out: usize,
): void {
  for (let s = 0; s < repeats; s++)
    for (let row = 0; row < rows; row++) {
      const pr = p + bytesOf<T>(row * n);
      const along = meanProduct<T>(n, pr, u) * (n as f64);
      for (let j = 0; j < n; j++) {
        const at = out + bytesOf<T>(j);
        const change =
          a * (load<T>(pr + bytesOf<T>(j)) as f64) * ((load<T>(u + bytesOf<T>(j)) as f64) - along);
        store<T>(at, ((load<T>(at) as f64) + change) as T);
      }
      u += bytesOf<T>(n);
      out += bytesOf<T>(n);
    }
}

/** out += (R J) d for the tangent t = Rx: a (Rp o (d - p . d) - p (Rp . d)) with Rp = J t. */
export function addSoftmaxCurvature<T>(
  repeats: i32,
  rows: i32,
  n: i32,
  a: f64,
  p: usize,
  d: usize,
  t: usize,
  out: usize,
): void {
  for (let s = 0; s < repeats; s++)
    for (let row = 0; row < rows; row++) {
      const pr = p + bytesOf<T>(row * n);
      const dr = d + bytesOf<T>(row * n);
      const alongT = meanProduct<T>(n, pr, t) * (n as f64);
      const alongD = meanProduct<T>(n, pr, dr) * (n as f64);
      let cross: f64 = 0;
      for (let j = 0; j < n; j++) {
        const rp = a * (load<T>(pr + bytesOf<T>(j)) as f64) * ((load<T>(t + bytesOf<T>(j)) as f64) - alongT);
        cross += rp * (load<T>(dr + bytesOf<T>(j)) as f64);
      }
      for (let j = 0; j < n; j++) {
        const pj = load<T>(pr + bytesOf<T>(j)) as f64;
        const rp = a * pj * ((load<T>(t + bytesOf<T>(j)) as f64) - alongT);
        const at = out + bytesOf<T>(j);
        const change = a * (rp * ((load<T>(dr + bytesOf<T>(j)) as f64) - alongD) - pj * cross);
        store<T>(at, ((load<T>(at) as f64) + change) as T);
      }
      t += bytesOf<T>(n);
      out += bytesOf<T>(n);
    }
}
