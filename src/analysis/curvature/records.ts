/** The record of a run over the curvature of a loss: estimated for all of the data, or exact batch by batch. */
import type {
  AtomEstimate,
  BatchSizeFit,
  BatchSpectrum,
  CurveKind,
  DensityCurve,
  LanczosCoefficients,
  LocalStatistics,
  SpectralDensity,
  TraceEstimate,
} from "../../curvature/index.ts";
import type { LossSpec } from "../../networks/index.ts";
import type { Generator, RunFacts, SCHEMA } from "../records/run-records.ts";

/** What was looked at. */
export interface CurvatureSubject {
  /** As the caller calls it. */
  readonly name: string;
  readonly input: readonly number[];
  /** Values after the input: layers with those that a layer stands for. */
  readonly layers: number;
  readonly parameters: number;
  readonly loss: LossSpec["kind"];
  readonly samples: number;
  /** Entries of the last dimension of the output. */
  readonly classes: number;
}

/** The point of parameter space: mean loss over the samples, and the norm of its gradient. */
export interface CurvaturePoint {
  readonly loss: number;
  /** Absent for a squared error against a matrix. */
  readonly accuracy?: number;
  readonly gradientNorm: number;
}

export interface CurvatureFacts extends RunFacts {
  readonly schema: typeof SCHEMA;
  readonly generator: Generator;
  readonly network: CurvatureSubject;
  readonly point: CurvaturePoint;
}

/** Distribution function at some places: the estimate, what is certain for these vectors, and the 95 % band over vectors. */
export interface CdfCurve {
  readonly x: Float64Array;
  readonly value: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly bandLower: Float64Array;
  readonly bandUpper: Float64Array;
}

/** The bound of the share of zeros, and what it was after fewer steps. */
export interface AtomCurve extends AtomEstimate {
  readonly steps: Float64Array;
  readonly bounds: Float64Array;
  readonly standardErrors: Float64Array;
}

/** A spectral density as data: coefficients of the Lanczos processes, what they say, and curves at fixed places. */
export interface DensityRecord
  extends LanczosCoefficients,
    Pick<SpectralDensity, "nodes" | "weights" | "range" | "moments" | "wasserstein"> {
  /** Of the part without the outliers; `standardError` is that of y between vectors. */
  readonly curve: DensityCurve & { readonly kind: CurveKind; readonly standardError: Float64Array };
  readonly cdf: CdfCurve;
  /** Of the eigenvalue 0. */
  readonly atom: AtomCurve;
  /** tr A and |A|_F^2 from the moments. */
  readonly trace: Scattered;
  readonly squares: Scattered;
}

export interface Scattered {
  readonly value: number;
  readonly standardError: number;
}

/** The largest eigenpairs in magnitude. */
export interface TopPairs {
  readonly values: Float64Array;
  readonly residuals: Float64Array;
  readonly converged: readonly boolean[];
}

/** The parameters of one layer: rows and columns of the Hessian that belong to it. */
export interface BlockCurvature {
  /** The layer's name. */
  readonly name: string;
  readonly parameters: number;
  /** Of the diagonal block. */
  readonly trace: Scattered;
  /** Squared norm of the block's rows of the whole matrix: what of the sum of squared eigenvalues is in them. */
  readonly squares: Scattered;
  /** Largest eigenvalue in magnitude of the diagonal block, and |Av - value v|. */
  readonly largest: number;
  readonly residual: number;
  /** Share of the squared entries of each of the top eigenvectors that lie in the block. */
  readonly topShares: Float64Array;
}

/** Estimates over all of the data. What an option leaves out, or a stop came before, is absent. */
export interface EstimatedCurvature extends CurvatureFacts {
  readonly kind: "estimated";
  /** Eigenvalues that are exactly 0 for known reasons, at least; absent for networks in which none are known. */
  readonly structuralZeros?: number;
  readonly top?: TopPairs;
  readonly density?: DensityRecord;
  readonly trace?: TraceEstimate;
  /** H = G + R. */
  readonly gaussNewton?: DensityRecord;
  readonly residual?: DensityRecord;
  readonly blocks?: readonly BlockCurvature[];
}

/** The largest eigenvalues at several batch sizes, means over batches, and the forms fitted to them. */
export interface BatchSizeStudy {
  readonly sizes: Float64Array;
  /** Batches of each size. */
  readonly batches: Float64Array;
  /** values[k][i]: the i-th largest at sizes[k], of the loss's mean over the batch. */
  readonly values: readonly Float64Array[];
  readonly standardErrors: readonly Float64Array[];
  /** The least held-out error first; empty where fewer than three sizes have positive outliers. */
  readonly fits: readonly BatchSizeFit[];
}

/** Eigenvalues by rank: means over batches. */
export interface RankedLevels {
  /** Of |lambda|, the largest first. */
  readonly means: Float64Array;
  readonly standardDeviations: Float64Array;
}

/** Exact spectra of batches. */
export interface ExactCurvature extends CurvatureFacts {
  readonly kind: "exact";
  readonly batches: readonly BatchSpectrum[];
  /** Level statistics over the batches in three columns; absent before the first batch. */
  readonly local?: LocalStatistics;
  /** Over the genuine levels of the batches. */
  readonly ranked?: RankedLevels;
  readonly batchSize?: BatchSizeStudy;
}

export type CurvatureAnalysis = EstimatedCurvature | ExactCurvature;
