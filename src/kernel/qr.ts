/** Thin QR factorisation (LAPACK: dgeqrf, dorgqr). */
import type { Matrix } from "./matrix.ts";
import { entryExponent, type Precision, putScaled, real, unscale } from "./precision.ts";
import { kernel } from "./wasm.ts";

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
 * a = q r by Householder reflectors. The diagonal of r may have either sign.
 * @throws INVALID_SHAPE, NOT_FINITE
 */
export function qr(a: Matrix, options: QrOptions = {}): Qr {
  const type = real(options.precision);
  const exponent = entryExponent(a, type);
  const { rows: m, cols: n } = a;
  const k = Math.min(m, n);
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    // The reflectors of the leading k columns; columns behind them follow as a right-hand side.
    const head = new type.array(m * k);
    const tail = new type.array(m * (n - k));
    const whole = frame.view(type.array, putScaled(frame, a.data, type, exponent), m * n);
    for (let i = 0; i < m; i++) {
      head.set(whole.subarray(i * n, i * n + k), i * k);
      tail.set(whole.subarray(i * n + k, (i + 1) * n), i * (n - k));
    }
    const factors = putScaled(frame, head, type, 0);
    const tau = frame.bytes(k * type.bytes);
    const work = frame.bytes(exports.qrWorkspace(m, n) * type.bytes);
    exports[`qrFactor${type.suffix}`](m, k, factors, tau, work);

    const r = new type.array(k * n);
    const upper = frame.view(type.array, factors, m * k);
    for (let i = 0; i < k; i++) for (let j = i; j < k; j++) r[i * n + j] = upper[i * k + j];

    const q = new type.array(m * k);
    for (let i = 0; i < k; i++) q[i * k + i] = 1;
    const qAt = putScaled(frame, q, type, 0);
    exports[`qrApply${type.suffix}`](m, k, factors, tau, k, qAt, work);
    const result = frame.view(type.array, qAt, m * k).slice();
    // Wide: the trailing columns of r are q^T times those of a.
    for (let i = 0; i < k; i++)
      for (let j = k; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < m; l++) sum += result[l * k + i] * tail[l * (n - k) + j - k];
        r[i * n + j] = sum;
      }
    return {
      q: { rows: m, cols: k, data: result },
      r: { rows: k, cols: n, data: unscale(r, exponent) },
    };
  });
}
