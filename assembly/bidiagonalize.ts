/**
 * Reduction of an m x n matrix, m >= n, to upper bidiagonal form, unblocked (LAPACK: dgebd2, dormbr): A = Q B P^T,
 * Q = H_0 ... H_(n-1) from the columns, P = G_0 ... G_(n-3) from the rows right of the superdiagonal.
 */
import { makeReflector, reflectorBeta } from "./householder";
import { at, put } from "./numeric";
import { axpy, dot } from "./vectors";

/** Elements of T that `bidiagonalize` and the two products below need as workspace. */
export function bidiagonalizeWorkspace(m: i32, n: i32): i32 {
  return m + n;
}

/**
 * a: m x n row-major, m >= n; overwritten, column k keeps v_k below the diagonal, row k its row reflector behind the
 * superdiagonal. d: n, e: n - 1 (f64); tauQ, tauP: n; work: m + n.
 */
function bidiagonalize<T>(
  m: i32, n: i32, a: usize, d: usize, e: usize, tauQ: usize, tauP: usize, work: usize,
): i32 {
  const size = sizeof<T>();
  const stride = (n as usize) * size;
  for (let k: i32 = 0; k < n; k++) {
    const diagonal = a + (k as usize) * (stride + size);
    const right = n - k - 1;
    const tq = makeReflector<T>(m - k, diagonal, n);
    put<T>(tauQ, k, tq);
    put<f64>(d, k, reflectorBeta);
    if (tq != 0 && right > 0) {
      memory.copy(work, diagonal + size, (right as usize) * size);
      for (let i: i32 = 1; i < m - k; i++) {
        const p = diagonal + (i as usize) * stride;
        axpy<T>(right, load<T>(p), p + size, work);
      }
      axpy<T>(right, -tq, work, diagonal + size);
      for (let i: i32 = 1; i < m - k; i++) {
        const p = diagonal + (i as usize) * stride;
        axpy<T>(right, -tq * load<T>(p), work, p + size);
      }
    }
    if (right == 0) {
      put<T>(tauP, k, 0 as T);
      continue;
    }
    const row = diagonal + size;
    const tp = makeReflector<T>(right, row, 1);
    put<T>(tauP, k, tp);
    put<f64>(e, k, reflectorBeta);
    if (tp == 0) continue;
    const held = load<T>(row);
    store<T>(row, 1 as T);
    for (let i: i32 = 1; i < m - k; i++) {
      const p = row + (i as usize) * stride;
      axpy<T>(right, -tp * dot<T>(right, p, row), row, p);
    }
    store<T>(row, held);
  }
  return 0;
}

/** u <- Q u for `count` vectors held as the rows of `ut` (count x m). work: m. */
function applyBidiagonalQ<T>(m: i32, n: i32, a: usize, tauQ: usize, count: i32, ut: usize, work: usize): i32 {
  const size = sizeof<T>();
  for (let k = n - 1; k >= 0; k--) {
    const t = at<T>(tauQ, k);
    if (t == 0) continue;
    const length = m - k;
    store<T>(work, 1 as T);
    for (let i: i32 = 1; i < length; i++)
      put<T>(work, i, load<T>(a + (((k + i) as usize) * (n as usize) + k) * size));
    for (let i: i32 = 0; i < count; i++) {
      const u = ut + ((i as usize) * (m as usize) + k) * size;
      axpy<T>(length, -t * dot<T>(length, u, work), work, u);
    }
  }
  return 0;
}

/** v <- P v for `count` vectors held as the rows of `vt` (count x n). work: n. */
function applyBidiagonalP<T>(n: i32, a: usize, tauP: usize, count: i32, vt: usize, work: usize): i32 {
  const size = sizeof<T>();
  for (let k = n - 2; k >= 0; k--) {
    const t = at<T>(tauP, k);
    if (t == 0) continue;
    const length = n - k - 1;
    memory.copy(work, a + ((k as usize) * (n as usize) + k + 1) * size, (length as usize) * size);
    store<T>(work, 1 as T);
    for (let i: i32 = 0; i < count; i++) {
      const v = vt + ((i as usize) * (n as usize) + k + 1) * size;
      axpy<T>(length, -t * dot<T>(length, v, work), work, v);
    }
  }
  return 0;
}

export function bidiagonalizeF64(
  m: i32, n: i32, a: usize, d: usize, e: usize, tauQ: usize, tauP: usize, work: usize,
): i32 {
  return bidiagonalize<f64>(m, n, a, d, e, tauQ, tauP, work);
}
export function bidiagonalizeF32(
  m: i32, n: i32, a: usize, d: usize, e: usize, tauQ: usize, tauP: usize, work: usize,
): i32 {
  return bidiagonalize<f32>(m, n, a, d, e, tauQ, tauP, work);
}
export function applyBidiagonalQF64(m: i32, n: i32, a: usize, tauQ: usize, count: i32, ut: usize, work: usize): i32 {
  return applyBidiagonalQ<f64>(m, n, a, tauQ, count, ut, work);
}
export function applyBidiagonalQF32(m: i32, n: i32, a: usize, tauQ: usize, count: i32, ut: usize, work: usize): i32 {
  return applyBidiagonalQ<f32>(m, n, a, tauQ, count, ut, work);
}
export function applyBidiagonalPF64(n: i32, a: usize, tauP: usize, count: i32, vt: usize, work: usize): i32 {
  return applyBidiagonalP<f64>(n, a, tauP, count, vt, work);
}
export function applyBidiagonalPF32(n: i32, a: usize, tauP: usize, count: i32, vt: usize, work: usize): i32 {
  return applyBidiagonalP<f32>(n, a, tauP, count, vt, work);
}
