/**
 * Second stage of the two-stage tridiagonalisation: a symmetric band matrix of bandwidth b becomes tridiagonal
 * (LAPACK: dsytrd_sb2st; Bischof, Lang and Sun, ACM TOMS 26, 602, 2000). Only the upper triangle is kept.
 *
 * Sweep s clears row s behind its superdiagonal with a reflector on the indices s+1..s+b, applied from both sides: to
 * the diagonal block of these rows and columns, and from the left to the b x b block right of it, which fills up. The
 * first row of that block is cleared by the next reflector, on the indices s+b+1..s+2b, and so on; the rest of each
 * bulge waits for the next sweep.
 *
 * Storage: row i of the band from column i-3 (the tile of `rankTwo` spills there) to i+2b.
 */

import { at, entryBytes, put } from "../base/numeric";
import { bytesOf, lanes, madd } from "../base/simd";
import { symvUpper } from "../blas/gemv";
import { axpy, dot, scale } from "../blas/vectors";
import { reflectLeft, reflectRight } from "../reflectors/reflect";
import { bandEntry, bandStride, chaseInGroups, clearRow, loadBand, takeDiagonals } from "./band";

/** Entries below the diagonal that a row of the band has room for. */
// @ts-ignore: decorator
@inline
const BELOW: i32 = 3;

// @ts-ignore: decorator
@inline
function bandRow(b: i32): i32 {
  return 2 * b + BELOW + 2;
}

/** Bytes that `chaseSymmetricBulges` needs as workspace. */
export function chaseSymmetricBulgesWorkspace(n: i32, b: i32): f64 {
  return entryBytes((n + b + 4) * bandRow(b) + 4 * b + 64);
}

/** a: n x n row-major with row stride lda, of which a[i][i..i+b] is read. d: n, e: n - 1 (f64). */
export function chaseSymmetricBulges<T>(
  n: i32,
  b: i32,
  a: usize,
  lda: i32,
  d: usize,
  e: usize,
  work: usize,
): void {
  const v = work;
  loadBand<T>(n, b, a, lda, v + bytesOf<T>(4 * b), n + b + 4, bandRow(b), BELOW);
  chaseInGroups(n, b, n - 2, v, (n: i32, b: i32, r: i32, c: i32, length: i32, v: usize): void =>
    chaseStep<T>(n, b, r, c, length, v),
  );
  takeDiagonals<T>(n, d, e);
}

/** One step: the reflector on the indices c..c+length-1 that clears row r, from both sides. */
function chaseStep<T>(n: i32, b: i32, r: i32, c: i32, length: i32, v: usize): void {
  const stride = bandStride;
  const tau = clearRow<T>(r, c, length, v);
  if (tau == 0) return;
  reflectRight<T>(c - r - 1, length, bandEntry<T>(r + 1, c), stride, v, tau);
  const diagonal = bandEntry<T>(c, c);
  reflectDiagonal<T>(length, diagonal, stride, v, v + bytesOf<T>(2 * b), tau);
  reflectLeft<T>(length, min(n, c + length + b) - c - length, diagonal + bytesOf<T>(length), stride, v, tau);
}

/** A <- H A H on the upper triangle: A - v w^T - w v^T, w = tau A v - (tau^2 / 2) (v^T A v) v. */
function reflectDiagonal<T>(n: i32, a: usize, stride: usize, v: usize, w: usize, tau: T): void {
  symvUpper<T>(n, a, (stride / sizeof<T>()) as i32, v, w);
  scale<T>(n, tau, w);
  axpy<T>(n, ((-0.5 as T) * tau * dot<T>(n, w, v)) as T, v, w);
  let i = 0;
  for (; i + 4 <= n; i += 4)
    rankTwoFourRows<T>(
      n - i,
      a + (i as usize) * (stride + sizeof<T>()),
      stride,
      v + bytesOf<T>(i),
      w + bytesOf<T>(i),
    );
  for (; i < n; i++) {
    const row = a + (i as usize) * stride;
    const vi = at<T>(v, i);
    const wi = at<T>(w, i);
    for (let j = i; j < n; j++) put<T>(row, j, at<T>(row, j) - (vi * at<T>(w, j) + wi * at<T>(v, j)));
  }
}

/** A -= v w^T + w v^T on four rows of n columns from the diagonal on; three entries left of the diagonal are spilt on. */
function rankTwoFourRows<T>(n: i32, a: usize, stride: usize, v: usize, w: usize): void {
  const v0 = v128.splat<T>(-load<T>(v));
  const v1 = v128.splat<T>(-load<T>(v, sizeof<T>()));
  const v2 = v128.splat<T>(-load<T>(v, 2 * sizeof<T>()));
  const v3 = v128.splat<T>(-load<T>(v, 3 * sizeof<T>()));
  const w0 = v128.splat<T>(-load<T>(w));
  const w1 = v128.splat<T>(-load<T>(w, sizeof<T>()));
  const w2 = v128.splat<T>(-load<T>(w, 2 * sizeof<T>()));
  const w3 = v128.splat<T>(-load<T>(w, 3 * sizeof<T>()));
  let a1 = a + stride;
  let a2 = a1 + stride;
  let a3 = a2 + stride;
  const whole = n & -lanes<T>();
  const end = v + bytesOf<T>(whole);
  while (v != end) {
    const x = v128.load(v);
    const y = v128.load(w);
    v128.store(a, madd<T>(v0, y, madd<T>(w0, x, v128.load(a))));
    v128.store(a1, madd<T>(v1, y, madd<T>(w1, x, v128.load(a1))));
    v128.store(a2, madd<T>(v2, y, madd<T>(w2, x, v128.load(a2))));
    v128.store(a3, madd<T>(v3, y, madd<T>(w3, x, v128.load(a3))));
    v += 16;
    w += 16;
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
  }
  for (let j = whole; j < n; j++) {
    const x = load<T>(v);
    const y = load<T>(w);
    store<T>(a, load<T>(a) + (firstLane<T>(v0) * y + firstLane<T>(w0) * x));
    store<T>(a1, load<T>(a1) + (firstLane<T>(v1) * y + firstLane<T>(w1) * x));
    store<T>(a2, load<T>(a2) + (firstLane<T>(v2) * y + firstLane<T>(w2) * x));
    store<T>(a3, load<T>(a3) + (firstLane<T>(v3) * y + firstLane<T>(w3) * x));
    v += sizeof<T>();
    w += sizeof<T>();
    a += sizeof<T>();
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
  }
}

// @ts-ignore: decorator
@inline
function firstLane<T>(x: v128): T {
  return v128.extract_lane<T>(x, 0);
}
