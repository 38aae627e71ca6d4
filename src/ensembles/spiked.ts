/** Information plus noise: a Gaussian matrix with planted singular directions of known strength. */
import {
  checkShape,
  type Matrix,
  matrix,
  type Precision,
  requireAtLeast,
  requireOptions,
  requirePositive,
  WignerscopeError,
} from "../base/index.ts";
import type { GaussianOptions } from "./gaussian.ts";
import { orthonormalVectors } from "./orthonormal.ts";
import { checkSizes, randomOf, type Sampled, sampled, scale } from "./sample.ts";

export interface SpikedOptions<P extends Precision = Precision> extends GaussianOptions<P> {
  /** Strengths t of the planted directions in units of sigma sqrt(n), n = max(rows, cols), each >= 0. */
  readonly strengths: ArrayLike<number>;
  /** Left vectors to plant, rows x k with orthonormal columns. Default: uniformly random ones. */
  readonly left?: Matrix;
  /** Right vectors to plant, cols x k with orthonormal columns. Default: uniformly random ones. */
  readonly right?: Matrix;
}

export interface Spiked<P extends Precision = Precision> {
  /** The sum: noise and planted part. */
  readonly matrix: Sampled<P>;
  /** Planted left vectors, rows x k, orthonormal columns. */
  readonly left: Matrix<Float64Array>;
  /** Planted right vectors, cols x k, orthonormal columns. */
  readonly right: Matrix<Float64Array>;
  /** The planted singular values t sigma sqrt(n), in the order of the strengths. */
  readonly planted: Float64Array;
  /** Where a spike of each strength shows up as n grows (the forward shift); the bulk edge if t <= q^(1/4). */
  readonly expected: Float64Array;
}

/**
 * W = sigma G + sigma sqrt(n) sum_k t_k u_k v_k^T: G independent N(0, 1), u and v independent Haar frames, n = max(rows, cols),
 * q = min/max. A direction with t > q^(1/4) leaves the bulk and shows up at the singular value
 * sigma sqrt(n) sqrt((1 + t^2)(q + t^2))/t, whatever the direction; a weaker one stays hidden at the edge sigma sqrt(n) (1 + sqrt q).
 * Benaych-Georges and Nadakuditi, J. Multivariate Anal. 111, 120 (2012), Theorem 2.8 and section 3.1.
 * @throws INVALID_SHAPE for bad sizes or more strengths than min(rows, cols); INVALID_ARGUMENT for a negative strength or
 * given vectors that are not orthonormal to 1e-6.
 * @example
 * ```ts
 * import { ensembles, svdvals } from "wignerscope";
 * const { matrix, expected } = ensembles.spiked(200, 200, { strengths: [2], seed: 1 });
 * svdvals(matrix)[0] / expected[0]; // 1.0
 * ```
 */
export function spiked<P extends Precision = "f64">(
  rows: number,
  cols: number,
  options: SpikedOptions<P>,
): Spiked<P> {
  requireOptions("spiked", options, {
    strengths: true,
    left: true,
    right: true,
    sigma: true,
    seed: true,
    stream: true,
    precision: true,
  });
  const { sigma = 1, strengths } = options;
  checkSizes({ rows, cols });
  requirePositive("sigma", sigma);
  const k = strengths.length;
  if (k > Math.min(rows, cols))
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${k} strengths given, a ${rows} x ${cols} matrix has room for ${Math.min(rows, cols)}`,
    );
  for (let i = 0; i < k; i++) requireAtLeast(`strengths[${i}]`, strengths[i], 0);

  const random = randomOf(options);
  const data = scale(random.normals(rows * cols), sigma);
  const left = vectorsOf("left", options.left, rows, k) ?? orthonormalVectors(rows, k, random);
  const right = vectorsOf("right", options.right, cols, k) ?? orthonormalVectors(cols, k, random);
  const unit = sigma * Math.sqrt(Math.max(rows, cols));
  const planted = Float64Array.from(strengths, (t) => unit * t);
  for (let s = 0; s < k; s++) {
    const v = right.subarray(s * cols, (s + 1) * cols);
    for (let i = 0; i < rows; i++) {
      const weight = planted[s] * left[s * rows + i];
      for (let j = 0, at = i * cols; j < cols; j++) data[at + j] += weight * v[j];
    }
  }
  const q = Math.min(rows, cols) / Math.max(rows, cols);
  return Object.freeze({
    matrix: sampled(rows, cols, data, options),
    left: columnsOf(left, rows, k),
    right: columnsOf(right, cols, k),
    planted,
    expected: Float64Array.from(strengths, (t) =>
      t ** 4 > q ? (unit * Math.sqrt((1 + t * t) * (q + t * t))) / t : unit * (1 + Math.sqrt(q)),
    ),
  });
}

/** Overlaps of given vectors may be off by this: vectors of f32 data are. */
const ORTHONORMAL_TO = 1e-6;

/** The columns of a given n x k matrix, one after the other, checked. */
function vectorsOf(name: string, given: Matrix | undefined, n: number, k: number): Float64Array | undefined {
  if (given === undefined) return undefined;
  checkShape(given, name);
  if (given.rows !== n || given.cols !== k)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${name} must be ${n} x ${k}, got ${given.rows} x ${given.cols}`,
    );
  const vectors = new Float64Array(n * k);
  for (let j = 0; j < k; j++) for (let i = 0; i < n; i++) vectors[j * n + i] = given.data[i * k + j];
  for (let a = 0; a < k; a++)
    for (let b = 0; b <= a; b++) {
      let overlap = 0;
      for (let i = 0; i < n; i++) overlap += vectors[a * n + i] * vectors[b * n + i];
      if (!(Math.abs(overlap - (a === b ? 1 : 0)) <= ORTHONORMAL_TO))
        throw new WignerscopeError(
          "INVALID_ARGUMENT",
          `${name} must have orthonormal columns, but columns ${b} and ${a} overlap by ${overlap}`,
        );
    }
  return vectors;
}

/** k contiguous vectors of length n as the columns of an n x k matrix. */
function columnsOf(vectors: Float64Array, n: number, k: number): Matrix<Float64Array> {
  const data = new Float64Array(n * k);
  for (let j = 0; j < k; j++) for (let i = 0; i < n; i++) data[i * k + j] = vectors[j * n + i];
  return matrix(n, k, data);
}
