/**
 * Singular values and vectors of an upper bidiagonal matrix by implicit QR with zero shifts where a shift would cost
 * relative accuracy (LAPACK: dbdsqr; Demmel and Kahan, SIAM J. Sci. Stat. Comput. 11, 873, 1990). A block is chased
 * from its larger end to its smaller one.
 *
 * Singular vectors are the ROWS of `ut` and `vt`: a rotation then joins two contiguous rows.
 */
import {
  at,
  put,
  rotation,
  rotationC,
  rotationR,
  rotationS,
  SAFE_MINIMUM,
  unitRoundoff,
} from "../base/numeric";
import { rotate, scale, swap } from "../blas/vectors";

/** Passes of n inner steps allowed for each singular value (dbdsqr's MAXITR). */
const MAX_PASSES: i32 = 6;
/** Convergence tolerance in units of the roundoff (dbdsqr takes 99: a step less per value, ten times the error). */
const TOLERANCE_UNITS: f64 = 8;

/** The smaller singular value of [f g; 0 h] (dlas2). */
function smallerSingularValue(f: f64, g: f64, h: f64): f64 {
  const fa = abs<f64>(f);
  const ga = abs<f64>(g);
  const ha = abs<f64>(h);
  const small = min<f64>(fa, ha);
  const large = max<f64>(fa, ha);
  if (small == 0) return 0;
  const as = 1 + small / large;
  const at = (large - small) / large;
  if (ga < large) {
    const au = (ga / large) * (ga / large);
    return small * (2 / (sqrt<f64>(as * as + au) + sqrt<f64>(at * at + au)));
  }
  const au = large / ga;
  if (au == 0) return (small * large) / ga;
  const c = 1 / (sqrt<f64>(1 + as * au * (as * au)) + sqrt<f64>(1 + at * au * (at * au)));
  return 2 * (small * c * au);
}

/**
 * d: n, e: n - 1 (f64), scaled away from overflow; on return d holds the singular values, descending, and e is
 * destroyed. ut: n rows of `uWidth` elements of T, vt: n rows of `vWidth`; both are multiplied from the left by the
 * singular vectors' transposes (identity on entry gives the vectors as rows). A width of 0 leaves a side out.
 * Returns the number of superdiagonal entries that did not converge.
 */
export function bidiagonalQr<T>(
  n: i32,
  d: usize,
  e: usize,
  uWidth: i32,
  ut: usize,
  vWidth: i32,
  vt: usize,
): i32 {
  const eps = unitRoundoff<f64>();
  const tol = TOLERANCE_UNITS * eps;
  if (n == 0) return 0;

  // A lower bound of the smallest singular value, and with it the size below which an entry is nothing.
  let bound = abs<f64>(at<f64>(d, 0));
  for (let i: i32 = 1, mu = bound; i < n && bound != 0; i++) {
    mu = abs<f64>(at<f64>(d, i)) * (mu / (mu + abs<f64>(at<f64>(e, i - 1))));
    bound = min<f64>(bound, mu);
  }
  const steps = (MAX_PASSES as f64) * (n as f64) * (n as f64);
  const threshold = max<f64>((tol * bound) / sqrt<f64>(n as f64), steps * SAFE_MINIMUM);

  let left = steps;
  let oldFirst: i32 = -1;
  let oldLast: i32 = -1;
  let downwards = true;
  let m = n - 1; // last row of the active block
  while (m > 0) {
    if (left < 0) return unconverged(n, e);
    // Find the unreduced block ll..m.
    let ll = m;
    let smax = abs<f64>(at<f64>(d, m));
    while (ll > 0) {
      const side = abs<f64>(at<f64>(e, ll - 1));
      if (side <= threshold) {
        put<f64>(e, ll - 1, 0);
        break;
      }
      ll--;
      smax = max<f64>(smax, max<f64>(abs<f64>(at<f64>(d, ll)), side));
    }
    if (ll == m) {
      m--;
      continue;
    }
    if (ll > oldLast || m < oldFirst) downwards = abs<f64>(at<f64>(d, ll)) >= abs<f64>(at<f64>(d, m));

    const smin = lowerBound(ll, m, downwards, tol, d, e);
    if (smin < 0) continue; // an entry was negligible
    oldFirst = ll;
    oldLast = m;

    let shift: f64 = 0;
    if ((n as f64) * tol * (smin / smax) > max<f64>(eps, 0.01 * tol)) {
      const end = abs<f64>(at<f64>(d, downwards ? ll : m));
      const corner = downwards ? m - 1 : ll;
      shift = smallerSingularValue(at<f64>(d, corner), at<f64>(e, corner), at<f64>(d, corner + 1));
      if (end > 0 && (shift / end) * (shift / end) < eps) shift = 0;
    }
    left -= (m - ll) as f64;
    if (downwards) {
      if (shift == 0) sweepDown<T>(ll, m, d, e, uWidth, ut, vWidth, vt);
      else sweepDownShifted<T>(ll, m, shift, d, e, uWidth, ut, vWidth, vt);
    } else {
      if (shift == 0) sweepUp<T>(ll, m, d, e, uWidth, ut, vWidth, vt);
      else sweepUpShifted<T>(ll, m, shift, d, e, uWidth, ut, vWidth, vt);
    }
    const tail = downwards ? m - 1 : ll;
    if (abs<f64>(at<f64>(e, tail)) <= threshold) put<f64>(e, tail, 0);
  }

  for (let i: i32 = 0; i < n; i++) {
    const value = at<f64>(d, i);
    if (value >= 0) continue;
    put<f64>(d, i, -value);
    if (vWidth > 0) scale<T>(vWidth, -1 as T, vt + (i as usize) * (vWidth as usize) * sizeof<T>());
  }
  sortDescending<T>(n, d, uWidth, ut, vWidth, vt);
  return 0;
}

/**
 * A lower bound of the smallest singular value of rows ll..m, by Demmel and Kahan's recurrence from the end that the chase
 * starts at. An off-diagonal entry that the recurrence (or the other end) finds negligible is set to zero, and -1
 * returned.
 */
function lowerBound(ll: i32, m: i32, downwards: bool, tol: f64, d: usize, e: usize): f64 {
  const end = downwards ? m : ll;
  const side = downwards ? m - 1 : ll;
  if (abs<f64>(at<f64>(e, side)) <= tol * abs<f64>(at<f64>(d, end))) {
    put<f64>(e, side, 0);
    return -1;
  }
  let mu = abs<f64>(at<f64>(d, downwards ? ll : m));
  let smallest = mu;
  for (let step: i32 = 0; step < m - ll; step++) {
    const i = downwards ? ll + step : m - 1 - step;
    const entry = abs<f64>(at<f64>(e, i));
    if (entry <= tol * mu) {
      put<f64>(e, i, 0);
      return -1;
    }
    mu = abs<f64>(at<f64>(d, downwards ? i + 1 : i)) * (mu / (mu + entry));
    smallest = min<f64>(smallest, mu);
  }
  return smallest;
}

/** Rotates rows i and i + 1 of the right vectors by (cv, sv), of the left ones by (cu, su). */
// @ts-ignore: decorator
@inline
function rotatePair<T>(
  i: i32,
  uWidth: i32,
  ut: usize,
  cu: f64,
  su: f64,
  vWidth: i32,
  vt: usize,
  cv: f64,
  sv: f64,
): void {
  const us = (uWidth as usize) * sizeof<T>();
  const vs = (vWidth as usize) * sizeof<T>();
  if (vWidth > 0) rotate<T>(vWidth, vt + (i as usize) * vs, vt + ((i + 1) as usize) * vs, cv as T, sv as T);
  if (uWidth > 0) rotate<T>(uWidth, ut + (i as usize) * us, ut + ((i + 1) as usize) * us, cu as T, su as T);
}

/** Zero-shift QR from row ll to row m: no subtraction, so that small values keep their digits. */
function sweepDown<T>(
  ll: i32,
  m: i32,
  d: usize,
  e: usize,
  uWidth: i32,
  ut: usize,
  vWidth: i32,
  vt: usize,
): void {
  let cs: f64 = 1;
  let oldcs: f64 = 1;
  let oldsn: f64 = 0;
  for (let i = ll; i < m; i++) {
    rotation(at<f64>(d, i) * cs, at<f64>(e, i));
    cs = rotationC;
    const sn = rotationS;
    const r = rotationR;
    if (i > ll) put<f64>(e, i - 1, oldsn * r);
    rotation(oldcs * r, at<f64>(d, i + 1) * sn);
    oldcs = rotationC;
    oldsn = rotationS;
    put<f64>(d, i, rotationR);
    rotatePair<T>(i, uWidth, ut, oldcs, oldsn, vWidth, vt, cs, sn);
  }
  const h = at<f64>(d, m) * cs;
  put<f64>(d, m, h * oldcs);
  put<f64>(e, m - 1, h * oldsn);
}

/** The same from row m up to row ll. */
function sweepUp<T>(
  ll: i32,
  m: i32,
  d: usize,
  e: usize,
  uWidth: i32,
  ut: usize,
  vWidth: i32,
  vt: usize,
): void {
  let cs: f64 = 1;
  let oldcs: f64 = 1;
  let oldsn: f64 = 0;
  for (let i = m; i > ll; i--) {
    rotation(at<f64>(d, i) * cs, at<f64>(e, i - 1));
    cs = rotationC;
    const sn = rotationS;
    const r = rotationR;
    if (i < m) put<f64>(e, i, oldsn * r);
    rotation(oldcs * r, at<f64>(d, i - 1) * sn);
    oldcs = rotationC;
    oldsn = rotationS;
    put<f64>(d, i, rotationR);
    rotatePair<T>(i - 1, uWidth, ut, cs, -sn, vWidth, vt, oldcs, -oldsn);
  }
  const h = at<f64>(d, ll) * cs;
  put<f64>(d, ll, h * oldcs);
  put<f64>(e, ll, h * oldsn);
}

/** Shifted QR from row ll to row m: the bulge goes right by one rotation, down by the next. */
function sweepDownShifted<T>(
  ll: i32,
  m: i32,
  shift: f64,
  d: usize,
  e: usize,
  uWidth: i32,
  ut: usize,
  vWidth: i32,
  vt: usize,
): void {
  const head = at<f64>(d, ll);
  let f = (abs<f64>(head) - shift) * (copysign<f64>(1, head) + shift / head);
  let g = at<f64>(e, ll);
  for (let i = ll; i < m; i++) {
    rotation(f, g);
    const cr = rotationC;
    const sr = rotationS;
    if (i > ll) put<f64>(e, i - 1, rotationR);
    const di = at<f64>(d, i);
    const ei = at<f64>(e, i);
    const dn = at<f64>(d, i + 1);
    const side = cr * ei - sr * di;
    rotation(cr * di + sr * ei, sr * dn);
    const cl = rotationC;
    const sl = rotationS;
    put<f64>(d, i, rotationR);
    f = cl * side + sl * (cr * dn);
    put<f64>(d, i + 1, cl * (cr * dn) - sl * side);
    if (i < m - 1) {
      const next = at<f64>(e, i + 1);
      g = sl * next;
      put<f64>(e, i + 1, cl * next);
    }
    rotatePair<T>(i, uWidth, ut, cl, sl, vWidth, vt, cr, sr);
  }
  put<f64>(e, m - 1, f);
}

/** The same from row m up to row ll. */
function sweepUpShifted<T>(
  ll: i32,
  m: i32,
  shift: f64,
  d: usize,
  e: usize,
  uWidth: i32,
  ut: usize,
  vWidth: i32,
  vt: usize,
): void {
  const tail = at<f64>(d, m);
  let f = (abs<f64>(tail) - shift) * (copysign<f64>(1, tail) + shift / tail);
  let g = at<f64>(e, m - 1);
  for (let i = m; i > ll; i--) {
    rotation(f, g);
    const cr = rotationC;
    const sr = rotationS;
    if (i < m) put<f64>(e, i, rotationR);
    const di = at<f64>(d, i);
    const ei = at<f64>(e, i - 1);
    const dn = at<f64>(d, i - 1);
    const side = cr * ei - sr * di;
    rotation(cr * di + sr * ei, sr * dn);
    const cl = rotationC;
    const sl = rotationS;
    put<f64>(d, i, rotationR);
    f = cl * side + sl * (cr * dn);
    put<f64>(d, i - 1, cl * (cr * dn) - sl * side);
    if (i > ll + 1) {
      const next = at<f64>(e, i - 2);
      g = sl * next;
      put<f64>(e, i - 2, cl * next);
    }
    rotatePair<T>(i - 1, uWidth, ut, cr, -sr, vWidth, vt, cl, -sl);
  }
  put<f64>(e, ll, f);
}

function unconverged(n: i32, e: usize): i32 {
  let count: i32 = 0;
  for (let i: i32 = 0; i < n - 1; i++) if (at<f64>(e, i) != 0) count++;
  return max<i32>(count, 1);
}

/** Selection sort: at most n swaps of rows. */
function sortDescending<T>(n: i32, d: usize, uWidth: i32, ut: usize, vWidth: i32, vt: usize): void {
  const us = (uWidth as usize) * sizeof<T>();
  const vs = (vWidth as usize) * sizeof<T>();
  for (let i: i32 = 0; i < n - 1; i++) {
    let k = i;
    for (let j = i + 1; j < n; j++) if (at<f64>(d, j) > at<f64>(d, k)) k = j;
    if (k == i) continue;
    swap<f64>(1, d + ((i as usize) << 3), d + ((k as usize) << 3));
    if (uWidth > 0) swap<T>(uWidth, ut + (i as usize) * us, ut + (k as usize) * us);
    if (vWidth > 0) swap<T>(vWidth, vt + (i as usize) * vs, vt + (k as usize) * vs);
  }
}
