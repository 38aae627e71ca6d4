/**
 * Reduction of a symmetric matrix to tridiagonal form, unblocked (LAPACK: dsytd2, dormtr). With H_k the reflector of
 * row k right of the diagonal, A <- H_k A H_k as the rank-2 update A - v w^T - w v^T, w = p - (tau/2)(p.v) v,
 * p = tau A v. After n - 2 steps A = Q T Q^T with Q = H_0 H_1 ... H_(n-3).
 */
import { makeReflector, reflectorBeta } from "./householder";
import { at, put } from "./numeric";
import { axpy, dot } from "./vectors";

/** Elements of T that `tridiagonalize` needs as workspace. */
export function tridiagonalizeWorkspace(n: i32): i32 {
  return n;
}

/**
 * a: n x n row-major, symmetric, both triangles given; overwritten, row k keeps v_k behind its superdiagonal entry.
 * d: n, e: n - 1 (both f64), tau: n, work: n.
 */
function tridiagonalize<T>(n: i32, a: usize, d: usize, e: usize, tau: usize, work: usize): i32 {
  const size = sizeof<T>();
  for (let k: i32 = 0; k < n - 1; k++) {
    const row = a + ((k as usize) * (n as usize) + k + 1) * size;
    const m = n - k - 1;
    put<f64>(d, k, load<T>(row - size) as f64);
    const t = makeReflector<T>(m, row, 1);
    put<f64>(e, k, reflectorBeta);
    put<T>(tau, k, t);
    if (t == 0) continue;
    store<T>(row, 1 as T);
    const trailing = a + ((k as usize) + 1) * ((n as usize) + 1) * size;
    const stride = (n as usize) * size;
    for (let i: i32 = 0; i < m; i++) put<T>(work, i, t * dot<T>(m, trailing + (i as usize) * stride, row));
    axpy<T>(m, ((-0.5 as T) * t * dot<T>(m, work, row)) as T, row, work);
    for (let i: i32 = 0; i < m; i++) {
      const target = trailing + (i as usize) * stride;
      axpy<T>(m, -at<T>(row, i), work, target);
      axpy<T>(m, -at<T>(work, i), row, target);
    }
  }
  if (n > 0) put<f64>(d, n - 1, load<T>(a + ((n as usize) * (n as usize) - 1) * size) as f64);
  return 0;
}

/**
 * z <- Q z for `count` vectors held as the rows of `zt` (count x n): the eigenvectors of T become those of A. a and tau
 * as `tridiagonalize` left them.
 */
function applyTridiagonalQ<T>(n: i32, a: usize, tau: usize, count: i32, zt: usize): i32 {
  const size = sizeof<T>();
  for (let k = n - 2; k >= 0; k--) {
    const t = at<T>(tau, k);
    if (t == 0) continue;
    const v = a + ((k as usize) * (n as usize) + k + 1) * size;
    const m = n - k - 1;
    for (let i: i32 = 0; i < count; i++) {
      const z = zt + ((i as usize) * (n as usize) + k + 1) * size;
      axpy<T>(m, -t * dot<T>(m, z, v), v, z);
    }
  }
  return 0;
}

export function tridiagonalizeF64(n: i32, a: usize, d: usize, e: usize, tau: usize, work: usize): i32 {
  return tridiagonalize<f64>(n, a, d, e, tau, work);
}
export function tridiagonalizeF32(n: i32, a: usize, d: usize, e: usize, tau: usize, work: usize): i32 {
  return tridiagonalize<f32>(n, a, d, e, tau, work);
}
export function applyTridiagonalQF64(n: i32, a: usize, tau: usize, count: i32, zt: usize): i32 {
  return applyTridiagonalQ<f64>(n, a, tau, count, zt);
}
export function applyTridiagonalQF32(n: i32, a: usize, tau: usize, count: i32, zt: usize): i32 {
  return applyTridiagonalQ<f32>(n, a, tau, count, zt);
}
