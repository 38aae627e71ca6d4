/** One weight matrix: its spectrum, and what the bulk, the tail and the level statistics say about it. */
import { fitBulk } from "../bulk/index.ts";
import { type Matrix, svdvals, WignerscopeError } from "../kernel/index.ts";
import { checkFinite, checkShape } from "../kernel/matrix.ts";
import { exponential, wignerSurmise } from "../laws/index.ts";
import { ksDistance, meanSpacingRatio, spacings, unfold } from "../levels/index.ts";
import { fitPowerLaw } from "../tails/index.ts";
import type { Bulk, EntryStatistics, Levels, MatrixAnalysis, Norms, Part, Tail } from "./results.ts";

export interface MatrixOptions {
  /** Arithmetic of the singular values. Default "f64". */
  readonly precision?: "f64" | "f32";
}

/** Half-width, in levels, of the Gaussian broadening (Thamm, Staats and Rosenow 2022, below Eq. 7). */
const BROADENING = 15;

const UNIT_ROUNDOFF = { f64: 2 ** -52, f32: 2 ** -23 } as const;

/**
 * Analyses a rows x cols matrix. Parts that the matrix is too small or too degenerate for say why instead of a number.
 * @throws INVALID_SHAPE for an empty matrix or one whose data do not fit, NOT_FINITE with the place of the first NaN or
 * infinity.
 */
export function analyzeMatrix(a: Matrix, options: MatrixOptions = {}): MatrixAnalysis {
  const precision = options.precision ?? "f64";
  checkShape(a);
  const { rows, cols } = a;
  if (rows === 0 || cols === 0)
    throw new WignerscopeError("INVALID_SHAPE", `a ${rows} x ${cols} matrix has no entries`);
  checkFinite(a);
  const singularValues = svdvals(a, { precision });
  const norms = measureNorms(singularValues, rows, cols, precision);
  return Object.freeze({
    rows,
    cols,
    q: Math.min(rows, cols) / Math.max(rows, cols),
    precision,
    singularValues,
    entries: measureEntries(a),
    norms,
    bulk: attempt(() => measureBulk(singularValues, rows, cols)),
    tail: attempt(() => measureTail(singularValues.subarray(0, norms.matrixRank))),
    levels: attempt(() => measureLevels(singularValues.subarray(0, norms.matrixRank))),
  });
}

/** Two passes, so that the variance does not cancel. */
export function measureEntries(a: Matrix): EntryStatistics {
  const { data } = a;
  const count = data.length;
  let sum = 0;
  let zeros = 0;
  let maxAbs = 0;
  for (let i = 0; i < count; i++) {
    sum += data[i];
    if (data[i] === 0) zeros++;
    maxAbs = Math.max(maxAbs, Math.abs(data[i]));
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (data[i] - mean) ** 2;
  return Object.freeze({ count, mean, variance: squares / count, zeros, maxAbs });
}

/** Norms of the spectrum; `s` descending. */
export function measureNorms(s: Float64Array, rows: number, cols: number, precision: "f64" | "f32"): Norms {
  const tolerance = Math.max(rows, cols) * UNIT_ROUNDOFF[precision] * s[0];
  let rank = 0;
  while (rank < s.length && s[rank] > tolerance) rank++;
  // Sums run from the small end and over (s / s[0])^2, which neither overflow nor lose the small terms.
  let relativeNorm = 0;
  for (let k = s.length - 1; k >= 0; k--) relativeNorm += (s[k] / s[0]) ** 2;
  let information = 0;
  for (let k = rank - 1; k >= 0; k--) {
    const p = (s[k] / s[0]) ** 2 / relativeNorm;
    if (p > 0) information -= p * Math.log(p);
  }
  const spectralNorm = s[0] * s[0];
  const norm = s[0] === 0 ? 0 : spectralNorm * relativeNorm;
  return Object.freeze({
    norm,
    logNorm: Math.log10(norm),
    spectralNorm,
    logSpectralNorm: Math.log10(spectralNorm),
    stableRank: s[0] === 0 ? 0 : relativeNorm,
    matrixRank: rank,
    entropy: rank > 1 ? information / Math.log(rank) : 0,
  });
}

function measureBulk(s: Float64Array, rows: number, cols: number): Bulk {
  const { method, sigma, lowerEdge, upperEdge, numSpikes, ks } = fitBulk(s, { rows, cols });
  return { method, sigma, lowerEdge, upperEdge, numSpikes, ks };
}

function measureTail(s: Float64Array): Tail {
  const lambda = s.map((nu) => nu * nu);
  const { alpha, xmin, xmax, D, sigma, numPlSpikes } = fitPowerLaw(lambda);
  const logMax = Math.log10(lambda[0]);
  let scaled = 0;
  for (let k = lambda.length - 1; k >= 0; k--) scaled += (lambda[k] / lambda[0]) ** alpha;
  return {
    alpha,
    xmin,
    xmax,
    D,
    sigma,
    numPlSpikes,
    alphaWeighted: alpha * logMax,
    logAlphaNorm: alpha * logMax + Math.log10(scaled),
  };
}

function measureLevels(s: Float64Array): Levels {
  const ascending = s.slice().reverse();
  const unfolded = unfold(ascending, { method: "gaussian", a: BROADENING }).levels;
  const gaps = spacings(unfolded);
  const ratio = meanSpacingRatio(ascending);
  return {
    unfolded,
    spacings: gaps,
    ksWigner: ksDistance(gaps, wignerSurmise({ beta: 1 }).cdf),
    ksPoisson: ksDistance(gaps, exponential().cdf),
    meanRatio: ratio.mean,
    meanRatioError: ratio.standardError,
  };
}

/** A typed refusal becomes a reason; anything else is a defect and goes through. */
function attempt<T extends object>(measure: () => T): Part<T> {
  try {
    return Object.freeze({ ...measure(), available: true as const });
  } catch (error) {
    if (error instanceof WignerscopeError)
      return Object.freeze({ available: false as const, code: error.code, reason: error.message });
    throw error;
  }
}
