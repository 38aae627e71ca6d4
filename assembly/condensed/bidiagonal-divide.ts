/**
 * Singular values and vectors of an upper bidiagonal matrix by divide and conquer (LAPACK: dbdsdc, dlasd0 to dlasd3;
 * Gu and Eisenstat, SIAM J. Matrix Anal. 16, 79, 1995).
 *
 * A block has m rows and m + extra columns, extra = 0 or 1. Its row h = m / 2 (alpha in column h, beta in column h + 1)
 * is taken out: B1 above has h rows and h + 1 columns, B2 below m - h - 1 rows. With B1 = Q1 (D1 0) W1^T and
 * B2 = Q2 (D2 0) W2^T, B = Q M W^T, where M has z in row 0 and D behind it on the diagonal, d_0 = 0,
 * z = (alpha last row of W1, beta first row of W2), and the null vectors' part of z is z_0. Then
 *
 *   1. deflation: a z_i that is negligible, or made so by rotating two close d, leaves d_i and its vectors as they are;
 *   2. the singular values of M are the roots omega of 1 + sum z_i^2 / (d_i^2 - omega^2) = 0 (secularEquation.ts);
 *   3. z is computed anew from the roots, so that v_i = z_i / (d_i^2 - omega^2) and u = (-1, d_i v_i) are orthogonal;
 *   4. these times Q and W, as matrix products that leave out the blocks of zeros.
 *
 * The values are exact for a matrix within roundoff times the norm (dqds has small ones to relative accuracy, without
 * vectors). The other way, a tridiagonal problem of order 2n with eigenvectors (v, u) / sqrt 2, mixes u and v of values
 * near zero and cannot promise orthogonality; this one can.
 *
 * Singular vectors are the ROWS of `ut` and `vt`. Scalars are f64 for both precisions.
 */

import { aligned } from "../base/memory";
import {
  at,
  hypotenuse,
  index,
  put,
  putIndex,
  rotation,
  rotationC,
  rotationR,
  rotationS,
} from "../base/numeric";
import { bytesOf, storePair } from "../base/simd";
import { sortIndices } from "../base/sorting";
import { rotate, setIdentity } from "../blas/vectors";
import { bidiagonalQr } from "./bidiagonal-qr";
import {
  admit,
  columns,
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
  lengths,
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

/** Bytes of the vectors of one side of a leaf, which may have a surplus column. */
function leafBytes<T>(): usize {
  return aligned(bytesOf<T>(LEAF + 1) * ((LEAF + 1) as usize));
}

/**
 * d: n, e: n - 1 (f64), scaled so that the largest is neither near overflow nor near underflow; on return d holds the
 * singular values, descending, and e is destroyed. ut, vt: n rows of ldu, ldv >= n elements of T; on return B =
 * ut^T diag(d) vt, entries behind column n being zero. Returns the number of values that did not converge.
 */
export function bidiagonalDivide<T>(
  n: i32,
  d: usize,
  e: usize,
  ut: usize,
  ldu: i32,
  vt: usize,
  ldv: i32,
  work: usize,
): i32 {
  if (n == 0) return 0;
  layOut<T>(n, d, e, work);
  memory.fill(ut, 0, bytesOf<T>(ldu) * (n as usize));
  memory.fill(vt, 0, bytesOf<T>(ldv) * (n as usize));
  const failed = solve<T>(0, n, 0, d, e, ut, ldu, vt, ldv);
  if (failed != 0) return failed;
  sortIndices(n, d, order);
  for (let i: i32 = 0; i < n; i++) put<f64>(values, i, at<f64>(d, index(order, n - 1 - i)));
  memory.copy(d, values, (n as usize) << 3);
  arrange<T>(n, ut, ldu);
  arrange<T>(n, vt, ldv);
  return 0;
}

/** Puts the rows of q into descending order of their values. */
function arrange<T>(n: i32, q: usize, stride: i32): void {
  const row = bytesOf<T>(stride);
  const width = bytesOf<T>(n);
  for (let i: i32 = 0; i < n; i++)
    memory.copy(gathered + (i as usize) * width, q + (index(order, n - 1 - i) as usize) * row, width);
  for (let i: i32 = 0; i < n; i++)
    memory.copy(q + (i as usize) * row, gathered + (i as usize) * width, width);
}

/**
 * Solves the block of m rows and m + extra columns at row lo: vectors into the diagonal blocks of ut and vt (the null
 * vector, if any, in row m of vt's), values, unsorted, into d.
 */
function solve<T>(
  lo: i32,
  m: i32,
  extra: i32,
  d: usize,
  e: usize,
  ut: usize,
  ldu: i32,
  vt: usize,
  ldv: i32,
): i32 {
  const dLo = d + ((lo as usize) << 3);
  const eLo = e + ((lo as usize) << 3);
  const u = ut + bytesOf<T>(lo) * ((ldu as usize) + 1);
  const v = vt + bytesOf<T>(lo) * ((ldv as usize) + 1);
  if (m <= LEAF) return solveLeaf<T>(m, extra, dLo, eLo, u, ldu, v, ldv);
  const half = m / 2;
  const alpha = at<f64>(dLo, half);
  const beta = at<f64>(eLo, half);
  let failed = solve<T>(lo, half, 1, d, e, ut, ldu, vt, ldv);
  if (failed == 0) failed = solve<T>(lo + half + 1, m - half - 1, extra, d, e, ut, ldu, vt, ldv);
  if (failed == 0) merge<T>(half, m, extra, alpha, beta, dLo, u, ldu, v, ldv);
  return failed;
}

/** A small block by implicit QR; a surplus column is first rotated away (dlasdq). */
function solveLeaf<T>(m: i32, extra: i32, d: usize, e: usize, u: usize, ldu: i32, v: usize, ldv: i32): i32 {
  const width = m + extra;
  const leafU = productWork;
  const leafV = leafU + leafBytes<T>();
  const uRow = bytesOf<T>(m);
  const vRow = bytesOf<T>(width);
  setIdentity<T>(m, leafU);
  setIdentity<T>(width, leafV);
  if (extra == 1) {
    // From the right: upper with m + 1 columns to lower bidiagonal.
    for (let i: i32 = 0; i < m; i++) {
      rotation(at<f64>(d, i), at<f64>(e, i));
      put<f64>(d, i, rotationR);
      rotate<T>(
        width,
        leafV + vRow * (i as usize),
        leafV + vRow * ((i + 1) as usize),
        rotationC as T,
        rotationS as T,
      );
      if (i + 1 < m) {
        put<f64>(e, i, rotationS * at<f64>(d, i + 1));
        put<f64>(d, i + 1, rotationC * at<f64>(d, i + 1));
      }
    }
    // From the left: lower to upper.
    for (let i: i32 = 0; i + 1 < m; i++) {
      rotation(at<f64>(d, i), at<f64>(e, i));
      put<f64>(d, i, rotationR);
      put<f64>(e, i, rotationS * at<f64>(d, i + 1));
      put<f64>(d, i + 1, rotationC * at<f64>(d, i + 1));
      rotate<T>(
        m,
        leafU + uRow * (i as usize),
        leafU + uRow * ((i + 1) as usize),
        rotationC as T,
        rotationS as T,
      );
    }
  }
  const failed = bidiagonalQr<T>(m, d, e, m, leafU, width, leafV);
  for (let i: i32 = 0; i < m; i++)
    memory.copy(u + bytesOf<T>(ldu) * (i as usize), leafU + uRow * (i as usize), uRow);
  for (let i: i32 = 0; i < width; i++)
    memory.copy(v + bytesOf<T>(ldv) * (i as usize), leafV + vRow * (i as usize), vRow);
  return failed;
}

/** Joins the blocks above and below row h of the block with row alpha, beta. */
function merge<T>(
  h: i32,
  m: i32,
  extra: i32,
  alpha: f64,
  beta: f64,
  d: usize,
  u: usize,
  ldu: i32,
  v: usize,
  ldv: i32,
): void {
  const uRow = bytesOf<T>(ldu);
  const vRow = bytesOf<T>(ldv);
  store<T>(u + uRow * (h as usize) + bytesOf<T>(h), 1 as T);
  put<f64>(d, h, 0);
  if (alpha == 0 && beta == 0) return; // row h is zero: its value is 0, its right vector B1's null vector

  for (let i: i32 = 0; i < m; i++) {
    const z =
      i <= h
        ? alpha * (at<T>(v + vRow * (i as usize), h) as f64)
        : beta * (at<T>(v + vRow * (i as usize), h + 1) as f64);
    put<f64>(zs, i, z);
    putIndex(kinds, i, i < h ? UPPER_ONLY : LOWER_ONLY);
  }
  const tolerance = deflationTolerance<T>(m, d, max<f64>(abs<f64>(alpha), abs<f64>(beta)));

  // z_0 takes the parts of both null vectors; what is orthogonal to it is the null vector of the whole.
  let first = at<f64>(zs, h);
  if (extra == 1) {
    const other = beta * (at<T>(v + vRow * (m as usize), h + 1) as f64);
    const r = hypotenuse(first, other);
    if (r > tolerance) {
      rotate<T>(m + 1, v + vRow * (h as usize), v + vRow * (m as usize), (first / r) as T, (other / r) as T);
      first = r;
    }
  }
  if (abs<f64>(first) <= tolerance) first = tolerance;
  put<f64>(zs, h, first);

  const k = deflate<T>(h, m, extra, tolerance, d, u, uRow, v, vRow);
  combine<T>(k);
  // The middle row of v reaches into the right half only if it has been rotated.
  const split = upperCount + 1 - extra;
  combineMembers<T>(k, m, h + 1, h + 1, m + extra, split, v, ldv);
  turnToLeft<T>(k);
  // Column h of ut belongs to the middle row alone, so that the halves leave it out.
  combineMembers<T>(k, m, h, h + 1, m, split, u, ldu);
  for (let j: i32 = 0; j < k; j++)
    put<T>(u + uRow * (j as usize), h, at<T>(combinations + bytesOf<T>(k) * (j as usize), upperCount));

  takeValues(k, m, d);
}

/**
 * Splits the rows, taken in ascending order of d, into members, the middle row h first, and `leftOut`, and
 * gives each member its place among the gathered rows. Returns the number of members.
 */
function deflate<T>(
  h: i32,
  m: i32,
  extra: i32,
  tolerance: f64,
  d: usize,
  u: usize,
  uRow: usize,
  v: usize,
  vRow: usize,
): i32 {
  sortIndices(m, d, order);
  admit(0, h, 0);
  let k: i32 = 1;
  let out: i32 = 0;
  let pending: i32 = -1; // the last row with a weight, not yet a member
  for (let i: i32 = 0; i <= m; i++) {
    const j = i < m ? index(order, i) : -1; // after the last row the pending one is still to be taken
    if (j == h) continue;
    if (j >= 0 && abs<f64>(at<f64>(zs, j)) <= tolerance) {
      putIndex(leftOut, out++, j);
      continue;
    }
    if (pending >= 0) {
      if (j >= 0 && at<f64>(d, j) - at<f64>(d, pending) <= tolerance) {
        findPairRotation(pending, j);
        notePairRotation(pending, j);
        rotate<T>(m, u + uRow * (pending as usize), u + uRow * (j as usize), pairC as T, pairS as T);
        rotate<T>(m + extra, v + vRow * (pending as usize), v + vRow * (j as usize), pairC as T, pairS as T);
        putIndex(leftOut, out++, pending);
      } else admit(k++, pending, max<f64>(at<f64>(d, pending), 0.5 * tolerance));
    }
    pending = j;
  }

  placeMembers(1, k);
  return k;
}

/**
 * Singular values of M into `values`, right vectors into the rows of `combinations`, their lengths before scaling into
 * `lengths`.
 */
function combine<T>(k: i32): void {
  if (k == 1) {
    const z = at<f64>(weights, 0);
    put<f64>(values, 0, abs<f64>(z));
    put<f64>(lengths, 0, 1 / abs<f64>(z));
    store<T>(combinations, -copysign<f64>(1, z) as T);
    return;
  }
  const row = bytesOf<T>(k);
  for (let i: i32 = 0; i < k; i++) put<f64>(renewed, i, 1);
  for (let j: i32 = 0; j < k; j++) {
    const x = solveSecular(k, j, poles, weights, 1, gaps, true); // omega^2 - d_o^2
    const origin = at<f64>(poles, secularOrigin);
    const omega = sqrt<f64>(origin * origin + x);
    const tau = x / (origin + omega); // omega - d_o
    put<f64>(values, j, omega);
    spread<T>(k, j, origin, omega, tau, combinations + row * (j as usize));
  }
  finishRenewed(k);
  for (let j: i32 = 0; j < k; j++) finishVector<T>(k, j);
}

/**
 * target[i] = d_i^2 - omega_j^2, and its part in
 * z_i^2 = (omega_i^2 - d_i^2) prod_(j != i) (omega_j^2 - d_i^2) / (d_j^2 - d_i^2); tau = omega_j - origin.
 */
function spread<T>(k: i32, j: i32, origin: f64, omega: f64, tau: f64, target: usize): void {
  const vo = f64x2.splat(origin);
  const vw = f64x2.splat(omega);
  const vt = f64x2.splat(tau);
  const pole = at<f64>(poles, j);
  const vp = f64x2.splat(pole);
  // Entry j is divided by zero on the way and put right behind the loop.
  const own = -at<f64>(renewed, j) * ((pole - origin - tau) * (pole + omega));
  let i: i32 = 0;
  for (; i + 2 <= k; i += 2) {
    const p = (i as usize) << 3;
    const d = v128.load(poles + p);
    const difference = f64x2.mul(f64x2.sub(f64x2.sub(d, vo), vt), f64x2.add(d, vw));
    storePair<T>(target + bytesOf<T>(i), difference);
    const part = f64x2.div(difference, f64x2.mul(f64x2.sub(d, vp), f64x2.add(d, vp)));
    v128.store(renewed + p, f64x2.mul(v128.load(renewed + p), part));
  }
  if (i < k) {
    const d = at<f64>(poles, i);
    const difference = (d - origin - tau) * (d + omega);
    put<T>(target, i, difference as T);
    put<f64>(renewed, i, at<f64>(renewed, i) * (difference / ((d - pole) * (d + pole))));
  }
  put<f64>(renewed, j, own);
}

/** Right vectors v of M in the rows of `combinations` become left ones, (-1, d_i v_i) scaled to length 1. */
function turnToLeft<T>(k: i32): void {
  const row = bytesOf<T>(k);
  for (let j: i32 = 0; j < k; j++) {
    const target = combinations + row * (j as usize);
    const head = -1 / at<f64>(lengths, j);
    let sum = head * head;
    for (let i: i32 = 1; i < k; i++) {
      const component = at<f64>(poles, i) * (at<T>(target, index(columns, i)) as f64);
      sum += component * component;
    }
    const scale = 1 / sqrt<f64>(sum);
    put<T>(target, upperCount, (head * scale) as T);
    for (let i: i32 = 1; i < k; i++) {
      const place = index(columns, i);
      put<T>(target, place, (at<f64>(poles, i) * (at<T>(target, place) as f64) * scale) as T);
    }
  }
}

/** Bytes of workspace that `bidiagonalDivide` needs. */
export function bidiagonalDivideWorkspace<T>(n: i32): f64 {
  return mergeWorkspace<T>(n, 2 * leafBytes<T>());
}
