/** Singular values and vectors of bidiagonal matrices (LAPACK: dlasq1, dbdsdc). */
import { knownOptions, requireNumbers, transpose } from "../../base/index.ts";
import { checkConverged, condensedExponent, putScaled, real, unscale } from "../precision.ts";
import { kernel } from "../wasm.ts";
import type { Svd } from "./svd.ts";

export interface BidiagonalOptions {
  /** Singular vectors too; default false. */
  readonly vectors?: boolean;
}

/**
 * The square upper bidiagonal matrix with diagonal d (n) and superdiagonal e (n - 1); always in f64.
 *
 * Without vectors every singular value, however small, has nearly all its digits (dqds). With vectors the values are
 * accurate relative to the largest (divide and conquer).
 * @returns s descending; with `vectors` also u and vt, B = u diag(s) vt.
 * @throws INVALID_SHAPE unless e is one shorter than d, NOT_FINITE
 */
export function svdBidiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options: BidiagonalOptions & { readonly vectors: true },
): Svd;
export function svdBidiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options?: BidiagonalOptions,
): Pick<Svd, "s"> & Partial<Svd>;
export function svdBidiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options: BidiagonalOptions = {},
): Pick<Svd, "s"> & Partial<Svd> {
  knownOptions("svdBidiagonal", options, { vectors: true });
  requireNumbers("svdBidiagonal: d", d);
  requireNumbers("svdBidiagonal: e", e);
  const n = d.length;
  const type = real("f64");
  const exponent = condensedExponent(d, e, type);
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const dAt = putScaled(frame, d, type, exponent);
    const eAt = putScaled(frame, e, type, exponent);
    if (!options.vectors) {
      const work = frame.bytes(exports.dqdsWorkspace(n));
      checkConverged(exports.dqds(n, dAt, eAt, work), "svdBidiagonal");
      return Object.freeze({ s: unscale(frame.takeF64(dAt, n), exponent) });
    }
    const ut = frame.f64(n * n);
    const vt = frame.f64(n * n);
    const work = frame.bytes(exports.bidiagonalDivideWorkspaceF64(n));
    checkConverged(exports.bidiagonalDivideF64(n, dAt, eAt, ut, n, vt, n, work), "svdBidiagonal");
    return Object.freeze({
      u: transpose({ rows: n, cols: n, data: frame.view(Float64Array, ut, n * n) }),
      s: unscale(frame.takeF64(dAt, n), exponent),
      vt: { rows: n, cols: n, data: frame.takeF64(vt, n * n) },
    });
  });
}
