/** Eigenvalues and eigenvectors of symmetric matrices (LAPACK: dsyevd). */
import { knownOptions, type Matrix, type Precision, transpose, WignerscopeError } from "../../base/index.ts";
import type { Frame } from "../memory.ts";
import {
  checkConverged,
  entryExponent,
  putScaled,
  type Real,
  real,
  rowStride,
  triangleExponent,
  unscale,
} from "../precision.ts";
import { SYMMETRIC_BANDWIDTH, SYMMETRIC_TWO_STAGE_SIZE } from "../tuning.ts";
import { kernel } from "../wasm.ts";
import { tridiagonalSpectrum } from "./tridiagonal-spectrum.ts";

export interface EighOptions {
  /** Arithmetic of the reduction and type of the vectors; default "f64". Values come as f64 from either. */
  readonly precision?: Precision;
}

export interface Eigh {
  /** Ascending. */
  readonly values: Float64Array;
  /** Orthonormal eigenvectors in the columns, in the order of the values. */
  readonly vectors: Matrix;
}

/**
 * Eigenvalues of a symmetric matrix, ascending. Only the triangle on and above the diagonal is read.
 * @throws INVALID_SHAPE unless square, NOT_FINITE, OUT_OF_MEMORY
 */
export function eigvalsh(a: Matrix, options: EighOptions = {}): Float64Array {
  knownOptions("eigvalsh", options, { precision: true });
  return solve(a, options, false).values;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix. Only the triangle on and above the diagonal is read.
 * @throws INVALID_SHAPE unless square, NOT_FINITE, OUT_OF_MEMORY
 */
export function eigh(a: Matrix, options: EighOptions = {}): Eigh {
  knownOptions("eigh", options, { precision: true });
  return Object.freeze(solve(a, options, true));
}

function solve(a: Matrix, options: EighOptions, wantVectors: boolean): Eigh {
  const type = real(options.precision);
  const exponent = entryExponent(a, type);
  const n = a.rows;
  if (n !== a.cols)
    throw new WignerscopeError("INVALID_SHAPE", `a symmetric matrix is square, got ${a.rows} x ${a.cols}`);
  if (n === 0) return { values: new Float64Array(0), vectors: { rows: 0, cols: 0, data: new type.array(0) } };
  const { exports, memory } = kernel();
  const { suffix, bytes, array } = type;
  return memory.frame((frame) => {
    const stride = rowStride(n, type);
    const at = putScaled(frame, a.data, type, exponent, { length: n, stride });
    if (!wantVectors) {
      const values = unscale(tridiagonalValues(frame, n, at, stride, type, "eigvalsh"), exponent);
      return { values, vectors: { rows: n, cols: 0, data: new array(0) } };
    }
    const d = frame.f64(n);
    const e = frame.f64(n);
    const tau = frame.bytes(n * bytes);
    const work = frame.bytes(exports.tridiagonalizeWorkspace(n));
    exports[`tridiagonalize${suffix}`](n, at, stride, d, e, tau, work);
    const zt = frame.bytes(n * n * bytes);
    memory.frame((inner) => {
      const space = inner.bytes(exports[`tridiagonalDivideWorkspace${suffix}`](n));
      checkConverged(exports[`tridiagonalDivide${suffix}`](n, d, e, zt, space), "eigh");
    });
    const transform = frame.bytes(exports.backTransformWorkspace(n, n));
    exports[`applyRowReflectors${suffix}`](n, at, stride, tau, n, zt, transform);
    const vectors = transpose<Float64Array | Float32Array>({
      rows: n,
      cols: n,
      data: frame.view(array, zt, n * n),
    });
    return { values: unscale(frame.takeF64(d, n), exponent), vectors };
  });
}

/**
 * The eigenvalues, ascending, of a symmetric matrix that was built in linear memory, which they overwrite. Only the triangle on
 * and above the diagonal is read.
 * @throws NOT_FINITE
 */
export function eigenvaluesInPlace(
  frame: Frame,
  { order, at, stride }: { readonly order: number; readonly at: number; readonly stride: number },
  type: Real,
  caller: string,
): Float64Array {
  if (order === 0) return new Float64Array(0);
  const triangle = Array.from({ length: order }, (_, i) =>
    frame.view(type.array, at + (i * stride + i) * type.bytes, order - i),
  );
  const exponent = triangleExponent(triangle, type, caller);
  for (const row of triangle) unscale(row, -exponent);
  return unscale(tridiagonalValues(frame, order, at, stride, type, caller), exponent);
}

/** The eigenvalues, ascending, of the symmetric matrix in linear memory of which the upper triangle is given. */
export function tridiagonalValues(
  frame: Frame,
  n: number,
  at: number,
  stride: number,
  { suffix, bytes }: Real,
  caller: string,
): Float64Array {
  const { exports, memory } = kernel();
  const d = frame.f64(n);
  const e = frame.f64(n);
  memory.frame((inner) => {
    if (n < SYMMETRIC_TWO_STAGE_SIZE) {
      const tau = inner.bytes(n * bytes);
      const work = inner.bytes(exports.tridiagonalizeWorkspace(n));
      exports[`tridiagonalize${suffix}`](n, at, stride, d, e, tau, work);
      return;
    }
    const b = SYMMETRIC_BANDWIDTH;
    const need = Math.max(
      exports.reduceSymmetricToBandWorkspace(n, b),
      exports.chaseSymmetricBulgesWorkspace(n, b),
    );
    const work = inner.bytes(need);
    exports[`reduceSymmetricToBand${suffix}`](n, b, at, stride, work);
    exports[`chaseSymmetricBulges${suffix}`](n, b, at, stride, d, e, work);
  });
  tridiagonalSpectrum(n, d, e, caller);
  return frame.takeF64(d, n);
}
