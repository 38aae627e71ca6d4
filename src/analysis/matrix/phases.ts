/**
 * The 5+1 phases of training (Martin and Mahoney, JMLR 22, 165, 2021, Sec. 5 and Table 3). The paper tells them apart by
 * eye; here each boundary is a stated test:
 *
 * - rank-collapsed: at least a tenth of the singular values are zero;
 * - the bulk is Marchenko-Pastur (simulated p of its distance at least .01), and
 *   - no value stands out of it: random-like;
 *   - the largest that does lies within 10 % of the edge in nu: bleeding-out;
 *   - else: bulk+spikes;
 * - the bulk is not Marchenko-Pastur, and
 *   - a power law with alpha at most 6 is not rejected for the tail: heavy-tailed;
 *   - else: bulk-decay.
 */

import { requireObject, WignerscopeError } from "../../base/index.ts";
import type { BulkFit } from "../../bulk/index.ts";
import type { TailVerdict } from "../../tails/index.ts";
import { FULL_RANK_SHARE } from "./verdict.ts";

export type TrainingPhase =
  | "rank-collapsed"
  | "random-like"
  | "bleeding-out"
  | "bulk+spikes"
  | "bulk-decay"
  | "heavy-tailed";

/** Share of zero singular values from which on a spectrum counts as collapsed: as in verdict.ts, where it was measured. */
const COLLAPSED_SHARE = 1 - FULL_RANK_SHARE;
/** Level at which the bulk is no longer Marchenko-Pastur: one in a hundred matrices of noise, as for a spike (`fitBulk`). */
const BULK_LEVEL = 0.01;
/** How far beyond the edge, relative to it, values still count as bleeding out of the bulk. */
const BLEEDING = 0.1;
/** The largest exponent that the theory calls heavy-tailed (Martin and Mahoney 2021, Table 3). */
const LARGEST_ALPHA = 6;

/**
 * @param count number of singular values
 * @param bulk a fit with `monteCarlo` of at least 99, so that its p can reach .01
 * @param tail the verdict on the eigenvalues, with the bootstrap
 * @throws INVALID_ARGUMENT for a bulk without a simulated p-value or a tail that was not tested
 */
export function trainingPhase(
  count: number,
  bulk: Pick<BulkFit, "hardRank" | "ksP" | "numSpikes" | "spikes" | "upperEdge" | "converged">,
  tail: Pick<TailVerdict, "answer" | "fit">,
): TrainingPhase {
  requireObject("bulk", bulk, ["hardRank", "numSpikes", "spikes", "upperEdge", "converged"]);
  requireObject("tail", tail, ["answer"]);
  if (count - bulk.hardRank >= COLLAPSED_SHARE * count) return "rank-collapsed";
  if (bulk.ksP === undefined)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      "bulk has no simulated p-value; call fitBulk with monteCarlo: 99 or more",
    );
  if (tail.answer === "not tested")
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      'tail was not tested; call tailVerdict with evidence: "bootstrap"',
    );
  if (bulk.converged && bulk.ksP >= BULK_LEVEL) {
    if (bulk.numSpikes === 0) return "random-like";
    return bulk.spikes[0].value <= (1 + BLEEDING) * bulk.upperEdge ? "bleeding-out" : "bulk+spikes";
  }
  const heavy = tail.answer === "power law" && tail.fit !== undefined && tail.fit.alpha <= LARGEST_ALPHA;
  return heavy ? "heavy-tailed" : "bulk-decay";
}
