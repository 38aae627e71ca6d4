/** Is the tail a power law? The evidence put together, with the answer in words. */
import { WignerscopeError } from "../base/index.ts";
import { type Alternative, type Comparison, compareTail } from "./alternatives.ts";
import { DEFAULT_TEST_TAIL, type PowerLawTest, type PowerLawTestOptions, powerLawTest } from "./bootstrap.ts";
import { cutSample } from "./power-law.ts";

export type TailAnswer = "power law" | "not a power law" | "too few points";

export interface TailVerdict {
  readonly answer: TailAnswer;
  /** One sentence with the numbers that decided. */
  readonly reason: string;
  /** Missing where there are too few points. */
  readonly test: PowerLawTest | undefined;
  readonly comparisons: readonly Comparison[];
}

/** A fit is rejected at p < .1, the level that Clauset, Shalizi and Newman (2009, Sec. 4.1) recommend. */
const FIT_LEVEL = 0.1;
/** Family-wise level at which an alternative is preferred, shared among the alternatives (Bonferroni). */
const ALTERNATIVE_LEVEL = 0.05;

const NAMES: Record<Alternative, string> = {
  exponential: "an exponential law",
  truncatedPowerLaw: "a power law with an exponential cut-off",
  lognormal: "a lognormal law",
  stretchedExponential: "a stretched exponential",
};

/**
 * "not a power law" where the bootstrap p-value of the fit is below .1 or an alternative is preferred at a family-wise
 * .05 (the nested p-value; for the exponential law Vuong's), "too few points" where no tail of minTail values (default
 * 50) exists, else "power law": not rejected, which is all that a test can say.
 * @throws NOT_FINITE, INVALID_ARGUMENT
 */
export function tailVerdict(x: ArrayLike<number>, options: PowerLawTestOptions = {}): TailVerdict {
  const { minTail = DEFAULT_TEST_TAIL } = options;
  let test: PowerLawTest;
  try {
    test = powerLawTest(x, { ...options, minTail });
  } catch (error) {
    if (!(error instanceof WignerscopeError) || error.code !== "TOO_FEW") throw error;
    return answer(
      "too few points",
      `No tail of at least ${minTail} distinct positive values.`,
      undefined,
      [],
    );
  }
  const { fit, p } = test;
  if (fit.numPlSpikes < minTail)
    return answer(
      "too few points",
      `Only ${fit.numPlSpikes} values from xmin = ${fit.xmin.toPrecision(3)} on; a verdict needs ${minTail}.`,
      undefined,
      [],
    );
  const comparisons = compareTail(cutSample(x, options), fit);
  const shape = `alpha = ${fit.alpha.toFixed(2)} over ${fit.numPlSpikes} values`;
  if (p < FIT_LEVEL)
    return answer(
      "not a power law",
      `The best power law (${shape}) fits worse than ${percent(1 - p)} of true ones would (p = ${p.toPrecision(2)}).`,
      test,
      comparisons,
    );
  const best = comparisons.reduce((least, row) => (preference(row) < preference(least) ? row : least));
  const level = ALTERNATIVE_LEVEL / comparisons.length;
  if (preference(best) < level)
    return answer(
      "not a power law",
      `${sentence(NAMES[best.alternative])} describes the tail better than the best power law (${shape}), p = ${preference(best).toPrecision(2)}.`,
      test,
      comparisons,
    );
  return answer(
    "power law",
    `A power law with ${shape} is not rejected (p = ${p.toPrecision(2)}), and no alternative fits better.`,
    test,
    comparisons,
  );
}

/** How surely an alternative is better than the power law: a p-value, 1 where it is not better. */
function preference(row: Comparison): number {
  return row.nestedP ?? (row.logLikelihoodRatio < 0 ? row.vuongP : 1);
}

function answer(
  verdict: TailAnswer,
  reason: string,
  test: PowerLawTest | undefined,
  comparisons: readonly Comparison[],
): TailVerdict {
  return Object.freeze({ answer: verdict, reason, test, comparisons });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0.99 ? 1 : 0)} %`;
}

function sentence(words: string): string {
  return words[0].toUpperCase() + words.slice(1);
}
