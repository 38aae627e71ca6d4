/** The row of a model: where a matrix came from, and its analysis or the reason why there is none. */
import type { ErrorCode } from "../../base/index.ts";
import type { LayerAnalysis } from "./matrix-results.ts";

/** Where a layer's matrix came from. */
export interface LayerSource {
  /** Position in the model, from 0; rows of one model sort by it. */
  readonly index: number;
  /** The tensor's name, with "[i,j]" appended for a slice of a convolution kernel. */
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Of a low-rank pair: the tensors that the row stands for. Its shape is that of the adapted weight. */
  readonly factors?: { readonly b: string; readonly a: string; readonly alpha?: string };
}

export interface AnalyzedLayer extends LayerSource {
  readonly status: "analyzed";
  readonly analysis: LayerAnalysis;
  /** Wall time of the numerical work. */
  readonly seconds: number;
}

export interface SkippedLayer extends LayerSource {
  readonly status: "skipped";
  readonly code: ErrorCode | "NOT_A_MATRIX" | "NOT_A_WEIGHT" | "TOO_SMALL" | "FILTERED" | "INTEGER";
  readonly reason: string;
}

export type LayerResult = AnalyzedLayer | SkippedLayer;
