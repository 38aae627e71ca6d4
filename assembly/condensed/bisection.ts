/**
 * Chosen eigenvalues of an unreduced symmetric tridiagonal matrix by bisection with Sturm counts (LAPACK: dstebz,
 * dlaebz; Kahan, Stanford report CS41, 1966; Demmel, Dhillon and Ren, ETNA 3, 116, 1995).
 *
 * The pivots of T - x = L D L^T, q_0 = d_0 - x, q_i = d_i - x - e_(i-1)^2 / q_(i-1), have as many minus signs as T has
 * eigenvalues below x, and the count is right for a matrix whose e differ by a few ulps: values that such changes leave
 * alone (scaled diagonally dominant matrices) are found to high relative accuracy. A pivot of zero makes the next one
 * infinite with the right sign, so that nothing needs a test as long as no e_i^2 is zero. Two points are counted at
 * once, one in each lane, because the loop waits for its division.
 */
import { at, entryBytes, index, put, putIndex } from "../base/numeric";

/** Share by which Gershgorin's discs are widened: a Sturm count errs by a few units of roundoff of the largest disc. */
const WIDENING: f64 = 1e-12;

/** More halvings than doubles between two numbers, so that the loop ends whatever happens. */
const MAX_HALVINGS: i32 = 2200;

/** Bytes that `bisect` needs as workspace for `count` values. */
export function bisectWorkspace(count: i32): f64 {
  return entryBytes(2 * count + 2);
}

/** How many eigenvalues are below x0 and below x1: into the i32 pair `counts`. sides: e_i^2 > 0, n - 1 of them. */
function sturmCounts(n: i32, d: usize, sides: usize, x0: f64, x1: f64, counts: usize): void {
  const x = f64x2.replace_lane(f64x2.splat(x0), 1, x1);
  let q = f64x2.sub(v128.load64_splat(d), x);
  let negative = i64x2.shr_u(q, 63);
  const end = d + ((n as usize) << 3);
  for (let p = d + 8; p < end; p += 8, sides += 8) {
    q = f64x2.sub(f64x2.sub(v128.load64_splat(p), x), f64x2.div(v128.load64_splat(sides), q));
    negative = i64x2.add(negative, i64x2.shr_u(q, 63));
  }
  putIndex(counts, 0, i64x2.extract_lane(negative, 0) as i32);
  putIndex(counts, 1, i64x2.extract_lane(negative, 1) as i32);
}

const countPair: usize = memory.data(8, 16);

/** How many eigenvalues are below x. */
export function sturmCount(n: i32, d: usize, sides: usize, x: f64): i32 {
  sturmCounts(n, d, sides, x, x, countPair);
  return index(countPair, 0);
}

/**
 * Eigenvalues number first..last (from 0, ascending) of the matrix with diagonal d (n) and squared off-diagonal `sides`
 * (n - 1, none of them 0) into w. work: bisectWorkspace(last - first + 1).
 */
export function bisect(n: i32, d: usize, sides: usize, first: i32, last: i32, w: usize, work: usize): void {
  const count = last - first + 1;
  const lows = work;
  const highs = work + ((count as usize) << 3);
  // Gershgorin's discs, widened by more than the rounding of the count.
  let lo = Infinity;
  let hi = -Infinity;
  for (let i: i32 = 0; i < n; i++) {
    const radius =
      (i > 0 ? sqrt<f64>(at<f64>(sides, i - 1)) : 0) + (i < n - 1 ? sqrt<f64>(at<f64>(sides, i)) : 0);
    lo = min<f64>(lo, at<f64>(d, i) - radius);
    hi = max<f64>(hi, at<f64>(d, i) + radius);
  }
  const margin = WIDENING * max<f64>(abs<f64>(lo), abs<f64>(hi)) + f64.MIN_VALUE;
  for (let i: i32 = 0; i < count; i++) {
    put<f64>(lows, i, lo - margin);
    put<f64>(highs, i, hi + margin);
  }
  for (let i: i32 = 0; i < count; i += 2) {
    const j = min<i32>(i + 1, count - 1);
    for (let halving = 0; halving < MAX_HALVINGS; halving++) {
      const xi = middle(at<f64>(lows, i), at<f64>(highs, i));
      const xj = middle(at<f64>(lows, j), at<f64>(highs, j));
      const doneI = xi <= at<f64>(lows, i) || xi >= at<f64>(highs, i);
      const doneJ = xj <= at<f64>(lows, j) || xj >= at<f64>(highs, j);
      if (doneI && doneJ) break;
      sturmCounts(n, d, sides, xi, xj, countPair);
      if (!doneI) narrow(i, count, index(countPair, 0) - first, xi, lows, highs);
      if (!doneJ) narrow(i, count, index(countPair, 1) - first, xj, lows, highs);
    }
    // The value is in [low, high): low itself when it is a double.
    put<f64>(w, i, at<f64>(lows, i));
    put<f64>(w, j, at<f64>(lows, j));
  }
}

// @ts-ignore: decorator
@inline
function middle(lo: f64, hi: f64): f64 {
  return 0.5 * lo + 0.5 * hi;
}

/** x has `below` of the values from i on to its left: what is known about all of them. */
function narrow(i: i32, count: i32, below: i32, x: f64, lows: usize, highs: usize): void {
  for (let k = i; k < count; k++) {
    if (k < below) {
      if (x < at<f64>(highs, k)) put<f64>(highs, k, x);
    } else if (x > at<f64>(lows, k)) put<f64>(lows, k, x);
  }
}
