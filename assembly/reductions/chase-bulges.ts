/**
 * Second stage of the two-stage bidiagonalisation: an upper triangular band matrix of bandwidth b becomes bidiagonal
 * (LAPACK: dgbbrd, with reflectors instead of rotations; Lang, Parallel Comput. 22, 1, 1996).
 *
 * Sweep s clears row s behind its superdiagonal with a reflector on columns s+1..s+b. That fills the triangle under
 * the diagonal of these columns; a reflector on rows s+1..s+b clears the first of them again, which fills a triangle
 * right of the band, whose first row is cleared by the next reflector on columns s+b+1..s+2b, and so on to the end.
 * The rest of each bulge stays where it is: the next sweep needs it there.
 *
 * Step t of sweep s meets rows s+1+(t-1)b to s+(t+1)b and columns up to s+(t+2)b.
 *
 * Storage: row i of the band from column i-(b-1) to i+2b (band.ts).
 */

import { entryBytes, put } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { reflectLeft, reflectRight } from "../reflectors/reflect";
import { makeShortReflector, shortBeta } from "../reflectors/short-reflector";
import { bandEntry, bandStride, chaseInGroups, clearRow, loadBand, takeDiagonals } from "./band";

// @ts-ignore: decorator
@inline
function bandRow(b: i32): i32 {
  return 3 * b + 2;
}

/** Bytes that `chaseBulges` needs as workspace. */
export function chaseBulgesWorkspace(n: i32, b: i32): f64 {
  return entryBytes((n + b) * bandRow(b) + 2 * b + 64);
}

/**
 * a: n x n row-major with row stride lda, of which the upper band a[i][i..i+b] is read. d: n, e: n - 1 (f64).
 */
export function chaseBulges<T>(n: i32, b: i32, a: usize, lda: i32, d: usize, e: usize, work: usize): void {
  const v = work;
  loadBand<T>(n, b, a, lda, v + bytesOf<T>(2 * b), n + b, bandRow(b), b - 1);
  chaseInGroups(n, b, n - 1, v, (n: i32, b: i32, r: i32, c: i32, length: i32, v: usize): void =>
    chaseStep<T>(n, b, r, c, length, v),
  );
  takeDiagonals<T>(n, d, e);
}

/** One step: a reflector from the right on the columns c.. that clears row r, and one from the left on the rows of that number. */
function chaseStep<T>(n: i32, b: i32, r: i32, c: i32, length: i32, v: usize): void {
  const stride = bandStride;
  let tau = clearRow<T>(r, c, length, v);
  if (tau != 0) reflectRight<T>(c + length - r - 1, length, bandEntry<T>(r + 1, c), stride, v, tau);
  const diagonal = bandEntry<T>(c, c);
  for (let i = 0; i < length; i++) put<T>(v, i, load<T>(diagonal + (i as usize) * stride));
  tau = makeShortReflector<T>(length, v);
  if (tau == 0) return;
  store<T>(diagonal, shortBeta as T);
  for (let i = 1; i < length; i++) store<T>(diagonal + (i as usize) * stride, 0 as T);
  reflectLeft<T>(length, min(n, c + length + b) - c - 1, diagonal + sizeof<T>(), stride, v, tau);
}
