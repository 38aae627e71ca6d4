/**
 * How much a statistic owes to the unfolding: the same statistic under several unfoldings, beside the spacing ratio,
 * which needs none.
 */
import { type ErrorCode, requireFunction, requireNumbers, WignerscopeError } from "../base/index.ts";
import type { UniversalityClass } from "./long-range/exact-curves.ts";
import { MEAN_RATIOS, type MeanSpacingRatio, meanSpacingRatio } from "./spacings/ratios.ts";
import type { UnfoldingDiagnostics } from "./unfolding/diagnostics.ts";
import { type UnfoldOptions, unfold } from "./unfolding/unfold.ts";

/** The unfoldings that are tried when none are named. */
export const DEFAULT_UNFOLDINGS: Readonly<Record<string, UnfoldOptions>> = Object.freeze({
  "gaussian a=15": { method: "gaussian", a: 15 },
  "gaussian a=8": { method: "gaussian", a: 8 },
  "gaussian a=15 replicate": { method: "gaussian", a: 15, ends: "replicate" },
  "polynomial 5": { method: "polynomial", degree: 5 },
  "polynomial 7": { method: "polynomial", degree: 7 },
  "polynomial 9": { method: "polynomial", degree: 9 },
});

export type SensitivityEntry = { readonly name: string; readonly options: UnfoldOptions } & (
  | { readonly available: true; readonly value: number; readonly diagnostics: UnfoldingDiagnostics }
  | { readonly available: false; readonly code: ErrorCode; readonly reason: string }
);

export interface UnfoldingSensitivity {
  readonly entries: readonly SensitivityEntry[];
  /** Smallest, median and largest value over the unfoldings that worked. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Mean of min(r, 1/r) of the levels as given: no unfolding enters. */
  readonly referee: MeanSpacingRatio;
  /** (referee - mean ratio of the class)/standard error, for each class. */
  readonly refereeZ: Readonly<Record<UniversalityClass, number>>;
}

/**
 * Evaluates `statistic` on the levels under each of the unfoldings. One that cannot be done (too few levels, a window
 * beyond the spectrum) has an entry that says why.
 * @throws NOT_FINITE, INVALID_ARGUMENT, TOO_FEW for levels that no unfolding takes, with the first reason.
 */
export function unfoldingSensitivity(
  levels: ArrayLike<number>,
  statistic: (unfolded: Float64Array, diagnostics: UnfoldingDiagnostics) => number,
  unfoldings: Readonly<Record<string, UnfoldOptions>> = DEFAULT_UNFOLDINGS,
): UnfoldingSensitivity {
  requireNumbers("unfoldingSensitivity: levels", levels);
  requireFunction("unfoldingSensitivity: statistic", statistic);
  const referee = meanSpacingRatio(levels);
  const entries = Object.entries(unfoldings).map(([name, options]): SensitivityEntry => {
    try {
      const unfolded = unfold(levels, options);
      const value = statistic(unfolded.levels, unfolded.diagnostics);
      return Object.freeze({ name, options, available: true, value, diagnostics: unfolded.diagnostics });
    } catch (error) {
      if (!(error instanceof WignerscopeError)) throw error;
      return Object.freeze({ name, options, available: false, code: error.code, reason: error.message });
    }
  });
  const values = entries.flatMap((entry) => (entry.available ? [entry.value] : [])).sort((a, b) => a - b);
  if (values.length === 0) {
    const first = entries.find((entry) => !entry.available);
    throw new WignerscopeError(
      first && !first.available ? first.code : "TOO_FEW",
      first && !first.available
        ? `no unfolding worked: ${first.reason}`
        : "unfoldingSensitivity: no unfoldings given",
    );
  }
  const middle = values.length >> 1;
  const z = (name: UniversalityClass) => (referee.mean - MEAN_RATIOS[name]) / referee.standardError;
  return Object.freeze({
    entries: Object.freeze(entries),
    low: values[0],
    median: values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2,
    high: values[values.length - 1],
    referee,
    refereeZ: Object.freeze({ poisson: z("poisson"), goe: z("goe"), gue: z("gue"), gse: z("gse") }),
  });
}
