/** The Porter-Thomas test: are the entries of singular vectors those of random vectors? */

import {
  knownOptions,
  type Matrix,
  refuse,
  requireInside,
  requireInteger,
  requireNumbers,
  requireOneOf,
  WignerscopeError,
} from "../base/index.ts";
import { DEFAULT_SEED } from "../kernel/index.ts";
import { kernel } from "../kernel/internal.ts";
import { monteCarloP } from "../statistics/index.ts";
import {
  entryTable,
  type PorterThomasStatistic,
  porterThomasNull,
  requireTestable,
} from "./porter-thomas-null.ts";
import { type VectorSet, type VectorSetOptions, vectorSet } from "./vector-set.ts";

export interface PorterThomasOptions extends VectorSetOptions {
  /** Seed of the Monte-Carlo null. Default `DEFAULT_SEED`. */
  readonly seed?: number;
  /** Draws of the null; p-values are multiples of 1/(samples + 1). Default 5000. */
  readonly samples?: number;
  /** Ranks in the moving average of p, odd. Default 15, the paper's. */
  readonly window?: number;
  /** w of the pooled test: the entries of 2w neighbouring vectors are tested together. Default 0: no pooled test. */
  readonly neighbours?: number;
  /** Draws of the pooled null, each of 2w vectors. Default 1000. */
  readonly pooledSamples?: number;
  /** The distance. Default "papers". */
  readonly statistic?: PorterThomasStatistic;
  /** Level at which rejections are counted. Default 0.05. */
  readonly level?: number;
}

/** Tests of many vectors in order of rank, none of them corrected for their number. */
export interface RankedTests {
  readonly distances: Float64Array;
  /** (1 + draws of the null at least as far)/(1 + draws): never 0, exactly uniform (on its grid) under the null. */
  readonly p: Float64Array;
}

export interface PorterThomas extends RankedTests {
  /** Vectors that were tested. */
  readonly tests: number;
  /** Coordinates of a vector, the excluded ones not counted. */
  readonly length: number;
  /** Centred moving average of p over `window` ranks, shorter at the ends. 1/2 where the vectors are random. */
  readonly movingAverage: Float64Array;
  readonly window: number;
  /** How many of the `tests` p-values lie below `level`, and their share; `level` is expected by chance. */
  readonly rejected: { readonly level: number; readonly count: number; readonly fraction: number };
  /**
   * The pooled test at each rank, on the vectors from rank - w to rank + w - 1; near the ends the pool stays inside, so
   * the first w + 1 and the last w ranks share theirs. Neighbouring pools overlap: their p-values are not independent. The
   * signs of the vectors enter as they come.
   */
  readonly pooled?: RankedTests & { readonly size: number };
  readonly statistic: PorterThomasStatistic;
  readonly samples: number;
  readonly seed: number;
}

/**
 * Tests each vector against the law of a random unit vector (Porter and Thomas, Phys. Rev. 104, 483, 1956; Thamm, Staats
 * and Rosenow, PRE 106, 054124, 2022). The vector is normalised; the distribution function F of one entry is
 * the exact one, which the paper's pool of Gaussian vectors tends to (z = sqrt(N) x has density proportional to
 * (1 - z^2/N)^((N-3)/2), N(0, 1) as N grows, so that N x^2 is Porter-Thomas distributed); the distance is the paper's
 * max_i |F(x_(i)) - i/(N - 1)| or the two-sided Kolmogorov-Smirnov one, neither changed by a vector's sign; its
 * p-value comes from `samples` fresh normalised Gaussian vectors, because normalising tightens the distance and the
 * textbook law does not hold. The null is kept by (N, samples, seed), so many matrices of one shape share it.
 *
 * @param vectors singular vectors in order of rank, in columns (or rows: `axis: "rows"`).
 * @throws TOO_FEW below 8 coordinates; INVALID_SHAPE, NOT_FINITE; INVALID_ARGUMENT for a zero vector or a bad option.
 * @example
 * ```ts
 * import { porterThomas } from "wignerscope";
 * const size = 16;
 * const data = Float64Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 : 0));
 * porterThomas({ rows: size, cols: size, data }).rejected.fraction; // 1
 * ```
 */
export function porterThomas(vectors: Matrix, options: PorterThomasOptions = {}): PorterThomas {
  knownOptions("porterThomas", options, {
    seed: true,
    samples: true,
    window: true,
    neighbours: true,
    pooledSamples: true,
    statistic: true,
    level: true,
    axis: true,
    exclude: true,
  });
  const settings = settled(options);
  const { seed, samples, window, neighbours, pooledSamples, statistic, level } = settings;
  const set = vectorSet(vectors, options);
  checkSet(set, neighbours);
  const { count, length } = set;
  const { distances, pooled } = distancesOf(set, neighbours, statistic);
  const alone = porterThomasNull({ length, pool: 1, samples, seed, statistic });
  const p = distances.map((distance) => monteCarloP(distance, alone));
  const below = p.reduce((sum, value) => sum + (value < level ? 1 : 0), 0);
  return Object.freeze({
    tests: count,
    length,
    distances,
    p,
    movingAverage: movingAverage(p, window),
    window,
    rejected: Object.freeze({ level, count: below, fraction: count > 0 ? below / count : 0 }),
    ...(neighbours > 0 && {
      pooled: pooledTests(
        pooled,
        porterThomasNull({ length, pool: 2 * neighbours, samples: pooledSamples, seed, statistic }),
        2 * neighbours,
      ),
    }),
    statistic,
    samples,
    seed,
  });
}

type Settings = Required<Omit<PorterThomasOptions, keyof VectorSetOptions>>;

/** All options with their defaults. @throws INVALID_ARGUMENT */
function settled(options: PorterThomasOptions): Settings {
  const { seed = DEFAULT_SEED, samples = 5000, window = 15, neighbours = 0, pooledSamples = 1000 } = options;
  const { statistic = "papers", level = 0.05 } = options;
  requireInteger("samples", samples, 1);
  requireInteger("window", window, 1);
  requireInteger("neighbours", neighbours, 0);
  requireInteger("pooledSamples", pooledSamples, 1);
  if (window % 2 === 0) refuse("window", "odd, to have a centre", window);
  requireOneOf("statistic", statistic, ["papers", "twoSided"]);
  requireInside("level", level, 0, 1);
  return { seed, samples, window, neighbours, pooledSamples, statistic, level };
}

/** @throws TOO_FEW coordinates for the test, or vectors for the pool */
function checkSet({ count, length }: VectorSet, neighbours: number): void {
  requireTestable(length);
  if (2 * neighbours > count)
    throw new WignerscopeError(
      "TOO_FEW",
      `neighbours = ${neighbours} pools ${2 * neighbours} vectors, but only ${count} are given`,
    );
}

/** Distances of each vector to the law, and of the pool of 2 `neighbours` vectors around each rank. */
function distancesOf(
  { count, length, data }: VectorSet,
  neighbours: number,
  statistic: PorterThomasStatistic,
) {
  const size = 2 * neighbours;
  const distances = new Float64Array(count);
  const pooled = new Float64Array(size > 0 ? count : 0);
  const { exports, memory } = kernel();
  memory.frame((frame) => {
    const { nodes, cells, top } = entryTable(length);
    const table = frame.putF64(nodes);
    const work = frame.bytes(exports.uniformDistanceWorkspace(Math.max(1, size) * length));
    const at = frame.putF64(data);
    const papers = statistic === "papers" ? 1 : 0;
    const vector = (k: number) => at + 8 * k * length;
    exports.porterThomasTransform(at, count, length, table, cells, top);
    for (let k = 0; k < count; k++) distances[k] = exports.uniformDistance(vector(k), length, papers, work);
    for (let k = 0; k < pooled.length; k++) {
      const first = Math.min(Math.max(0, k - neighbours), count - size);
      pooled[k] = exports.uniformDistance(vector(first), size * length, papers, work);
    }
  });
  return { distances, pooled };
}

function pooledTests(distances: Float64Array, draws: Float64Array, size: number) {
  return Object.freeze({ size, distances, p: distances.map((distance) => monteCarloP(distance, draws)) });
}

/** Centred moving average over `window` (odd) entries; at the ends over those that exist. */
export function movingAverage(values: ArrayLike<number>, window: number): Float64Array {
  requireNumbers("movingAverage: values", values);
  const reach = (window - 1) / 2;
  return Float64Array.from(values, (_, i) => {
    const first = Math.max(0, i - reach);
    const last = Math.min(values.length - 1, i + reach);
    let sum = 0;
    for (let j = first; j <= last; j++) sum += values[j];
    return sum / (last - first + 1);
  });
}
