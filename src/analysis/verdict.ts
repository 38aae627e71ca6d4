/**
 * What a layer is, from its parts. The question behind it: is there anything here that independent entries, of whatever
 * distribution, would not do? Three explanations compete for a spike, in this order.
 *
 * 1. Noise: the largest value of Gaussian noise fluctuates by the Tracy-Widom law.
 * 2. Entries: one entry of size |w| > q^(1/4) sigma sqrt(n) makes a spike by itself. Heavy-tailed noise has such entries,
 *    and its leading vectors are localised on them. The permuted control has the same entries in other places. Given the
 *    entries, the k-th value hardly depends on the places: two of the largest entries must fall into one row to move the
 *    first value, and then by sqrt 2 at most, and the k-th moves the less the larger k. So a spike is beyond the entries
 *    where it exceeds the control's value of the same rank by a factor 1 + 1/(2 sqrt k) (calibration/analysis.ts).
 * 3. Learning: what is left.
 */
import { WignerscopeError } from "../kernel/index.ts";
import { spikedRectangular } from "../laws/index.ts";
import type { SpectralNorms } from "../tails/index.ts";
import type { Bulk, EntryStatistics, LayerVerdict, Part, PermutedControl, Tail } from "./results.ts";

/** How far beyond the control's value of the same rank k = 1, 2, ... a spike must lie; 3/2, above sqrt 2, at the first. */
const beyondEntries = (k: number) => 1 + 0.5 / Math.sqrt(k);
/** A matrix that has lost more than a tenth of its rank is called collapsed. */
const FULL_RANK_SHARE = 0.9;
/** With more than a tenth of the values beyond the edge, the edge does not separate a few spikes from a bulk any more. */
const SPIKE_SHARE = 0.1;
/** Level at which a likelihood-ratio test counts against the power law. */
const TAIL_LEVEL = 0.05;

export interface Evidence {
  readonly rows: number;
  readonly cols: number;
  readonly entries: EntryStatistics;
  readonly norms: SpectralNorms;
  readonly singularValues: Float64Array;
  readonly bulk: Part<Bulk>;
  readonly tail: Part<Tail>;
  readonly permuted: Part<PermutedControl> | undefined;
}

/**
 * The verdict on one matrix, by itself: `p` is not corrected for the number of layers.
 * @throws the reason why there is no bulk, where there is none.
 */
export function judge(evidence: Evidence): LayerVerdict {
  const { norms, bulk } = evidence;
  if (!bulk.available)
    throw new WignerscopeError(bulk.code, `without a bulk there is no verdict: ${bulk.reason}`);
  const learnedSpikes = countLearned(evidence, bulk);
  const explained = bulk.numSpikes > 0 && learnedSpikes === 0;
  const p = explained && entriesMatter(evidence, bulk) ? 1 : bulk.largestP;
  const numbers = { p, learnedSpikes };
  if (norms.matrixRank < FULL_RANK_SHARE * norms.M)
    return {
      ...numbers,
      kind: "rank-collapsed",
      sentence: `Of ${norms.M} singular values ${norms.M - norms.matrixRank} are round-off: the matrix has rank ${norms.matrixRank}.`,
    };
  if (bulk.numSpikes === 0)
    return {
      ...numbers,
      kind: "random",
      sentence: "No singular value stands out of the Marchenko-Pastur bulk: indistinguishable from noise.",
    };
  if (learnedSpikes === 0)
    return {
      ...numbers,
      kind: "heavy-tailed entries",
      sentence: `${count(bulk.numSpikes, "value stands", "values stand")} out of the bulk, but ${evidence.permuted?.available ? "so it is with the same entries in random places" : "no further than its largest entry or its mean would put one"}: entries, not learning.`,
    };
  if (!bulk.converged || bulk.numSpikes > SPIKE_SHARE * norms.M)
    return { ...numbers, kind: "heavy-tailed", sentence: heavyTailed(bulk, norms, evidence.tail) };
  return {
    ...numbers,
    kind: "bulk and spikes",
    sentence: `${count(learnedSpikes, "spike stands", "spikes stand")} out of a Marchenko-Pastur bulk of ${bulk.bulkCount} values with sigma ${bulk.sigma.toPrecision(3)}.`,
  };
}

/** Large entries, a mean, or spikes of the same entries elsewhere. */
function entriesMatter(evidence: Evidence, bulk: Bulk): boolean {
  const { permuted, entries, rows, cols } = evidence;
  if (permuted?.available === true && permuted.numSpikes > 0) return true;
  if (bulk.entrySpikes > 0) return true;
  const { sigma } = bulk;
  const theta = meanStrength(entries, rows, cols);
  return sigma > 0 && theta > 0 && spikedRectangular({ theta, sigma, rows, cols }).detectable;
}

/** The singular value of the entries' mean, a rank-one matrix of its own. */
function meanStrength({ mean }: EntryStatistics, rows: number, cols: number): number {
  return Math.abs(mean) * Math.sqrt(rows * cols);
}

function countLearned(evidence: Evidence, bulk: Bulk): number {
  if (!(bulk.sigma > 0) || !entriesMatter(evidence, bulk)) return bulk.numSpikes;
  const { permuted, entries, rows, cols, singularValues } = evidence;
  const spikes = singularValues.subarray(0, bulk.numSpikes);
  if (permuted?.available)
    return spikes.filter((nu, k) => nu > beyondEntries(k + 1) * permuted.singularValues[k]).length;
  // Without the control, the place where the largest entry by itself, or the mean, would put a spike stands for it.
  const theta = Math.max(entries.maxAbs, meanStrength(entries, rows, cols));
  const { outlier } = spikedRectangular({ theta, sigma: bulk.sigma, rows, cols });
  return spikes.filter((nu) => nu > beyondEntries(1) * outlier).length;
}

function heavyTailed(bulk: Bulk, norms: SpectralNorms, tail: Part<Tail>): string {
  const share = `${bulk.numSpikes} of ${norms.numEvals} values lie beyond the noise edge`;
  if (!tail.available) return `${share}.`;
  const power = `a power law with exponent ${tail.alpha.toFixed(2)} over ${tail.numPlSpikes} values`;
  const better = (tail.comparisons ?? []).filter(({ nested, nestedP, vuongP, logLikelihoodRatio }) =>
    nested ? (nestedP ?? 1) < TAIL_LEVEL : vuongP < TAIL_LEVEL && logLikelihoodRatio < 0,
  );
  if (!tail.comparisons) return `${share}; fitted by ${power}.`;
  if (better.length === 0) return `${share}; the tail is compatible with ${power}.`;
  const names = better.map(({ alternative }) =>
    alternative.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  );
  return `${share}; the tail is broad but no power law: better fitted by ${names.join(" or ")} (fitted exponent ${tail.alpha.toFixed(2)}).`;
}

function count(value: number, singular: string, plural: string): string {
  return `${value} ${value === 1 ? singular : plural}`;
}
