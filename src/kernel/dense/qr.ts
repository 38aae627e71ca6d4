/** Thin QR factorisation (LAPACK: dgeqrf, dorgqr). */
import { knownOptions, type Matrix, type Precision } from "../../base/index.ts";
import { entryExponent, putScaled, real, rowStride, takeRows, unscale } from "../precision.ts";
import { kernel } from "../wasm.ts";

export interface QrOptions {
  /** Arithmetic and type of the result; default "f64". */
  readonly precision?: Precision;
}

export interface Qr {
  /** rows x min(rows, cols), orthonormal columns. */
  readonly q: Matrix;
  /** min(rows, cols) x cols, upper triangular (trapezoidal when wide). */
  readonly r: Matrix;
}

/**
 * a = q r by blocked Householder reflectors. The diagonal of r may have either sign.
 * @throws INVALID_SHAPE, NOT_FINITE
 */
export function qr(a: Matrix, options: QrOptions = {}): Qr {
  knownOptions("qr", options, { precision: true });
  const type = real(options.precision);
  const exponent = entryExponent(a, type);
  const { rows: m, cols: n } = a;
  const k = Math.min(m, n);
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const stride = rowStride(n, type);
    const factors = putScaled(frame, a.data, type, exponent, { length: n, stride });
    const tau = frame.bytes(k * type.bytes);
    memory.frame((inner) => {
      const work = inner.bytes(exports.qrWorkspace(m, n));
      exports[`qrFactor${type.suffix}`](m, n, factors, stride, tau, 1, work);
    });
    const r = takeRows(frame, factors, type, k, { length: n, stride });
    for (let i = 1; i < k; i++) r.fill(0, i * n, i * n + i);

    const qStride = rowStride(k, type);
    const q = frame.bytes(m * qStride * type.bytes);
    const identity = frame.view(type.array, q, m * qStride).fill(0);
    for (let i = 0; i < k; i++) identity[i * qStride + i] = 1;
    const work = frame.bytes(exports.backTransformWorkspace(m, k));
    exports[`qrApply${type.suffix}`](m, k, factors, stride, tau, k, q, qStride, work);
    return Object.freeze({
      q: { rows: m, cols: k, data: takeRows(frame, q, type, m, { length: k, stride: qStride }) },
      r: { rows: k, cols: n, data: unscale(r, exponent) },
    });
  });
}
