/**
 * Singular values of a bidiagonal matrix to high relative accuracy by the differential quotient-difference algorithm
 * with shifts (LAPACK: dlasq1 to dlasq6; Fernando and Parlett, Numer. Math. 67, 191, 1994; Parlett and Marques, LAA
 * 309, 217, 2000).
 *
 * B is kept as the qd array q_i = b_ii^2, e_i = b_i,i+1^2, which represents B^T B = LU. One sweep with shift tau takes
 * it to the array of a B' with B'^T B' similar to B^T B - tau:
 *
 *   d_0 = q_0 - tau;   q'_i = d_i + e_i,   t = q_(i+1) / q'_i,   e'_i = e_i t,   d_(i+1) = d_i t - tau;   q'_last = d_last.
 *
 * Apart from the shifts nothing is subtracted, so that all values keep their relative accuracy as long as all d stay
 * positive, which is the case exactly when tau is below the smallest eigenvalue. A sweep with a negative d is thrown
 * away and repeated with a smaller shift; sweeps write to a second array, so the old one is still there. sigma, the sum
 * of the shifts taken, is carried in two words.
 *
 * An entry e_i is set to zero when e_i <= tol^2 d_i (1 / d_i is the squared norm of what the inverse of the leading rows
 * makes of it: Demmel and Kahan's criterion, a relative change of B by tol), likewise against the very first or last q,
 * or when e_i <= tol^2 sigma, which changes a value theta^2 + sigma by 2 theta sqrt(e_i) <= tol (theta^2 + sigma).
 *
 * The shift is a lower bound of the smallest eigenvalue made from what the last sweep left: when the smallest d stands
 * at the end, the vector with components ratios sqrt(e_i / q_i) from the end upwards has Rayleigh quotient
 * d_last / (1 + a2) and residual d_last sqrt(a2) / (1 + a2), a2 the sum of squares; the bound is the quotient minus the
 * residual, or minus its square over the gap.
 */

import { at, entryBytes, put, unitRoundoff } from "../base/numeric";
import { sortValuesDescending } from "../base/sorting";
import { bidiagonalQr } from "./bidiagonal-qr";

/** Sweeps allowed for each value, on average (about 3 are needed). */
const MAX_SWEEPS: i32 = 30;
/** tol^2 of the criterion above, tol = 2^-51. */
const TOLERANCE2: f64 = 1.9721522630525295e-31;
/** A block is turned end for end when its last q is larger than its first by this. */
const FLIP_BIAS: f64 = 1.5;
/** Beyond this sum of squares the Rayleigh quotient is no use. */
const NORM_LIMIT: f64 = 0.563;
/** Stands for the terms that the sum leaves out. */
const NORM_MARGIN: f64 = 1.05;
/** The largest entry is scaled to 2^this: q + e stays finite and the smallest q as far from underflow as can be. */
const TOP_EXPONENT: i32 = 508;

/** Scaled squares below this may have lost digits to underflow: 2^-900 (the largest is about 2^1016). */
const VALUE_FLOOR: f64 = 1.183e-271;

/** What the last sweep left: the smallest d of all, without the last, without the last two; and these last d. */
let dMin: f64 = 0;
let dMin1: f64 = 0;
let dMin2: f64 = 0;
let dLast: f64 = 0;
let dLast1: f64 = 0;
let dLast2: f64 = 0;
/** Smallest e' of the last sweep. */
let eMin: f64 = 0;
/** Share of dMin to try when nothing is known about the vector. */
let blindShare: f64 = 0.25;

/** Bytes that `dqds` needs as workspace. */
export function dqdsWorkspace(n: i32): f64 {
  return entryBytes(6 * n);
}

/**
 * d: n, e: n - 1 (f64, any signs, finite); on return d holds the singular values, descending, and e is destroyed.
 * Returns 0. Should the iteration reach its cap, or a value be so small (10^-288 of the largest, or zero) that its
 * square may have underflowed, the values come from the implicit QR instead (bidiagonalQr), whose count of failures
 * is returned.
 */
export function dqds(n: i32, d: usize, e: usize, work: usize): i32 {
  if (n == 0) return 0;
  let largest: f64 = 0;
  for (let i: i32 = 0; i < n; i++) {
    largest = max<f64>(largest, abs<f64>(at<f64>(d, i)));
    if (i < n - 1) largest = max<f64>(largest, abs<f64>(at<f64>(e, i)));
  }
  if (largest == 0) {
    for (let i: i32 = 0; i < n; i++) put<f64>(d, i, 0);
    return 0;
  }
  const shiftBy = TOP_EXPONENT - exponentOf(largest);
  const from = work;
  const saved = work + ((n as usize) << 5);
  for (let i: i32 = 0; i < n; i++) {
    const side = i < n - 1 ? at<f64>(e, i) : 0;
    put<f64>(saved, i, at<f64>(d, i));
    put<f64>(saved, n + i, side);
    const q = scaleByPower(at<f64>(d, i), shiftBy);
    const r = scaleByPower(side, shiftBy);
    put<f64>(from, 2 * i, q * q);
    put<f64>(from, 2 * i + 1, r * r);
  }
  // Every d of a sweep is at least the smallest value, so with all of them above the floor no underflow did harm.
  if (!solveArray(n, from, from + ((n as usize) << 4), d) || !allWithin(n, d, VALUE_FLOOR)) {
    memory.copy(d, saved, (n as usize) << 3);
    memory.copy(e, saved + ((n as usize) << 3), ((n - 1) as usize) << 3);
    return bidiagonalQr<f64>(n, d, e, 0, 0, 0, 0);
  }
  for (let i: i32 = 0; i < n; i++) put<f64>(d, i, scaleByPower(sqrt<f64>(at<f64>(d, i)), -shiftBy));
  sortValuesDescending(n, d);
  return 0;
}

/** Is every entry of x at least `low`, finite and a number? */
function allWithin(n: i32, x: usize, low: f64): bool {
  for (let i: i32 = 0; i < n; i++) {
    const value = at<f64>(x, i);
    if (!(value >= low && value < Infinity)) return false;
  }
  return true;
}

/** floor(log2 x) of a positive finite x. */
function exponentOf(x: f64): i32 {
  let bits = (reinterpret<u64>(x) >> 52) as i32;
  if (bits == 0) bits = ((reinterpret<u64>(x * 18014398509481984) >> 52) as i32) - 54;
  return bits - 1023;
}

/** x 2^k in two factors, each of which is a normal number for |k| < 2044. */
function scaleByPower(x: f64, k: i32): f64 {
  const half = k / 2;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(((k + 1023) as u64) << 52);
}

/**
 * All eigenvalues of the qd array a (n pairs q_i, e_i), b a second array; false when the cap is reached. Where a block
 * has been split, e between its parts holds minus the sigma that the upper part waits with.
 */
function solveArray(n: i32, a: usize, b: usize, values: usize): bool {
  let budget = MAX_SWEEPS * n + MAX_SWEEPS;
  let hi = n - 1;
  while (hi >= 0) {
    let lo = hi;
    while (lo > 0 && at<f64>(a, 2 * lo - 1) > 0) lo--;
    const sigma = hi < n - 1 ? -at<f64>(a, 2 * hi + 1) : 0;
    const next = solveBlock(lo, hi, sigma, a, b, values, budget);
    if (next < 0) return false;
    budget = next;
    hi = lo - 1;
    // A split leaves the upper part of the block for the next round.
    if (splitAt >= 0) hi = splitAt;
  }
  return true;
}

/** Where the last `solveBlock` left off: the last row of the part that waits, or -1. */
let splitAt: i32 = -1;

/** Solves rows lo..hi, or those behind a split (then `splitAt` says where); returns the budget left, -1 for none. */
function solveBlock(lo: i32, hi: i32, sigma: f64, a: usize, b: usize, values: usize, budget: i32): i32 {
  let residue: f64 = 0; // second word of sigma
  let known = false; // do dMin, dLast describe the array?
  let removed: i32 = 0; // rows deflated since the last sweep
  splitAt = -1;
  flipIfGraded(a, lo, hi);
  blindShare = 0.25;
  eMin = Infinity;
  let qMax: f64 = 0;
  for (let i = lo; i <= hi; i++) {
    const side = i < hi ? at<f64>(a, 2 * i + 1) : 0;
    qMax = max<f64>(qMax, at<f64>(a, 2 * i) + side);
    eMin = min<f64>(eMin, side);
  }
  qMax *= 2; // q' = d + e stays below
  while (true) {
    const before = hi;
    hi = deflate(lo, hi, sigma, residue, a, values);
    if (hi < lo) return budget;
    removed += before - hi;
    if (before != hi && flipIfGraded(a, lo, hi)) known = false;

    const split = eMin <= TOLERANCE2 * (sigma + qMax) ? findSplit(lo, hi, sigma, a) : -1;
    if (split >= 0) {
      // The sweep may have cleared several: every part above must know what it waits with.
      for (let i = lo; i <= split; i++)
        if (i == split || at<f64>(a, 2 * i + 1) <= 0) put<f64>(a, 2 * i + 1, -sigma);
      splitAt = split;
      lo = split + 1;
      known = false;
      continue;
    }

    let tau = known ? chooseShift(a, lo, hi, removed) : 0;
    for (let attempt = 0; ; attempt++) {
      if (budget-- <= 0) return -1;
      sweep(a, b, lo, hi, tau);
      if (dMin >= 0 && dLast < Infinity) break;
      if (tau == 0) {
        sweepSafely(a, b, lo, hi);
        break;
      }
      if (dLast < 0 && dMin1 > 0 && -dLast <= unitRoundoff<f64>() * sigma) {
        // The smallest value is sigma + tau to rounding.
        put<f64>(b, 2 * hi, 0);
        dLast = 0;
        dMin = 0;
        break;
      }
      // With only the last d negative, tau + dLast is a sharp bound from below.
      if (attempt == 0 && dMin1 > 0) tau = max<f64>(0, (tau + dMin) * (1 - 4 * unitRoundoff<f64>()));
      else if (attempt < 2) tau *= 0.25;
      else tau = 0;
    }
    if (eMin <= TOLERANCE2 * qMax) clearNegligible(lo, hi, a, b);
    memory.copy(a + ((lo as usize) << 4), b + ((lo as usize) << 4), (((hi - lo) as usize) << 4) + 8);
    if (tau > 0) {
      const addend = tau + residue;
      const sum = sigma + addend;
      residue = sigma >= addend ? addend - (sum - sigma) : sigma - (sum - addend);
      sigma = sum;
    }
    known = true;
    removed = 0;
  }
}

/** Takes converged values off the end of lo..hi; returns the new hi (below lo when all is done). */
function deflate(lo: i32, hi: i32, sigma: f64, residue: f64, a: usize, values: usize): i32 {
  while (hi >= lo) {
    const q = at<f64>(a, 2 * hi);
    if (hi == lo || at<f64>(a, 2 * hi - 1) <= TOLERANCE2 * (sigma + q)) {
      put<f64>(values, hi, sigma + (q + residue));
      hi--;
    } else if (hi - 1 == lo || at<f64>(a, 2 * hi - 3) <= TOLERANCE2 * sigma) {
      const upper = at<f64>(a, 2 * hi - 2);
      const side = at<f64>(a, 2 * hi - 1);
      const small = min<f64>(q, upper);
      // Eigenvalues of the pair: the larger q_2 + t + sqrt(t^2 + q_2 e), t = (q_1 - q_2 + e) / 2; their product is q_1 q_2.
      const t = 0.5 * (abs<f64>(upper - q) + side);
      const s = small * (side / t);
      const large = small + t + (s <= t ? t * sqrt<f64>(1 + s / t) : sqrt<f64>(t) * sqrt<f64>(t + s));
      put<f64>(values, hi - 1, sigma + (large + residue));
      put<f64>(values, hi, sigma + (small * (max<f64>(q, upper) / large) + residue));
      hi -= 2;
    } else break;
  }
  return hi;
}

/** Sets to zero every new e whose old one is negligible beside its d (q' = d + e is d to rounding then). */
function clearNegligible(lo: i32, hi: i32, a: usize, b: usize): void {
  for (let i = lo; i < hi; i++)
    if (at<f64>(a, 2 * i + 1) <= TOLERANCE2 * at<f64>(b, 2 * i)) put<f64>(b, 2 * i + 1, 0);
}

/** The last row in lo..hi-1 whose e is negligible, or -1. */
function findSplit(lo: i32, hi: i32, sigma: f64, a: usize): i32 {
  for (let i = hi - 1; i >= lo; i--) if (at<f64>(a, 2 * i + 1) <= TOLERANCE2 * sigma) return i;
  return at<f64>(a, 2 * lo + 1) <= TOLERANCE2 * at<f64>(a, 2 * lo) ? lo : -1;
}

/** The reversed array has the same eigenvalues; dqds converges at the end with the small q. */
function flipIfGraded(a: usize, lo: i32, hi: i32): bool {
  if (FLIP_BIAS * at<f64>(a, 2 * lo) >= at<f64>(a, 2 * hi)) return false;
  for (let i = 2 * lo, j = 2 * hi; i < j; i++, j--) {
    const held = at<f64>(a, i);
    put<f64>(a, i, at<f64>(a, j));
    put<f64>(a, j, held);
  }
  return true;
}

/** A shift that the last sweep suggests; `removed` rows have been taken off the end since. */
function chooseShift(a: usize, lo: i32, hi: i32, removed: i32): f64 {
  let smallest: f64;
  let last: f64;
  let others: f64; // smallest d above the last row
  if (removed == 0) {
    smallest = dMin;
    last = dLast;
    others = dMin1;
  } else if (removed == 1) {
    smallest = dMin1;
    last = dLast1;
    others = dMin2;
  } else if (removed == 2) {
    smallest = dMin2;
    last = dLast2;
    others = dMin2;
  } else return 0;
  if (smallest <= 0) return 0;
  if (last != smallest) {
    if (removed > 0) return 0.25 * smallest;
    const share = blindShare;
    blindShare += (1 - blindShare) / 3;
    return share * smallest;
  }
  blindShare = 0.25;
  let norm: f64 = 0;
  let term: f64 = 1;
  for (let i = hi - 1; i >= lo; i--) {
    const q = at<f64>(a, 2 * i);
    const side = at<f64>(a, 2 * i + 1);
    if (side > q) return 0.25 * smallest;
    const previous = term;
    term *= side / q;
    norm += term;
    if (100 * max<f64>(term, i == hi - 1 ? 0 : previous) < norm || norm > NORM_LIMIT) break;
  }
  norm *= NORM_MARGIN;
  if (norm > NORM_LIMIT) return 0.25 * smallest;
  const quotient = last / (1 + norm);
  const residual = quotient * sqrt<f64>(norm);
  const gap = 0.75 * others - quotient;
  const bound = gap > residual ? quotient - (residual / gap) * residual : quotient - residual;
  return max<f64>(bound, 0.25 * smallest);
}

/** One dqds sweep over rows lo..hi, at least three of them, from a to b. */
function sweep(a: usize, b: usize, lo: i32, hi: i32, tau: f64): void {
  let p = a + ((lo as usize) << 4);
  let o = b + ((lo as usize) << 4);
  const stop = a + (((hi - 2) as usize) << 4);
  let d = load<f64>(p) - tau;
  let low = d;
  let lowE = Infinity;
  while (p < stop) {
    const side = load<f64>(p, 8);
    const q = d + side;
    const t = load<f64>(p, 16) / q;
    const newSide = side * t;
    d = d * t - tau;
    store<f64>(o, q);
    store<f64>(o, newSide, 8);
    if (d < low) low = d;
    if (newSide < lowE) lowE = newSide;
    p += 16;
    o += 16;
  }
  dLast2 = d;
  dMin2 = low;
  d = step(p, o, d, tau);
  dLast1 = d;
  dMin1 = min<f64>(low, d);
  d = step(p + 16, o + 16, d, tau);
  dLast = d;
  dMin = min<f64>(dMin1, d);
  store<f64>(o, d, 32);
  eMin = min<f64>(lowE, min<f64>(load<f64>(o, 8), load<f64>(o, 24)));
}

// @ts-ignore: decorator
@inline
function step(p: usize, o: usize, d: f64, tau: f64): f64 {
  const side = load<f64>(p, 8);
  const q = d + side;
  const t = load<f64>(p, 16) / q;
  store<f64>(o, q);
  store<f64>(o, side * t, 8);
  return d * t - tau;
}

/** The same with tau = 0 where some q' may be zero (such a row has d = e = 0, and the next starts afresh) or tiny (dlasq6). */
function sweepSafely(a: usize, b: usize, lo: i32, hi: i32): void {
  let d = at<f64>(a, 2 * lo);
  dMin = d;
  eMin = 0;
  for (let i = lo; i < hi; i++) {
    if (i == hi - 1) {
      dLast1 = d;
      dMin1 = dMin;
    }
    const side = at<f64>(a, 2 * i + 1);
    const next = at<f64>(a, 2 * i + 2);
    const q = d + side;
    put<f64>(b, 2 * i, q);
    if (q == 0) {
      put<f64>(b, 2 * i + 1, 0);
      d = next;
    } else {
      // In this order, because next / q may overflow.
      put<f64>(b, 2 * i + 1, next * (side / q));
      d = next * (d / q);
    }
    dMin = min<f64>(dMin, d);
  }
  put<f64>(b, 2 * hi, d);
  dLast = d;
  // Nothing is known two rows up; zero asks for no shift.
  dLast2 = 0;
  dMin2 = 0;
}
