/** Singular value decomposition of dense matrices (LAPACK: dgesdd). */
import { knownOptions, type Matrix, type Precision, transpose } from "../../base/index.ts";
import type { Frame } from "../memory.ts";
import {
  checkConverged,
  entryExponent,
  putScaled,
  type Real,
  real,
  rowStride,
  unscale,
} from "../precision.ts";
import { QR_RATIO } from "../tuning.ts";
import { kernel } from "../wasm.ts";

export interface SvdOptions {
  /** Arithmetic of the reduction and type of the vectors; default "f64". Values come as f64 from either. */
  readonly precision?: Precision;
}

/** a = u diag(s) vt, with k = min(rows, cols). */
export interface Svd {
  /** rows x k, orthonormal columns. */
  readonly u: Matrix;
  /** Descending, not negative. */
  readonly s: Float64Array;
  /** k x cols, orthonormal rows. */
  readonly vt: Matrix;
}

/**
 * Thin singular value decomposition.
 * @throws INVALID_SHAPE, NOT_FINITE, OUT_OF_MEMORY
 */
export function svd(a: Matrix, options: SvdOptions = {}): Svd {
  knownOptions("svd", options, { precision: true });
  return Object.freeze(decompose(a, options));
}

function decompose(a: Matrix, options: SvdOptions): Svd {
  const type = real(options.precision);
  const exponent = entryExponent(a, type);
  const wide = a.rows < a.cols;
  const tall = wide ? transpose(a) : a;
  const { rows: m, cols: n } = tall;
  if (n === 0)
    return {
      u: { rows: a.rows, cols: 0, data: new type.array(0) },
      s: new Float64Array(0),
      vt: { rows: 0, cols: a.cols, data: new type.array(0) },
    };
  const { exports, memory } = kernel();
  const { suffix, bytes, array } = type;
  return memory.frame((frame) => {
    const form = reduce(frame, tall, type, exponent);
    const k = form.rows;
    // Rows are vectors: ut is n x k with zeros behind column n, vt is n x n.
    const ut = frame.bytes(n * k * bytes);
    const vt = frame.bytes(n * n * bytes);
    memory.frame((inner) => {
      const space = inner.bytes(exports[`bidiagonalDivideWorkspace${suffix}`](n));
      const failed = exports[`bidiagonalDivide${suffix}`](n, form.d, form.e, ut, k, vt, n, space);
      checkConverged(failed, "svd");
    });
    const transform = frame.bytes(exports.backTransformWorkspace(k, n));
    exports[`applyColumnReflectors${suffix}`](k, n, form.a, form.stride, form.tauQ, n, ut, transform);
    exports[`applyRowReflectors${suffix}`](n, form.a, form.stride, form.tauP, n, vt, transform);
    const right: Matrix = { rows: n, cols: n, data: frame.view(array, vt, n * n).slice() };
    let left = transpose({ rows: n, cols: k, data: frame.view(array, ut, n * k).slice() });
    if (form.qr) {
      const c = frame.bytes(m * n * bytes);
      const whole = frame.view(array, c, m * n).fill(0);
      whole.set(left.data);
      const apply = frame.bytes(exports.backTransformWorkspace(m, n));
      exports[`qrApply${suffix}`](m, n, form.qr.a, form.stride, form.qr.tau, n, c, n, apply);
      left = { rows: m, cols: n, data: frame.view(array, c, m * n).slice() };
    }
    const s = unscale(frame.takeF64(form.d, n), exponent);
    return wide ? { u: transpose(right), s, vt: transpose(left) } : { u: left, s, vt: right };
  });
}

interface BidiagonalForm {
  /** Rows of the matrix that was reduced: m, or n behind a QR factorisation. */
  readonly rows: number;
  readonly a: number;
  /** Entries from one row of `a` to the next. */
  readonly stride: number;
  readonly d: number;
  readonly e: number;
  readonly tauQ: number;
  readonly tauP: number;
  readonly work: number;
  readonly qr?: { readonly a: number; readonly tau: number };
}

/** Reduces a tall matrix to bidiagonal form, through its triangular factor when it is tall enough. */
function reduce(frame: Frame, tall: Matrix, type: Real, exponent: number): BidiagonalForm {
  const { exports } = kernel();
  const { rows: m, cols: n } = tall;
  const { suffix, bytes, array } = type;
  const d = frame.f64(n);
  const e = frame.f64(n);
  const tauQ = frame.bytes(n * bytes);
  const tauP = frame.bytes(n * bytes);
  const work = frame.bytes(Math.max(exports.bidiagonalizeWorkspace(m, n), exports.qrWorkspace(m, n)));
  const stride = rowStride(n, type);
  if (m < QR_RATIO * n) {
    const a = putScaled(frame, tall.data, type, exponent, { length: n, stride });
    exports[`bidiagonalize${suffix}`](m, n, a, stride, d, e, tauQ, tauP, work);
    return { rows: m, a, stride, d, e, tauQ, tauP, work };
  }
  const factored = putScaled(frame, tall.data, type, exponent, { length: n, stride });
  const tau = frame.bytes(n * bytes);
  exports[`qrFactor${suffix}`](m, n, factored, stride, tau, 1, work);
  const a = frame.bytes(n * stride * bytes);
  const r = frame.view(array, a, n * stride).fill(0);
  const factors = frame.view(array, factored, n * stride);
  for (let i = 0; i < n; i++) r.set(factors.subarray(i * stride + i, i * stride + n), i * stride + i);
  exports[`bidiagonalize${suffix}`](n, n, a, stride, d, e, tauQ, tauP, work);
  return { rows: n, a, stride, d, e, tauQ, tauP, work, qr: { a: factored, tau } };
}
