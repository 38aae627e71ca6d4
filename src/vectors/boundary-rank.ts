/**
 * The rank where randomness begins. p-values of vectors in order of rank are uniform where the vectors are random, and
 * small ones crowd at one end where they are not. With x = -ln p (exponential of mean 1 under the null) and a prefix of k
 * ranks of mean x equal to t, the likelihood ratio of "exponential of mean t > 1 up to rank k, of mean 1 behind" is
 *
 *   log Lambda(k) = k (t - 1 - ln t)      (0 where t <= 1).
 *
 * Its largest value over k tests the whole sequence at once, its place estimates the boundary (the maximum likelihood
 * change point: Hinkley, Biometrika 57, 1, 1970), and its null comes from simulated uniform p-values of the same number,
 * grid and resolution, so the choice among all k is paid for.
 *
 * "All vectors beyond rank s are random" is a nested family, H_0 in H_1 in ...: testing H_0, H_1, ... one after the other, each
 * at the full level, and stopping at the first that stands keeps the family-wise error (Maurer, Hothorn and Lehmacher,
 * 1995; Rosenbaum, Biometrika 95, 248, 2008): the first s that stands is a lower confidence bound of the boundary.
 *
 * Vectors of the smallest values may be non-random too. Ranks at the far end are set aside when a second segment there
 * raises the log-likelihood by more than a scan of random ranks would at the level asked for; otherwise a strong far end
 * would drag the boundary of the near one over all that lies between.
 */

import {
  knownOptions,
  requireInside,
  requireInteger,
  requireNumbers,
  requireOneOf,
  requireUpTo,
  WignerscopeError,
} from "../base/index.ts";
import { DEFAULT_SEED, Random } from "../kernel/index.ts";
import { monteCarloP, Remembered } from "../statistics/index.ts";

export interface BoundaryOptions {
  /** "first": non-random vectors are looked for at the first ranks (the largest values). "last": at the last. Default "first". */
  readonly from?: "first" | "last";
  /** Family-wise error over all ranks together. Default 0.05. */
  readonly level?: number;
  /** Draws behind each p-value, which then is a multiple of 1/(draws + 1). Default 5000, as `porterThomas`. */
  readonly draws?: number;
  /** Simulated sequences behind the null. Default 2000. */
  readonly samples?: number;
  /** Default `DEFAULT_SEED`. */
  readonly seed?: number;
}

export interface BoundaryRank {
  /**
   * Estimate: the first (or last) `boundary` vectors are not random as a group; 0 when the sequence as a whole passes at
   * `level`. Single ranks inside may still look random.
   */
  readonly boundary: number;
  /**
   * Lower confidence bound: with probability 1 - level some vector at or beyond this rank is not random. It may exceed
   * `boundary`, the place of the one sharp change that fits best, where randomness sets in gradually.
   */
  readonly lower: number;
  /** Middle 1 - level of the estimates that the fitted change would give again (parametric bootstrap); both 0 when boundary is 0. */
  readonly interval: readonly [number, number];
  /** p-value of the whole sequence, the choice among all ranks included. */
  readonly pValue: number;
  /** max_k log Lambda(k). */
  readonly statistic: number;
  /** Mean of -ln p within the boundary; 1 is random. NaN when boundary is 0. */
  readonly strength: number;
  /** Ranks at the other end that were set aside because they are not random either. */
  readonly setAside: number;
  /** Ranks given, and p-values at each. */
  readonly ranks: number;
  readonly sequences: number;
  readonly level: number;
}

/** Largest log-likelihood ratios of simulated sequences, by length: nested prefixes of lengths 1, 2, 4, ... and the whole. */
interface ScanNull {
  readonly lengths: readonly number[];
  /** Ascending, one array for each length. */
  readonly largest: readonly Float64Array[];
}

/** Sequences of the parametric bootstrap: the ends of a 95 % interval then rest on ten of them each. */
const BOOTSTRAPS = 400;

/** Null scans; a model has a few shapes. */
const scans = new Remembered<ScanNull>(32);

/**
 * Where randomness begins in p-values by rank, with all ranks counted as tests.
 * @param p p-values in order of rank, or several such sequences of one length (left and right vectors) that are independent of
 * each other; they are then judged together.
 * @throws TOO_FEW without p-values; INVALID_SHAPE for sequences of different lengths; INVALID_ARGUMENT for a p outside (0, 1].
 * @example
 * ```ts
 * import { boundaryRank } from "wignerscope";
 * const p = [0.0002, 0.0004, 0.0002, 0.0006, 0.5, 0.3, 0.8, 0.6, 0.9, 0.2, 0.7];
 * boundaryRank(p).boundary; // 4
 * ```
 */
export function boundaryRank(
  p: ArrayLike<number> | readonly ArrayLike<number>[],
  options: BoundaryOptions = {},
): BoundaryRank {
  knownOptions("boundaryRank", options, { from: true, level: true, draws: true, samples: true, seed: true });
  if (!(Array.isArray(p) && typeof p[0] === "object"))
    requireNumbers("boundaryRank: p", p as ArrayLike<number>);
  const { from = "first", level = 0.05, draws = 5000, samples = 2000, seed = DEFAULT_SEED } = options;
  requireOneOf("from", from, ["first", "last"]);
  requireInside("level", level, 0, 1);
  requireInteger("draws", draws, 1);
  requireInteger("samples", samples, 1);
  if (Math.floor(level * (samples + 1)) < 1)
    throw new WignerscopeError(
      "TOO_FEW",
      `level ${level} needs at least ${Math.ceil(1 / level) - 1} samples, got ${samples}`,
    );

  const sequences = listOf(p);
  const scores = scoresOf(sequences);
  if (from === "last") scores.reverse();
  const ranks = scores.length;
  const width = sequences.length;
  const nullScan = scanNull({ ranks, width, draws, samples, seed });
  const setAside = farSegment(scores, width, criticalValues(nullScan, level));
  const near = scores.subarray(0, ranks - setAside);
  const found = scan(near, 0, width);
  const whole = nullScan.largest[nullScan.largest.length - 1];
  const pValue = monteCarloP(found.largest, whole);
  const boundary = pValue <= level ? found.at : 0;
  const common = { pValue, statistic: found.largest, setAside, ranks, sequences: width, level };
  if (boundary === 0)
    return Object.freeze({ boundary, lower: 0, interval: [0, 0] as const, strength: Number.NaN, ...common });

  let sum = 0;
  for (let i = 0; i < boundary; i++) sum += scores[i];
  const strength = sum / (boundary * width);
  const interval = bootstrapInterval({ ranks: near.length, width, draws, seed, boundary, strength, level });
  return Object.freeze({
    boundary,
    lower: lowerBound(near, width, nullScan, level),
    interval,
    strength,
    ...common,
  });
}

function listOf(p: ArrayLike<number> | readonly ArrayLike<number>[]): readonly ArrayLike<number>[] {
  const several = Array.isArray(p) && typeof p[0] === "object";
  const sequences = (several ? p : [p]) as readonly ArrayLike<number>[];
  const ranks = sequences[0].length;
  if (ranks === 0) throw new WignerscopeError("TOO_FEW", "p must hold at least one p-value");
  for (const [k, sequence] of sequences.entries()) {
    if (sequence.length !== ranks)
      throw new WignerscopeError("INVALID_SHAPE", `p[${k}] has ${sequence.length} ranks, p[0] has ${ranks}`);
    for (let i = 0; i < ranks; i++)
      requireUpTo(sequences.length > 1 ? `p[${k}][${i}]` : `p[${i}]`, sequence[i], 0, 1);
  }
  return sequences;
}

/** Sum of -ln p over the sequences at each rank. */
function scoresOf(sequences: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from({ length: sequences[0].length }, (_, i) => {
    let sum = 0;
    for (const sequence of sequences) sum -= Math.log(sequence[i]);
    return sum;
  });
}

/** log Lambda of `count` exponentials with the given sum, against mean 1. */
function logRatio(sum: number, count: number): number {
  const t = sum / count;
  return t > 1 ? count * (t - 1 - Math.log(t)) : 0;
}

/** Largest log Lambda over the prefixes of scores[start..], and the length of the prefix that has it. */
function scan(scores: Float64Array, start: number, width: number): { largest: number; at: number } {
  let sum = 0;
  let largest = 0;
  let at = 0;
  for (let k = 1; start + k <= scores.length; k++) {
    sum += scores[start + k - 1];
    const ratio = logRatio(sum, k * width);
    if (ratio > largest) {
      largest = ratio;
      at = k;
    }
  }
  return { largest, at };
}

/**
 * Ranks at the far end that form a non-random segment of their own: the length k2 of the best pair of segments
 * log Lambda(first k1) + log Lambda(last k2), k1 + k2 <= ranks, if it beats the best near segment alone by `critical`.
 */
function farSegment(scores: Float64Array, width: number, critical: readonly number[]): number {
  const ranks = scores.length;
  /** nearBest[k]: largest log Lambda over the first 1..k ranks. */
  const nearBest = new Float64Array(ranks + 1);
  let sum = 0;
  for (let k = 1; k <= ranks; k++) {
    sum += scores[k - 1];
    nearBest[k] = Math.max(nearBest[k - 1], logRatio(sum, k * width));
  }
  let best = nearBest[ranks];
  let length = 0;
  sum = 0;
  for (let k = 1; k <= ranks; k++) {
    sum += scores[ranks - k];
    const pair = logRatio(sum, k * width) + nearBest[ranks - k];
    if (pair > best) {
      best = pair;
      length = k;
    }
  }
  return best - nearBest[ranks] > critical[critical.length - 1] ? length : 0;
}

/** For each simulated length, the statistic above which p <= level. */
function criticalValues(nullScan: ScanNull, level: number): number[] {
  // p <= level needs at most floor(level (R + 1)) - 1 null values at or above.
  return nullScan.largest.map((sorted) => sorted[sorted.length - Math.floor(level * (sorted.length + 1))]);
}

/** The first s at which "all beyond s are random" stands. */
function lowerBound(scores: Float64Array, width: number, nullScan: ScanNull, level: number): number {
  const critical = criticalValues(nullScan, level);
  let s = 0;
  for (; s < scores.length; s++) {
    // The next longer simulated length: its critical value is at least as large.
    const k = nullScan.lengths.findIndex((length) => length >= scores.length - s);
    if (scan(scores, s, width).largest <= critical[k]) break;
  }
  return s;
}

interface ScanKey {
  readonly ranks: number;
  readonly width: number;
  readonly draws: number;
  readonly samples: number;
  readonly seed: number;
}

function scanNull(key: ScanKey): ScanNull {
  const { ranks, width, draws, samples, seed } = key;
  return scans.recall([ranks, width, draws, samples, seed], () => simulateScans(key));
}

function simulateScans({ ranks, width, draws, samples, seed }: ScanKey): ScanNull {
  const lengths: number[] = [];
  for (let length = 1; length < ranks; length *= 2) lengths.push(length);
  lengths.push(ranks);
  const largest = lengths.map(() => new Float64Array(samples));
  const random = new Random(seed);
  for (let r = 0; r < samples; r++) {
    const scores = nullScores(random, ranks, width, draws);
    let sum = 0;
    let best = 0;
    for (let k = 1, next = 0; k <= ranks; k++) {
      sum += scores[k - 1];
      best = Math.max(best, logRatio(sum, k * width));
      if (k === lengths[next]) largest[next++][r] = best;
    }
  }
  for (const values of largest) values.sort();
  return { lengths, largest };
}

/** Scores of random ranks: p uniform on 1/(draws + 1), ..., 1. */
function nullScores(random: Random, ranks: number, width: number, draws: number): Float64Array {
  const u = random.uniforms(ranks * width);
  const scores = new Float64Array(ranks);
  for (let i = 0, at = 0; i < ranks; i++)
    for (let k = 0; k < width; k++)
      scores[i] -= Math.log((1 + Math.floor(u[at++] * (draws + 1))) / (draws + 1));
  return scores;
}

/** Percentiles of the boundary estimated again from the fitted change. */
function bootstrapInterval(
  fit: Omit<ScanKey, "samples"> & { boundary: number; strength: number; level: number },
): readonly [number, number] {
  const { ranks, width, draws, seed, boundary, strength, level } = fit;
  // Its own stream, so that the null's numbers are not used twice.
  const random = new Random(seed, 1);
  const farthest = width * Math.log(draws + 1);
  const estimates = new Float64Array(BOOTSTRAPS);
  // Stryker disable next-line EqualityOperator: a bootstrap too many is written past the end of the array, which drops it
  for (let r = 0; r < BOOTSTRAPS; r++) {
    const scores = nullScores(random, ranks, width, draws);
    const fresh = random.exponentials(boundary * width);
    for (let i = 0; i < boundary; i++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += fresh[i * width + k];
      scores[i] = Math.min(farthest, strength * sum);
    }
    estimates[r] = scan(scores, 0, width).at;
  }
  estimates.sort();
  const tail = Math.floor((level / 2) * BOOTSTRAPS);
  return Object.freeze([estimates[tail], estimates[BOOTSTRAPS - 1 - tail]] as const);
}
