/** The verdict on a model: each layer's p-value corrected for the number of layers. */
import { requireObjects } from "../../base/index.ts";
import { holm } from "../../statistics/index.ts";
import type { ComparisonResult } from "./comparison-results.ts";
import type { AnalyzedLayer, LayerResult } from "./layer-results.ts";
import type { LayerAnalysis, LayerKind } from "./matrix-results.ts";
import type { ComparisonSummary, ModelSummary } from "./run-records.ts";

/** Family-wise level: the chance that any layer of pure noise is called learned. */
export const FAMILY_LEVEL = 0.05;

/** A layer is called learned when its p-value stands after the correction and something beyond its entries is there. */
export function summarize(layers: readonly LayerResult[]): ModelSummary {
  requireObjects("layers", layers, ["status"]);
  const analyzed = layers.filter((layer): layer is AnalyzedLayer => layer.status === "analyzed");
  const tested = judge(analyzed.map(({ index, name, analysis: { verdict } }) => ({ index, name, verdict })));
  return Object.freeze({
    ...counts(tested),
    sentence: describe(analyzed.length, tested),
  });
}

/**
 * The changes W - W0 of a comparison, judged as layers are: a change has structure when its p-value stands after the
 * correction over all changes and it has something beyond its entries. Identical matrices are not tested.
 */
export function summarizeComparison(layers: readonly ComparisonResult[]): ComparisonSummary {
  requireObjects("layers", layers, ["status"]);
  const compared = layers.flatMap((layer) => (layer.status === "compared" ? [layer] : []));
  const changed = compared.flatMap(({ index, name, comparison: { delta } }) =>
    delta ? [{ index, name, verdict: delta.verdict }] : [],
  );
  const identical = compared.filter(({ comparison }) => comparison.identical).length;
  const tested = judge(changed);
  return Object.freeze({
    ...counts(tested),
    compared: compared.length,
    identical,
    sentence: describeChanges(compared.length, identical, tested),
  });
}

type Tested = ModelSummary["tested"];

interface Judged {
  readonly index: number;
  readonly name: string;
  readonly verdict: LayerAnalysis["verdict"];
}

/** The available verdicts, their p-values corrected for their number. */
function judge(candidates: readonly Judged[]): Tested {
  const judged = candidates.flatMap(({ index, name, verdict }) =>
    verdict.available ? [{ index, name, verdict }] : [],
  );
  const adjusted = holm(judged.map(({ verdict }) => verdict.p));
  return judged.map(({ index, name, verdict: { kind, learnedSpikes } }, k) =>
    Object.freeze({
      index,
      name,
      kind,
      adjustedP: adjusted[k],
      learned: adjusted[k] < FAMILY_LEVEL && learnedSpikes > 0,
    }),
  );
}

function counts(tested: Tested): Omit<ModelSummary, "sentence"> {
  return {
    level: FAMILY_LEVEL,
    tests: tested.length,
    tested,
    learnedLayers: tested.filter(({ learned }) => learned).length,
  };
}

const KINDS: readonly LayerKind[] = [
  "bulk and spikes",
  "heavy-tailed",
  "heavy-tailed entries",
  "other bulk",
  "rank-collapsed",
  "random",
];

function describe(analyzed: number, tested: Tested): string {
  if (analyzed === 0) return "No layer was analysed.";
  if (tested.length === 0) return `None of the ${analyzed} analysed layers could be judged.`;
  const learned = tested.filter((layer) => layer.learned).length;
  const carry = tested.length === 1 ? "layer carries" : "layers carry";
  return `${learned} of ${tested.length} ${carry} structure that independent entries do not explain ${kindsOf(tested)}.`;
}

function describeChanges(compared: number, identical: number, tested: Tested): string {
  if (compared === 0) return "No matrix could be compared.";
  if (identical === compared)
    return compared === 1
      ? "The one matrix compared is equal to the base to the last bit: nothing changed."
      : `All ${compared} matrices are equal to the base to the last bit: nothing changed.`;
  const unchanged = identical > 0 ? ` ${identical} did not change at all.` : "";
  if (tested.length === 0) return `None of the ${compared - identical} changes could be judged.${unchanged}`;
  const learned = tested.filter((layer) => layer.learned).length;
  const have = tested.length === 1 ? "change has" : "changes have";
  return `${learned} of ${tested.length} ${have} structure that independent entries do not explain ${kindsOf(tested)}.${unchanged}`;
}

/** "(family-wise level 5 %); by kind, all of them: 2 bulk and spikes, 1 random". A layer's kind is its own, uncorrected. */
function kindsOf(tested: Tested): string {
  const counted = KINDS.map((kind) => [kind, tested.filter((layer) => layer.kind === kind).length] as const)
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => `${n} ${kind}`);
  return `(family-wise level ${100 * FAMILY_LEVEL} %); by kind, all of them: ${counted.join(", ")}`;
}
