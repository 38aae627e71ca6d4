/** What every ensemble takes and gives: seed, stream and precision in; a row-major matrix out; sizes checked. */

import {
  type FloatArray,
  type Matrix,
  matrix,
  type Precision,
  requireOneOf,
  requireSize,
  WignerscopeError,
} from "../base/index.ts";
import { DEFAULT_SEED, Random } from "../kernel/index.ts";

/**
 * Variates come out of the kernel bit for bit the same in every engine. What is computed from them by products and
 * factorisations (Wishart, products, Haar, spectra) may differ in the last bit between the kernel's two builds, and
 * `levyMatrix` in that of n^(-1/mu).
 */
export interface SampleOptions<P extends Precision = Precision> {
  /** Integer seed, 0 to 2^53 - 1. Default `DEFAULT_SEED`. The same seed and stream give the same numbers everywhere. */
  readonly seed?: number;
  /** Independent stream of the seed: replicate i of a Monte-Carlo run takes stream i. Default 0. */
  readonly stream?: number;
  /** Element type of the result; "f32" rounds the same f64 draw. Default "f64". */
  readonly precision?: P;
}

/** Options without a choice of precision, for the samplers whose results are f64. */
export type SeedOptions = Omit<SampleOptions, "precision">;

export type Sampled<P extends Precision> = Matrix<P extends "f32" ? Float32Array : Float64Array>;

/** A linear memory holds at most 4 GiB, that is 2^29 numbers of f64. */
const MOST_ENTRIES = 2 ** 29;

export function randomOf(options: SeedOptions): Random {
  return new Random(options.seed ?? DEFAULT_SEED, options.stream ?? 0);
}

/** The matrix of `data` in the precision asked for. */
export function sampled<P extends Precision>(
  rows: number,
  cols: number,
  data: Float64Array,
  options: SampleOptions<P>,
): Sampled<P> {
  requireOneOf<Precision>("precision", options.precision ?? "f64", ["f64", "f32"]);
  const rounded: FloatArray = options.precision === "f32" ? Float32Array.from(data) : data;
  return matrix(rows, cols, rounded) as Sampled<P>;
}

/** @throws INVALID_SHAPE unless every named size is an integer from `least`, and their product a matrix that fits. */
export function checkSizes(sizes: Readonly<Record<string, number>>, least = 1): void {
  let entries = 1;
  for (const [name, size] of Object.entries(sizes)) {
    requireSize(name, size, least);
    entries *= size;
  }
  if (entries > MOST_ENTRIES)
    throw new WignerscopeError(
      "OUT_OF_MEMORY",
      `${Object.entries(sizes)
        .map(([name, size]) => `${name} = ${size}`)
        .join(", ")}: ${entries} entries; a matrix of at most ${MOST_ENTRIES} fits`,
    );
}

/** @throws INVALID_SHAPE unless n is an integer >= 1 and a (width n) x (width n) matrix fits. */
export function checkOrder(n: number, width = 1): void {
  checkSizes({ n });
  checkSizes({ rows: width * n, cols: width * n });
}

/** Multiplies in place and returns the array. */
export function scale(data: Float64Array, factor: number): Float64Array {
  if (factor !== 1) for (let i = 0; i < data.length; i++) data[i] *= factor;
  return data;
}
