/** Spectra of matrices that are pure noise, of the shape of the data. */

import { described, knownOptions, requireInteger, requireOneOf, WignerscopeError } from "../../base/index.ts";
import { betaHermite, betaLaguerre, gaussian } from "../../ensembles/index.ts";
import { DEFAULT_SEED, eighTridiagonal, svdBidiagonal, svdvals } from "../../kernel/index.ts";

/**
 * What the null matrices are: `{ rows, cols }`, independent N(0, 1) entries, whose spectrum is the singular values,
 * descending; or `{ goe: n }`, GOE of order n with semicircle edges at -+2, whose spectrum is the eigenvalues, ascending.
 */
export type NullShape = { readonly rows: number; readonly cols: number } | { readonly goe: number };

export interface NullSpectrumOptions {
  readonly seed?: number;
  /** Replicate i of a run takes stream i. Default 0. */
  readonly stream?: number;
  /**
   * `"reduced"` (default): the bi- or tridiagonal matrix that has exactly the same joint law of singular values or
   * eigenvalues (Dumitriu and Edelman, J. Math. Phys. 43, 5830, 2002), O(m^2). `"dense"`: a matrix of shape
   * rows x cols and its decomposition, as the data's, O(rows cols m); not for GOE.
   */
  readonly sampler?: "reduced" | "dense";
}

/** The spectrum of one null matrix. @throws INVALID_ARGUMENT for sizes that are no integers >= 1. */
export function nullSpectrum(shape: NullShape, options: NullSpectrumOptions = {}): Float64Array {
  knownOptions("nullSpectrum", options, { seed: true, stream: true, sampler: true });
  const { seed = DEFAULT_SEED, stream = 0, sampler = "reduced" } = options;
  requireOneOf("sampler", sampler, ["reduced", "dense"]);
  checkNullShape(shape);
  if ("goe" in shape) {
    requireInteger("goe", shape.goe, 1);
    const { d, e } = betaHermite(shape.goe, { seed, stream });
    return eighTridiagonal(d, e).values;
  }
  const { rows, cols } = shape;
  requireInteger("rows", rows, 1);
  requireInteger("cols", cols, 1);
  if (sampler === "dense") return svdvals(gaussian(rows, cols, { seed, stream }));
  const { d, e } = betaLaguerre(rows, cols, { seed, stream });
  return svdBidiagonal(d, e).s;
}

/** @throws INVALID_ARGUMENT unless the shape is { goe } or { rows, cols }. */
export function checkNullShape(shape: NullShape): void {
  const isShape = typeof shape === "object" && shape !== null;
  if (!isShape || !("goe" in shape || ("rows" in shape && "cols" in shape)))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `shape must be { goe } or { rows, cols }, got ${described(shape)}`,
    );
}
