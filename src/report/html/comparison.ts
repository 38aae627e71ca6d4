/** The report on a model against its base, in the look of the report on one model. */
import type { ComparisonResult } from "../../analysis/index.ts";
import { VERSION } from "../../kernel/index.ts";
import { changeByDepth, changeFigures } from "../figures/change.ts";
import { count, counted, fixed, significant } from "../numbers.ts";
import { escapeHtml } from "../text.ts";
import { figureMarkup } from "./layer.ts";
import { layersSection, shell, tableSection } from "./shell.ts";

type Compared = Extract<ComparisonResult, { status: "compared" }>;

const layerId = ({ index }: ComparisonResult): string => `layer-${index}`;

/** One HTML file that asks nothing of the network; see `toHtml`. Results may come in any order. */
export function toComparisonHtml(base: string, model: string, results: readonly ComparisonResult[]): string {
  const ordered = [...results].sort((a, b) => a.index - b.index);
  const compared = ordered.filter((r): r is Compared => r.status === "compared");
  const depth = changeByDepth(compared.map((c) => c.comparison));
  return shell(`${model} against ${base}`, VERSION, [
    intro(base, model, compared, ordered.length),
    depth.length
      ? `<section id="depth"><h2>Through the model</h2><div class="figures">${depth.map((f) => figureMarkup(f, f.id)).join("")}</div></section>`
      : "",
    compared.length
      ? tableSection(
          "Every matrix",
          "Press a heading to sort. Base → model.",
          tableHead(),
          compared.map(tableRow),
        )
      : "",
    compared.length ? layersSection(compared.map((layer, i) => layerMarkup(layer, i === 0))) : "",
    skipped(ordered),
  ]);
}

function intro(base: string, model: string, compared: readonly Compared[], all: number): string {
  const identical = compared.filter((c) => c.comparison.identical).length;
  const learned = compared.filter(
    ({ comparison: { delta } }) => delta?.verdict.available && delta.verdict.learnedSpikes > 0,
  ).length;
  const tiles: [string, string, string][] = [
    ["Matrices compared", count(compared.length), `of ${counted(all, "tensor")}`],
    ["Identical", count(identical), "equal to the last bit"],
    ["Change with structure", count(learned), "W − W₀ has spikes that noise and entries do not explain"],
  ];
  const items = tiles.map(
    ([name, value, note]) => `<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`,
  );
  return `<section class="intro"><p class="kicker">Comparison</p><h1><bdi>${escapeHtml(model)}</bdi></h1><p class="lede">against <b><bdi>${escapeHtml(base)}</bdi></b>: how far each matrix moved, which directions it kept, and whether the change by itself is noise.</p><dl class="tiles">${items.join("")}</dl></section>`;
}

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

function tableHead(): string {
  const cells = HEADS.map(([head, title, kind]) => {
    const align = kind === "number" ? "" : head === "Layer" ? ' class="l name"' : ' class="l"';
    const sorted = head === "#" ? ' aria-sort="ascending"' : "";
    return `<th scope="col"${align} data-kind="${kind}"${sorted}><button type="button" title="${title}">${head}</button></th>`;
  });
  return `<thead><tr>${cells.join("")}</tr></thead>`;
}

function tableRow(layer: Compared): string {
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
    number(pair(c.base.numSpikes, c.model.numSpikes, 0), c.model.numSpikes),
    number(pair(c.base.alpha, c.model.alpha, 2), c.model.alpha),
    number(fixed(c.leftOverlap[last]!, 2), c.leftOverlap[last]),
    number(fixed(c.rightOverlap[last]!, 2), c.rightOverlap[last]),
    `<td class="l">${kindMarkup(layer)}</td></tr>`,
  ].join("");
}

function kindMarkup({ comparison: { identical, delta } }: Compared): string {
  if (identical) return `<span class="kind">nothing</span>`;
  if (!delta?.verdict.available) return `<span class="kind">no verdict</span>`;
  const { kind, learnedSpikes } = delta.verdict;
  return `<span class="kind${learnedSpikes > 0 ? " learned" : ""}">${escapeHtml(kind)}</span>`;
}

function layerMarkup(layer: Compared, open: boolean): string {
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

function skipped(results: readonly ComparisonResult[]): string {
  const rows = results.filter((r) => r.status === "skipped");
  if (!rows.length) return "";
  const items = rows.map(
    (r) => `<li><bdi>${escapeHtml(r.name)}</bdi> <span class="dim">${escapeHtml(r.reason)}</span></li>`,
  );
  return `<section id="skipped" class="skipped"><h2>Set aside</h2><details><summary><b>${rows.length}</b><span>tensors that were not compared, with the reasons</span></summary><ul>${items.join("")}</ul></details></section>`;
}
