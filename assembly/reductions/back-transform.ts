/**
 * Back-transformations: Q = H_0 H_1 ... applied to many vectors at once, from the reflectors that a reduction left in the
 * matrix that it reduced. Blocks of reflectors go last to first as I - V T V^T (Schreiber and Van Loan, SIAM J. Sci. Stat.
 * Comput. 10, 53, 1989; LAPACK: dormqr, dormbr, dormtr).
 */
import { at, entryBytes, put } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { gemmElements } from "../blas/gemm";
import {
  applyBlockLeft,
  applyBlockRight,
  blockReflectorElements,
  triangularFactor,
} from "../reflectors/block-reflector";
import { QR_PANEL, REFLECTOR_BLOCK } from "../tuning";

/** Bytes that the functions here need for `count` vectors of `length` entries. */
export function backTransformWorkspace(length: i32, count: i32): f64 {
  const b = max(REFLECTOR_BLOCK, QR_PANEL);
  const apply = max(
    blockReflectorElements<f64>(b, count, length),
    blockReflectorElements<f32>(b, count, length),
  );
  const factor = max(gemmElements<f64>(b, b, length), gemmElements<f32>(b, b, length));
  return entryBytes(b * length + b * b + max(apply, factor) + 64);
}

/** Where T lies behind V, and the workspace behind T. */
function factorOf<T>(v: usize, block: i32, length: i32): usize {
  return v + bytesOf<T>(block) * (length as usize);
}
function restOf<T>(t: usize, block: i32): usize {
  return (t + bytesOf<T>(block * block) + 15) & ~15;
}

/**
 * z <- Q z for `count` vectors held as the rows of `zt` (count x n). Reflector k acts on entries k + 1 to n - 1 and lies in
 * row k of a, right of the diagonal, its 1 included: as `tridiagonalize` leaves Q and `bidiagonalize` leaves P.
 */
export function applyRowReflectors<T>(
  n: i32,
  a: usize,
  lda: i32,
  tau: usize,
  count: i32,
  zt: usize,
  work: usize,
): void {
  const b = REFLECTOR_BLOCK;
  const v = work;
  const t = factorOf<T>(v, b, n);
  const rest = restOf<T>(t, b);
  for (let k0 = n > 1 ? ((n - 2) / b) * b : -1; k0 >= 0; k0 -= b) {
    const width = min(b, n - 1 - k0);
    const length = n - 1 - k0;
    for (let i = 0; i < width; i++) {
      const to = v + (i as usize) * bytesOf<T>(length);
      const from = a + ((k0 + i) as usize) * bytesOf<T>(lda) + bytesOf<T>(k0 + i + 1);
      memory.fill(to, 0, bytesOf<T>(i));
      memory.copy(to + bytesOf<T>(i), from, bytesOf<T>(length - i));
    }
    triangularFactor<T>(width, length, v, length, tau + bytesOf<T>(k0), t, rest);
    applyBlockRight<T>(width, count, length, v, length, t, true, zt + bytesOf<T>(k0 + 1), n, rest);
  }
}

/**
 * u <- Q u for `count` vectors held as the rows of `ut` (count x m). Reflector k acts on entries k to m - 1 and lies in
 * column k of a, below the diagonal, without its 1: as `bidiagonalize` leaves Q, n of them.
 */
export function applyColumnReflectors<T>(
  m: i32,
  n: i32,
  a: usize,
  lda: i32,
  tau: usize,
  count: i32,
  ut: usize,
  work: usize,
): void {
  const b = REFLECTOR_BLOCK;
  const v = work;
  const t = factorOf<T>(v, b, m);
  const rest = restOf<T>(t, b);
  for (let k0 = n > 0 ? ((n - 1) / b) * b : -1; k0 >= 0; k0 -= b) {
    const width = min(b, n - k0);
    const length = m - k0;
    gatherColumns<T>(k0, width, length, a, lda, v);
    triangularFactor<T>(width, length, v, length, tau + bytesOf<T>(k0), t, rest);
    applyBlockRight<T>(width, count, length, v, length, t, true, ut + bytesOf<T>(k0), m, rest);
  }
}

/**
 * c <- Q c for c: m x count (row stride ldc), Q the product of the first `reflectors` reflectors that `qrFactor` kept
 * below the diagonal of a.
 */
export function qrApply<T>(
  m: i32,
  reflectors: i32,
  a: usize,
  lda: i32,
  tau: usize,
  count: i32,
  c: usize,
  ldc: i32,
  work: usize,
): void {
  const b = QR_PANEL;
  const v = work;
  const t = factorOf<T>(v, b, m);
  const rest = restOf<T>(t, b);
  for (let k0 = reflectors > 0 ? ((reflectors - 1) / b) * b : -1; k0 >= 0; k0 -= b) {
    const width = min(b, reflectors - k0);
    const length = m - k0;
    const target = c + (k0 as usize) * bytesOf<T>(ldc);
    gatherColumns<T>(k0, width, length, a, lda, v);
    triangularFactor<T>(width, length, v, length, tau + bytesOf<T>(k0), t, rest);
    applyBlockLeft<T>(width, count, length, v, length, t, false, target, ldc, rest);
  }
}

/** The reflectors in columns k0 .. k0 + width - 1 of a, from the diagonal down, as rows of v with their 1. */
function gatherColumns<T>(k0: i32, width: i32, length: i32, a: usize, lda: i32, v: usize): void {
  for (let r = 0; r < length; r++) {
    const from = a + ((k0 + r) as usize) * bytesOf<T>(lda) + bytesOf<T>(k0);
    for (let j = 0; j < width; j++)
      put<T>(v, j * length + r, r > j ? at<T>(from, j) : r == j ? (1 as T) : (0 as T));
  }
}
