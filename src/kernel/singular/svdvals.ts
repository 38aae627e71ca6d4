/**
 * Singular values of dense matrices: QR first when tall, dense -> band -> bidiagonal, then dqds; or through the Gram
 * matrix where that is as good and cheaper.
 */

import { checkShape, knownOptions, type Matrix, type Precision, requireOneOf } from "../../base/index.ts";
import { tridiagonalValues } from "../eigen/eigh.ts";
import type { Frame } from "../memory.ts";
import { checkConverged, entryExponent, putTall, type Real, real, rowStride, unscale } from "../precision.ts";
import { bandwidthFor, GRAM_CONDITION, GRAM_RATIO, QR_RATIO, TWO_STAGE_SIZE } from "../tuning.ts";
import { kernel } from "../wasm.ts";

/**
 * - `"direct"`: orthogonal reductions of the matrix itself. Error of every value at most of the order of
 *   eps s_1 max(m, n), eps the unit roundoff of the precision.
 * - `"gram"`: square roots of the eigenvalues of the Gram matrix of the shorter side, formed in f64 in either
 *   precision. With eta = eps64 s_1^2 max(m, n) the error of s_i is of the order of min(sqrt(eta), eta / (2 s_i)):
 *   half of the digits of values near s_1 sqrt(eps64) are lost, and below that all.
 * - `"auto"`: the Gram matrix for tall and wide matrices whenever its error is as small as the direct route's. In
 *   precision "f32" that holds always, because sqrt(eps64 max(m, n)) < eps32 max(m, n) from max(m, n) = 1 on. In "f64"
 *   it is decided afterwards: the values are kept when s_1 <= 16 s_n, so that the error is below 8 eps s_1 max(m, n),
 *   and computed directly otherwise. Square and nearly square matrices go the direct way at once.
 */
export type SvdMethod = "auto" | "direct" | "gram";

export interface SvdvalsOptions {
  /** Arithmetic of the reduction; default "f64". Values come as f64 from either. */
  readonly precision?: Precision;
  /** Default "auto". */
  readonly method?: SvdMethod;
}

const METHODS: readonly SvdMethod[] = ["auto", "direct", "gram"];

/**
 * The min(rows, cols) singular values, descending.
 *
 * Needs one copy of the matrix in the precision of the call, and workspace of the order of 100 rows and columns.
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT, OUT_OF_MEMORY
 */
export function svdvals(a: Matrix, options: SvdvalsOptions = {}): Float64Array {
  knownOptions("svdvals", options, { precision: true, method: true });
  checkShape(a);
  const type = real(options.precision);
  const method = options.method ?? "auto";
  requireOneOf("method", method, METHODS);
  const n = Math.min(a.rows, a.cols);
  const double = real("f64");
  if (method === "gram" || (method === "auto" && Math.max(a.rows, a.cols) >= GRAM_RATIO * n)) {
    const exponent = entryExponent(a, double);
    const values = unscale(throughGram(a, double, exponent), exponent);
    if (method === "gram" || type.bytes === 4 || values[0] <= GRAM_CONDITION * values[n - 1]) return values;
  }
  const exponent = entryExponent(a, type);
  return unscale(direct(a, type, exponent), exponent);
}

/** Square roots of the eigenvalues of the Gram matrix of the shorter side. */
function throughGram(a: Matrix, type: Real, exponent: number): Float64Array {
  const { exports, memory } = kernel();
  const m = Math.max(a.rows, a.cols);
  const n = Math.min(a.rows, a.cols);
  if (n === 0) return new Float64Array(0);
  return memory.frame((frame) => {
    const stride = rowStride(n, type);
    const g = frame.f64(n * stride);
    memory.frame((inner) => {
      const at = putTall(inner, a, type, exponent, stride);
      const work = inner.bytes(exports.gemmWorkspaceF64(n, n, m));
      exports.gramUpperF64(m, n, at, stride, g, stride, work);
    });
    return tridiagonalValues(frame, n, g, stride, type, "svdvals")
      .map((lambda) => Math.sqrt(Math.max(0, lambda)))
      .reverse();
  });
}

function direct(a: Matrix, type: Real, exponent: number): Float64Array {
  const { exports, memory } = kernel();
  const { suffix, bytes } = type;
  let m = Math.max(a.rows, a.cols);
  const n = Math.min(a.rows, a.cols);
  if (n === 0) return new Float64Array(0);
  return memory.frame((frame) => {
    const stride = rowStride(n, type);
    const at = putTall(frame, a, type, exponent, stride);
    if (m >= QR_RATIO * n) {
      triangularise(m, n, at, stride, type);
      m = n;
    }
    const { d, e } = bidiagonalForm(frame, m, n, at, stride, type);
    const work = frame.bytes(exports.dqdsWorkspace(n));
    checkConverged(exports.dqds(n, d, e, work), "svdvals");
    return frame.takeF64(d, n);
  });

  /** R of the QR factorisation in the place of the first n rows, zeros below its diagonal. */
  function triangularise(rows: number, cols: number, at: number, stride: number, real: Real): void {
    memory.frame((inner) => {
      const tau = inner.bytes(cols * bytes);
      const work = inner.bytes(exports.qrWorkspace(rows, cols));
      exports[`qrFactor${suffix}`](rows, cols, at, stride, tau, 0, work);
      const r = inner.view(real.array, at, cols * stride);
      for (let i = 1; i < cols; i++) r.fill(0, i * stride, i * stride + i);
    });
  }
}

/** Bidiagonal form without its vectors, in one stage or two. */
function bidiagonalForm(
  frame: Frame,
  m: number,
  n: number,
  at: number,
  stride: number,
  { suffix, bytes }: Real,
): { d: number; e: number } {
  const { exports, memory } = kernel();
  const d = frame.f64(n);
  const e = frame.f64(n);
  memory.frame((inner) => {
    if (n < TWO_STAGE_SIZE) {
      const tau = inner.bytes(2 * n * bytes);
      const work = inner.bytes(exports.bidiagonalizeWorkspace(m, n));
      exports[`bidiagonalize${suffix}`](m, n, at, stride, d, e, tau, tau + n * bytes, work);
      return;
    }
    const b = bandwidthFor(n);
    const need = Math.max(exports.reduceToBandWorkspace(m, n, b), exports.chaseBulgesWorkspace(n, b));
    const work = inner.bytes(need);
    exports[`reduceToBand${suffix}`](m, n, b, at, stride, work);
    exports[`chaseBulges${suffix}`](n, b, at, stride, d, e, work);
  });
  return { d, e };
}
