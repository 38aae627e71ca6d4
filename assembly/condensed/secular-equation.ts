/**
 * Roots of the secular equation of divide and conquer (LAPACK: dlaed4, dlasd4),
 *
 *   f(x) = 1/rho + sum_i z_i^2 / (p_i - x) = 0,   p_0 < p_1 < ... < p_(k-1),
 *
 * p_i = d_i for a symmetric rank-one update and p_i = d_i^2 for singular values. f increases between poles, so that root
 * j lies between p_j and p_(j+1), the last one at most rho ||z||^2 above the last pole.
 *
 * The root is found relative to the nearer pole (the origin), because the vectors need p_i - x to full relative
 * accuracy. An iterate is improved by the rational function that has the two neighbouring poles and agrees with
 * psi = sum_(i<=j) and phi = sum_(i>j) in value and slope (the middle way: Li, LAPACK Working Note 89, 1994), inside a
 * bracket that shrinks at every step: an iterate that leaves it, or does not pay, becomes a bisection.
 */
import { at, put, unitRoundoff } from "../base/numeric";
import { bytesOf, loadPair } from "../base/simd";

/** Far more than is ever needed (about 4), since every second step at worst halves the bracket's exponent. */
const MAX_ITERATIONS: i32 = 100;

let psi: f64 = 0;
let phi: f64 = 0;
let psiSlope: f64 = 0;
let phiSlope: f64 = 0;

/** The pole that the last root is measured from. */
export let secularOrigin: i32 = 0;

/** gaps[i] = p_i - p_origin, to full relative accuracy: p = d, or d^2 when `squared`. */
function measureFrom(k: i32, origin: i32, d: usize, gaps: usize, squared: bool): void {
  const o = at<f64>(d, origin);
  const vo = f64x2.splat(o);
  let i: i32 = 0;
  for (; i + 2 <= k; i += 2) {
    const p = (i as usize) << 3;
    const x = v128.load(d + p);
    const gap = f64x2.sub(x, vo);
    v128.store(gaps + p, squared ? f64x2.mul(gap, f64x2.add(x, vo)) : gap);
  }
  if (i < k) {
    const x = at<f64>(d, i);
    put<f64>(gaps, i, squared ? (x - o) * (x + o) : x - o);
  }
}

let partValue: f64 = 0;
let partSlope: f64 = 0;

/** sum z^2 / (gap - x) and sum z^2 / (gap - x)^2 over i in [from, to). */
function sumPoles(from: i32, to: i32, gaps: usize, z: usize, x: f64): void {
  const vx = f64x2.splat(x);
  let value0 = f64x2.splat(0);
  let slope0 = value0;
  let value1 = value0;
  let slope1 = value0;
  let p = (from as usize) << 3;
  const end = (to as usize) << 3;
  for (; p + 32 <= end; p += 32) {
    const z0 = v128.load(z + p);
    const z1 = v128.load(z + p, 16);
    const t0 = f64x2.div(z0, f64x2.sub(v128.load(gaps + p), vx));
    const t1 = f64x2.div(z1, f64x2.sub(v128.load(gaps + p, 16), vx));
    value0 = f64x2.add(value0, f64x2.mul(z0, t0));
    value1 = f64x2.add(value1, f64x2.mul(z1, t1));
    slope0 = f64x2.add(slope0, f64x2.mul(t0, t0));
    slope1 = f64x2.add(slope1, f64x2.mul(t1, t1));
  }
  value0 = f64x2.add(value0, value1);
  slope0 = f64x2.add(slope0, slope1);
  let value = f64x2.extract_lane(value0, 0) + f64x2.extract_lane(value0, 1);
  let slope = f64x2.extract_lane(slope0, 0) + f64x2.extract_lane(slope0, 1);
  for (; p < end; p += 8) {
    const zi = load<f64>(z + p);
    const t = zi / (load<f64>(gaps + p) - x);
    value += zi * t;
    slope += t * t;
  }
  partValue = value;
  partSlope = slope;
}

/** psi over the poles up to `split`, phi over those behind it. */
function evaluate(k: i32, split: i32, gaps: usize, z: usize, x: f64): void {
  sumPoles(0, split + 1, gaps, z, x);
  psi = partValue;
  psiSlope = partSlope;
  sumPoles(split + 1, k, gaps, z, x);
  phi = partValue;
  phiSlope = partSlope;
}

/** The root of c x^2 - a x + b = 0 that lies between the poles, without cancellation. */
// @ts-ignore: decorator
@inline
function innerRoot(a: f64, b: f64, c: f64): f64 {
  const root = sqrt<f64>(abs<f64>(a * a - 4 * b * c));
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

/** The root to the right of both poles. */
// @ts-ignore: decorator
@inline
function outerRoot(a: f64, b: f64, c: f64): f64 {
  const root = sqrt<f64>(abs<f64>(a * a - 4 * b * c));
  return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
}

/** A point between lo and hi (one of them may be 0, signs agree), halving in exponent where the bracket is wide. */
function between(lo: f64, hi: f64): f64 {
  const small = abs<f64>(lo) < abs<f64>(hi) ? lo : hi;
  const large = small == lo ? hi : lo;
  if (small == 0) return large * 0.01;
  if (large / small > 4) return copysign<f64>(sqrt<f64>(abs<f64>(small)) * sqrt<f64>(abs<f64>(large)), large);
  return 0.5 * (lo + hi);
}

/**
 * Root j of k >= 2 poles. d ascends strictly, z has no zeros, rho > 0; all f64. Returns x - p_origin, sets
 * `secularOrigin`, and leaves gaps[i] = p_i - p_origin.
 */
export function solveSecular(k: i32, j: i32, d: usize, z: usize, rho: f64, gaps: usize, squared: bool): f64 {
  const eps = unitRoundoff<f64>();
  const rhoInverse = 1 / rho;
  const isLast = j == k - 1;
  // The two poles of the interpolant; psi reaches up to the left one.
  const left = isLast ? k - 2 : j;
  const right = left + 1;
  let lo: f64;
  let hi: f64;
  let x: f64;
  const zl = at<f64>(z, left) * at<f64>(z, left);
  const zr = at<f64>(z, right) * at<f64>(z, right);
  if (isLast) {
    secularOrigin = right;
    measureFrom(k, right, d, gaps, squared);
    let norm: f64 = 0;
    for (let i: i32 = 0; i < k; i++) norm += at<f64>(z, i) * at<f64>(z, i);
    lo = 0;
    hi = rho * norm * (1 + 8 * eps);
    // Poles before the last two as seen from the middle of the bracket.
    sumPoles(0, left, gaps, z, 0.5 * hi);
    const c = rhoInverse + partValue;
    const gap = -at<f64>(gaps, left);
    if (c <= 0) x = 0.5 * hi;
    else x = outerRoot(zl + zr - c * gap, -zr * gap, c);
  } else {
    measureFrom(k, j, d, gaps, squared);
    const gap = at<f64>(gaps, j + 1);
    const middle = 0.5 * gap;
    evaluate(k, j, gaps, z, middle);
    const value = rhoInverse + psi + phi;
    const c = value - zr / middle + zl / middle;
    if (value >= 0) {
      secularOrigin = j;
      lo = 0;
      hi = middle;
      x = innerRoot(c * gap + zl + zr, zl * gap, c);
    } else {
      secularOrigin = j + 1;
      measureFrom(k, j + 1, d, gaps, squared);
      lo = -middle;
      hi = 0;
      x = innerRoot(zl + zr - c * gap, -zr * gap, c);
    }
  }
  if (!(x > lo && x < hi)) x = between(lo, hi);

  let previous: f64 = Infinity;
  let slow = false;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    evaluate(k, left, gaps, z, x);
    const value = rhoInverse + psi + phi;
    const slope = psiSlope + phiSlope;
    if (abs<f64>(value) <= eps * (8 * (abs<f64>(psi) + abs<f64>(phi)) + 2 * rhoInverse + abs<f64>(x) * slope))
      break;
    if (value < 0) lo = x;
    else hi = x;
    const toLeft = at<f64>(gaps, left) - x;
    const toRight = at<f64>(gaps, right) - x;
    const c = value - psiSlope * toLeft - phiSlope * toRight;
    const a = (toLeft + toRight) * value - toLeft * toRight * slope;
    const b = toLeft * toRight * value;
    let step = isLast ? outerRoot(a, b, c) : innerRoot(a, b, c);
    if (!(value * step < 0)) step = -value / slope;
    let next = x + step;
    const bisect = slow && abs<f64>(value) > 0.1 * abs<f64>(previous);
    slow = abs<f64>(value) > 0.1 * abs<f64>(previous);
    if (bisect || !(next > lo && next < hi)) {
      next = between(lo, hi);
      slow = false;
    }
    previous = value;
    const moved = abs<f64>(next - x);
    x = next;
    if (moved <= eps * abs<f64>(x)) break;
  }
  return x;
}

/** out[i] = z_i / differences[i], the components of an eigenvector before scaling; returns the sum of their squares. */
export function divideRenewed<T>(k: i32, differences: usize, z: usize, out: usize): f64 {
  let sums = f64x2.splat(0);
  let i: i32 = 0;
  for (; i + 2 <= k; i += 2) {
    const p = (i as usize) << 3;
    const component = f64x2.div(v128.load(z + p), loadPair<T>(differences + bytesOf<T>(i)));
    v128.store(out + p, component);
    sums = f64x2.add(sums, f64x2.mul(component, component));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (i < k) {
    const component = at<f64>(z, i) / (at<T>(differences, i) as f64);
    put<f64>(out, i, component);
    sum += component * component;
  }
  return sum;
}
