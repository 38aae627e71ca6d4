/** The first screen: what was analysed, and what came out, in a sentence and a few numbers. */

import type { AnalyzedLayer, ModelAnalysis } from "../../analysis/index.ts";
import { MEAN_RATIOS } from "../../levels/index.ts";
import { formatTitle } from "../../models/index.ts";
import { hasExponent } from "../../tails/index.ts";
import { held, partsOf, spikeCount } from "../columns/parts.ts";
import { spikeEnergy } from "../figures/depth.ts";
import { count, counted, duration, fixed, median, percent } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";

export function analyzedLayers(analysis: ModelAnalysis): AnalyzedLayer[] {
  return analysis.layers.filter((l): l is AnalyzedLayer => l.status === "analyzed");
}

/** A format as people write it, escaped. */
export function formatName(format: string): string {
  return escapeHtml(formatTitle(format));
}

/** "ONNX file with 213 tensors. 45 matrices were analysed in 12.3 s." */
export function lede(analysis: ModelAnalysis): string {
  const done = analyzedLayers(analysis);
  const parameters = done.reduce((sum, { analysis: a }) => sum + a.rows * a.cols, 0);
  const { format, tensors } = analysis.model;
  return `<p class="lede"><b>${counted(done.length, "matrix", "matrices")}</b> with ${counted(parameters, "weight")}, out of ${counted(tensors, "tensor")} in this ${formatName(format)} file, compared with what random matrix theory predicts for pure noise.</p>`;
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

const ascending = (values: readonly number[]): number[] =>
  values.filter((v) => Number.isFinite(v)).sort((a, b) => a - b);

function tiles(analysis: ModelAnalysis): Tile[] {
  const done = analyzedLayers(analysis);
  const skipped = analysis.layers.length - done.length;
  const list: Tile[] = [
    {
      name: "Matrices analysed",
      value: count(done.length),
      note: `${counted(skipped, "tensor")} set aside · ${duration(analysis.seconds)}`,
    },
  ];
  const { summary } = analysis;
  if (summary.tests > 0) {
    list.push({
      name: "With something learned",
      value: `${summary.learnedLayers} of ${summary.tests}`,
      note: `beyond noise and sizes of entries; at most a ${percent(summary.level)} chance of any false one`,
    });
  }
  const bulks = done.filter((l) => held(partsOf(l.analysis).bulk));
  if (bulks.length) {
    const spikes = bulks.map(({ analysis: a }) => spikeCount(a) ?? 0);
    const total = spikes.reduce((a, b) => a + b, 0);
    const energy = ascending(bulks.map((l) => spikeEnergy(l) ?? Number.NaN));
    list.push({
      name: "Values above the noise",
      value: count(total),
      note: `in ${spikes.filter((s) => s > 0).length} of ${counted(bulks.length, "matrix", "matrices")}`,
    });
    list.push({
      name: "Squared norm above noise",
      value: percent(median(energy)),
      note: `median; ${percent(energy[0]!)} to ${percent(energy[energy.length - 1]!)}`,
    });
  }
  const tails = done.flatMap(({ analysis: { tail } }) => (tail.available ? [tail] : []));
  const alphas = ascending(tails.filter((tail) => hasExponent(tail.verdict)).map((tail) => tail.alpha));
  if (alphas.length) {
    list.push({
      name: "Tail exponent α",
      value: fixed(median(alphas), 2),
      note: `${alphas.length > 1 ? `median; ${fixed(alphas[0]!, 1)} to ${fixed(alphas[alphas.length - 1]!, 1)} · ` : ""}${alphas.length} of ${counted(tails.length, "tail")} may be ${alphas.length === 1 ? "a power law" : "power laws"}`,
    });
  }
  const levels = done.map((l) => l.analysis.levels).filter((l) => l.available);
  if (levels.length) {
    const agree = levels.filter(
      (l) => Math.abs(l.meanRatio - MEAN_RATIOS.goe) <= 2 * l.meanRatioError,
    ).length;
    list.push({
      name: "Spacing ratio ⟨r̃⟩",
      value: fixed(median(ascending(levels.map((l) => l.meanRatio))), 3),
      note: `median; GOE 0.531 · ${agree} of ${levels.length} within 2 errors`,
    });
  }
  return list;
}

/** The tiles as a definition list. */
export function summaryMarkup(analysis: ModelAnalysis): string {
  const items = tiles(analysis).map(
    (t) =>
      `<div><dt>${escapeHtml(t.name)}</dt><dd>${escapeHtml(t.value)}<small>${escapeHtml(t.note)}</small></dd></div>`,
  );
  return `<dl class="tiles">${items.join("")}</dl>`;
}
