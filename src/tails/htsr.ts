/**
 * The metrics of heavy-tailed self-regularisation (Martin and Mahoney, JMLR 22, 165, 2021; Martin, Peng and Mahoney,
 * Nat. Commun. 12, 4122, 2021) under the names and definitions of the WeightWatcher tool: camelCase here, its
 * snake_case by rule (stableRank -> stable_rank). lambda = nu^2 are the eigenvalues of W^T W, not normalised by the
 * matrix size; logarithms are to base 10 except in the entropy.
 */

import { EPSILON, type Precision, requireNumbers, requireObject, WignerscopeError } from "../base/index.ts";
import { hardRankTolerance } from "../kernel/index.ts";
import { sortedFinite } from "./sample.ts";

export interface SpectralNorms {
  /** Longer side N, shorter side M and Q = N/M >= 1 of the matrix. */
  readonly N: number;
  readonly M: number;
  readonly Q: number;
  readonly numEvals: number;
  readonly svMax: number;
  readonly svMin: number;
  /** lambda_max, WeightWatcher's lambda_max and spectral_norm both. */
  readonly lambdaMax: number;
  /** Squared Frobenius norm, sum lambda. */
  readonly norm: number;
  readonly logNorm: number;
  readonly spectralNorm: number;
  readonly logSpectralNorm: number;
  /** norm / spectralNorm. */
  readonly stableRank: number;
  /** Singular values above N eps nu_max. */
  readonly matrixRank: number;
  /** numEvals - matrixRank. */
  readonly rankLoss: number;
  /** Eigenvalues lambda below 1e-6 in absolute size: singular values below 1e-3. */
  readonly weakRankLoss: number;
  /** -sum p ln p / ln(matrixRank), p = lambda/norm; 0 for rank 1 or 0. */
  readonly entropy: number;
}

export interface AlphaMetrics {
  readonly alpha: number;
  /** alpha log10 lambda_max. */
  readonly alphaWeighted: number;
  /** log10 of sum lambda^alpha, the log alpha-norm. */
  readonly logAlphaNorm: number;
}

export type TrainingWarning = "over-trained" | "under-trained";

export interface RandomizationMetrics {
  /** Largest eigenvalue of the entry-permuted matrix. */
  readonly maxRandEval: number;
  /** Jensen-Shannon distance (natural logarithm) between the two ordered spectra, each normalised to sum 1. */
  readonly randDistance: number;
  /** maxRandEval / lambda_max. */
  readonly wwSoftrank: number;
}

export interface DetX {
  /** Number of eigenvalues in the tail. */
  readonly detXNum: number;
  /** Smallest eigenvalue of the tail. */
  readonly detXVal: number;
  /** The same over the mean eigenvalue, the scale on which the product is taken. */
  readonly detXValRescaled: number;
}

/** WeightWatcher's WEAK_RANK_LOSS_TOLERANCE, an absolute size of an eigenvalue. */
const WEAK_RANK_TOLERANCE = 1e-6;
/**
 * alpha below which WeightWatcher warns of over-training, and above which of under-training (Martin and Mahoney, JMLR 22,
 * 165, 2021, Sec. 5: heavy-tailed layers of well-trained models have 2 to 6).
 */
const OVER_TRAINED = 2;
const UNDER_TRAINED = 6;

/**
 * Norms, ranks and entropy of the singular values `s` (any order) of a rows x cols matrix. A zero matrix has logNorm
 * and logSpectralNorm -Infinity, and stableRank and entropy 0.
 * @throws INVALID_SHAPE when s is empty or longer than min(rows, cols); NOT_FINITE.
 */
export function spectralNorms(
  s: ArrayLike<number>,
  shape: { readonly rows: number; readonly cols: number; readonly precision?: Precision },
): SpectralNorms {
  requireNumbers("spectralNorms: s", s);
  requireObject("spectralNorms: shape", shape, ["rows", "cols"]);
  const { rows, cols, precision } = shape;
  const M = Math.min(rows, cols);
  const N = Math.max(rows, cols);
  if (s.length < 1 || s.length > M)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `a ${rows} x ${cols} matrix has ${M} singular values, got ${s.length}`,
    );
  const sorted = sortedFinite(s, "s");
  const svMax = sorted[sorted.length - 1];
  const relative = sorted.map((nu) => (svMax > 0 ? nu / svMax : 0));
  const stableRank = relative.reduce((sum, nu) => sum + nu ** 2, 0);
  const spectralNorm = svMax ** 2;
  const logSpectralNorm = 2 * Math.log10(svMax);
  const tolerance = hardRankTolerance(svMax, rows, cols, precision);
  const matrixRank = sorted.filter((nu) => nu > tolerance).length;
  return Object.freeze({
    N,
    M,
    Q: N / M,
    numEvals: sorted.length,
    svMax,
    svMin: sorted[0],
    lambdaMax: spectralNorm,
    norm: stableRank * spectralNorm,
    logNorm: logSpectralNorm + Math.log10(Math.max(1, stableRank)),
    spectralNorm,
    logSpectralNorm,
    stableRank,
    matrixRank,
    rankLoss: sorted.length - matrixRank,
    weakRankLoss: sorted.filter((nu) => nu ** 2 < WEAK_RANK_TOLERANCE).length,
    entropy: spectralEntropy(relative, stableRank, matrixRank),
  });
}

/**
 * What WeightWatcher derives from a fitted exponent.
 * @param lambda eigenvalues nu^2, any order; zeros contribute nothing
 */
export function alphaMetrics(alpha: number, lambda: ArrayLike<number>): AlphaMetrics {
  requireNumbers("alphaMetrics: lambda", lambda);
  const logs = sortedFinite(lambda, "lambda")
    .filter((value) => value > 0)
    .map(Math.log10);
  const largest = logs.length > 0 ? logs[logs.length - 1] : Number.NEGATIVE_INFINITY;
  // sum lambda^alpha relative to its largest term, so that no power overflows
  const terms = logs.reduce((sum, value) => sum + 10 ** (alpha * (value - largest)), 0);
  return Object.freeze({
    alpha,
    alphaWeighted: alpha * largest,
    logAlphaNorm: alpha * largest + Math.log10(terms),
  });
}

/**
 * WeightWatcher's warning for an exponent: "over-trained" below 2, "under-trained" above 6, undefined in the range between
 * that is usual for well-trained layers. It is a reading of power laws; of another tail the exponent says nothing.
 */
export function trainingWarning(alpha: number): TrainingWarning | undefined {
  if (alpha < OVER_TRAINED) return "over-trained";
  return alpha > UNDER_TRAINED ? "under-trained" : undefined;
}

/**
 * lambda_plus / lambda_max: the share of the largest eigenvalue that noise explains (Martin and Mahoney 2021, Eq. 11).
 * @param bulk a Marchenko-Pastur fit; only its upper edge in nu is used
 */
export function mpSoftrank(bulk: { readonly upperEdge: number }, lambdaMax: number): number {
  requireObject("mpSoftrank: bulk", bulk, ["upperEdge"]);
  return bulk.upperEdge ** 2 / lambdaMax;
}

/**
 * The spectrum against that of the same entries in random order.
 * @param lambda and randLambda: eigenvalues of both, any order, equally many
 * @throws INVALID_SHAPE when the counts differ; NOT_FINITE.
 */
export function randomizationMetrics(
  lambda: ArrayLike<number>,
  randLambda: ArrayLike<number>,
): RandomizationMetrics {
  requireNumbers("randomizationMetrics: lambda", lambda);
  requireNumbers("randomizationMetrics: randLambda", randLambda);
  if (lambda.length !== randLambda.length || lambda.length === 0)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `both spectra must have the same number of values (at least 1), got ${lambda.length} and ${randLambda.length}`,
    );
  const p = sortedFinite(lambda, "lambda");
  const q = sortedFinite(randLambda, "randLambda");
  const maxRandEval = q[q.length - 1];
  return Object.freeze({
    maxRandEval,
    randDistance: jensenShannonDistance(p, q),
    wwSoftrank: maxRandEval / p[p.length - 1],
  });
}

/**
 * sqrt of the Jensen-Shannon divergence (natural logarithm, at most sqrt(ln 2)) of two lists of weights, each
 * normalised to sum 1.
 * @throws INVALID_SHAPE when there are not as many of one as of the other
 */
export function jensenShannonDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireNumbers("jensenShannonDistance: p", p);
  requireNumbers("jensenShannonDistance: q", q);
  if (p.length !== q.length)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `p and q must have the same number of weights, got ${p.length} and ${q.length}`,
    );
  const total = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value, 0);
  const [totalP, totalQ] = [total(p), total(q)];
  let divergence = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i] / totalP, q[i] / totalQ];
    const middle = (a + b) / 2;
    if (a > 0) divergence += (a * Math.log(a / middle)) / 2;
    if (b > 0) divergence += (b * Math.log(b / middle)) / 2;
  }
  return Math.sqrt(Math.max(0, divergence));
}

/**
 * The trace-log condition: the largest tail whose eigenvalues, divided by the mean of all, have a product of at least 1
 * (WeightWatcher's detX; a tail that satisfies it preserves volume). Zeros count in the mean.
 * @param lambda eigenvalues, any order
 * @throws NOT_FINITE; TOO_FEW without a positive eigenvalue.
 */
export function detX(lambda: ArrayLike<number>): DetX {
  requireNumbers("detX: lambda", lambda);
  const sorted = sortedFinite(lambda, "lambda");
  const mean = sorted.reduce((sum, value) => sum + value / sorted.length, 0);
  if (!(mean > 0)) throw new WignerscopeError("TOO_FEW", "lambda has no positive value");
  let log = 0;
  let count = 0;
  for (let i = sorted.length - 1; i >= 0; i--) {
    log += Math.log(sorted[i] / mean);
    // equal eigenvalues multiply to 1 exactly; allow for their rounding
    if (log < -sorted.length * EPSILON.f64) break;
    count++;
  }
  const value = sorted[sorted.length - count];
  return Object.freeze({ detXNum: count, detXVal: value, detXValRescaled: value / mean });
}

function spectralEntropy(relative: Float64Array, stableRank: number, rank: number): number {
  if (rank < 2) return 0;
  const sum = relative.reduce((total, nu) => {
    const p = nu ** 2 / stableRank;
    return p > 0 ? total - p * Math.log(p) : total;
  }, 0);
  return sum / Math.log(rank);
}
