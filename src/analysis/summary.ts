/** The verdict on a model: each layer's p-value corrected for the number of layers. */
import type { AnalyzedLayer, LayerKind, LayerResult, ModelSummary } from "./results.ts";

/** Family-wise level: the chance that any layer of pure noise is called learned. */
export const FAMILY_LEVEL = 0.05;

/**
 * Holm's step-down correction: p_(i) (k - i + 1) in ascending order, made monotone, at most 1
 * (Scand. J. Statist. 6, 65, 1979). Controls the family-wise error rate under any dependence.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b]);
  const adjusted = new Array<number>(p.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, p[index] * (p.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}

/** A layer is called learned when its p-value stands after the correction and something beyond its entries is there. */
export function summarize(layers: readonly LayerResult[]): ModelSummary {
  const judged = layers.flatMap((layer) =>
    layer.status === "analyzed" && layer.analysis.verdict.available
      ? [{ layer, verdict: layer.analysis.verdict }]
      : [],
  );
  const adjusted = holm(judged.map(({ verdict }) => verdict.p));
  const tested = judged.map(({ layer: { index, name }, verdict: { kind, learnedSpikes } }, k) =>
    Object.freeze({
      index,
      name,
      kind,
      adjustedP: adjusted[k],
      learned: adjusted[k] < FAMILY_LEVEL && learnedSpikes > 0,
    }),
  );
  const learnedLayers = tested.filter(({ learned }) => learned).length;
  return Object.freeze({
    level: FAMILY_LEVEL,
    tests: tested.length,
    tested,
    learnedLayers,
    sentence: describe(
      layers.filter((layer): layer is AnalyzedLayer => layer.status === "analyzed").length,
      tested.map(({ kind }) => kind),
      learnedLayers,
    ),
  });
}

const KINDS: readonly LayerKind[] = [
  "bulk and spikes",
  "heavy-tailed",
  "heavy-tailed entries",
  "rank-collapsed",
  "random",
];

function describe(analyzed: number, kinds: readonly LayerKind[], learned: number): string {
  if (analyzed === 0) return "No layer was analysed.";
  if (kinds.length === 0) return `None of the ${analyzed} analysed layers could be judged.`;
  const counts = KINDS.map((kind) => [kind, kinds.filter((other) => other === kind).length] as const)
    .filter(([, n]) => n > 0)
    .map(([kind, n]) => `${n} ${kind}`);
  return (
    `${learned} of ${kinds.length} layers carry structure that independent entries do not explain ` +
    `(family-wise level ${100 * FAMILY_LEVEL} %): ${counts.join(", ")}.`
  );
}
