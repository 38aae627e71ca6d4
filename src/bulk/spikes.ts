/**
 * Singular values that stand out of the noise. The largest of an m x n matrix of independent N(0, sigma^2) entries
 * obeys
 *
 *     nu_1^2/sigma^2 ~ centre + scale TW_1
 *
 * with the Tracy-Widom law of beta = 1 and the centring of Ma (Bernoulli 18, 322, 2012). Spikes are tested from the
 * largest down: the (k+1)-th value against noise of shape (m - k) x (n - k), because k strong spikes use up k directions
 * on either side, and no further than the first that is not significant (Kritchman and Nadler, IEEE Trans. Signal
 * Process. 57, 3930, 2009). So the chance that pure noise shows any spike is the significance of one test.
 */
import { tracyWidom, wishartEdge } from "../laws/index.ts";
import { signalOf } from "./shift.ts";
import type { Spectrum } from "./spectrum.ts";
import type { NoiseShape } from "./typical-levels.ts";

export interface Spike {
  /** The singular value nu. */
  readonly value: number;
  /**
   * Tracy-Widom p-value: the chance that the largest value of noise of this sigma, with the spikes above removed, is as
   * large. Sigma is taken for known: in matrices with a side below 50 too small, see `largestValueP`.
   */
  readonly p: number;
  /** Strength of the signal behind it, shifted back from what the noise added. */
  readonly strength: number;
  /** Squared overlap of its left and right singular vectors with the signal's (limit of large matrices). */
  readonly leftOverlap: number;
  readonly rightOverlap: number;
}

const TW1 = tracyWidom({ beta: 1 });

/** The standardised level TW_1 exceeds with the given probability. */
export function tracyWidomPoint(significance: number): number {
  return TW1.upperQuantile(significance);
}

/** Whether the (k+1)-th largest of m values can be tested: one value alone would be tested against itself. */
function testable({ m }: NoiseShape, k: number): boolean {
  return k < m - 1;
}

/** The level of unit noise, k spikes removed, at the standardised point of the Tracy-Widom law. */
function criticalLevel({ m, n }: NoiseShape, k: number, point: number): number {
  const { centre, scale } = wishartEdge({ n: n - k, m: m - k });
  return Math.sqrt(Math.max(0, centre + scale * point));
}

/** Tracy-Widom p-value of a level in units of sigma, k spikes removed. */
function largestLevelP(level: number, { m, n }: NoiseShape, k: number): number {
  const { centre, scale } = wishartEdge({ n: n - k, m: m - k });
  return TW1.survival((level ** 2 - centre) / scale);
}

/** How many of ascending levels stand out of noise `sigma` one after another, starting from `from` already removed. */
export function countSpikes(
  levels: Float64Array,
  shape: NoiseShape,
  sigma: number,
  point: number,
  from = 0,
): number {
  let k = from;
  while (testable(shape, k) && levels[shape.m - 1 - k] > sigma * criticalLevel(shape, k, point)) k++;
  return k;
}

/** The spikes with what noise theory says of each, descending. */
export function describeSpikes(found: Spectrum, sigma: number, count: number): readonly Spike[] {
  const { levels, shape, rows, cols } = found;
  return Object.freeze(
    Array.from({ length: count }, (_, k) => {
      const value = levels[levels.length - 1 - k];
      const signal = signalOf(value, { rows, cols, sigma });
      return Object.freeze({
        value,
        p: largestLevelP(value / sigma, shape, k),
        strength: signal?.strength ?? 0,
        leftOverlap: signal?.leftOverlap ?? 0,
        rightOverlap: signal?.rightOverlap ?? 0,
      });
    }),
  );
}
