/**
 * QR factorisation of an m x n matrix, m >= n, by Householder reflectors, unblocked (LAPACK: dgeqr2, dorm2r):
 * A = Q R with Q = H_0 ... H_(n-1).
 */
import { makeReflector, reflectorBeta } from "./householder";
import { at, put } from "./numeric";
import { axpy } from "./vectors";

/** Elements of T that `qrFactor` and `qrApply` need as workspace. */
export function qrWorkspace(m: i32, n: i32): i32 {
  return max<i32>(m, n);
}

/** work <- v^T C, C <- C - tau v work for C = c[k.., 0..count) and v_0 = 1 with v below the diagonal of column k. */
// @ts-ignore: decorator
@inline
function reflectRows<T>(m: i32, n: i32, k: i32, a: usize, t: T, count: i32, c: usize, stride: usize, work: usize): void {
  const size = sizeof<T>();
  const first = c + (k as usize) * stride;
  memory.copy(work, first, (count as usize) * size);
  for (let i = k + 1; i < m; i++)
    axpy<T>(count, load<T>(a + ((i as usize) * (n as usize) + k) * size), c + (i as usize) * stride, work);
  axpy<T>(count, -t, work, first);
  for (let i = k + 1; i < m; i++)
    axpy<T>(count, -t * load<T>(a + ((i as usize) * (n as usize) + k) * size), work, c + (i as usize) * stride);
}

/** a: m x n row-major, m >= n; R on and above the diagonal, the reflectors below. tau: n, work: n. */
function qrFactor<T>(m: i32, n: i32, a: usize, tau: usize, work: usize): i32 {
  const size = sizeof<T>();
  const stride = (n as usize) * size;
  for (let k: i32 = 0; k < n; k++) {
    const diagonal = a + (k as usize) * (stride + size);
    const t = makeReflector<T>(m - k, diagonal, n);
    put<T>(tau, k, t);
    store<T>(diagonal, reflectorBeta as T);
    if (t != 0 && k + 1 < n)
      reflectRows<T>(m, n, k, a, t, n - k - 1, a + ((k as usize) + 1) * size, stride, work);
  }
  return 0;
}

/** c <- Q c for c: m x count row-major. work: count. */
function qrApply<T>(m: i32, n: i32, a: usize, tau: usize, count: i32, c: usize, work: usize): i32 {
  for (let k = n - 1; k >= 0; k--) {
    const t = at<T>(tau, k);
    if (t != 0) reflectRows<T>(m, n, k, a, t, count, c, (count as usize) * sizeof<T>(), work);
  }
  return 0;
}

export function qrFactorF64(m: i32, n: i32, a: usize, tau: usize, work: usize): i32 {
  return qrFactor<f64>(m, n, a, tau, work);
}
export function qrFactorF32(m: i32, n: i32, a: usize, tau: usize, work: usize): i32 {
  return qrFactor<f32>(m, n, a, tau, work);
}
export function qrApplyF64(m: i32, n: i32, a: usize, tau: usize, count: i32, c: usize, work: usize): i32 {
  return qrApply<f64>(m, n, a, tau, count, c, work);
}
export function qrApplyF32(m: i32, n: i32, a: usize, tau: usize, count: i32, c: usize, work: usize): i32 {
  return qrApply<f32>(m, n, a, tau, count, c, work);
}
