/**
 * What the change that a low-rank adapter makes is. The question is that of src/analysis/matrix/verdict.ts, with the entries of the
 * two factors in place of the matrix's: is there anything in B A that factors of independent entries would not do?
 */

import { WignerscopeError } from "../../base/index.ts";
import type { ProductNoise } from "../../bulk/index.ts";
import type { SpectralNorms } from "../../tails/index.ts";
import type { LayerVerdict, PermutedFactors } from "../records/matrix-results.ts";
import type { Part } from "../records/part.ts";
import { count, FULL_RANK_SHARE } from "./verdict.ts";

/**
 * How far beyond the permuted factors' largest value of the same rank k = 1, 2, ... a spike must lie; 3/2 at the first, above
 * the sqrt 2 that two of the largest entries make in one row.
 */
const beyondEntries = (k: number) => 1 + 0.5 / Math.sqrt(k);

interface ProductEvidence {
  /** The inner size of the product. */
  readonly rank: number;
  readonly norms: SpectralNorms;
  readonly singularValues: Float64Array;
  readonly noise: Part<ProductNoise>;
  readonly permuted: Part<PermutedFactors>;
}

/** @throws the reason why there is no noise to hold the values against, where there is none. */
export function judgeProduct(evidence: ProductEvidence): LayerVerdict {
  const { rank, norms, noise } = evidence;
  if (!noise.available) throw new WignerscopeError(noise.code, noise.reason);
  const { numSpikes, largestP, hardRank } = noise;
  const learnedSpikes = countLearned(evidence, numSpikes);
  const explained = numSpikes > 0 && learnedSpikes === 0;
  const numbers = { p: explained ? 1 : largestP, learnedSpikes };
  if (norms.matrixRank < FULL_RANK_SHARE * rank)
    return {
      ...numbers,
      kind: "rank-collapsed",
      sentence: `Of the ${rank} singular values of the product, ${rank - norms.matrixRank} are round-off: it has rank ${norms.matrixRank}.`,
    };
  if (numSpikes === 0)
    return {
      ...numbers,
      kind: "random",
      sentence: `The ${hardRank} singular values are those of a product of two random factors: indistinguishable from noise.`,
    };
  if (learnedSpikes === 0)
    return {
      ...numbers,
      kind: "heavy-tailed entries",
      sentence: `${count(numSpikes, "value stands", "values stand")} out, but so do values when the entries of both factors are put in random places: entries, not learning.`,
    };
  return {
    ...numbers,
    kind: "bulk and spikes",
    sentence: `${numSpikes === Math.floor(hardRank / 2) ? "At least " : ""}${learnedSpikes} of ${hardRank} singular values ${learnedSpikes === 1 ? "stands" : "stand"} out of what two random factors give.`,
  };
}

/**
 * Spikes that the same entries in random places do not explain: where any permutation has a spike, those that exceed all
 * permutations by the factor of `beyondEntries`.
 */
function countLearned({ singularValues, permuted }: ProductEvidence, numSpikes: number): number {
  if (!permuted.available || permuted.numSpikes === 0) return numSpikes;
  const { largest } = permuted;
  return singularValues.subarray(0, numSpikes).filter((nu, k) => nu > beyondEntries(k + 1) * largest[k])
    .length;
}
