/** A compared matrix: its row in the table, and the element that opens into its figures. */
import type { ComparisonResult, SpectrumSummary } from "../../analysis/index.ts";
import { held } from "../columns/parts.ts";
import { changeFigures } from "../figures/change.ts";
import { count, fixed, significant } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";
import { figureMarkup, layerId } from "./layer.ts";

export type ComparedLayer = Extract<ComparisonResult, { status: "compared" }>;

const HEADS: readonly (readonly [head: string, title: string, kind: "number" | "text"])[] = [
  ["#", "Position in the file", "number"],
  ["Layer", "Tensor", "text"],
  ["Change", "Norm of the change over the norm of the base", "number"],
  ["Spikes", "Singular values above the noise edge; sorts by the model's", "number"],
  ["α", "Power-law exponent of the tail; sorts by the model's", "number"],
  ["Left", "Overlap of the leading left singular subspaces", "number"],
  ["Right", "Overlap of the leading right singular subspaces", "number"],
  ["The change is", "Verdict on W − W₀ by itself", "text"],
];

/** The head of the table; rows may come one by one. */
export function comparisonTableHead(): string {
  const cells = HEADS.map(([head, title, kind]) => {
    const align = kind === "number" ? "" : head === "Layer" ? ' class="l name"' : ' class="l"';
    const sorted = head === "#" ? ' aria-sort="ascending"' : "";
    return `<th scope="col"${align} data-kind="${kind}"${sorted}><button type="button" title="${title}">${head}</button></th>`;
  });
  return `<thead><tr>${cells.join("")}</tr></thead>`;
}

/** One `<tr>`. */
export function comparisonRow(layer: ComparedLayer): string {
  const { comparison: c, index } = layer;
  const name = escapeHtml(layer.name);
  const last = c.directions - 1;
  const number = (markup: string, value: number | undefined, className = "") =>
    `<td${className && ` class="${className}"`} data-v="${Number.isFinite(value) ? value : ""}">${markup}</td>`;
  const pair = (a: number | undefined, b: number | undefined, digits: number) =>
    `<small>${a === undefined ? "–" : fixed(a, digits)} →</small> ${b === undefined ? "–" : fixed(b, digits)}`;
  return [
    `<tr data-name="${name}">`,
    number(String(index), index, "dim"),
    `<td class="l name"><a href="#${layerId(layer)}" title="${name}"><bdi>${name}</bdi></a></td>`,
    number(c.identical ? "0" : significant(c.relativeDistance), c.relativeDistance),
    number(pair(spikes(c.base), spikes(c.model), 0), spikes(c.model)),
    number(pair(alpha(c.base), alpha(c.model), 2), alpha(c.model)),
    number(fixed(c.leftOverlap[last]!, 2), c.leftOverlap[last]),
    number(fixed(c.rightOverlap[last]!, 2), c.rightOverlap[last]),
    `<td class="l">${kindMarkup(layer)}</td></tr>`,
  ].join("");
}

const spikes = ({ bulk }: SpectrumSummary) => held(bulk)?.numSpikes;
const alpha = ({ tail }: SpectrumSummary) => held(tail)?.alpha;

function kindMarkup({ comparison: { identical, delta } }: ComparedLayer): string {
  if (identical) return `<span class="kind">nothing</span>`;
  if (!delta?.verdict.available) return `<span class="kind">no verdict</span>`;
  const { kind, learnedSpikes } = delta.verdict;
  return `<span class="kind${learnedSpikes > 0 ? " learned" : ""}">${escapeHtml(kind)}</span>`;
}

/** The element of one matrix. */
export function comparedLayerMarkup(layer: ComparedLayer, open = false): string {
  const { comparison: c, name } = layer;
  const figures = changeFigures(c).map((f) => figureMarkup(f, `${layerId(layer)}-${f.id}`));
  const verdict = c.identical
    ? "Equal to the base to the last bit."
    : c.delta?.verdict.available
      ? `The change: ${c.delta.verdict.sentence}`
      : `The change has no verdict: ${c.delta && !c.delta.verdict.available ? c.delta.verdict.reason : "it was not analysed"}`;
  return [
    `<details class="layer" id="${layerId(layer)}" data-name="${escapeHtml(name)}"${open ? " open" : ""}>`,
    `<summary><h3><bdi>${escapeHtml(name)}</bdi></h3>${kindMarkup(layer)}<span class="facts">${count(c.rows)} × ${count(c.cols)} · moved by ${significant(c.relativeDistance)}</span></summary>`,
    `<p class="verdict">${escapeHtml(verdict)}</p>`,
    `<div class="figures">${figures.join("")}</div></details>`,
  ].join("");
}
