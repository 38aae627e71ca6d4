/** The Marchenko-Pastur bulk of a weight matrix: how large its noise is, and which singular values stand out of it. */

import {
  type Precision,
  requireInside,
  requireInteger,
  requireOneOf,
  requireOptions,
} from "../base/index.ts";
import { DEFAULT_SEED } from "../kernel/index.ts";
import { marchenkoPastur } from "../laws/index.ts";
import { type BroadeningEnds, broadenedFit } from "./broadened-fit.ts";
import { bulkDistance, distanceP, reduced } from "./goodness.ts";
import { type NoiseEstimate, robustNoise } from "./robust.ts";
import { type Spectrum, spectrum } from "./spectrum.ts";
import { countSpikes, describeSpikes, type Spike, tracyWidomPoint } from "./spikes.ts";

export type BulkMethod = "robust" | "paper" | "median" | "variance";

export interface BulkOptions {
  readonly rows: number;
  readonly cols: number;
  /**
   * How sigma is estimated.
   * - "robust" (default): least Wasserstein-1 distance of the levels below the spikes to the law, spikes removed one
   *   after another.
   * - "paper": least squares on the broadened density (Thamm, Staats and Rosenow, PRE 106, 054124, 2022).
   * - "median": the median level (Gavish and Donoho, IEEE Trans. Inf. Theory 60, 5040, 2014).
   * - "variance": all singular values count as noise.
   */
  readonly method?: BulkMethod;
  /**
   * Only for "paper": what its broadening does at the ends of the spectrum. "replicate" (default, the authors' code): the end
   * values stand in for missing neighbours; "none": the levels within 15 of an end have no kernel, and the edge comes out
   * lower.
   */
  readonly ends?: "replicate" | "none";
  /**
   * Level of the Tracy-Widom tests: the chance that pure noise shows any spike. Default 0.01. The law leaves out the error of
   * sigma, which counts in small matrices: at .01 noise shows a spike in .027 of 5 x 5, .020 of 8 x 8, .015 of 20 x 20 and
   * .012 of 40 x 40 matrices. `largestValueP` counts it in. Not for "paper", whose spikes are all values above its edge.
   */
  readonly significance?: number;
  /** Arithmetic that gave the singular values; decides which count as zero. Default "f64". */
  readonly precision?: Precision;
  /**
   * Most simulated Gaussian matrices behind `ksP`, fewer where they tell it: the tenth that is as far off ends them, or 100 of
   * which none is. Default 0, no simulation. One costs about as much as the singular values of a bidiagonal matrix of this size;
   * nulls are remembered by shape.
   */
  readonly monteCarlo?: number;
  /** Seed of the simulation. Default DEFAULT_SEED. */
  readonly seed?: number;
}

export interface BulkFit {
  readonly method: BulkMethod;
  /** Standard deviation of the noise entries. */
  readonly sigma: number;
  /** nu_- = sigma sqrt(n) (1 - sqrt q), n the longer side, q = hardRank/n. */
  readonly lowerEdge: number;
  /** nu_+ = sigma sqrt(n) (1 + sqrt q). */
  readonly upperEdge: number;
  /** Singular values above the noise's largest at the stated significance; for "paper" above the fitted edge itself. */
  readonly numSpikes: number;
  /** The spikes, descending. */
  readonly spikes: readonly Spike[];
  /** Level of the test that each spike passed. */
  readonly significance: number;
  /** Two-sided Kolmogorov-Smirnov distance of the levels below the spikes to the fitted law. */
  readonly ks: number;
  /**
   * p-value of `ks` from simulated noise through the same pipeline; undefined without `monteCarlo`. Small where the
   * bulk is not Marchenko-Pastur.
   */
  readonly ksP: number | undefined;
  /** Number of levels below the spikes. */
  readonly bulkCount: number;
  /** Singular values that are not round-off; the others belong to no law and are left out. */
  readonly hardRank: number;
  /**
   * False when more than half of the levels stood out: then no Marchenko-Pastur bulk carries this spectrum, and sigma
   * and numSpikes are those at which the removal of spikes was stopped. For "paper": false where the fit found no edge.
   */
  readonly converged: boolean;
}

const METHODS: readonly BulkMethod[] = ["robust", "paper", "median", "variance"];

/**
 * Fits the Marchenko-Pastur law to the bulk of singular values `s` (any order) of a rows x cols matrix.
 *
 * Normalisation: nu are the singular values of the matrix as it is, sigma^2 the variance of its noise entries,
 * n = max(rows, cols), q = min/max. Zero singular values (rank deficiency: dead rows, masks) are removed as missing
 * rows of the shorter side. With k spikes the rest is compared with noise of shape (m - k) x (n - k): strong spikes
 * use up k directions on both sides. A zero matrix has sigma 0, no spike and ks 0.
 *
 * Accuracy (calibration/bulk.ts): "robust" finds sigma within 1 % for q from .01 to 1 with up to 60 % of the variance in
 * spikes, and 2 to 3 % low where a fifth of all levels are weak spikes; "variance" is exact on pure noise and wrong with
 * spikes; "paper" overestimates sigma by some 7 % on square matrices and 1 % at q = 1/2, scattering by 1 to 2 %.
 *
 * @throws INVALID_SHAPE when s does not have min(rows, cols) values; NOT_FINITE; INVALID_ARGUMENT; TOO_FEW for "paper"
 * with fewer than 32 nonzero values (62 for ends "none").
 * @example
 * ```ts
 * import { ensembles, fitBulk, svdvals } from "wignerscope";
 * const s = svdvals(ensembles.gaussian(400, 200, { seed: 1 }));
 * const { sigma, numSpikes } = fitBulk(s, { rows: 400, cols: 200 });
 * [sigma, numSpikes]; // [1.0, 0]
 * ```
 */
export function fitBulk(s: ArrayLike<number>, options: BulkOptions): BulkFit {
  requireOptions("fitBulk", options, {
    rows: true,
    cols: true,
    method: true,
    ends: true,
    significance: true,
    precision: true,
    monteCarlo: true,
    seed: true,
  });
  const { rows, cols, method = "robust", ends = "replicate" } = options;
  const { significance = 0.01, monteCarlo = 0, seed = DEFAULT_SEED } = options;
  checkOptions(method, ends, significance, monteCarlo);
  const found = spectrum(s, rows, cols, options.precision);
  const point = tracyWidomPoint(significance);
  const noise = estimateNoise(found, method, ends, point);
  const { m, n } = found.shape;
  const bulkCount = found.hardRank - noise.numSpikes;
  const ks = bulkDistance(found, noise);
  return Object.freeze({
    method,
    sigma: noise.sigma,
    lowerEdge: noise.sigma * (Math.sqrt(n) - Math.sqrt(m)),
    upperEdge: noise.sigma * (Math.sqrt(n) + Math.sqrt(m)),
    numSpikes: noise.numSpikes,
    spikes: describeSpikes(found, noise.sigma, noise.numSpikes),
    significance,
    ks,
    ksP: monteCarlo > 0 && bulkCount > 0 ? simulatedP() : undefined,
    bulkCount,
    hardRank: found.hardRank,
    converged: noise.converged,
  });

  function simulatedP(): number {
    const pipeline = `${method} ${ends} ${significance}`;
    const estimate = (replicate: Spectrum) => estimateNoise(replicate, method, ends, point);
    const shape = reduced(found.shape, noise.numSpikes);
    return distanceP(ks, shape, pipeline, estimate, monteCarlo, seed);
  }
}

function checkOptions(
  method: BulkMethod,
  ends: BroadeningEnds,
  significance: number,
  monteCarlo: number,
): void {
  requireOneOf("method", method, METHODS);
  requireOneOf("ends", ends, ["none", "replicate"]);
  requireInside("significance", significance, 0, 1);
  requireInteger("monteCarlo", monteCarlo, 0);
}

function estimateNoise(
  found: Spectrum,
  method: BulkMethod,
  ends: BroadeningEnds,
  point: number,
): NoiseEstimate {
  if (found.hardRank === 0) return { sigma: 0, numSpikes: 0, converged: true };
  if (method === "robust") return robustNoise(found, point);
  if (method === "paper") return paperNoise(found, ends);
  const sigma = method === "median" ? medianSigma(found) : varianceSigma(found);
  return { sigma, numSpikes: countSpikes(found.levels, found.shape, sigma, point), converged: true };
}

/** Sigma from the fitted edge; every level above that edge is a spike, as in the paper. */
function paperNoise(found: Spectrum, ends: BroadeningEnds): NoiseEstimate {
  const { edge, converged } = broadenedFit(found, ends);
  const sigma = edge / (Math.sqrt(found.shape.n) + Math.sqrt(found.shape.m));
  return { sigma, numSpikes: found.levels.filter((level) => level > edge).length, converged };
}

/** Median of nu over the median of unit noise (Gavish and Donoho 2014, Sec. III.E, in nu). */
function medianSigma({ levels, shape }: Spectrum): number {
  const middle = (levels.length - 1) / 2;
  const median = (levels[Math.floor(middle)] + levels[Math.ceil(middle)]) / 2;
  return median / marchenkoPastur({ q: shape.m / shape.n, n: shape.n, variable: "nu" }).quantile(0.5);
}

/** sigma^2 = sum nu^2/(m n): the mean square of the entries. */
function varianceSigma({ levels, shape }: Spectrum): number {
  const scale = levels[levels.length - 1];
  const squares = levels.reduce((sum, nu) => sum + (nu / scale) ** 2, 0);
  return scale * Math.sqrt(squares / (shape.m * shape.n));
}
