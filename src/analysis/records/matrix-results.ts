/**
 * What the analysis of one matrix returns: plain frozen objects, raw data beside the summaries. Property names in camelCase
 * become WeightWatcher's column names by rule (stableRank -> stable_rank), see src/report/columns.
 */

import type { Precision } from "../../base/index.ts";
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
import type { Part } from "./part.ts";
import type { Depth } from "./settings.ts";

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
  readonly tailIndex?: Part<TailIndex>;
  /** At depth "full", where the exponent describes the tail (`hasExponent`): intervals for alpha and xmin. */
  readonly intervals?: PowerLawIntervals;
}

/**
 * Estimates of the tail index gamma of lambda from its k largest values, at whole k from 4 about evenly spaced in ln k, without
 * those at which equal values leave an estimate out. A power law of exponent alpha has gamma = 1/(alpha - 1); gamma <= 0 is lighter than every power law.
 */
export interface TailIndex {
  readonly k: Int32Array;
  /** Hill's estimate; its standard error for independent values is hill / sqrt(k). */
  readonly hill: Float64Array;
  /** The moment estimate (Dekkers, Einmahl and de Haan 1989). */
  readonly moment: Float64Array;
  /** Pickands' estimate from the 4 floor(k/4) largest values. */
  readonly pickands: Float64Array;
  /** The longest stretch from the top over which Hill's estimates are level, and the moment estimate at its end (at 2 where it is 1). */
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
  /** Long-range statistics; unavailable where the spectrum is shorter than twice the longest window. */
  readonly curves: Part<LevelCurves>;
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
  /** Spikes above the bulk fitted to the permuted matrix. */
  readonly numSpikes: number;
  readonly seed: number;
}

/** The entries of both factors of a product in seeded random order, each by itself, multiplied again. */
export interface PermutedFactors extends RandomizationMetrics {
  /** Singular values of the first permutation, descending. */
  readonly singularValues: Float64Array;
  /** Spikes above the noise fitted to a permutation: the most of all of them. */
  readonly numSpikes: number;
  readonly seed: number;
  /** How often both factors were permuted. */
  readonly permutations: number;
  /** The largest value at each rank over all permutations. */
  readonly largest: Float64Array;
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
   * p-value of "nothing but independent entries, whatever their sizes": the larger of Tracy-Widom's and, where that is small,
   * the sign-flip control's; 1 where rank is lost and there is no noise to test against. The summary decides with it.
   */
  readonly p: number;
  /** Spikes that the sizes of the entries do not explain: those beyond the copies with random signs. */
  readonly learnedSpikes: number;
  readonly sentence: string;
}

/** What the analyses of all kinds of layers have in common. */
interface CommonAnalysis {
  readonly rows: number;
  readonly cols: number;
  /** min(rows, cols) / max(rows, cols). */
  readonly q: number;
  readonly precision: Precision;
  readonly depth: Depth;
  /** Singular values nu, descending. */
  readonly singularValues: Float64Array;
  readonly entries: EntryStatistics;
  readonly norms: SpectralNorms;
  readonly tail: Part<Tail>;
  readonly levels: Part<Levels>;
  readonly verdict: Part<LayerVerdict>;
}

/** A full matrix: its noise is the Marchenko-Pastur bulk. */
export interface MatrixAnalysis extends CommonAnalysis {
  readonly kind: "matrix";
  readonly bulk: Part<Bulk>;
  /** From depth "standard". */
  readonly vectors?: Part<Vectors>;
  /** Where a value stands out of the bulk, or nearly. */
  readonly signFlips?: Part<SignFlipTest>;
  /** From depth "standard". */
  readonly permuted?: Part<PermutedControl>;
  /** At depth "full", of a matrix with a bulk. */
  readonly planted?: Part<PlantedControl>;
}

/**
 * The product scale B A of a low-rank adapter. Its singular values are the r that are not zero by construction; its noise is
 * that of products of two factors. It has no vectors and no planted control: src/analysis/matrix/analyze-product.ts says why.
 */
export interface ProductAnalysis extends CommonAnalysis {
  readonly kind: "product";
  /** The inner size r, and the factor before the product. */
  readonly lowRank: { readonly rank: number; readonly scale: number; readonly scaleFrom: ScaleSource };
  /** What two factors of noise would give, and what stands out of it. */
  readonly noise: Part<ProductNoise>;
  /** At every depth: the verdict rests on it. */
  readonly permuted: Part<PermutedFactors>;
}

/** The analysis of one row of a model, told apart by `kind`. */
export type LayerAnalysis = MatrixAnalysis | ProductAnalysis;

/** Where the factor before the product of a low-rank pair comes from; it is 1 where it is "unknown". */
export type ScaleSource = "option" | "alpha tensor" | "adapter_config.json" | "unknown";
