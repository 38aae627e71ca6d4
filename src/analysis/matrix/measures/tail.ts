/** The tail of the eigenvalue spectrum: a power law, or what else. */
import {
  alphaMetrics,
  comparePowerLaw,
  detX,
  fitPowerLaw,
  powerLawIntervals,
  tailVerdict,
} from "../../../tails/index.ts";
import type { MatrixSettings, Tail } from "../../records/results.ts";
import { eigenvalues } from "./eigenvalues.ts";
import { measureTailIndex } from "./tail-index.ts";

/** Resamples behind the bootstrap p-value and the intervals at depth "full". */
const BOOTSTRAP_SAMPLES = 1000;

/**
 * @param s singular values that are not round-off
 * @throws TOO_FEW where there is no tail to fit; NOT_FINITE as `eigenvalues`.
 */
export function measureTail(s: Float64Array, { depth, seed }: MatrixSettings): Tail {
  const lambda = eigenvalues(s);
  const fit = fitPowerLaw(lambda);
  const common = { ...fit, ...alphaMetrics(fit.alpha, lambda), ...detX(lambda) };
  if (depth === "quick") return common;
  const comparisons = comparePowerLaw(lambda, fit);
  const tailIndex = measureTailIndex(lambda);
  if (depth === "standard") return { ...common, comparisons, tailIndex };
  const options = { samples: BOOTSTRAP_SAMPLES, seed };
  return {
    ...common,
    comparisons,
    tailIndex,
    verdict: tailVerdict(lambda, options),
    intervals: powerLawIntervals(lambda, options),
  };
}
