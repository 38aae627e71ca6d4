/** How an analysis is done. */
import type { Precision } from "../../base/index.ts";

/**
 * How much is computed. "quick": singular values and all that follows from them. "standard": also singular vectors, the
 * tail's alternatives and the permuted control. "full": also Monte-Carlo nulls and bootstraps.
 */
export type Depth = "quick" | "standard" | "full";

/** How one matrix is analysed. */
export interface MatrixSettings {
  /** Arithmetic of the singular values and vectors. */
  readonly precision: Precision;
  readonly depth: Depth;
  /** Seed of every random step (permutation, Monte-Carlo nulls, bootstraps). */
  readonly seed: number;
}
