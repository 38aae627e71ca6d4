/** What the singular values of a matrix say by themselves: norms, the noise bulk, the tail. */
import type { Matrix } from "../../../base/index.ts";
import { type SpectralNorms, spectralNorms } from "../../../tails/index.ts";
import { liveSubmatrix } from "../../../vectors/index.ts";
import type { Bulk, Tail } from "../../records/matrix-results.ts";
import type { Part } from "../../records/part.ts";
import type { MatrixSettings } from "../../records/settings.ts";
import { attempt } from "./attempt.ts";
import { measureBulk } from "./bulk.ts";
import { measureTail } from "./tail.ts";

export interface Spectrum {
  readonly norms: SpectralNorms;
  /** Those singular values that are not round-off. */
  readonly positive: Float64Array;
  /** The matrix without rows and columns of zeros. */
  readonly live: Matrix;
  readonly bulk: Part<Bulk>;
  readonly tail: Part<Tail>;
}

/** @param singularValues all min(rows, cols) of `a`, descending */
export function measureSpectrum(a: Matrix, singularValues: Float64Array, settings: MatrixSettings): Spectrum {
  const { rows, cols } = a;
  const norms = spectralNorms(singularValues, { rows, cols, precision: settings.precision });
  const positive = singularValues.subarray(0, norms.matrixRank);
  const live = liveSubmatrix(a);
  return {
    norms,
    positive,
    live,
    bulk: attempt(() => measureBulk(live, singularValues, settings)),
    tail: attempt(() => measureTail(singularValues, norms.matrixRank, settings)),
  };
}
