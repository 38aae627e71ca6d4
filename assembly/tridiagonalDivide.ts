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
import { FULL, gemm, gemmWorkspace } from "./gemm";
import { aligned } from "./memory";
import { at, hypotenuse, index, put, putIndex, unitRoundoff } from "./numeric";
import { divideRenewed, secularOrigin, solveSecular } from "./secularEquation";
import { sortIndices } from "./sorting";
import { tridiagonalQl } from "./tridiagonalQl";
import { bytesOf, storePair } from "./simd";
import { rotate, setIdentity } from "./vectors";

/** Blocks up to this order are solved by implicit QL (dstedc's SMLSIZ). */
const LEAF: i32 = 32;
/** Deflation tolerance in units of roundoff times the norm (dlaed2). */
const DEFLATION_UNITS: f64 = 8;

/** Which half of a vector is not zero: the types of dlaed2, by which the products leave out zero blocks. */
const UPPER_ONLY: i32 = 0;
const DENSE: i32 = 1;
const LOWER_ONLY: i32 = 2;
const DEFLATED: i32 = 3;

// Workspace, laid out by `tridiagonalDivide`.
let gathered: usize = 0; // n x n of T: the vectors that take part in a merge, zero blocks left out
let combinations: usize = 0; // n x n of T: the eigenvectors of D + rho z z^T, as rows
let productWork: usize = 0;
let zs: usize = 0; // z
let poles: usize = 0; // d of the problem left by deflation, ascending
let weights: usize = 0; // its z
let renewed: usize = 0; // its z computed anew
let gaps: usize = 0;
let values: usize = 0; // new d before they are put in place
let order: usize = 0; // i32: ascending order of d
let members: usize = 0; // i32: rows that take part, in the order of their poles
let leftOut: usize = 0; // i32: deflated rows
let kinds: usize = 0; // i32: type of each row
let columns: usize = 0; // i32: position of a pole among the gathered rows

/** The tolerance does not fall below this: roundoff^2 times the norm of the whole matrix. */
let floor: f64 = 0;

/** Bytes of workspace that `tridiagonalDivide` needs; in f64, because two squares may pass 2^32. */
function divideWorkspace<T>(n: i32): f64 {
  const square = (n as f64) * (n as f64) * (sizeof<T>() as f64) + 64;
  const product = aligned(bytesOf<T>(gemmWorkspace<T>(n, n, n)));
  const leaf = aligned(bytesOf<T>(LEAF) * (LEAF as usize));
  const lists: usize = aligned((n as usize) << 3) * 6 + aligned((n as usize) << 2) * 5;
  return 2 * square + ((max<usize>(product, leaf) + lists + 64) as f64);
}

function layOut<T>(n: i32, work: usize): void {
  const square = aligned(bytesOf<T>(n) * (n as usize));
  const vector = aligned((n as usize) << 3);
  const list = aligned((n as usize) << 2);
  gathered = aligned(work);
  combinations = gathered + square;
  zs = combinations + square;
  poles = zs + vector;
  weights = poles + vector;
  renewed = weights + vector;
  gaps = renewed + vector;
  values = gaps + vector;
  order = values + vector;
  members = order + list;
  leftOut = members + list;
  kinds = leftOut + list;
  columns = kinds + list;
  productWork = columns + list;
}

/**
 * d: n, e: n - 1 (f64), scaled so that the largest is neither near overflow nor near underflow; on return d ascends
 * and e is destroyed. zt: n x n of T, row-major; on return its rows are the eigenvectors. Returns the number of
 * values that did not converge.
 */
export function tridiagonalDivide<T>(n: i32, d: usize, e: usize, zt: usize, work: usize): i32 {
  if (n == 0) return 0;
  layOut<T>(n, work);
  let norm: f64 = 0;
  for (let i: i32 = 0; i < n; i++) {
    norm = max<f64>(norm, abs<f64>(at<f64>(d, i)));
    if (i < n - 1) norm = max<f64>(norm, abs<f64>(at<f64>(e, i)));
  }
  floor = unitRoundoff<T>() * unitRoundoff<T>() * norm;
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
      memory.copy(block + bytesOf<T>(n) * (i as usize), productWork + bytesOf<T>(m) * (i as usize), bytesOf<T>(m));
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
  gather<T>(k, half, m, n, d, q);
  if (k > 0) {
    if (k == 1) {
      const z = at<f64>(weights, 0);
      put<f64>(values, 0, at<f64>(poles, 0) + rho * z * z);
      store<T>(combinations, 1 as T);
    } else combine<T>(k, rho);
    multiply<T>(k, half, m, n, q);
  }
  memory.copy(d, values, (m as usize) << 3);
}

/**
 * Splits the rows, taken in ascending order of d, into `members` (with `poles` and `weights`) and `leftOut`; returns
 * the number of members.
 */
function deflate<T>(m: i32, n: i32, rho: f64, d: usize, q: usize): i32 {
  const row = bytesOf<T>(n);
  let norm: f64 = rho;
  for (let i: i32 = 0; i < m; i++) norm = max<f64>(norm, abs<f64>(at<f64>(d, i)));
  const tolerance = max<f64>(DEFLATION_UNITS * unitRoundoff<T>() * norm, floor);
  let k: i32 = 0;
  let out: i32 = 0;
  let pending: i32 = -1; // the last row with a weight, not yet a member
  for (let i: i32 = 0; i < m; i++) {
    const j = index(order, i);
    const z = at<f64>(zs, j);
    if (rho * abs<f64>(z) <= tolerance) {
      putIndex(kinds, j, DEFLATED);
      putIndex(leftOut, out++, j);
      continue;
    }
    if (pending >= 0) {
      // Rotate the pair so that the first loses its weight; what this puts off the diagonal must be negligible.
      const r = hypotenuse(at<f64>(zs, pending), z);
      const c = z / r;
      const s = -at<f64>(zs, pending) / r;
      const dp = at<f64>(d, pending);
      const dj = at<f64>(d, j);
      if (abs<f64>((dj - dp) * c * s) <= tolerance) {
        put<f64>(zs, j, r);
        if (index(kinds, j) != index(kinds, pending)) putIndex(kinds, j, DENSE);
        putIndex(kinds, pending, DEFLATED);
        rotate<T>(m, q + row * (pending as usize), q + row * (j as usize), c as T, s as T);
        put<f64>(d, pending, dp * c * c + dj * s * s);
        put<f64>(d, j, dp * s * s + dj * c * c);
        putIndex(leftOut, out++, pending);
      } else {
        put<f64>(poles, k, dp);
        put<f64>(weights, k, at<f64>(zs, pending));
        putIndex(members, k++, pending);
      }
    }
    pending = j;
  }
  if (pending >= 0) {
    put<f64>(poles, k, at<f64>(d, pending));
    put<f64>(weights, k, at<f64>(zs, pending));
    putIndex(members, k++, pending);
  }
  return k;
}

// How many members there are of each type, in the order in which they are gathered.
let upperCount: i32 = 0;
let denseCount: i32 = 0;
let lowerCount: i32 = 0;

/**
 * Copies the left halves of types UPPER_ONLY and DENSE, then the right halves of DENSE and LOWER_ONLY, then the
 * deflated rows whole, into `gathered`; `columns` gets each member's place in the order UPPER_ONLY, DENSE, LOWER_ONLY.
 * Deflated rows then go straight to their new places, behind the k new ones.
 */
function gather<T>(k: i32, half: i32, m: i32, n: i32, d: usize, q: usize): void {
  const row = bytesOf<T>(n);
  upperCount = 0;
  denseCount = 0;
  lowerCount = 0;
  for (let i: i32 = 0; i < k; i++) {
    const kind = index(kinds, index(members, i));
    if (kind == UPPER_ONLY) upperCount++;
    else if (kind == DENSE) denseCount++;
    else lowerCount++;
  }
  const leftBytes = bytesOf<T>(half);
  const rightBytes = bytesOf<T>(m - half);
  const rights = gathered + leftBytes * ((upperCount + denseCount) as usize);
  const wholes = rights + rightBytes * ((denseCount + lowerCount) as usize);
  let nextUpper: i32 = 0;
  let nextDense: i32 = upperCount;
  let nextLower: i32 = upperCount + denseCount;
  for (let i: i32 = 0; i < k; i++) {
    const member = index(members, i);
    const kind = index(kinds, member);
    const from = q + row * (member as usize);
    const place = kind == UPPER_ONLY ? nextUpper++ : kind == DENSE ? nextDense++ : nextLower++;
    putIndex(columns, i, place);
    if (kind != LOWER_ONLY) memory.copy(gathered + leftBytes * (place as usize), from, leftBytes);
    if (kind != UPPER_ONLY)
      memory.copy(rights + rightBytes * ((place - upperCount) as usize), from + leftBytes, rightBytes);
  }
  const whole = leftBytes + rightBytes;
  for (let i: i32 = 0; i < m - k; i++) {
    const from = index(leftOut, i);
    memory.copy(wholes + whole * (i as usize), q + row * (from as usize), whole);
    put<f64>(values, k + i, at<f64>(d, from));
  }
  for (let i: i32 = 0; i < m - k; i++)
    memory.copy(q + row * ((k + i) as usize), wholes + whole * (i as usize), whole);
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
  for (let i: i32 = 0; i < k; i++)
    put<f64>(renewed, i, copysign<f64>(sqrt<f64>(abs<f64>(at<f64>(renewed, i))), at<f64>(weights, i)));
  for (let j: i32 = 0; j < k; j++) {
    const target = combinations + row * (j as usize);
    const sum = divideRenewed<T>(k, target, renewed, gaps);
    const scale = 1 / sqrt<f64>(sum);
    for (let i: i32 = 0; i < k; i++) put<T>(target, index(columns, i), (at<f64>(gaps, i) * scale) as T);
  }
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

/** The first k rows of q become `combinations` times the gathered rows, half by half. */
function multiply<T>(k: i32, half: i32, m: i32, n: i32, q: usize): void {
  const row = bytesOf<T>(n);
  const lefts = upperCount + denseCount;
  const rights = denseCount + lowerCount;
  for (let i: i32 = 0; i < k; i++) memory.fill(q + row * (i as usize), 0, bytesOf<T>(m));
  gemm<T>(k, half, lefts, 1 as T, combinations, k, 1, gathered, half, 1, q, n, FULL, productWork);
  gemm<T>(
    k, m - half, rights, 1 as T,
    combinations + bytesOf<T>(upperCount), k, 1,
    gathered + bytesOf<T>(half) * (lefts as usize), m - half, 1,
    q + bytesOf<T>(half), n, FULL, productWork,
  );
}

export function tridiagonalDivideWorkspaceF64(n: i32): f64 {
  return divideWorkspace<f64>(n);
}
export function tridiagonalDivideWorkspaceF32(n: i32): f64 {
  return divideWorkspace<f32>(n);
}
export function tridiagonalDivideF64(n: i32, d: usize, e: usize, zt: usize, work: usize): i32 {
  return tridiagonalDivide<f64>(n, d, e, zt, work);
}
export function tridiagonalDivideF32(n: i32, d: usize, e: usize, zt: usize, work: usize): i32 {
  return tridiagonalDivide<f32>(n, d, e, zt, work);
}
