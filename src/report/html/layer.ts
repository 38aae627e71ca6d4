/** One analysed layer: a line that opens into its figures and numbers. */
import type { AnalyzedLayer, LayerAnalysis } from "../../analysis/index.ts";
import { hasExponent } from "../../tails/index.ts";
import { quantity } from "../columns/catalogue.ts";
import { held, missingParts, partsOf, spikeCount } from "../columns/parts.ts";
import { inWords, show } from "../columns/quantity.ts";
import { longRangeFigures } from "../figures/long-range.ts";
import { noiseLaw } from "../figures/noise-law.ts";
import { spacingsFigure } from "../figures/spacings.ts";
import { spectrumFigure } from "../figures/spectrum.ts";
import { tailFigure } from "../figures/tail.ts";
import { tailIndexFigures } from "../figures/tail-index.ts";
import type { Figure } from "../figures/types.ts";
import { vectorsFigures } from "../figures/vectors.ts";
import { count, counted, duration, fixed, percent, probability, significant } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";

/** The id that the table links to. */
export const layerId = (layer: { readonly index: number }): string => `layer-${layer.index}`;

/** What was learned, the tail, the levels: with all of them three rows of three. */
function layerFigures(layer: AnalyzedLayer): Figure[] {
  const { analysis } = layer;
  return [
    spectrumFigure(analysis),
    ...vectorsFigures(analysis),
    tailFigure(analysis),
    ...tailIndexFigures(analysis),
    spacingsFigure(analysis),
    ...longRangeFigures(analysis),
  ].filter((f) => f !== undefined);
}

/** A figure with its title, its sentence and a button that saves it. `file` is a word of our own making. */
export function figureMarkup(f: Figure, file: string): string {
  return [
    `<figure><header><h3>${escapeHtml(f.title)}</h3>`,
    `<button class="save" type="button" data-file="${escapeHtml(file)}" title="Save this figure as SVG">SVG<span class="visually-hidden">: save the figure ${escapeHtml(f.title)}</span></button></header>`,
    f.svg,
    `<figcaption>${escapeHtml(f.caption)}</figcaption></figure>`,
  ].join("");
}

/** The verdict in a word, coloured by what it means. */
export function kindMarkup({ analysis: { verdict } }: AnalyzedLayer): string {
  if (!verdict.available) return `<span class="kind">no verdict</span>`;
  const { kind, learnedSpikes } = verdict;
  const tone = learnedSpikes > 0 ? " learned" : kind === "heavy-tailed entries" ? " entries" : "";
  return `<span class="kind${tone}">${escapeHtml(kind)}</span>`;
}

const PART_NAMES = {
  bulk: "Noise law",
  tail: "Tail",
  levels: "Level statistics",
  noise: "Noise of the product",
  vectors: "Singular vectors",
  permuted: "Permuted control",
  verdict: "Verdict",
} as const;

/** The element of one layer. */
export function layerMarkup(layer: AnalyzedLayer, open = false): string {
  const { verdict } = layer.analysis;
  const figures = layerFigures(layer).map((f) => figureMarkup(f, `${layerId(layer)}-${f.id}`));
  const missing = missingParts(layer.analysis).map(
    ({ name, reason }) =>
      `<p class="verdict dim">${PART_NAMES[name]}: not available. ${escapeHtml(reason)}</p>`,
  );
  return [
    `<details class="layer" id="${layerId(layer)}" data-name="${escapeHtml(layer.name)}"${open ? " open" : ""}>`,
    `<summary><h3><bdi>${escapeHtml(layer.name)}</bdi></h3>${kindMarkup(layer)}<span class="facts">${facts(layer)}</span></summary>`,
    verdict.available ? `<p class="verdict">${escapeHtml(verdict.sentence)}</p>` : "",
    `<div class="figures">${figures.join("")}</div>`,
    numbers(layer),
    ...missing,
    "</details>",
  ].join("");
}

function facts({ shape, dtype, analysis }: AnalyzedLayer): string {
  const { rows, cols, tail } = analysis;
  const spikes = spikeCount(analysis);
  return [
    `${count(rows)} × ${count(cols)}`,
    analysis.kind === "product" ? `B A of rank ${analysis.lowRank.rank}` : "",
    spikes === undefined ? "" : counted(spikes, "spike"),
    tail.available && hasExponent(tail.verdict) ? `α ${fixed(tail.alpha, 2)}` : "",
    shape.length > 2 ? `from ${shape.map(count).join("×")}` : "",
    escapeHtml(dtype),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Quantities of every layer as the list of numbers has them, with their names there. */
const OF_EVERY_LAYER: readonly (readonly [name: string, key: string])[] = [
  ["largest ν", "svMax"],
  ["smallest ν", "svMin"],
  ["squared norm", "norm"],
  ["stable rank", "stableRank"],
  ["rank", "matrixRank"],
  ["of singular values", "numEvals"],
  ["entropy", "entropy"],
  ["entry mean", "entryMean"],
  ["entry variance", "entryVariance"],
  ["zero entries", "entryZeros"],
];

/** Quantities of parts: left out where the layer does not have them. */
const OF_PARTS: readonly (readonly [name: string, key: string])[] = [
  ["noise σ", "sigmaMp"],
  ["bulk distance (KS)", "mpKs"],
  ["p of the bulk distance", "mpKsP"],
  ["λ min of the tail", "xmin"],
  ["tail distance D", "D"],
  ["α log₁₀ λ max", "alphaWeighted"],
  ["p of the Wigner distance", "ksWignerP"],
  ["p of the mean ratio", "meanRatioP"],
  ["p of entries alone", "p"],
  ["distance to permuted", "randDistance"],
];

function numbers({ analysis, seconds }: AnalyzedLayer): string {
  const parts = partsOf(analysis);
  const list = (entries: typeof OF_PARTS) =>
    entries.flatMap(([name, key]): [string, string][] => {
      const text = show(quantity(key), parts);
      return text === "–" ? [] : [[name, text]];
    });
  const rows = [
    ...list(OF_EVERY_LAYER),
    ...list(OF_PARTS),
    ...noiseRows(analysis),
    ...tailRows(analysis),
    ["time", duration(seconds)],
  ];
  return `<dl class="numbers">${rows.map(([k, v]) => `<div><dt>${k}</dt><dd>${v}</dd></div>`).join("")}</dl>`;
}

/** Where the noise ends, and what a product is. */
function noiseRows(analysis: LayerAnalysis): [string, string][] {
  const rows: [string, string][] = [];
  const law = noiseLaw(analysis);
  if (law) rows.push(["edges ν₋, ν₊", `${significant(law.lower)}, ${significant(law.upper)}`]);
  if (analysis.kind === "product") {
    const { rank, scale, scaleFrom } = analysis.lowRank;
    rows.push(["rank r of B A", count(rank)], ["scale", `${significant(scale)} (${scaleFrom})`]);
  }
  const noise = held(partsOf(analysis).noise);
  if (noise)
    rows.push(["edges of noise", `${significant(noise.lowerEdge)}, ${significant(noise.upperEdge)}`]);
  const levels = held(analysis.levels);
  if (levels)
    rows.push(["mean ratio ⟨r̃⟩", `${fixed(levels.meanRatio, 3)} ± ${fixed(levels.meanRatioError, 3)}`]);
  return rows;
}

/** Intervals of the power law, and what the other laws are against it. */
function tailRows(analysis: LayerAnalysis): [string, string][] {
  const tail = held(analysis.tail);
  const rows: [string, string][] = [];
  if (tail?.intervals) {
    const { alpha, xmin, level } = tail.intervals;
    rows.push([`α, ${percent(level)} interval`, `${fixed(alpha[0], 2)} to ${fixed(alpha[1], 2)}`]);
    rows.push([`λ min, ${percent(level)} interval`, `${significant(xmin[0])} to ${significant(xmin[1])}`]);
  }
  for (const c of tail?.verdict.comparisons ?? []) {
    const p = c.nested ? (c.nestedP ?? 1) : c.vuongP;
    rows.push([
      `against ${inWords(c.alternative)}`,
      `ΔL ${fixed(c.logLikelihoodRatio, 1)}, p ${probability(p)}`,
    ]);
  }
  return rows;
}
