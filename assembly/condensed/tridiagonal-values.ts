/**
 * All eigenvalues of a symmetric tridiagonal matrix in O(n log^2 n) operations: Cuppen's divide and conquer (Numer. Math. 36,
 * 177, 1981) that carries, instead of eigenvectors, their first and last components only (Gu and Eisenstat, SIAM J. Matrix
 * Anal. Appl. 16, 172, 1995), and sums over poles by a fast multipole method (cauchySums.ts).
 *
 * T = diag(T1, T2) + rho v v^T, rho = |e_mid|, v = (e_last, e_first). With the halves' eigenvalues as poles p_i and z_i the last (first)
 * components of the upper (lower) half's vectors, the eigenvalues x of T are the roots of
 *
 *   1 + rho sum_i z_i^2/(p_i - x) = 0,
 *
 * one between each two poles, and the vector of x has first and last components
 *
 *   sum_i f_i z_i/(p_i - x) / N,   sum_i l_i z_i/(p_i - x) / N,   N^2 = sum_i z_i^2/(p_i - x)^2,
 *
 * f = first components in the upper half and 0 in the lower, l = 0 and last components. Tiny z_i and close poles deflate
 * as in LAPACK's dlaed2. Eigenvalues are accurate to a modest multiple of eps max|T|.
 */

import { at, entryBytes, put, unitRoundoff } from "../base/numeric";
import {
  cauchyBuild,
  cauchyElements,
  cauchyFar,
  cauchyFarSlope,
  cauchyLeafStart,
  cauchyLeaves,
  cauchyNearEnd,
  cauchyNearFrom,
  cauchySlope,
} from "./cauchy-sums";
import { tridiagonalQlF64 } from "./tridiagonal-ql";

/** Largest block that QL solves. */
const LEAF: i32 = 40;
/** Iterations of one root; about 4 are needed. */
const CAP: i32 = 120;
/** Arrays of n f64 in the workspace: first, last; poles, z, f, l; three weights; root, its f and l; deflated, its f and l. */
const ARRAYS: i32 = 15;

let first: usize = 0;
let last: usize = 0;
let pole: usize = 0;
let zed: usize = 0;
let poleFirst: usize = 0;
let poleLast: usize = 0;
let weight: usize = 0;
let root: usize = 0;
let rootFirst: usize = 0;
let rootLast: usize = 0;
let aside: usize = 0;
let asideFirst: usize = 0;
let asideLast: usize = 0;
let tree: usize = 0;
let stride: usize = 0;

/** Bytes of workspace for order n. */
export function tridiagonalValuesWorkspace(n: i32): f64 {
  return entryBytes(ARRAYS * n + cauchyElements(n) + 4 * LEAF);
}

/**
 * d (n), e (n - 1), scaled as for tridiagonalQl; on return d ascends and e is destroyed. work: tridiagonalValuesWorkspace(n) f64.
 * Returns the number of blocks that did not converge.
 */
export function tridiagonalValues(n: i32, d: usize, e: usize, work: usize): i32 {
  stride = (n as usize) << 3;
  first = work;
  last = first + stride;
  pole = last + stride;
  zed = pole + stride;
  poleFirst = zed + stride;
  poleLast = poleFirst + stride;
  weight = poleLast + stride;
  root = weight + 3 * stride;
  rootFirst = root + stride;
  rootLast = rootFirst + stride;
  aside = rootLast + stride;
  asideFirst = aside + stride;
  asideLast = asideFirst + stride;
  const small = asideLast + stride;
  tree = small + ((4 * LEAF) << 3);

  let levels: i32 = 0;
  while (n >> levels > LEAF) levels++;
  for (let m: i32 = 1; m < 1 << levels; m++) {
    const cut = block(n, levels, m);
    const rho = abs<f64>(at<f64>(e, cut - 1));
    put<f64>(d, cut - 1, at<f64>(d, cut - 1) - rho);
    put<f64>(d, cut, at<f64>(d, cut) - rho);
  }
  let failed: i32 = 0;
  for (let m: i32 = 0; m < 1 << levels; m++) {
    const from = block(n, levels, m);
    const size = block(n, levels, m + 1) - from;
    memory.fill(small, 0, (2 * size) << 3);
    put<f64>(small, 0, 1);
    put<f64>(small, 2 * size - 1, 1);
    const offset = (from as usize) << 3;
    if (tridiagonalQlF64(size, d + offset, e + offset, 2, small) != 0) failed++;
    for (let i: i32 = 0; i < size; i++) {
      put<f64>(first, from + i, at<f64>(small, 2 * i));
      put<f64>(last, from + i, at<f64>(small, 2 * i + 1));
    }
  }
  for (let l = levels - 1; l >= 0; l--)
    for (let m: i32 = 0; m < 1 << l; m++) {
      const from = block(n, l, m);
      const cut = block(n, l + 1, 2 * m + 1);
      failed += join(d, from, cut, block(n, l, m + 1), abs<f64>(at<f64>(e, cut - 1)), l == 0);
    }
  return failed;
}

function block(n: i32, level: i32, m: i32): i32 {
  return (((m as i64) * (n as i64)) >> level) as i32;
}

/** Joins the solved blocks [from, cut) and [cut, end); `top`: the components are not wanted any more. */
function join(d: usize, from: i32, cut: i32, end: i32, rho: f64, top: bool): i32 {
  gather(d, from, cut, end);
  const size = end - from;
  const norm = max<f64>(rho, max<f64>(abs<f64>(at<f64>(pole, 0)), abs<f64>(at<f64>(pole, size - 1))));
  const k = deflate(size, rho, 8 * unitRoundoff<f64>() * norm);
  let failed: i32 = 0;
  for (let i: i32 = 0; i < k; i++) {
    const z = at<f64>(zed, i);
    put<f64>(weight, i, rho * z * z);
    store<f64>(weight + stride + ((i as usize) << 3), z * at<f64>(poleFirst, i));
    store<f64>(weight + 2 * stride + ((i as usize) << 3), z * at<f64>(poleLast, i));
  }
  if (k > 0) {
    // The last root has no pole above it: all others are summed directly, and it closes the tree's last interval.
    failed += solve(k - 1, k, 0, k, -1, rho, top) ? 0 : 1;
    cauchyBuild(k, pole, weight, stride, at<f64>(root, k - 1), tree);
    for (let leaf: i32 = 0; leaf < cauchyLeaves(); leaf++) {
      const near = cauchyNearFrom(leaf);
      const nearEnd = cauchyNearEnd(leaf);
      const stop = min<i32>(cauchyLeafStart(leaf + 1), k - 1);
      for (let j = cauchyLeafStart(leaf); j < stop; j++)
        failed += solve(j, k, near, nearEnd, leaf, rho, top) ? 0 : 1;
    }
  }
  scatter(d, from, k, size - k);
  return failed;
}

/** Merges the two ascending blocks into poles with their z, first and last components. */
function gather(d: usize, from: i32, cut: i32, end: i32): void {
  let i = from;
  let j = cut;
  for (let out: i32 = 0; out < end - from; out++) {
    if (j >= end || (i < cut && at<f64>(d, i) <= at<f64>(d, j))) {
      put<f64>(pole, out, at<f64>(d, i));
      put<f64>(zed, out, at<f64>(last, i));
      put<f64>(poleFirst, out, at<f64>(first, i));
      put<f64>(poleLast, out, 0);
      i++;
    } else {
      put<f64>(pole, out, at<f64>(d, j));
      put<f64>(zed, out, at<f64>(first, j));
      put<f64>(poleFirst, out, 0);
      put<f64>(poleLast, out, at<f64>(last, j));
      j++;
    }
  }
}

/**
 * Sets aside the poles that stay eigenvalues: rho |z| negligible, or z rotated into a neighbour that is closer than the
 * tolerance. The others move to the front. Returns how many those are.
 */
function deflate(size: i32, rho: f64, tolerance: f64): i32 {
  let k: i32 = 0;
  let away: i32 = 0;
  let candidate: i32 = -1;
  for (let i: i32 = 0; i < size; i++) {
    if (rho * abs<f64>(at<f64>(zed, i)) <= tolerance) {
      setAside(away++, i);
      continue;
    }
    if (candidate >= 0) {
      const zi = at<f64>(zed, i);
      const zc = at<f64>(zed, candidate);
      const size2 = Math.sqrt(zi * zi + zc * zc);
      const c = zi / size2;
      const s = -zc / size2;
      const di = at<f64>(pole, i);
      const dc = at<f64>(pole, candidate);
      if (abs<f64>((di - dc) * c * s) <= tolerance) {
        put<f64>(zed, i, size2);
        turn(poleFirst, candidate, i, c, s);
        turn(poleLast, candidate, i, c, s);
        put<f64>(pole, candidate, dc * c * c + di * s * s);
        put<f64>(pole, i, dc * s * s + di * c * c);
        setAside(away++, candidate);
      } else keepPole(k++, candidate);
    }
    candidate = i;
  }
  if (candidate >= 0) keepPole(k++, candidate);
  return k;
}

// @ts-ignore: decorator
@inline
function turn(x: usize, i: i32, j: i32, c: f64, s: f64): void {
  const a = at<f64>(x, i);
  const b = at<f64>(x, j);
  put<f64>(x, i, c * a + s * b);
  put<f64>(x, j, c * b - s * a);
}

// @ts-ignore: decorator
@inline
function keepPole(to: i32, i: i32): void {
  put<f64>(pole, to, at<f64>(pole, i));
  put<f64>(zed, to, at<f64>(zed, i));
  put<f64>(poleFirst, to, at<f64>(poleFirst, i));
  put<f64>(poleLast, to, at<f64>(poleLast, i));
}

/** Inserts pole i into the ascending list of those set aside. */
function setAside(count: i32, i: i32): void {
  const value = at<f64>(pole, i);
  let to = count;
  for (; to > 0 && at<f64>(aside, to - 1) > value; to--) {
    put<f64>(aside, to, at<f64>(aside, to - 1));
    put<f64>(asideFirst, to, at<f64>(asideFirst, to - 1));
    put<f64>(asideLast, to, at<f64>(asideLast, to - 1));
  }
  put<f64>(aside, to, value);
  put<f64>(asideFirst, to, at<f64>(poleFirst, i));
  put<f64>(asideLast, to, at<f64>(poleLast, i));
}

/** Merges roots and poles set aside back into d, first and last. */
function scatter(d: usize, from: i32, k: i32, away: i32): void {
  let i: i32 = 0;
  let j: i32 = 0;
  for (let out = from; out < from + k + away; out++) {
    if (j >= away || (i < k && at<f64>(root, i) <= at<f64>(aside, j))) {
      put<f64>(d, out, at<f64>(root, i));
      put<f64>(first, out, at<f64>(rootFirst, i));
      put<f64>(last, out, at<f64>(rootLast, i));
      i++;
    } else {
      put<f64>(d, out, at<f64>(aside, j));
      put<f64>(first, out, at<f64>(asideFirst, j));
      put<f64>(last, out, at<f64>(asideLast, j));
      j++;
    }
  }
}

let slope: f64 = 0;

/** sum of weights/(pole - origin - tau) over [from, end); sum of weights/(...)^2 in `slope`. */
function nearSum(from: i32, end: i32, origin: f64, tau: f64): f64 {
  const o = f64x2.splat(origin);
  const t = f64x2.splat(tau);
  let sum = f64x2.splat(0);
  let square = sum;
  let p = (from as usize) << 3;
  const stop = (end as usize) << 3;
  const one = f64x2.splat(1);
  for (; p + 16 <= stop; p += 16) {
    const r = f64x2.div(one, f64x2.sub(f64x2.sub(v128.load(pole + p), o), t));
    const w = f64x2.mul(v128.load(weight + p), r);
    sum = f64x2.add(sum, w);
    square = f64x2.add(square, f64x2.mul(w, r));
  }
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  slope = f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1);
  if (p < stop) {
    const r = 1 / (load<f64>(pole + p) - origin - tau);
    const w = load<f64>(weight + p) * r;
    total += w;
    slope += w * r;
  }
  return total;
}

/** sum of the weights of one set/(pole - origin - tau) over [from, end). */
function nearSumOf(weights: usize, from: i32, end: i32, origin: f64, tau: f64): f64 {
  const o = f64x2.splat(origin);
  const t = f64x2.splat(tau);
  let sum = f64x2.splat(0);
  let p = (from as usize) << 3;
  const stop = (end as usize) << 3;
  for (; p + 16 <= stop; p += 16)
    sum = f64x2.add(sum, f64x2.div(v128.load(weights + p), f64x2.sub(f64x2.sub(v128.load(pole + p), o), t)));
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (p < stop) total += load<f64>(weights + p) / (load<f64>(pole + p) - origin - tau);
  return total;
}

/**
 * Root j, the one above pole j: poles [near, nearEnd) directly, the rest from the far field of `leaf` (none when leaf < 0).
 * Measured from the nearer pole and improved by the rational function through value and slope of both sides (the middle
 * way: Li, LAPACK Working Note 89, 1994), inside a shrinking bracket. Stores root and components; false at the cap.
 */
function solve(j: i32, k: i32, near: i32, nearEnd: i32, leaf: i32, rho: f64, top: bool): bool {
  const left = at<f64>(pole, j);
  let right: f64;
  if (j + 1 < k) right = at<f64>(pole, j + 1);
  else {
    // Beyond the last pole the root is at most rho |z|^2 away; a little more keeps the function positive there.
    let total: f64 = 0;
    for (let i: i32 = 0; i < k; i++) total += at<f64>(weight, i);
    right = left + total * (1 + 4 * unitRoundoff<f64>());
  }
  const width = right - left;
  let origin = left;
  let tau = 0.5 * width;
  let low: f64 = 0;
  let high = width;
  let settled = false;
  let total: f64 = 0;
  for (let iteration: i32 = 0; iteration < CAP; iteration++) {
    const psi = nearSum(near, j + 1, origin, tau);
    let psiSlope = slope;
    const phi = nearSum(j + 1, nearEnd, origin, tau);
    let phiSlope = slope;
    let far: f64 = 0;
    if (leaf >= 0) {
      far = cauchyFarSlope(leaf, origin + tau);
      psiSlope += 0.5 * cauchySlope;
      phiSlope += 0.5 * cauchySlope;
    }
    const g = 1 + far + psi + phi;
    total = psiSlope + phiSlope;
    if (iteration == 0 && g < 0) {
      // The root is nearer to the right pole: measure from there.
      origin = right;
      tau -= width;
      low = tau;
      high = 0;
    } else if (g < 0) low = tau;
    else high = tau;
    const error = unitRoundoff<f64>() * (1 + abs<f64>(far) + 2 * (abs<f64>(psi) + abs<f64>(phi)));
    if (abs<f64>(g) <= error || high - low <= 2 * unitRoundoff<f64>() * abs<f64>(tau)) {
      settled = true;
      break;
    }
    const toLeft = left - origin - tau;
    const toRight = right - origin - tau;
    const c = g - psiSlope * toLeft - phiSlope * toRight;
    const a = c * (toLeft + toRight) + psiSlope * toLeft * toLeft + phiSlope * toRight * toRight;
    const b = toLeft * toRight * g;
    const root2 = Math.sqrt(max<f64>(0, a * a - 4 * b * c));
    const step = a <= 0 ? (a - root2) / (2 * c) : (2 * b) / (a + root2);
    const next = tau + step;
    if (next == tau) {
      settled = true;
      break;
    }
    tau = next > low && next < high ? next : 0.5 * (low + high);
  }
  put<f64>(root, j, origin + tau);
  if (!top) {
    const inverse = Math.sqrt(rho / total);
    let f = nearSumOf(weight + stride, near, nearEnd, origin, tau);
    let l = nearSumOf(weight + 2 * stride, near, nearEnd, origin, tau);
    if (leaf >= 0) {
      f += cauchyFar(leaf, 1, origin + tau);
      l += cauchyFar(leaf, 2, origin + tau);
    }
    put<f64>(rootFirst, j, f * inverse);
    put<f64>(rootLast, j, l * inverse);
  }
  return settled;
}
