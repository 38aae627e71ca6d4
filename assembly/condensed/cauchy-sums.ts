/**
 * Sums over poles, S(x) = sum_i w_i/(y_i - x), at targets that lie between the poles: a fast multipole method in one
 * dimension (Greengard and Rokhlin, J. Comput. Phys. 73, 325, 1987) whose expansions are interpolations at Chebyshev points
 * (Dutt, Gu and Rokhlin, SIAM J. Numer. Anal. 33, 1689, 1996; Fong and Darve, J. Comput. Phys. 228, 8712, 2009).
 *
 * The ascending poles form a binary tree by index, node (l, m) = poles [m k/2^l, (m+1) k/2^l). A source node stands for its poles
 * by weights at the P Chebyshev points of its interval (exact for polynomials in y of degree < P); a target node, the
 * interval from its first pole to the next node's, holds the far field as a Chebyshev series. Two nodes meet through
 * expansions when they are at least as far apart as the wider one is wide: a pole of 1/(y - x) is then three half widths
 * from the centre, the series converge as 5.8^-P, and P = 18 gives 2e-14. What is not far at any level stays near: for a leaf
 * a contiguous range of poles, which the caller sums directly.
 *
 * Places are absolute: poles and targets are as good as moved by eps |y|, no more.
 *
 * SETS weightings share the geometry and the kernel.
 */
import { at, put } from "../base/numeric";

/** Weightings that are summed at once. */
export const SETS: i32 = 3;
const P: i32 = 18;
/** Most poles of a leaf; three leaves and the series then cost about the same. */
const LEAF: i32 = 24;

/** A node: centre and half width as source and as target, its near range at its level, weights, series. */
const SOURCE_CENTRE: i32 = 0;
const SOURCE_HALF: i32 = 1;
const TARGET_CENTRE: i32 = 2;
const TARGET_HALF: i32 = 3;
const NEAR_FROM: i32 = 4;
const NEAR_TO: i32 = 5;
const WEIGHTS: i32 = 6;
const SERIES: i32 = 6 + SETS * P;
const NODE: i32 = 6 + 2 * SETS * P;
/** Before the nodes: T_q at the Chebyshev points (P x P), one row of T_q, moments. */
const HEAD: i32 = P * P + P + SETS * P;

let levels: i32 = 0;
let poles: i32 = 0;
let table: usize = 0;
let nodes: usize = 0;

function levelsFor(k: i32): i32 {
  let l: i32 = 0;
  while (k >> l > LEAF) l++;
  return l;
}

/** f64 of workspace for k poles. */
export function cauchyElements(k: i32): i32 {
  return HEAD + NODE * ((2 << levelsFor(k)) - 1);
}

/** Leaves of the tree that was built last. */
export function cauchyLeaves(): i32 {
  return 1 << levels;
}

/** First pole of leaf m; of leaf `cauchyLeaves()`: the number of poles. */
export function cauchyLeafStart(m: i32): i32 {
  return start(levels, m);
}

function start(level: i32, m: i32): i32 {
  return (((m as i64) * (poles as i64)) >> level) as i32;
}

// @ts-ignore: decorator
@inline
function node(level: i32, m: i32): usize {
  return nodes + (((1 << level) - 1 + m) as usize) * ((NODE as usize) << 3);
}

/** First and end of the poles that leaf m must sum directly. */
export function cauchyNearFrom(m: i32): i32 {
  return start(levels, at<f64>(node(levels, m), NEAR_FROM) as i32);
}
export function cauchyNearEnd(m: i32): i32 {
  return start(levels, (at<f64>(node(levels, m), NEAR_TO) as i32) + 1);
}

/** Adds weight * T_q(t) to the moments: `weights` holds one weight for each set, `step` bytes apart. */
function addMoments(t: f64, weights: usize, step: usize): void {
  const row = table + ((P * P) << 3);
  const moments = row + (P << 3);
  let before: f64 = 1;
  let value = t;
  put<f64>(row, 0, 1);
  for (let q: i32 = 1; q < P; q++) {
    put<f64>(row, q, value);
    const next = 2 * t * value - before;
    before = value;
    value = next;
  }
  for (let s: i32 = 0; s < SETS; s++) {
    const w = load<f64>(weights + (s as usize) * step);
    const set = moments + ((s * P) << 3);
    for (let q: i32 = 0; q < P; q++) put<f64>(set, q, at<f64>(set, q) + w * at<f64>(row, q));
  }
}

function clearMoments(): void {
  memory.fill(table + ((P * P + P) << 3), 0, (SETS * P) << 3);
}

/** Weights at the Chebyshev points from the moments: (1/P) M_0 + (2/P) sum_q T_q(x_b) M_q. */
function momentsToWeights(weights: usize): void {
  const moments = table + ((P * P + P) << 3);
  for (let s: i32 = 0; s < SETS; s++) {
    const set = moments + ((s * P) << 3);
    for (let b: i32 = 0; b < P; b++) {
      const row = table + ((b * P) << 3);
      let sum = 0.5 * at<f64>(set, 0);
      for (let q: i32 = 1; q < P; q++) sum += at<f64>(row, q) * at<f64>(set, q);
      put<f64>(weights, s * P + b, sum * (2.0 / (P as f64)));
    }
  }
}

/** The series' value at t in [-1, 1] (Clenshaw). */
// @ts-ignore: decorator
@inline
function clenshaw(series: usize, t: f64): f64 {
  let b1: f64 = 0;
  let b2: f64 = 0;
  const two = 2 * t;
  for (let q = P - 1; q > 0; q--) {
    const b = at<f64>(series, q) + two * b1 - b2;
    b2 = b1;
    b1 = b;
  }
  return at<f64>(series, 0) + t * b1 - b2;
}

/** Adds what the source node's weights send to the target node's Chebyshev points. */
function interact(target: usize, source: usize): void {
  const tc = at<f64>(target, TARGET_CENTRE);
  const th = at<f64>(target, TARGET_HALF);
  const sc = at<f64>(source, SOURCE_CENTRE);
  const sh = at<f64>(source, SOURCE_HALF);
  const series = target + (SERIES << 3);
  const weights = source + (WEIGHTS << 3);
  const one = f64x2.splat(1);
  // T_1 at the points are the points themselves.
  for (let a: i32 = 0; a < P; a += 2) {
    const x = f64x2(
      tc + th * load<f64>(table + ((a * P + 1) << 3)),
      tc + th * load<f64>(table + (((a + 1) * P + 1) << 3)),
    );
    const at0 = series + (a << 3);
    const at1 = at0 + (P << 3);
    const at2 = at1 + (P << 3);
    let sum0 = v128.load(at0);
    let sum1 = v128.load(at1);
    let sum2 = v128.load(at2);
    for (let b: i32 = 0; b < P; b++) {
      const y = sc + sh * load<f64>(table + ((b * P + 1) << 3));
      const r = f64x2.div(one, f64x2.sub(f64x2.splat(y), x));
      const w = weights + (b << 3);
      sum0 = f64x2.add(sum0, f64x2.mul(r, v128.load64_splat(w)));
      sum1 = f64x2.add(sum1, f64x2.mul(r, v128.load64_splat(w + (P << 3))));
      sum2 = f64x2.add(sum2, f64x2.mul(r, v128.load64_splat(w + ((2 * P) << 3))));
    }
    v128.store(at0, sum0);
    v128.store(at1, sum1);
    v128.store(at2, sum2);
  }
}

/** Whether the source is at least as far from the target as the wider of the two is wide. */
// @ts-ignore: decorator
@inline
function apart(target: usize, source: usize): bool {
  const th = at<f64>(target, TARGET_HALF);
  const sh = at<f64>(source, SOURCE_HALF);
  const distance = abs<f64>(at<f64>(target, TARGET_CENTRE) - at<f64>(source, SOURCE_CENTRE)) - th - sh;
  return distance >= 2 * max<f64>(th, sh);
}

/**
 * Builds the tree for poles y[0..k), ascending and distinct, and SETS arrays of weights w, `stride` bytes apart. All targets
 * must lie between y[0] and `last`. After it `cauchyFar` gives the far field of a leaf.
 */
export function cauchyBuild(k: i32, y: usize, w: usize, stride: usize, last: f64, work: usize): void {
  poles = k;
  levels = levelsFor(k);
  table = work;
  nodes = work + ((HEAD as usize) << 3);
  for (let b: i32 = 0; b < P; b++)
    for (let q: i32 = 0; q < P; q++)
      put<f64>(table, b * P + q, Math.cos(((q * (2 * b + 1)) as f64) * (Math.PI / ((2 * P) as f64))));

  for (let l = levels; l >= 0; l--)
    for (let m: i32 = 0; m < 1 << l; m++) {
      const here = node(l, m);
      const from = start(l, m);
      const end = start(l, m + 1);
      const low = at<f64>(y, from);
      const high = at<f64>(y, end - 1);
      const beyond = end < k ? at<f64>(y, end) : last;
      const centre = 0.5 * (low + high);
      const half = 0.5 * (high - low);
      put<f64>(here, SOURCE_CENTRE, centre);
      put<f64>(here, SOURCE_HALF, half);
      put<f64>(here, TARGET_CENTRE, 0.5 * (low + beyond));
      put<f64>(here, TARGET_HALF, 0.5 * (beyond - low));
      clearMoments();
      const inverse: f64 = half > 0 ? 1 / half : 0;
      if (l == levels)
        for (let i = from; i < end; i++)
          addMoments((at<f64>(y, i) - centre) * inverse, w + ((i as usize) << 3), stride);
      else
        for (let child = 2 * m; child < 2 * m + 2; child++) {
          const below = node(l + 1, child);
          const c = at<f64>(below, SOURCE_CENTRE) - centre;
          const h = at<f64>(below, SOURCE_HALF);
          for (let b: i32 = 0; b < P; b++)
            addMoments((c + h * at<f64>(table, b * P + 1)) * inverse, below + ((WEIGHTS + b) << 3), P << 3);
        }
      momentsToWeights(here + (WEIGHTS << 3));
      memory.fill(here + (SERIES << 3), 0, (SETS * P) << 3);
    }

  put<f64>(nodes, NEAR_FROM, 0);
  put<f64>(nodes, NEAR_TO, 0);
  for (let l: i32 = 1; l <= levels; l++) for (let m: i32 = 0; m < 1 << l; m++) descend(l, m);
}

/** The far field of node (l, m): its parent's, and that of the nodes which were near the parent and are far from it. */
function descend(l: i32, m: i32): void {
  const here = node(l, m);
  const parent = node(l - 1, m >> 1);
  let from = 2 * (at<f64>(parent, NEAR_FROM) as i32);
  let to = 2 * (at<f64>(parent, NEAR_TO) as i32) + 1;
  for (; from < m && apart(here, node(l, from)); from++) interact(here, node(l, from));
  for (; to > m && apart(here, node(l, to)); to--) interact(here, node(l, to));
  put<f64>(here, NEAR_FROM, from as f64);
  put<f64>(here, NEAR_TO, to as f64);

  // Values at the Chebyshev points become the coefficients of the series.
  const shift =
    (at<f64>(here, TARGET_CENTRE) - at<f64>(parent, TARGET_CENTRE)) / at<f64>(parent, TARGET_HALF);
  const ratio = at<f64>(here, TARGET_HALF) / at<f64>(parent, TARGET_HALF);
  const values = table + ((P * P) << 3);
  for (let s: i32 = 0; s < SETS; s++) {
    const series = here + ((SERIES + s * P) << 3);
    const above = parent + ((SERIES + s * P) << 3);
    for (let a: i32 = 0; a < P; a++)
      put<f64>(values, a, at<f64>(series, a) + clenshaw(above, shift + ratio * at<f64>(table, a * P + 1)));
    for (let q: i32 = 0; q < P; q++) {
      let sum: f64 = 0;
      for (let a: i32 = 0; a < P; a++) sum += at<f64>(values, a) * at<f64>(table, a * P + q);
      put<f64>(series, q, sum * ((q == 0 ? 1.0 : 2.0) / (P as f64)));
    }
  }
}

/** Slope of the far field that `cauchyFar` evaluated last. */
export let cauchySlope: f64 = 0;

/** Far field of set s at x in leaf m. */
export function cauchyFar(m: i32, s: i32, x: f64): f64 {
  const here = node(levels, m);
  return clenshaw(
    here + ((SERIES + s * P) << 3),
    (x - at<f64>(here, TARGET_CENTRE)) / at<f64>(here, TARGET_HALF),
  );
}

/** Far field of set 0 at x in leaf m, and its slope in `cauchySlope`. */
export function cauchyFarSlope(m: i32, x: f64): f64 {
  const here = node(levels, m);
  const inverse = 1 / at<f64>(here, TARGET_HALF);
  const t = (x - at<f64>(here, TARGET_CENTRE)) * inverse;
  const series = here + (SERIES << 3);
  const two = 2 * t;
  let b1: f64 = 0;
  let b2: f64 = 0;
  let d1: f64 = 0;
  let d2: f64 = 0;
  for (let q = P - 1; q > 0; q--) {
    const d0 = 2 * b1 + two * d1 - d2;
    const b = at<f64>(series, q) + two * b1 - b2;
    d2 = d1;
    d1 = d0;
    b2 = b1;
    b1 = b;
  }
  cauchySlope = (b1 + t * d1 - d2) * inverse;
  return at<f64>(series, 0) + t * b1 - b2;
}
