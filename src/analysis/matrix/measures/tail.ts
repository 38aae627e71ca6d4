/** The tail of the eigenvalue spectrum: a power law, or what else. */
import {
  alphaMetrics,
  detX,
  fitPowerLaw,
  hasExponent,
  powerLawIntervals,
  type TailEvidence,
  tailVerdict,
  trainingWarning,
} from "../../../tails/index.ts";
import type { Tail } from "../../records/matrix-results.ts";
import type { Depth, MatrixSettings } from "../../records/settings.ts";
import { attempt } from "./attempt.ts";
import { eigenvalues } from "./eigenvalues.ts";
import { measureTailIndex } from "./tail-index.ts";

/** Resamples behind the intervals at depth "full", and at most behind the bootstrap p-value. */
const BOOTSTRAP_SAMPLES = 1000;

const EVIDENCE: Record<Depth, TailEvidence> = {
  quick: "fit",
  standard: "alternatives",
  full: "bootstrap",
};

/**
 * @param s all singular values, descending
 * @param rank how many of them are not round-off: the tail is theirs
 * @throws TOO_FEW where there is no tail to fit; NOT_FINITE as `eigenvalues`.
 */
export function measureTail(s: Float64Array, rank: number, { depth, seed }: MatrixSettings): Tail {
  const all = eigenvalues(s);
  const lambda = all.subarray(0, rank);
  const fit = fitPowerLaw(lambda);
  const options = { samples: BOOTSTRAP_SAMPLES, seed };
  const verdict = tailVerdict(lambda, { ...options, evidence: EVIDENCE[depth], sequential: true });
  const warning = hasExponent(verdict) ? trainingWarning(fit.alpha) : undefined;
  return {
    ...fit,
    ...alphaMetrics(fit.alpha, lambda),
    // the mean that scales the product is that of all eigenvalues, round-off and zeros with them
    ...detX(all),
    verdict,
    ...(warning && { warning }),
    ...(depth !== "quick" && { tailIndex: attempt(() => measureTailIndex(lambda)) }),
    // an exponent that describes nothing has no uncertainty to speak of
    ...(depth === "full" && hasExponent(verdict) && { intervals: powerLawIntervals(lambda, options) }),
  };
}
