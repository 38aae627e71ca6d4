/** A weight matrix against an earlier state of itself: how far it moved, where to, and which directions it kept. */

import {
  checkFinite,
  checkShape,
  knownOptions,
  type Matrix,
  transpose,
  WignerscopeError,
} from "../../base/index.ts";
import { DEFAULT_SEED, matmul, type Svd, svd } from "../../kernel/index.ts";
import type { MatrixComparison, SpectrumSummary } from "../records/comparison-results.ts";
import type { LayerAnalysis } from "../records/matrix-results.ts";
import { analyzeMatrix, type MatrixOptions } from "./analyze-matrix.ts";
import { analyzeProduct, checkFactors, type LowRankProduct } from "./analyze-product.ts";
import { measureSpectrum } from "./measures/spectrum.ts";

export interface CompareOptions extends MatrixOptions {
  /** Leading singular vectors whose subspaces are compared. Default 10. */
  readonly directions?: number;
}

export const DEFAULT_DIRECTIONS = 10;

const OPTIONS = { directions: true, precision: true, depth: true, seed: true } as const;

/**
 * Compares `matrix` with `base`, both rows x cols. Equal matrices are reported as identical, and their difference, which is
 * zero, is not analysed as noise.
 * @throws INVALID_SHAPE when the shapes differ or are empty; NOT_FINITE; INVALID_ARGUMENT for directions below 1.
 */
export function compareMatrices(
  base: Matrix,
  matrix: Matrix,
  options: CompareOptions = {},
): MatrixComparison {
  knownOptions("compareMatrices", options, OPTIONS);
  checkShape(base, "base");
  checkShape(matrix);
  if (base.rows !== matrix.rows || base.cols !== matrix.cols)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `base is ${base.rows} x ${base.cols}, the matrix ${matrix.rows} x ${matrix.cols}`,
    );
  checkFinite(base, "base");
  checkFinite(matrix);
  const difference = subtract(matrix, base);
  return compareStates(base, matrix, difference, options, (settings) => analyzeMatrix(difference, settings));
}

/**
 * Compares `base` with base + scale B A, the weight that a low-rank adapter makes of it. The change is analysed as the
 * product that it is.
 * @throws as `compareMatrices`.
 */
export function compareAdapted(
  base: Matrix,
  product: LowRankProduct,
  options: CompareOptions = {},
): MatrixComparison {
  knownOptions("compareAdapted", options, OPTIONS);
  checkShape(base, "base");
  checkFactors(product);
  const { b, a, scale } = product;
  checkFinite(base, "base");
  if (base.rows !== b.rows || base.cols !== a.cols)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `base is ${base.rows} x ${base.cols}, the product ${b.rows} x ${a.cols}`,
    );
  const { rows, cols, data } = matmul(b, a);
  const difference = { rows, cols, data: Float64Array.from(data, (x) => scale * x) };
  const after = { rows, cols, data: Float64Array.from(base.data, (w, i) => w + difference.data[i]) };
  return compareStates(base, after, difference, options, (settings) => analyzeProduct(product, settings));
}

function compareStates(
  base: Matrix,
  matrix: Matrix,
  difference: Matrix,
  options: CompareOptions,
  analyzeDelta: (settings: MatrixOptions) => LayerAnalysis,
): MatrixComparison {
  const { directions = DEFAULT_DIRECTIONS, ...settings } = options;
  checkDirections(directions);
  const before = svd(base, { precision: settings.precision });
  const changed = difference.data.some((x) => x !== 0);
  const after = changed ? svd(matrix, { precision: settings.precision }) : before;
  const k = Math.min(directions, before.s.length);
  const [distance, norm] = [frobenius(difference.data), frobenius(base.data)];
  return Object.freeze({
    rows: base.rows,
    cols: base.cols,
    identical: !changed,
    distance,
    relativeDistance: norm > 0 ? distance / norm : distance > 0 ? Number.POSITIVE_INFINITY : 0,
    base: summarize(base, before, settings),
    model: summarize(matrix, after, settings),
    directions: k,
    leftOverlap: subspaceOverlap(transpose(before.u), transpose(after.u), k),
    rightOverlap: subspaceOverlap(before.vt, after.vt, k),
    ...(changed && { delta: analyzeDelta(settings) }),
  });
}

/** @throws INVALID_ARGUMENT below 1. */
export function checkDirections(directions: number | undefined): void {
  if (directions !== undefined && !(Number.isInteger(directions) && directions >= 1))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `directions must be a whole number from 1, got ${directions}`,
    );
}

function subtract(a: Matrix, b: Matrix): Matrix {
  return { rows: a.rows, cols: a.cols, data: Float64Array.from(a.data, (x, i) => x - b.data[i]) };
}

/** Scaled by the largest entry, so that squares neither overflow nor vanish. */
function frobenius(data: Float32Array | Float64Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i] / largest) ** 2;
  return largest * Math.sqrt(sum);
}

function summarize(a: Matrix, { s }: Svd, options: MatrixOptions): SpectrumSummary {
  const { precision = "f64", seed = DEFAULT_SEED } = options;
  const { norms, bulk, tail } = measureSpectrum(a, s, { precision, depth: "quick", seed });
  return Object.freeze({
    singularValues: s,
    norms,
    bulk,
    tail,
  });
}

/**
 * |P_k Q_k|_F^2 / k for k = 1 .. count, P_k and Q_k the projections on the first k vectors (rows): 1 where the two
 * subspaces are the same, k/length on average where they are unrelated.
 */
function subspaceOverlap(a: Matrix, b: Matrix, count: number): Float64Array {
  const leading = ({ cols, data }: Matrix) => ({ rows: count, cols, data: data.subarray(0, count * cols) });
  const cosines = matmul(leading(a), transpose(leading(b))).data;
  const overlap = new Float64Array(count);
  let sum = 0;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i <= k; i++) {
      sum += cosines[i * count + k] ** 2;
      if (i < k) sum += cosines[k * count + i] ** 2;
    }
    overlap[k] = sum / (k + 1);
  }
  return overlap;
}
