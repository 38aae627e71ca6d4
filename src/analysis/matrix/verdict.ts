/**
 * What a layer is, from its parts. The question behind it: is there anything here that independent entries, of whatever
 * sizes, would not do? Three explanations compete for a spike, in this order.
 *
 * 1. Noise: the largest value of Gaussian noise fluctuates by the Tracy-Widom law.
 * 2. Sizes: single large entries, masks, and rows, columns or channels of unequal scale move the largest values by
 *    themselves. The sign-flip control keeps all sizes in their places and nothing else. It goes from the largest value
 *    down and stops at the first that the sizes explain: what lies hidden below one dominant row is not found.
 * 3. Structure: what is left. Training makes it; so does an initialisation whose entries depend on each other, which
 *    only a comparison with that initialisation can tell.
 *
 * Where nothing stands out, the bulk as a whole may still be none of independent entries of one size (orthogonal
 * matrices, say): its distance to the Marchenko-Pastur law tells.
 */

import { WignerscopeError } from "../../base/index.ts";
import type { SignFlipTest } from "../../bulk/index.ts";
import type { SpectralNorms } from "../../tails/index.ts";
import type { Bulk, LayerVerdict, Tail } from "../records/matrix-results.ts";
import type { Part } from "../records/part.ts";
import { FAMILY_LEVEL } from "../records/summary.ts";

/**
 * A matrix that has lost more than a tenth of its rank is called collapsed. Noise loses none. Of the 30 matrices of the PP-OCRv4
 * recognition model four have lost 20 to 42 % of it and all others less than 3 %: the boundary lies in that gap.
 */
export const FULL_RANK_SHARE = 0.9;
/**
 * From this share of values beyond the edge on the layer is called heavy-tailed in place of "bulk and spikes". It is a name for
 * "many" and not a test: of spikes of 1.1 to 3 edges planted in Gaussian noise (160 x 240, 10 seeds a share) the fit finds all up
 * to a share of .2 and 99 % at .3, with sigma 1.1 and 1.6 % too small, so that the number of spikes stands on both sides of it.
 */
const SPIKE_SHARE = 0.1;
/**
 * From this Tracy-Widom p-value on the control is not asked: a layer's p is at least that, and the summary calls nothing learned
 * from its level on.
 */
const UNSUSPICIOUS = FAMILY_LEVEL;

interface Evidence {
  readonly norms: SpectralNorms;
  readonly bulk: Part<Bulk>;
  readonly tail: Part<Tail>;
  /** Undefined where nothing stands out (`mayStandOut`). */
  readonly signFlips: Part<SignFlipTest> | undefined;
}

/** Whether a value stands out of the bulk, or the largest nearly does: then the sign-flip control is asked. */
export function mayStandOut(bulk: Bulk): boolean {
  return bulk.sigma > 0 && (bulk.numSpikes > 0 || bulk.largestP < UNSUSPICIOUS);
}

/**
 * The verdict on one matrix, by itself: `p` is not corrected for the number of layers.
 * @throws the reason why there is no bulk, where there is none.
 */
export function judge({ norms, bulk, tail, signFlips }: Evidence): LayerVerdict {
  if (!bulk.available && collapsed(norms)) return { ...UNTESTED, ...collapse(norms) };
  if (!bulk.available)
    throw new WignerscopeError(bulk.code, `without a bulk there is no verdict: ${bulk.reason}`);
  const flips = signFlips?.available ? signFlips : undefined;
  const learnedSpikes = Math.min(bulk.numSpikes, flips?.numSignals ?? 0);
  const p = Math.max(bulk.largestP, flips?.p ?? 0);
  const numbers = { p, learnedSpikes };
  if (collapsed(norms)) return { ...numbers, ...collapse(norms) };
  if (bulk.numSpikes === 0)
    return isMarchenkoPastur(bulk)
      ? {
          ...numbers,
          kind: "random",
          sentence:
            "No singular value stands out of the Marchenko-Pastur bulk: by its singular values the matrix is indistinguishable from noise.",
        }
      : {
          ...numbers,
          kind: "other bulk",
          sentence: `No singular value stands out, but the values are not spread like those of independent entries of one size: ${distance(bulk)}.`,
        };
  if (learnedSpikes === 0)
    return {
      ...numbers,
      kind: "heavy-tailed entries",
      sentence: `${count(bulk.numSpikes, "value stands", "values stand")} out of the bulk, but ${flips?.centred ? "their mean taken off, " : ""}the same entries with random signs reach as far as the largest (p = ${p.toPrecision(2)}): entries, not learning.`,
    };
  if (!bulk.converged || bulk.numSpikes > SPIKE_SHARE * norms.M)
    return { ...numbers, kind: "heavy-tailed", sentence: heavyTailed(bulk, norms, tail) };
  const spikes =
    learnedSpikes === bulk.numSpikes
      ? count(learnedSpikes, "spike stands", "spikes stand")
      : `${bulk.numSpikes} spikes, of which the sizes of the entries explain all but ${learnedSpikes}, stand`;
  const law = isMarchenkoPastur(bulk)
    ? `a Marchenko-Pastur bulk of ${bulk.bulkCount} values`
    : `a bulk of ${bulk.bulkCount} values that is not Marchenko-Pastur (${distance(bulk)})`;
  return {
    ...numbers,
    kind: "bulk and spikes",
    sentence: `${spikes} out of ${law} with sigma ${bulk.sigma.toPrecision(3)}.`,
  };
}

/** Where there is no noise to test against, nothing suggests more than entries. */
const UNTESTED = { p: 1, learnedSpikes: 0 } as const;

const collapsed = ({ matrixRank, M }: SpectralNorms): boolean => matrixRank < FULL_RANK_SHARE * M;

function collapse({ matrixRank, M }: SpectralNorms): Pick<LayerVerdict, "kind" | "sentence"> {
  return {
    kind: "rank-collapsed",
    sentence: `${M - matrixRank} of ${M} singular values are round-off: the matrix has rank ${matrixRank}.`,
  };
}

/**
 * The largest Kolmogorov-Smirnov distance of m values that still passes for noise: twice what noise exceeds in about one
 * of a hundred matrices, (1.6 + .4 ln m)/m, because entries that are not Gaussian move the bulk by a few levels also.
 * Depth "full" has the p-value.
 */
function noiseDistance(count: number): number {
  return (2 * (1.6 + 0.4 * Math.log(count))) / count;
}

function isMarchenkoPastur({ ks, bulkCount }: Bulk): boolean {
  return bulkCount < 1 || ks <= noiseDistance(bulkCount);
}

function distance({ ks, bulkCount }: Bulk): string {
  return `KS distance ${ks.toPrecision(2)}, noise stays below ${noiseDistance(bulkCount).toPrecision(2)}`;
}

function heavyTailed(bulk: Bulk, norms: SpectralNorms, tail: Part<Tail>): string {
  const share = `${bulk.numSpikes} of ${norms.numEvals} values lie beyond the noise edge`;
  return tail.available ? `${share}. ${tail.verdict.reason}` : `${share}.`;
}

export function count(value: number, singular: string, plural: string): string {
  return `${value} ${value === 1 ? singular : plural}`;
}
