/**
 * Second stage of the two-stage bidiagonalisation: an upper triangular band matrix of bandwidth b becomes bidiagonal
 * (LAPACK: dgbbrd, with reflectors instead of rotations; Lang, Parallel Comput. 22, 1, 1996).
 *
 * Sweep s clears row s behind its superdiagonal with a reflector on columns s+1..s+b. That fills the triangle under
 * the diagonal of these columns; a reflector on rows s+1..s+b clears the first of them again, which fills a triangle
 * right of the band, whose first row is cleared by the next reflector on columns s+b+1..s+2b, and so on to the end.
 * The rest of each bulge stays where it is: the next sweep needs it there.
 *
 * Step t of sweep s meets rows s+1+(t-1)b to s+(t+1)b and columns up to s+(t+2)b. It may run once step t+2 of sweep
 * s-1 is done, so CHASE_GROUP sweeps run three steps behind one another: the block that one of them leaves in the
 * cache is the next one's.
 *
 * Storage: row i of the band from column i-(b-1) to i+2b, so that rows are `ld - 1` entries apart as seen from a
 * fixed column: the band is a dense matrix of that row stride.
 */
import { put } from "./numeric";
import { reflectLeft, reflectRight } from "./reflect";
import { makeShortReflector, shortBeta } from "./shortReflector";
import { bytesOf } from "./simd";
import { CHASE_GROUP } from "./tuning";

// @ts-ignore: decorator
@inline
function bandRow(b: i32): i32 {
  return 3 * b + 2;
}

/** Elements of T that `chaseBulges` needs as workspace. */
export function chaseBulgesWorkspace(n: i32, b: i32): i32 {
  return (n + b) * bandRow(b) + 2 * b + 64;
}

/**
 * a: n x n row-major with row stride lda, of which the upper band a[i][i..i+b] is read. d: n, e: n - 1 (f64).
 */
function chaseBulges<T>(n: i32, b: i32, a: usize, lda: i32, d: usize, e: usize, work: usize): void {
  const ld = bandRow(b);
  const v = work;
  // Entry (i, j) at origin + i * stride + j.
  const band = (v + bytesOf<T>(2 * b) + 63) & ~63;
  const origin = band + bytesOf<T>(b - 1);
  const stride = bytesOf<T>(ld - 1);
  memory.fill(band, 0, bytesOf<T>(ld) * ((n + b) as usize));
  for (let i = 0; i < n; i++)
    memory.copy(
      origin + (i as usize) * stride + bytesOf<T>(i),
      a + (i as usize) * bytesOf<T>(lda) + bytesOf<T>(i),
      bytesOf<T>(min(b + 1, n - i)),
    );
  for (let s0 = 0; s0 < n - 1; s0 += CHASE_GROUP) {
    const sweeps = min(CHASE_GROUP, n - 1 - s0);
    const steps = (n - 2 - s0) / b + 1;
    for (let wave = 0; wave < steps + 3 * (sweeps - 1); wave++)
      for (let g = 0; g < sweeps; g++) {
        const t = wave - 3 * g;
        if (t >= 0 && s0 + g + 1 + t * b < n) chaseStep<T>(n, b, s0 + g, t, origin, stride, v);
      }
  }
  for (let i = 0; i < n; i++) {
    const diagonal = origin + (i as usize) * stride + bytesOf<T>(i);
    put<f64>(d, i, load<T>(diagonal) as f64);
    if (i + 1 < n) put<f64>(e, i, load<T>(diagonal, sizeof<T>()) as f64);
  }
}

/** Step t of sweep s: a reflector from the right on columns c.., and one from the left on the rows of that number. */
function chaseStep<T>(n: i32, b: i32, s: i32, t: i32, origin: usize, stride: usize, v: usize): void {
  const c = s + 1 + t * b;
  const length = min(b, n - c);
  if (length < 2) return;
  const r = t == 0 ? s : c - b;
  const row = origin + (r as usize) * stride + bytesOf<T>(c);
  memory.copy(v, row, bytesOf<T>(length));
  let tau = makeShortReflector<T>(length, v);
  if (tau != 0) {
    store<T>(row, shortBeta as T);
    memory.fill(row + sizeof<T>(), 0, bytesOf<T>(length - 1));
    reflectRight<T>(c + length - r - 1, length, row + stride, stride, v, tau);
  }
  const diagonal = origin + (c as usize) * stride + bytesOf<T>(c);
  for (let i = 0; i < length; i++) put<T>(v, i, load<T>(diagonal + (i as usize) * stride));
  tau = makeShortReflector<T>(length, v);
  if (tau == 0) return;
  store<T>(diagonal, shortBeta as T);
  for (let i = 1; i < length; i++) store<T>(diagonal + (i as usize) * stride, 0 as T);
  reflectLeft<T>(length, min(n, c + length + b) - c - 1, diagonal + sizeof<T>(), stride, v, tau);
}

export function chaseBulgesF64(n: i32, b: i32, a: usize, lda: i32, d: usize, e: usize, work: usize): void {
  chaseBulges<f64>(n, b, a, lda, d, e, work);
}
export function chaseBulgesF32(n: i32, b: i32, a: usize, lda: i32, d: usize, e: usize, work: usize): void {
  chaseBulges<f32>(n, b, a, lda, d, e, work);
}
