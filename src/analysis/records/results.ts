/**
 * What an analysis returns: plain frozen objects, raw data beside the summaries. Property names in camelCase become
 * WeightWatcher's column names by rule (stableRank -> stable_rank), see src/report.
 */

import type { ErrorCode } from "../../base/index.ts";
import type { BulkFit, ProductNoise, SignFlipTest } from "../../bulk/index.ts";
import type { UnfoldingDiagnostics } from "../../levels/index.ts";
import type {
  AlphaMetrics,
  DetX,
  HillPlateau,
  PowerLawFit,
  PowerLawIntervals,
  RandomizationMetrics,
  SpectralNorms,
  TailVerdict,
  TrainingWarning,
} from "../../tails/index.ts";
import type { BoundaryRank } from "../../vectors/index.ts";

/**
 * How much is computed. "quick": singular values and all that follows from them. "standard": also singular vectors, the
 * tail's alternatives and the permuted control. "full": also Monte-Carlo nulls and bootstraps.
 */
export type Depth = "quick" | "standard" | "full";

/** How one matrix is analysed. */
export interface MatrixSettings {
  /** Arithmetic of the singular values and vectors. */
  readonly precision: "f64" | "f32";
  readonly depth: Depth;
  /** Seed of every random step (permutation, Monte-Carlo nulls, bootstraps). */
  readonly seed: number;
}

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

/** The Marchenko-Pastur bulk of the spectrum in nu, and what stands out of it. */
export interface Bulk extends BulkFit {
  /** Shape of the noise: rows and columns that are not all zeros. */
  readonly liveRows: number;
  readonly liveCols: number;
  /** upperEdge^2 / lambda_max (Martin and Mahoney 2021, Eq. 11). */
  readonly mpSoftrank: number;
  /**
   * Single entries so large that each makes a spike by itself: a rank-one term of size |w| passes the detection
   * threshold |w| > q^(1/4) sigma sqrt(n) (Benaych-Georges and Nadakuditi 2012). Spikes beyond their number are structure.
   */
  readonly entrySpikes: number;
  /** p-value of "the largest value is noise", sigma fitted with the value among the noise: `largestValueP`. */
  readonly largestP: number;
}

/** Power law fitted to the tail of lambda = nu^2, and what speaks for and against it. */
export interface Tail extends PowerLawFit, AlphaMetrics, DetX {
  /**
   * Whether the tail is a power law, with the evidence that the depth affords: the exponent alone at "quick", other laws at
   * "standard", the bootstrap at "full". It is about a tail of at least 50 values, which need not be that of `alpha`, the fit
   * over all starts that WeightWatcher has.
   */
  readonly verdict: TailVerdict;
  /** WeightWatcher's reading of alpha; absent in its usual range and where the exponent describes nothing (`hasExponent`). */
  readonly warning?: TrainingWarning;
  /** From depth "standard": estimates of the exponent that need no xmin. */
  readonly tailIndex?: TailIndex;
  /** At depth "full": intervals for alpha and xmin. */
  readonly intervals?: PowerLawIntervals;
}

/**
 * Estimates of the tail index gamma of lambda from its k largest values, at whole k about evenly spaced in ln k. A power
 * law of exponent alpha has gamma = 1/(alpha - 1); gamma <= 0 is lighter than every power law.
 */
export interface TailIndex {
  readonly k: Int32Array;
  /** Hill's estimate; its standard error for independent values is hill / sqrt(k). */
  readonly hill: Float64Array;
  /** The moment estimate (Dekkers, Einmahl and de Haan 1989); NaN at k = 1. */
  readonly moment: Float64Array;
  /** Pickands' estimate from the 4 floor(k/4) largest values; NaN below k = 4. */
  readonly pickands: Float64Array;
  /** The longest stretch from the top over which Hill's estimates are level, and the moment estimate at its end. */
  readonly plateau: HillPlateau & { readonly moment: number; readonly momentError: number };
  /** The local exponent of Thamm, Staats and Rosenow (2022): alpha - 1 where the tail is a power law. */
  readonly local: {
    /** Neighbouring values averaged at each point. */
    readonly window: number;
    /** 1/lambda of each point, ascending. */
    readonly inverseLambda: Float64Array;
    readonly exponent: Float64Array;
  };
}

/** Level statistics of the unfolded singular values. */
export interface Levels {
  /** Unfolded levels, ascending, mean spacing near 1. */
  readonly unfolded: Float64Array;
  readonly diagnostics: UnfoldingDiagnostics;
  readonly spacings: Float64Array;
  /** KS distance of the spacings to the GOE Wigner surmise. */
  readonly ksWigner: number;
  /** KS distance of the spacings to the exponential law. */
  readonly ksPoisson: number;
  /** Mean of min(r, 1/r) over consecutive spacings (no unfolding), and its standard error. */
  readonly meanRatio: number;
  readonly meanRatioError: number;
  /** Long-range statistics; undefined where the spectrum is shorter than twice the longest window. */
  readonly curves: LevelCurves | undefined;
  /** At depth "full". */
  readonly null?: LevelsNull;
}

/** Number variance Sigma^2(L) and spectral rigidity Delta_3(L) of the unfolded levels. */
export interface LevelCurves {
  readonly L: Float64Array;
  readonly numberVariance: Float64Array;
  readonly spectralRigidity: Float64Array;
}

/** The same statistics of Gaussian matrices of the same shape through the same pipeline; bands hold 95 % of them. */
export interface LevelsNull {
  readonly samples: number;
  /** Monte-Carlo p-value of the KS distance to the surmise (large is bad). */
  readonly ksWignerP: number;
  /** Two-sided Monte-Carlo p-value of the mean ratio. */
  readonly meanRatioP: number;
  readonly meanRatio: readonly [number, number];
  readonly numberVariance: { readonly lower: Float64Array; readonly upper: Float64Array };
  readonly spectralRigidity: { readonly lower: Float64Array; readonly upper: Float64Array };
}

/** Singular vectors by rank, the largest singular value first. */
export interface VectorSide {
  /** Porter-Thomas p-value at each rank: uniform where the vector is random. */
  readonly p: Float64Array;
  /** Centred moving average of p. */
  readonly movingAverage: Float64Array;
  readonly window: number;
  /** Share of the tests below .05, and their number. */
  readonly rejectedShare: number;
  readonly tests: number;
  /** Coordinates of each vector. */
  readonly length: number;
  /** Inverse participation ratio at each rank; 3/(length + 2) where the vector is random. */
  readonly ipr: Float64Array;
}

export interface Vectors {
  /** Columns of U: patterns over the rows (outputs). */
  readonly left: VectorSide;
  /** Rows of V^T: patterns over the columns (inputs). */
  readonly right: VectorSide;
  /** The rank where randomness begins, from both sides together. */
  readonly boundary: BoundaryRank;
}

/** The same entries in seeded random order: what the entries alone, without their places, make of the spectrum. */
export interface PermutedControl extends RandomizationMetrics {
  /** Singular values of the permuted matrix, descending. */
  readonly singularValues: Float64Array;
  /** Spikes above the bulk fitted to the permuted matrix; of a low-rank product the most of all its permutations. */
  readonly numSpikes: number;
  readonly seed: number;
  /** Only of a low-rank product: how often both factors were permuted, and the largest value at each rank. */
  readonly permutations?: number;
  readonly largest?: Float64Array;
}

/** Known signals planted in the permuted matrix: would they be found here? */
export interface PlantedControl {
  /** Signals planted, each of this strength: twice the detection threshold. */
  readonly planted: number;
  readonly strength: number;
  /** Where the theory expects them to show. */
  readonly expected: number;
  /** Spikes that appeared. */
  readonly found: number;
  /** Relative change of the fitted sigma. */
  readonly sigmaShift: number;
}

export type LayerKind =
  | "random"
  | "heavy-tailed entries"
  | "bulk and spikes"
  | "heavy-tailed"
  | "other bulk"
  | "rank-collapsed";

/** What a layer is, in a word and in a sentence. The model's summary corrects the p-value for the number of layers. */
export interface LayerVerdict {
  readonly kind: LayerKind;
  /**
   * p-value of "nothing but independent entries, of whatever sizes": the larger of Tracy-Widom's and, where that is small,
   * the sign-flip control's. The model's summary decides with it.
   */
  readonly p: number;
  /** Spikes that the sizes of the entries do not explain: those beyond the copies with random signs. */
  readonly learnedSpikes: number;
  readonly sentence: string;
}

export interface MatrixAnalysis {
  readonly rows: number;
  readonly cols: number;
  /** min(rows, cols) / max(rows, cols). */
  readonly q: number;
  readonly precision: "f64" | "f32";
  readonly depth: Depth;
  /** Singular values nu, descending; of a low-rank product the r that are not zero by construction. */
  readonly singularValues: Float64Array;
  readonly entries: EntryStatistics;
  readonly norms: SpectralNorms;
  /** Of a low-rank product never available: `product` has its noise. */
  readonly bulk: Part<Bulk>;
  readonly tail: Part<Tail>;
  readonly levels: Part<Levels>;
  /** Only of a low-rank product scale B A: its inner size r and its factor. The other values are exactly zero. */
  readonly lowRank?: { readonly rank: number; readonly scale: number; readonly scaleFrom: ScaleSource };
  /** Only of a low-rank product: what two factors of noise would give, and what stands out of it. */
  readonly product?: Part<ProductNoise>;
  /** From depth "standard". */
  readonly vectors?: Part<Vectors>;
  /** Where a value stands out of the bulk, or nearly. */
  readonly signFlips?: Part<SignFlipTest>;
  /** From depth "standard"; of a low-rank product at every depth. */
  readonly permuted?: Part<PermutedControl>;
  /** At depth "full". */
  readonly planted?: Part<PlantedControl>;
  readonly verdict: Part<LayerVerdict>;
}

/** Where the factor before the product of a low-rank pair comes from; it is 1 where it is "unknown". */
export type ScaleSource = "option" | "alpha tensor" | "adapter_config.json" | "unknown";

/** One of two spectra that are compared. */
export interface SpectrumSummary {
  readonly singularValues: Float64Array;
  readonly spectralNorm: number;
  readonly stableRank: number;
  readonly alpha: number | undefined;
  readonly sigma: number | undefined;
  readonly numSpikes: number | undefined;
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
  readonly delta?: MatrixAnalysis;
}

export type ComparisonResult = { readonly index: number; readonly name: string } & (
  | { readonly status: "compared"; readonly comparison: MatrixComparison; readonly seconds: number }
  | { readonly status: "skipped"; readonly code: SkippedLayer["code"] | "UNMATCHED"; readonly reason: string }
);

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
  readonly analysis: MatrixAnalysis;
  /** Wall time of the numerical work. */
  readonly seconds: number;
}

export interface SkippedLayer extends LayerSource {
  readonly status: "skipped";
  readonly code: ErrorCode | "NOT_A_MATRIX" | "NOT_A_WEIGHT" | "TOO_SMALL" | "FILTERED" | "INTEGER";
  readonly reason: string;
}

export type LayerResult = AnalyzedLayer | SkippedLayer;

/** The program that made a record. */
export interface Generator {
  readonly name: "wignerscope";
  readonly version: string;
  readonly kernel: "simd" | "relaxed";
}

/** A model file, as records name it. */
export interface ModelFacts {
  readonly name: string;
  readonly format: string;
  readonly tensors: number;
}

/** What a run was asked for and how it went. */
export interface RunFacts {
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** True when every selected layer is there, false when the run was stopped. */
  readonly complete: boolean;
  readonly seconds: number;
}

/** A finished (or stopped) run over one model. */
export interface ModelAnalysis extends RunFacts {
  readonly schema: 1;
  readonly generator: Generator;
  readonly model: ModelFacts;
  readonly layers: readonly LayerResult[];
  readonly summary: ModelSummary;
}

/** A finished (or stopped) comparison of a model with its base. */
export interface ModelComparison extends RunFacts {
  readonly generator: Generator;
  readonly base: ModelFacts;
  readonly model: ModelFacts;
  /** In the base's order. */
  readonly layers: readonly ComparisonResult[];
  readonly summary: ComparisonSummary;
}

/** The verdict on a model, with the number of layers taken into account. */
export interface ModelSummary {
  /** Probability, at most, that any layer is called learned when all of them are noise. */
  readonly level: number;
  /** Layers that were tested. */
  readonly tests: number;
  /** Per tested layer: the p-value after Holm's correction (Scand. J. Statist. 6, 65, 1979). */
  readonly tested: readonly {
    readonly index: number;
    readonly name: string;
    readonly kind: LayerKind;
    readonly adjustedP: number;
    readonly learned: boolean;
  }[];
  readonly learnedLayers: number;
  readonly sentence: string;
}

/** The verdict on what changed: tests are of W - W0 of each matrix that is not identical. */
export interface ComparisonSummary extends ModelSummary {
  /** Matrices that were compared, and those of them that are equal to the last bit. */
  readonly compared: number;
  readonly identical: number;
}
