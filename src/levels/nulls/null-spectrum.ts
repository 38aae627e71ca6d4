/** Spectra of matrices that are pure noise, of the shape of the data. */

import { knownOptions, requireInteger, requireObject, requireOneOf } from "../../base/index.ts";
import { betaHermite, betaLaguerre, gaussian } from "../../ensembles/index.ts";
import { DEFAULT_SEED, eighTridiagonal, svdBidiagonal, svdvals } from "../../kernel/index.ts";
import type { RememberedKey } from "../../statistics/index.ts";

/**
 * What the null matrices are: "gaussian", independent N(0, 1) entries, whose spectrum is the singular values, descending;
 * or "goe", GOE of order n with semicircle edges at -+2, whose spectrum is the eigenvalues, ascending.
 */
export type NullShape =
  | { readonly kind: "gaussian"; readonly rows: number; readonly cols: number }
  | { readonly kind: "goe"; readonly n: number };

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
  if (shape.kind === "goe") {
    const { d, e } = betaHermite(shape.n, { seed, stream });
    return eighTridiagonal(d, e).values;
  }
  const { rows, cols } = shape;
  if (sampler === "dense") return svdvals(gaussian(rows, cols, { seed, stream }));
  const { d, e } = betaLaguerre(rows, cols, { seed, stream });
  return svdBidiagonal(d, e).s;
}

/** @throws INVALID_ARGUMENT unless the shape is of a known kind with sizes that are integers >= 1. */
export function checkNullShape(shape: NullShape): void {
  requireObject("shape", shape, ["kind"]);
  requireOneOf("shape.kind", shape.kind, ["gaussian", "goe"]);
  if (shape.kind === "goe") requireInteger("shape.n", shape.n, 1);
  else {
    requireInteger("shape.rows", shape.rows, 1);
    requireInteger("shape.cols", shape.cols, 1);
  }
}

/** The shape as a part of a key. */
export function nullShapeKey(shape: NullShape): RememberedKey {
  return shape.kind === "goe" ? ["goe", shape.n] : ["gaussian", shape.rows, shape.cols];
}
