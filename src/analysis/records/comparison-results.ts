/** What the comparison of a matrix with an earlier state of itself returns. */
import type { SpectralNorms } from "../../tails/index.ts";

import type { SkippedLayer } from "./layer-results.ts";
import type { Bulk, LayerAnalysis, Tail } from "./matrix-results.ts";
import type { Part } from "./part.ts";

/** One of two spectra that are compared. */
export interface SpectrumSummary {
  readonly singularValues: Float64Array;
  readonly norms: SpectralNorms;
  /** As at depth "quick". */
  readonly bulk: Part<Bulk>;
  readonly tail: Part<Tail>;
}

/** A weight matrix against an earlier state of itself. */
export interface MatrixComparison {
  readonly rows: number;
  readonly cols: number;
  /** Equal to the last bit: there is no difference to analyse. */
  readonly identical: boolean;
  /** Frobenius norm of the difference, and its ratio to the base's. */
  readonly distance: number;
  readonly relativeDistance: number;
  readonly base: SpectrumSummary;
  readonly model: SpectrumSummary;
  /** Leading singular vectors that are compared. */
  readonly directions: number;
  /** |P_k Q_k|_F^2 / k of the first k = 1 .. directions singular vectors of base and model: 1 is the same subspace. */
  readonly leftOverlap: Float64Array;
  readonly rightOverlap: Float64Array;
  /** The difference as a matrix of its own, unless it is zero. */
  readonly delta?: LayerAnalysis;
}

export type ComparisonResult = { readonly index: number; readonly name: string } & (
  | { readonly status: "compared"; readonly comparison: MatrixComparison; readonly seconds: number }
  | { readonly status: "skipped"; readonly code: SkippedLayer["code"] | "UNMATCHED"; readonly reason: string }
);
