/** One weight matrix: its spectrum, and what the bulk, the tail, the levels and the vectors say about it. */
import { type BulkFit, detectionThreshold, fitBulk } from "../bulk/index.ts";
import { DEFAULT_SEED, type Matrix, svd, svdvals, WignerscopeError } from "../kernel/index.ts";
import { checkFinite, checkShape } from "../kernel/matrix.ts";
import { exponential, wignerSurmise, wishartLargest } from "../laws/index.ts";
import { DEFAULT_BROADENING, ksDistance, meanSpacingRatio, spacings, unfold } from "../levels/index.ts";
import {
  alphaMetrics,
  comparePowerLaw,
  detX,
  fitPowerLaw,
  mpSoftrank,
  randomizationMetrics,
  spectralNorms,
} from "../tails/index.ts";
import { localization, porterThomas } from "../vectors/index.ts";
import { countLarger, measureEntries, permuteEntries } from "./entries.ts";
import { attempt } from "./part.ts";
import type {
  Bulk,
  Depth,
  Levels,
  MatrixAnalysis,
  PermutedControl,
  Tail,
  VectorSide,
  Vectors,
} from "./results.ts";
import { judge } from "./verdict.ts";

export interface MatrixOptions {
  /** Arithmetic of the singular values and vectors. Default "f64". */
  readonly precision?: "f64" | "f32";
  /** Default "standard". */
  readonly depth?: Depth;
  /** Seed of every random step (permutation, Monte-Carlo nulls). Default `DEFAULT_SEED`. */
  readonly seed?: number;
}

/**
 * Analyses a rows x cols matrix. Parts that the matrix is too small or too degenerate for say why instead of a number.
 * @throws INVALID_SHAPE for an empty matrix or one whose data do not fit, NOT_FINITE with the place of the first NaN or
 * infinity.
 */
export function analyzeMatrix(a: Matrix, options: MatrixOptions = {}): MatrixAnalysis {
  const { precision = "f64", depth = "standard", seed = DEFAULT_SEED } = options;
  checkShape(a);
  const { rows, cols } = a;
  if (rows === 0 || cols === 0)
    throw new WignerscopeError("INVALID_SHAPE", `a ${rows} x ${cols} matrix has no entries`);
  checkFinite(a);
  const decomposition = depth === "quick" ? undefined : svd(a, { precision });
  const singularValues = decomposition?.s ?? svdvals(a, { precision });
  const norms = spectralNorms(singularValues, { rows, cols, precision });
  const positive = singularValues.subarray(0, norms.matrixRank);
  const entries = measureEntries(a);
  const bulk = attempt(() => measureBulk(a, singularValues));
  const tail = attempt(() => measureTail(positive, depth));
  const permuted =
    depth === "quick" ? undefined : attempt(() => measurePermuted(a, singularValues, { precision, seed }));
  return Object.freeze({
    rows,
    cols,
    q: Math.min(rows, cols) / Math.max(rows, cols),
    precision,
    depth,
    singularValues,
    entries,
    norms,
    bulk,
    tail,
    levels: attempt(() => measureLevels(positive)),
    ...(decomposition && {
      vectors: attempt(() => measureVectors(decomposition.u, decomposition.vt, norms.matrixRank, seed)),
    }),
    ...(permuted && { permuted }),
    verdict: attempt(() => judge({ rows, cols, entries, norms, singularValues, bulk, tail, permuted })),
  });
}

function measureBulk(a: Matrix, s: Float64Array): Bulk {
  const { rows, cols } = a;
  const fit = fitBulk(s, { rows, cols });
  const threshold = detectionThreshold({ sigma: fit.sigma, rows, cols });
  return {
    ...fit,
    mpSoftrank: mpSoftrank(fit, s[0] ** 2),
    entrySpikes: countLarger(a, threshold),
    largestP: largestValueP(s[0], fit, rows, cols),
  };
}

/** Johnstone (Ann. Statist. 29, 295, 2001): (nu/sigma)^2 of Gaussian noise follows the Tracy-Widom law. */
function largestValueP(nu: number, { sigma }: BulkFit, rows: number, cols: number): number {
  if (!(sigma > 0)) return nu > 0 ? 0 : 1;
  const law = wishartLargest({ n: Math.max(rows, cols, 2), m: Math.min(rows, cols) });
  return law.survival((nu / sigma) ** 2);
}

function measureTail(s: Float64Array, depth: Depth): Tail {
  const lambda = s.map((nu) => nu * nu);
  const fit = fitPowerLaw(lambda);
  return {
    ...fit,
    ...alphaMetrics(fit.alpha, lambda),
    ...detX(lambda),
    ...(depth !== "quick" && { comparisons: comparePowerLaw(lambda, fit) }),
  };
}

function measureLevels(s: Float64Array): Levels {
  const ascending = s.slice().reverse();
  const { levels: unfolded, diagnostics } = unfold(ascending, { method: "gaussian", a: DEFAULT_BROADENING });
  const gaps = spacings(unfolded);
  const ratio = meanSpacingRatio(ascending);
  return {
    unfolded,
    diagnostics,
    spacings: gaps,
    ksWigner: ksDistance(gaps, wignerSurmise({ beta: 1 }).cdf),
    ksPoisson: ksDistance(gaps, exponential().cdf),
    meanRatio: ratio.mean,
    meanRatioError: ratio.standardError,
  };
}

/** Vectors of singular values that are round-off are arbitrary and left out. */
function measureVectors(u: Matrix, vt: Matrix, rank: number, seed: number): Vectors {
  if (rank === 0)
    throw new WignerscopeError("TOO_FEW", "the matrix has rank 0: its singular vectors are arbitrary");
  const rightVectors = { rows: rank, cols: vt.cols, data: vt.data.subarray(0, rank * vt.cols) };
  return {
    left: measureSide(firstColumns(u, rank), "columns", seed),
    right: measureSide(rightVectors, "rows", seed),
  };
}

function measureSide(vectors: Matrix, axis: "columns" | "rows", seed: number): VectorSide {
  const { p, movingAverage, window, rejected, tests, length } = porterThomas(vectors, { axis, seed });
  const { ipr } = localization(vectors, { axis });
  return Object.freeze({ p, movingAverage, window, rejectedShare: rejected.fraction, tests, length, ipr });
}

function firstColumns(a: Matrix, count: number): Matrix {
  if (count === a.cols) return a;
  const data = new Float64Array(a.rows * count);
  for (let i = 0; i < a.rows; i++) data.set(a.data.subarray(i * a.cols, i * a.cols + count), i * count);
  return { rows: a.rows, cols: count, data };
}

function measurePermuted(
  a: Matrix,
  s: Float64Array,
  { precision, seed }: { precision: "f64" | "f32"; seed: number },
): PermutedControl {
  const singularValues = svdvals(permuteEntries(a, seed), { precision });
  const { numSpikes } = fitBulk(singularValues, { rows: a.rows, cols: a.cols });
  const square = (values: Float64Array) => values.map((nu) => nu * nu);
  return { ...randomizationMetrics(square(s), square(singularValues)), singularValues, numSpikes, seed };
}
