/**
 * Eigenvalues and vectors of a symmetric tridiagonal matrix by divide and conquer (LAPACK: dstedc, dlaed0 to dlaed3;
 * Cuppen, Numer. Math. 36, 177, 1981; Gu and Eisenstat, SIAM J. Matrix Anal. 16, 172, 1995).
 *
 * With beta = e_(m-1), T = diag(T1, T2) + |beta| v v^T, v = (0 .. 0, 1, sign beta, 0 .. 0), where T1 and T2 have
 * |beta| taken off the diagonal entries at the cut. With T1 = Q1 D1 Q1^T, T2 = Q2 D2 Q2^T the merged problem is
 * D + rho z z^T, rho = 2 |beta|, z = (last row of Q1, sign(beta) first row of Q2) / sqrt 2, |z| = 1:
 *
 *   1. deflation: a z_i that is negligible, or made so by rotating two close d, leaves d_i and its vector as they are;
 *   2. the remaining values are the roots of the secular equation (secularEquation.ts);
 *   3. z is computed anew from the roots (Loewner's formula), so that they are the exact values of a nearby problem
 *      and the vectors z_i / (d_i - lambda_j) are orthogonal without extended precision;
 *   4. these times Q, as two matrix products that leave out the blocks of zeros.
 *
 * Eigenvectors are the ROWS of `zt`. Scalars are f64 for both precisions; deflation is relative to T's roundoff.
 */
import { aligned } from "../base/memory";
import { at, index, put, putIndex } from "../base/numeric";
import { bytesOf, storePair } from "../base/simd";
import { sortIndices } from "../base/sorting";
import { rotate, setIdentity } from "../blas/vectors";
import {
  admit,
  combinations,
  combineMembers,
  deflationTolerance,
  findPairRotation,
  finishRenewed,
  finishVector,
  gaps,
  gathered,
  kinds,
  LEAF,
  LOWER_ONLY,
  layOut,
  leftOut,
  mergeWorkspace,
  notePairRotation,
  order,
  pairC,
  pairS,
  placeMembers,
  poles,
  productWork,
  renewed,
  takeValues,
  UPPER_ONLY,
  upperCount,
  values,
  weights,
  zs,
} from "./divide-merge";
import { secularOrigin, solveSecular } from "./secular-equation";
import { tridiagonalQl } from "./tridiagonal-ql";

/**
 * d: n, e: n - 1 (f64), scaled so that the largest is neither near overflow nor near underflow; on return d ascends
 * and e is destroyed. zt: n x n of T, row-major; on return its rows are the eigenvectors. Returns the number of
 * values that did not converge.
 */
export function tridiagonalDivide<T>(n: i32, d: usize, e: usize, zt: usize, work: usize): i32 {
  if (n == 0) return 0;
  layOut<T>(n, d, e, work);
  memory.fill(zt, 0, bytesOf<T>(n) * (n as usize));
  const failed = solve<T>(0, n, n, d, e, zt);
  if (failed != 0) return failed;
  // Rows into ascending order.
  sortIndices(n, d, order);
  const row = bytesOf<T>(n);
  for (let i: i32 = 0; i < n; i++) {
    const from = index(order, i);
    put<f64>(values, i, at<f64>(d, from));
    memory.copy(gathered + (i as usize) * row, zt + (from as usize) * row, row);
  }
  memory.copy(d, values, (n as usize) << 3);
  memory.copy(zt, gathered, row * (n as usize));
  return 0;
}

/** Solves rows lo..lo+m: vectors into the diagonal block of zt (row stride n), values, unsorted, into d. */
function solve<T>(lo: i32, m: i32, n: i32, d: usize, e: usize, zt: usize): i32 {
  const dLo = d + ((lo as usize) << 3);
  const eLo = e + ((lo as usize) << 3);
  const block = zt + bytesOf<T>(lo) * ((n as usize) + 1);
  if (m <= LEAF) {
    setIdentity<T>(m, productWork);
    const failed = tridiagonalQl<T>(m, dLo, eLo, m, productWork);
    for (let i: i32 = 0; i < m; i++)
      memory.copy(
        block + bytesOf<T>(n) * (i as usize),
        productWork + bytesOf<T>(m) * (i as usize),
        bytesOf<T>(m),
      );
    return failed;
  }
  const half = m / 2;
  const beta = at<f64>(eLo, half - 1);
  put<f64>(dLo, half - 1, at<f64>(dLo, half - 1) - abs<f64>(beta));
  put<f64>(dLo, half, at<f64>(dLo, half) - abs<f64>(beta));
  let failed = solve<T>(lo, half, n, d, e, zt);
  if (failed == 0) failed = solve<T>(lo + half, m - half, n, d, e, zt);
  if (failed == 0 && beta != 0) merge<T>(half, m, n, beta, dLo, block);
  return failed;
}

/** Joins the halves 0..half and half..m of the block q (row stride n). */
function merge<T>(half: i32, m: i32, n: i32, beta: f64, d: usize, q: usize): void {
  const row = bytesOf<T>(n);
  const rho = 2 * abs<f64>(beta);
  const share = Math.SQRT1_2;
  for (let i: i32 = 0; i < half; i++)
    put<f64>(zs, i, share * (load<T>(q + row * (i as usize) + bytesOf<T>(half - 1)) as f64));
  for (let i = half; i < m; i++)
    put<f64>(zs, i, copysign<f64>(share, beta) * (load<T>(q + row * (i as usize) + bytesOf<T>(half)) as f64));
  for (let i: i32 = 0; i < m; i++) putIndex(kinds, i, i < half ? UPPER_ONLY : LOWER_ONLY);
  sortIndices(m, d, order);

  const k = deflate<T>(m, n, rho, d, q);
  placeMembers(0, k);
  if (k == 1) {
    const z = at<f64>(weights, 0);
    put<f64>(values, 0, at<f64>(poles, 0) + rho * z * z);
    store<T>(combinations, 1 as T);
  } else combine<T>(k, rho);
  combineMembers<T>(k, m, half, half, m, upperCount, q, n);
  takeValues(k, m, d);
}

/**
 * Splits the rows, taken in ascending order of d, into members and `leftOut`; returns the number of members.
 */
function deflate<T>(m: i32, n: i32, rho: f64, d: usize, q: usize): i32 {
  const row = bytesOf<T>(n);
  const tolerance = deflationTolerance<T>(m, d, rho);
  let k: i32 = 0;
  let out: i32 = 0;
  let pending: i32 = -1; // the last row with a weight, not yet a member
  for (let i: i32 = 0; i < m; i++) {
    const j = index(order, i);
    if (rho * abs<f64>(at<f64>(zs, j)) <= tolerance) {
      putIndex(leftOut, out++, j);
      continue;
    }
    if (pending >= 0) {
      // Rotate the pair so that the first loses its weight; what this puts off the diagonal must be negligible.
      findPairRotation(pending, j);
      const c = pairC;
      const s = pairS;
      const dp = at<f64>(d, pending);
      const dj = at<f64>(d, j);
      if (abs<f64>((dj - dp) * c * s) <= tolerance) {
        notePairRotation(pending, j);
        rotate<T>(m, q + row * (pending as usize), q + row * (j as usize), c as T, s as T);
        put<f64>(d, pending, dp * c * c + dj * s * s);
        put<f64>(d, j, dp * s * s + dj * c * c);
        putIndex(leftOut, out++, pending);
      } else admit(k++, pending, dp);
    }
    pending = j;
  }
  if (pending >= 0) admit(k++, pending, at<f64>(d, pending));
  return k;
}

/** Values of diag(poles) + rho weights weights^T into `values`, vectors into the rows of `combinations`. */
function combine<T>(k: i32, rho: f64): void {
  const row = bytesOf<T>(k);
  for (let i: i32 = 0; i < k; i++) put<f64>(renewed, i, 1);
  for (let j: i32 = 0; j < k; j++) {
    const x = solveSecular(k, j, poles, weights, rho, gaps, false);
    put<f64>(values, j, at<f64>(poles, secularOrigin) + x);
    spread<T>(k, j, x, combinations + row * (j as usize));
  }
  finishRenewed(k);
  for (let j: i32 = 0; j < k; j++) finishVector<T>(k, j);
}

/**
 * target[i] = d_i - lambda_j, and its part in Loewner's formula
 * z_i^2 = (lambda_i - d_i) prod_(j != i) (lambda_j - d_i) / (d_j - d_i); x = lambda_j - d_origin.
 */
function spread<T>(k: i32, j: i32, x: f64, target: usize): void {
  const vx = f64x2.splat(x);
  const pole = at<f64>(poles, j);
  const vp = f64x2.splat(pole);
  // Entry j is divided by zero on the way and put right behind the loop.
  const own = at<f64>(renewed, j) * (x - at<f64>(gaps, j));
  let i: i32 = 0;
  for (; i + 2 <= k; i += 2) {
    const p = (i as usize) << 3;
    const difference = f64x2.sub(v128.load(gaps + p), vx);
    storePair<T>(target + bytesOf<T>(i), difference);
    const part = f64x2.div(difference, f64x2.sub(v128.load(poles + p), vp));
    v128.store(renewed + p, f64x2.mul(v128.load(renewed + p), part));
  }
  if (i < k) {
    const difference = at<f64>(gaps, i) - x;
    put<T>(target, i, difference as T);
    put<f64>(renewed, i, at<f64>(renewed, i) * (difference / (at<f64>(poles, i) - pole)));
  }
  put<f64>(renewed, j, own);
}

/** A leaf's vectors. */
function leafBytes<T>(): usize {
  return aligned(bytesOf<T>(LEAF) * (LEAF as usize));
}

/** Bytes of workspace that `tridiagonalDivide` needs. */
export function tridiagonalDivideWorkspace<T>(n: i32): f64 {
  return mergeWorkspace<T>(n, leafBytes<T>());
}
