/**
 * Is the tail a power law? The one place that answers. Everything that prints a word about it (the layer's verdict, tables,
 * figures) prints what stands here.
 */
import {
  knownOptions,
  requireNumbers,
  requireObject,
  requireOneOf,
  WignerscopeError,
} from "../base/index.ts";
import { type Alternative, type Comparison, compareTail } from "./alternatives.ts";
import { DEFAULT_TEST_TAIL, type PowerLawTest, type PowerLawTestOptions, powerLawTest } from "./bootstrap.ts";
import { checkedMinTail, cutSample, describeFit, fitAt, type PowerLawFit, scan } from "./power-law.ts";

/**
 * "power law": neither the bootstrap nor an alternative speaks against it, which is all that tests can say.
 * "not a power law": one of them does. "too few points": no tail is long enough to be judged. "not tested": nothing that
 * was looked at speaks against it, and the bootstrap was not made.
 */
export type TailAnswer = "power law" | "not a power law" | "too few points" | "not tested";

/**
 * What the answer rests on. "fit": the exponent alone, which answers nothing. "alternatives": likelihood ratios against other
 * laws, which can reject. "bootstrap": those and the goodness of fit.
 */
export type TailEvidence = "fit" | "alternatives" | "bootstrap";

export interface TailVerdictOptions extends PowerLawTestOptions {
  /** How much is looked at. Default "bootstrap". */
  readonly evidence?: TailEvidence;
}

export interface TailVerdict {
  readonly answer: TailAnswer;
  /** One or two sentences with the numbers that decided. */
  readonly reason: string;
  /** The tail that the answer is about; absent where there are too few points. */
  readonly fit?: PowerLawFit;
  /** The bootstrap test of that fit; absent where it was not made. */
  readonly test?: PowerLawTest;
  /** The power law against each alternative on that tail; absent where they were not fitted. */
  readonly comparisons?: readonly Comparison[];
  /** The alternatives that describe that tail better at `levels.alternatives`, the surest first. */
  readonly better: readonly Alternative[];
  readonly levels: TailLevels;
}

export interface TailLevels {
  /** The fit is rejected where its bootstrap p-value is below: .1 (Clauset, Shalizi and Newman 2009, Sec. 4.1). */
  readonly fit: number;
  /**
   * Chance, at most, that any alternative is preferred to a true power law: .05, shared evenly among them (Bonferroni; Dunn,
   * J. Am. Stat. Assoc. 56, 52, 1961).
   */
  readonly alternatives: number;
}

/**
 * Whether the exponent fitted to a tail describes it, as far as is known: a number that a fit gives of anything says nothing
 * where the tail is not a power law or too short to be judged.
 */
export function hasExponent(verdict: Pick<TailVerdict, "answer">): boolean {
  requireObject("hasExponent: verdict", verdict, ["answer"]);
  const { answer } = verdict;
  return answer === "power law" || answer === "not tested";
}

const LEVELS: TailLevels = Object.freeze({ fit: 0.1, alternatives: 0.05 });

const NAMES: Record<Alternative, string> = {
  exponential: "an exponential law",
  truncatedPowerLaw: "a power law with an exponential cut-off",
  lognormal: "a lognormal law",
  stretchedExponential: "a stretched exponential law",
};

const EVIDENCE: readonly TailEvidence[] = ["fit", "alternatives", "bootstrap"];

/**
 * Judges the tail of at least minTail values (default 50) that the best power law fits. "not a power law" where the bootstrap
 * p-value is below .1 or an alternative is preferred at a family-wise .05 (the nested p-value; for the exponential law
 * Vuong's). More evidence turns "not tested" into another answer and never changes the others.
 * @throws NOT_FINITE, INVALID_ARGUMENT
 */
export function tailVerdict(x: ArrayLike<number>, options: TailVerdictOptions = {}): TailVerdict {
  knownOptions("tailVerdict", options, {
    evidence: true,
    method: true,
    xmin: true,
    xmax: true,
    minTail: true,
    samples: true,
    sequential: true,
    seed: true,
  });
  requireNumbers("tailVerdict: x", x);
  const { evidence = "bootstrap", ...testOptions } = options;
  requireOneOf("evidence", evidence, EVIDENCE);
  const minTail = checkedMinTail(options.minTail ?? DEFAULT_TEST_TAIL);
  let judged: Judged;
  try {
    judged = judgedTail(x, evidence, { ...testOptions, minTail });
  } catch (error) {
    if (!(error instanceof WignerscopeError) || error.code !== "TOO_FEW") throw error;
    return tooFew(`There is no tail of at least ${minTail} values to judge.`);
  }
  const { fit, test } = judged;
  if (fit.numPlSpikes < minTail)
    return tooFew(
      `There are only ${fit.numPlSpikes} values from xmin = ${fit.xmin.toPrecision(3)} on; at least ${minTail} are needed to judge.`,
    );
  const comparisons = evidence === "fit" ? undefined : compareTail(cutSample(x, options), fit);
  const better = comparisons ? preferred(comparisons) : [];
  return Object.freeze({
    ...answerFrom(fit, test, better),
    fit,
    ...(test && { test }),
    ...(comparisons && { comparisons }),
    better: Object.freeze(better.map(({ alternative }) => alternative)),
    levels: LEVELS,
  });
}

interface Judged {
  readonly fit: PowerLawFit;
  readonly test: PowerLawTest | undefined;
}

/** The tail that is judged, with its test where that is asked for. @throws TOO_FEW and what `powerLawTest` throws. */
function judgedTail(
  x: ArrayLike<number>,
  evidence: TailEvidence,
  options: PowerLawTestOptions & { readonly minTail: number },
): Judged {
  if (evidence === "bootstrap") {
    const test = powerLawTest(x, options);
    return { fit: test.fit, test };
  }
  const sample = cutSample(x, options);
  const start = options.xmin === undefined ? scan(sample, options.minTail) : fitAt(sample, options.xmin);
  return { fit: describeFit(sample, start), test: undefined };
}

/** The alternatives that are preferred, the surest first. */
function preferred(comparisons: readonly Comparison[]): readonly Comparison[] {
  const level = LEVELS.alternatives / comparisons.length;
  return comparisons.filter((row) => preference(row) < level).sort((a, b) => preference(a) - preference(b));
}

/** How surely an alternative is better than the power law: a p-value, 1 where it is not better. */
function preference(row: Comparison): number {
  return row.nestedP ?? (row.logLikelihoodRatio < 0 ? row.vuongP : 1);
}

function answerFrom(
  fit: PowerLawFit,
  test: PowerLawTest | undefined,
  [best]: readonly Comparison[],
): Pick<TailVerdict, "answer" | "reason"> {
  const shape = `alpha = ${fit.alpha.toFixed(2)} over ${fit.numPlSpikes} values`;
  if (test && test.p < LEVELS.fit)
    return {
      answer: "not a power law",
      reason: `The best power law (${shape}) does not fit: ${percent(1 - test.p)} of samples from a true power law would fit better (p = ${test.p.toPrecision(2)}).`,
    };
  if (best)
    return {
      answer: "not a power law",
      reason: `${sentence(NAMES[best.alternative])} describes the tail better than the best power law (${shape}), p = ${preference(best).toPrecision(2)}.`,
    };
  if (test)
    return {
      answer: "power law",
      reason: `A power law with ${shape} is not rejected (p = ${test.p.toPrecision(2)}), and no alternative describes the tail better.`,
    };
  return {
    answer: "not tested",
    reason: `The best power law has ${shape}; whether it fits was not tested.`,
  };
}

function tooFew(reason: string): TailVerdict {
  return Object.freeze({ answer: "too few points", reason, better: Object.freeze([]), levels: LEVELS });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0.99 ? 1 : 0)} %`;
}

function sentence(words: string): string {
  return words[0].toUpperCase() + words.slice(1);
}
