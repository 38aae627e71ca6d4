/**
 * Eigenvectors of an unreduced symmetric tridiagonal matrix for given eigenvalues by inverse iteration (LAPACK: dstein,
 * dlagtf, dlagts; Peters and Wilkinson, SIAM Review 21, 339, 1979).
 *
 * T - w = P L U by Gaussian elimination with partial pivoting (U has two superdiagonals); a solve with a random right-hand
 * side leaves the eigenvector. Vectors whose values lie within CLUSTER times the norm of their predecessor form a
 * group, and each is cleared of the group's earlier ones, twice, within every iteration.
 */
import { at, entryBytes, put, unitRoundoff } from "../base/numeric";
import { axpy, dot, scale } from "../blas/vectors";

/** Values closer than this times the norm are made orthogonal explicitly (dstein's ORTOL). */
const CLUSTER: f64 = 1e-3;
const MAX_ITERATIONS: i32 = 8;
/** Iterations after the first that grows enough. */
const EXTRA_ITERATIONS: i32 = 2;
/** Values of a group are kept apart by this many ulps, so that their solves differ. */
const SEPARATION_UNITS: f64 = 10;

/** Bytes that `inverseIteration` needs as workspace. */
export function inverseIterationWorkspace(n: i32): f64 {
  return entryBytes(5 * n);
}

/**
 * d: n, e: n - 1 (f64), w: `count` ascending eigenvalues. z: `count` rows of n, `stride` elements apart. Returns how many
 * vectors did not converge.
 */
export function inverseIteration(
  n: i32,
  d: usize,
  e: usize,
  count: i32,
  w: usize,
  z: usize,
  stride: i32,
  work: usize,
): i32 {
  if (n == 1) {
    store<f64>(z, 1);
    return 0;
  }
  const row = (stride as usize) << 3;
  const eps = unitRoundoff<f64>();
  let norm: f64 = 0;
  for (let i: i32 = 0; i < n; i++) {
    const before = i > 0 ? abs<f64>(at<f64>(e, i - 1)) : 0;
    const behind = i < n - 1 ? abs<f64>(at<f64>(e, i)) : 0;
    norm = max<f64>(norm, abs<f64>(at<f64>(d, i)) + before + behind);
  }
  // With |b| = 1 and this growth the residual of x / |x| is of the order of roundoff.
  const enough = 0.1 / (eps * norm * sqrt<f64>(n as f64));
  let failed: i32 = 0;
  let group: i32 = 0; // first vector of the current group
  let previous: f64 = 0;
  for (let k: i32 = 0; k < count; k++) {
    let value = at<f64>(w, k);
    if (k > 0) {
      if (value - at<f64>(w, k - 1) > CLUSTER * norm) group = k;
      else
        value = max<f64>(value, previous + SEPARATION_UNITS * eps * max<f64>(abs<f64>(previous), eps * norm));
    }
    previous = value;
    factor(n, d, e, value, eps * norm, work);
    const x = z + (k as usize) * row;
    randomVector(n, k, x);
    let left = EXTRA_ITERATIONS;
    let converged = false;
    for (let iteration = 0; iteration < MAX_ITERATIONS && left >= 0; iteration++) {
      solve(n, x, work);
      for (let pass = 0; pass < 2; pass++)
        for (let i = group; i < k; i++) {
          const other = z + (i as usize) * row;
          axpy<f64>(n, -dot<f64>(n, x, other), other, x);
        }
      const grown = norm2(n, x);
      if (!(grown > 0 && grown < Infinity)) {
        randomVector(n, k + 7919 * (iteration + 1), x);
        continue;
      }
      scale<f64>(n, 1 / grown, x);
      if (grown >= enough) converged = true;
      if (converged) left--;
    }
    if (!converged) failed++;
  }
  return failed;
}

/** Euclidean norm with a guard against overflow. */
function norm2(n: i32, x: usize): f64 {
  let largest: f64 = 0;
  for (let i: i32 = 0; i < n; i++) largest = max<f64>(largest, abs<f64>(at<f64>(x, i)));
  if (!(largest > 0 && largest < Infinity)) return largest;
  let sum: f64 = 0;
  for (let i: i32 = 0; i < n; i++) {
    const t = at<f64>(x, i) / largest;
    sum += t * t;
  }
  return largest * sqrt<f64>(sum);
}

/** Entries uniform on (-1, 1), scaled to length 1, from a splitmix64 sequence of their own. */
function randomVector(n: i32, seed: i32, x: usize): void {
  let state: u64 = ((seed as u64) + 1) * 0x9e3779b97f4a7c15;
  for (let i: i32 = 0; i < n; i++) {
    state += 0x9e3779b97f4a7c15;
    let mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    put<f64>(x, i, (((mixed ^ (mixed >> 31)) >> 11) as f64) * 2.220446049250313e-16 - 1);
  }
  scale<f64>(n, 1 / norm2(n, x), x);
}

/**
 * T - value = P L U. Per row of work: the diagonal of U (pivots below `tiny` are replaced by it), its two
 * superdiagonals, the multiplier, and whether rows i and i + 1 were exchanged.
 */
function factor(n: i32, d: usize, e: usize, value: f64, tiny: f64, work: usize): void {
  const pivots = work;
  const uppers = pivots + ((n as usize) << 3);
  const seconds = uppers + ((n as usize) << 3);
  const multipliers = seconds + ((n as usize) << 3);
  const swaps = multipliers + ((n as usize) << 3);
  let pivot = at<f64>(d, 0) - value;
  let upper = at<f64>(e, 0);
  for (let i: i32 = 0; i < n - 1; i++) {
    const below = at<f64>(e, i);
    const diagonal = at<f64>(d, i + 1) - value;
    const next = i + 1 < n - 1 ? at<f64>(e, i + 1) : 0;
    if (abs<f64>(pivot) >= abs<f64>(below)) {
      if (abs<f64>(pivot) < tiny) pivot = copysign<f64>(tiny, pivot);
      const m = below / pivot;
      put<f64>(pivots, i, pivot);
      put<f64>(uppers, i, upper);
      put<f64>(seconds, i, 0);
      put<f64>(multipliers, i, m);
      put<f64>(swaps, i, 0);
      pivot = diagonal - m * upper;
      upper = next;
    } else {
      const m = pivot / below;
      put<f64>(pivots, i, below);
      put<f64>(uppers, i, diagonal);
      put<f64>(seconds, i, next);
      put<f64>(multipliers, i, m);
      put<f64>(swaps, i, 1);
      pivot = upper - m * diagonal;
      upper = -m * next;
    }
  }
  put<f64>(pivots, n - 1, abs<f64>(pivot) < tiny ? copysign<f64>(tiny, pivot) : pivot);
}

/** x <- U^-1 L^-1 P^-1 x */
function solve(n: i32, x: usize, work: usize): void {
  const pivots = work;
  const uppers = pivots + ((n as usize) << 3);
  const seconds = uppers + ((n as usize) << 3);
  const multipliers = seconds + ((n as usize) << 3);
  const swaps = multipliers + ((n as usize) << 3);
  for (let i: i32 = 0; i < n - 1; i++) {
    let own = at<f64>(x, i);
    let next = at<f64>(x, i + 1);
    if (at<f64>(swaps, i) != 0) {
      const held = own;
      own = next;
      next = held;
      put<f64>(x, i, own);
    }
    put<f64>(x, i + 1, next - at<f64>(multipliers, i) * own);
  }
  let behind = at<f64>(x, n - 1) / at<f64>(pivots, n - 1);
  put<f64>(x, n - 1, behind);
  let second: f64 = 0;
  for (let i = n - 2; i >= 0; i--) {
    const value =
      (at<f64>(x, i) - at<f64>(uppers, i) * behind - at<f64>(seconds, i) * second) / at<f64>(pivots, i);
    put<f64>(x, i, value);
    second = behind;
    behind = value;
  }
}
