/**
 * What both bulge chases share: the band in linear memory, and the order in which sweeps run.
 *
 * Storage: row i of the band from `below` entries left of the diagonal on, `length` entries in all, so that rows are
 * `length - 1` entries apart as seen from a fixed column: the band is a dense matrix of that row stride.
 */
import { put } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { makeShortReflector, shortBeta } from "../reflectors/short-reflector";
import { CHASE_GROUP } from "../tuning";

/** Entry (i, j) of the band lies at bandOrigin + i * bandStride + j (in bytes). */
export let bandOrigin: usize = 0;
export let bandStride: usize = 0;

/** Address of entry (i, j) of the band. */
// @ts-ignore: decorator
@inline
export function bandEntry<T>(i: i32, j: i32): usize {
  return bandOrigin + (i as usize) * bandStride + bytesOf<T>(j);
}

/** Copies the upper band a[i][i..i+b] of an n x n matrix (row stride lda) to `at`, with room for `rows` rows. */
export function loadBand<T>(
  n: i32,
  b: i32,
  a: usize,
  lda: i32,
  at: usize,
  rows: i32,
  length: i32,
  below: i32,
): void {
  const band = (at + 63) & ~63;
  bandOrigin = band + bytesOf<T>(below);
  bandStride = bytesOf<T>(length - 1);
  memory.fill(band, 0, bytesOf<T>(length) * (rows as usize));
  for (let i = 0; i < n; i++)
    memory.copy(
      bandEntry<T>(i, i),
      a + (i as usize) * bytesOf<T>(lda) + bytesOf<T>(i),
      bytesOf<T>(min(b + 1, n - i)),
    );
}

/** The diagonal into d (n) and what stands right of it into e (n - 1), both f64. */
export function takeDiagonals<T>(n: i32, d: usize, e: usize): void {
  for (let i = 0; i < n; i++) {
    const diagonal = bandEntry<T>(i, i);
    put<f64>(d, i, load<T>(diagonal) as f64);
    if (i + 1 < n) put<f64>(e, i, load<T>(diagonal, sizeof<T>()) as f64);
  }
}

/**
 * Clears row r right of column c by a reflector on the columns c..c+length-1: beta and zeros are left in the row, the
 * reflector in v. Returns its tau; the other rows are still to be reflected.
 */
export function clearRow<T>(r: i32, c: i32, length: i32, v: usize): T {
  const row = bandEntry<T>(r, c);
  memory.copy(v, row, bytesOf<T>(length));
  const tau = makeShortReflector<T>(length, v);
  if (tau == 0) return tau;
  store<T>(row, shortBeta as T);
  memory.fill(row + sizeof<T>(), 0, bytesOf<T>(length - 1));
  return tau;
}

/**
 * Runs the sweeps 0..sweeps in groups of CHASE_GROUP, three steps behind one another: step t of a sweep may run once step
 * t + 2 of the sweep before it is done, and the block that one of them leaves in the cache is the next one's.
 * `step(n, b, r, c, length, v)` is a step whose reflector stands on the indices c..c+length-1 and clears row r, v its
 * workspace; a single index needs no reflector.
 */
// @ts-ignore: decorator
@inline
export function chaseInGroups(
  n: i32,
  b: i32,
  sweeps: i32,
  v: usize,
  step: (n: i32, b: i32, r: i32, c: i32, length: i32, v: usize) => void,
): void {
  for (let s0 = 0; s0 < sweeps; s0 += CHASE_GROUP) {
    const group = min(CHASE_GROUP, sweeps - s0);
    const steps = (n - 2 - s0) / b + 1;
    for (let wave = 0; wave < steps + 3 * (group - 1); wave++)
      for (let g = 0; g < group; g++) {
        const t = wave - 3 * g;
        const c = s0 + g + 1 + t * b;
        const length = min(b, n - c);
        if (t >= 0 && length >= 2) step(n, b, t == 0 ? s0 + g : c - b, c, length, v);
      }
  }
}
