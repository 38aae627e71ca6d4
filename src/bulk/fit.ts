/** The Marchenko-Pastur bulk of a weight matrix: how large its noise is, and which singular values stand out of it. */
import { WignerscopeError } from "../kernel/index.ts";
import { type NoiseEstimate, robustNoise } from "./robust.ts";
import { type Spectrum, spectrum } from "./spectrum.ts";
import { criticalLevel, SPIKE_SIGNIFICANCE } from "./spikes.ts";
import { noiseCdf, noiseEdges, noiseQuantile } from "./typical-levels.ts";

export type BulkMethod = "robust" | "median" | "variance";

export interface BulkOptions {
  readonly rows: number;
  readonly cols: number;
  /**
   * How sigma is estimated. "robust" (default): least Wasserstein-1 distance of the levels below the spikes to the
   * law, spikes removed one after another. "median": Gavish and Donoho (IEEE Trans. Inf. Theory 60, 5040, 2014).
   * "variance": all singular values count as noise.
   */
  readonly method?: BulkMethod;
  /** Arithmetic that gave the singular values; decides which count as zero. Default "f64". */
  readonly precision?: "f64" | "f32";
}

export interface BulkFit {
  readonly method: BulkMethod;
  /** Standard deviation of the noise entries. */
  readonly sigma: number;
  /** nu_- = sigma sqrt(n) (1 - sqrt q), n the longer side. */
  readonly lowerEdge: number;
  /** nu_+ = sigma sqrt(n) (1 + sqrt q). */
  readonly upperEdge: number;
  /** Singular values above the noise's largest at the stated significance. */
  readonly numSpikes: number;
  /** The spikes, descending. */
  readonly spikes: readonly Spike[];
  /** Level of the test that each spike passed. */
  readonly significance: number;
  /** Two-sided Kolmogorov-Smirnov distance of the levels below the spikes to the fitted law. */
  readonly ks: number;
  /** Number of those levels. */
  readonly bulkCount: number;
  /** Singular values that are not round-off; the others belong to no law and are left out. */
  readonly hardRank: number;
  /**
   * False when more than half of the levels stood out: then no Marchenko-Pastur bulk carries this spectrum, and sigma
   * is the estimate at which the removal of spikes was stopped.
   */
  readonly converged: boolean;
}

export interface Spike {
  /** The singular value nu. */
  readonly value: number;
}

/**
 * Fits the Marchenko-Pastur law to the bulk of singular values `s` (any order) of a rows x cols matrix.
 *
 * Normalisation: nu are the singular values of the matrix as it is, sigma^2 the variance of its noise entries,
 * n = max(rows, cols), q = min/max. Zero singular values (rank deficiency: dead rows, masks) are removed as missing
 * rows of the shorter side. With k spikes the rest is compared with noise of shape (m - k) x (n - k): strong spikes
 * use up k directions on both sides. A zero matrix has sigma 0, no spike and ks 0.
 *
 * @throws INVALID_SHAPE when s does not have min(rows, cols) values; NOT_FINITE; INVALID_ARGUMENT.
 */
export function fitBulk(s: ArrayLike<number>, options: BulkOptions): BulkFit {
  const { rows, cols, method = "robust", precision } = options;
  const found = spectrum(s, rows, cols, precision);
  const { levels, hardRank } = found;
  const noise = estimateNoise(found, method);
  const bulkCount = hardRank - noise.numSpikes;
  const edges = noiseEdges({ m: Math.min(rows, cols), n: Math.max(rows, cols) });
  return Object.freeze({
    method,
    sigma: noise.sigma,
    lowerEdge: noise.sigma * edges.lower,
    upperEdge: noise.sigma * edges.upper,
    numSpikes: noise.numSpikes,
    spikes: Object.freeze(
      Array.from(levels.subarray(bulkCount).slice().reverse(), (value) => Object.freeze({ value })),
    ),
    significance: SPIKE_SIGNIFICANCE,
    ks: bulkDistance(found, noise),
    bulkCount,
    hardRank,
    converged: noise.converged,
  });
}

function estimateNoise(found: Spectrum, method: BulkMethod): NoiseEstimate {
  if (found.hardRank === 0) return { sigma: 0, numSpikes: 0, converged: true };
  switch (method) {
    case "robust":
      return robustNoise(found);
    case "median":
      return withSpikes(found, medianSigma(found));
    case "variance":
      return withSpikes(found, varianceSigma(found));
    default:
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `method must be "robust", "median" or "variance", got ${JSON.stringify(method)}`,
      );
  }
}

/** Median of nu over the median of unit noise (Gavish and Donoho 2014, Eq. 22, in nu). */
function medianSigma({ levels, shape }: Spectrum): number {
  const middle = (levels.length - 1) / 2;
  const median = (levels[Math.floor(middle)] + levels[Math.ceil(middle)]) / 2;
  return median / noiseQuantile(0.5, shape);
}

/** sigma^2 = sum nu^2/(m n): the mean square of the entries. */
function varianceSigma({ levels, shape }: Spectrum): number {
  const scale = levels[levels.length - 1];
  const squares = levels.reduce((sum, nu) => sum + (nu / scale) ** 2, 0);
  return scale * Math.sqrt(squares / (shape.m * shape.n));
}

/** Spikes for a sigma that does not depend on them: removed one after another until the next one is no outlier. */
function withSpikes({ levels, shape }: Spectrum, sigma: number): NoiseEstimate {
  let k = 0;
  while (k < shape.m - 1 && levels[shape.m - 1 - k] > sigma * criticalLevel(shape, k)) k++;
  return { sigma, numSpikes: k, converged: true };
}

function bulkDistance({ levels, shape, hardRank }: Spectrum, { sigma, numSpikes }: NoiseEstimate): number {
  const count = hardRank - numSpikes;
  const reduced = { m: shape.m - numSpikes, n: shape.n - numSpikes };
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const f = noiseCdf(levels[i] / sigma, reduced);
    largest = Math.max(largest, f - i / count, (i + 1) / count - f);
  }
  return largest;
}
