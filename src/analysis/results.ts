/**
 * What an analysis returns: plain frozen objects, raw data beside the summaries. Property names in camelCase become
 * WeightWatcher's column names by rule (stableRank -> stable_rank), see src/report.
 */
import type { ErrorCode } from "../kernel/index.ts";

/** Why a part of an analysis has no value. */
export interface Unavailable {
  readonly available: false;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** A part of an analysis that may be unavailable, with the reason. */
export type Part<T> = (T & { readonly available: true }) | Unavailable;

/** Mean, variance (population) and count of the matrix entries. */
export interface EntryStatistics {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
  /** Entries that are exactly zero. */
  readonly zeros: number;
  readonly maxAbs: number;
}

/** Norms of HT-SR theory on lambda = nu^2, unnormalised, logarithms to base 10 (Martin and Mahoney 2021). */
export interface Norms {
  /** Squared Frobenius norm, sum of lambda. */
  readonly norm: number;
  readonly logNorm: number;
  /** lambda_max. */
  readonly spectralNorm: number;
  readonly logSpectralNorm: number;
  /** norm / spectralNorm. */
  readonly stableRank: number;
  /** Singular values above max(rows, cols) * eps(precision) * nu_max. */
  readonly matrixRank: number;
  /** -sum p ln p / ln(rank) with p = lambda / norm. */
  readonly entropy: number;
}

/** The Marchenko-Pastur bulk of the spectrum in nu. */
export interface Bulk {
  readonly method: string;
  /** Standard deviation of the noise entries. */
  readonly sigma: number;
  /** nu_- and nu_+ = sigma sqrt(n) (1 -+ sqrt q). */
  readonly lowerEdge: number;
  readonly upperEdge: number;
  /** Values above the upper edge by more than the Tracy-Widom fluctuation allows. */
  readonly numSpikes: number;
  /** Kolmogorov-Smirnov distance of the values at or below the edge to the fitted law. */
  readonly ks: number;
}

/** Power law fitted to the tail of lambda (Clauset, Shalizi and Newman 2009). */
export interface Tail {
  readonly alpha: number;
  readonly xmin: number;
  readonly xmax: number;
  /** Two-sided Kolmogorov-Smirnov distance at xmin. */
  readonly D: number;
  /** Standard error of alpha, (alpha - 1)/sqrt(tail size). */
  readonly sigma: number;
  /** Points at or above xmin. */
  readonly numPlSpikes: number;
  /** alpha * log10(lambda_max). */
  readonly alphaWeighted: number;
  /** log10 of sum lambda^alpha. */
  readonly logAlphaNorm: number;
}

/** Level statistics of the unfolded singular values. */
export interface Levels {
  /** Unfolded levels, ascending, mean spacing near 1. */
  readonly unfolded: Float64Array;
  readonly spacings: Float64Array;
  /** KS distance of the spacings to the GOE Wigner surmise. */
  readonly ksWigner: number;
  /** KS distance of the spacings to the exponential law. */
  readonly ksPoisson: number;
  /** Mean of min(r, 1/r) over consecutive spacings (no unfolding), and its standard error. */
  readonly meanRatio: number;
  readonly meanRatioError: number;
}

export interface MatrixAnalysis {
  readonly rows: number;
  readonly cols: number;
  /** min(rows, cols) / max(rows, cols). */
  readonly q: number;
  readonly precision: "f64" | "f32";
  /** Singular values nu, descending. */
  readonly singularValues: Float64Array;
  readonly entries: EntryStatistics;
  readonly norms: Norms;
  readonly bulk: Part<Bulk>;
  readonly tail: Part<Tail>;
  readonly levels: Part<Levels>;
}

/** Where a layer's matrix came from. */
export interface LayerSource {
  /** Position in the model, from 0; rows of one model sort by it. */
  readonly index: number;
  /** The tensor's name, with "[i,j]" appended for a slice of a convolution kernel. */
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

export interface AnalyzedLayer extends LayerSource {
  readonly status: "analyzed";
  readonly analysis: MatrixAnalysis;
  /** Wall time of the numerical work. */
  readonly seconds: number;
}

export interface SkippedLayer extends LayerSource {
  readonly status: "skipped";
  readonly code: ErrorCode | "NOT_A_MATRIX" | "TOO_SMALL" | "FILTERED" | "INTEGER";
  readonly reason: string;
}

export type LayerResult = AnalyzedLayer | SkippedLayer;

/** A finished (or stopped) run over one model. */
export interface ModelAnalysis {
  readonly schema: 1;
  readonly generator: {
    readonly name: "wignerscope";
    readonly version: string;
    readonly kernel: "simd" | "relaxed";
  };
  readonly model: { readonly name: string; readonly format: string; readonly tensors: number };
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** True when every selected layer is there, false when the run was stopped. */
  readonly complete: boolean;
  readonly seconds: number;
  readonly layers: readonly LayerResult[];
}
