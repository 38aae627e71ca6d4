/** Eigenvalues and eigenvectors of symmetric tridiagonal matrices (LAPACK: dstevd). */
import type { Eigh } from "./eigh.ts";
import { WignerscopeError } from "./errors.ts";
import { transpose } from "./matrix.ts";
import { checkConverged, putScaled, real, unscale, vectorsExponent } from "./precision.ts";
import { kernel } from "./wasm.ts";

export interface TridiagonalOptions {
  /** Eigenvectors too; default false. */
  readonly vectors?: boolean;
}

/**
 * The symmetric tridiagonal matrix with diagonal d (n) and off-diagonal e (n - 1); always in f64.
 * @returns values ascending; with `vectors`, orthonormal eigenvectors in the columns.
 * @throws INVALID_SHAPE unless e is one shorter than d, NOT_FINITE
 */
export function eighTridiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options: TridiagonalOptions & { readonly vectors: true },
): Eigh;
export function eighTridiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options?: TridiagonalOptions,
): { readonly values: Float64Array; readonly vectors?: Eigh["vectors"] };
export function eighTridiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options: TridiagonalOptions = {},
): { readonly values: Float64Array; readonly vectors?: Eigh["vectors"] } {
  const n = d.length;
  if (e.length !== Math.max(0, n - 1))
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `e must have one entry less than d: ${Math.max(0, n - 1)}, got ${e.length}`,
    );
  const type = real("f64");
  const exponent = vectorsExponent({ d, e }, type);
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const dAt = putScaled(frame, d, type, exponent);
    const eAt = putScaled(frame, e, type, exponent);
    if (!options.vectors) {
      checkConverged(exports.tridiagonalRootFree(n, dAt, eAt), "eighTridiagonal");
      return { values: unscale(frame.takeF64(dAt, n), exponent) };
    }
    const zt = frame.f64(n * n);
    const work = frame.bytes(exports.tridiagonalDivideWorkspaceF64(n));
    checkConverged(exports.tridiagonalDivideF64(n, dAt, eAt, zt, work), "eighTridiagonal");
    const values = unscale(frame.takeF64(dAt, n), exponent);
    return { values, vectors: transpose({ rows: n, cols: n, data: frame.takeF64(zt, n * n) }) };
  });
}
