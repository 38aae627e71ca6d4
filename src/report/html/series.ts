/** Several models against one base, side by side: a table with a row for each, and figures for a series. */
import type { ModelComparison } from "../../analysis/index.ts";
import { leftKept, movedBy, rightKept, seriesFigures } from "../figures/series.ts";
import { count, fixed, percent } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";
import { figureMarkup } from "./layer.ts";

const HEADS: readonly (readonly [head: string, title: string, kind: "number" | "text"])[] = [
  ["#", "In the order given", "number"],
  ["Model", "The file's name", "text"],
  ["Compared", "Matrices compared with the base", "number"],
  ["Identical", "Equal to the base to the last bit", "number"],
  ["Moved by", "Norm of the change over the norm of the base, median over the matrices", "number"],
  ["Left", "Overlap of the leading left singular subspaces, median", "number"],
  ["Right", "Overlap of the leading right singular subspaces, median", "number"],
  ["With structure", "Changes that independent entries do not explain, of those tested", "number"],
];

/** Markup of the section; nothing for a single model. */
export function seriesSection(comparisons: readonly ModelComparison[]): string {
  if (comparisons.length < 2) return "";
  const heads = HEADS.map(([head, title, kind], k) => {
    const align = kind === "text" ? ' class="l"' : "";
    const sorted = k === 0 ? ' aria-sort="ascending"' : "";
    return `<th scope="col"${align} data-kind="${kind}"${sorted}><button type="button" title="${title}">${head}</button></th>`;
  });
  const figures = seriesFigures(comparisons).map((f) => figureMarkup(f, f.id));
  return [
    `<section id="series"><h2>Model by model</h2><p class="sub">All against the same base, over their matrices.</p>`,
    `<section class="scroll" tabindex="0" aria-label="Table of models"><table><thead><tr>${heads.join("")}</tr></thead><tbody>`,
    ...comparisons.map(row),
    "</tbody></table></section>",
    figures.length ? `<div class="figures">${figures.join("")}</div>` : "",
    "</section>",
  ].join("");
}

function row(comparison: ModelComparison, index: number): string {
  const { model, summary } = comparison;
  const number = (text: string, value: number) =>
    `<td data-v="${Number.isFinite(value) ? value : ""}">${text}</td>`;
  const [moved, left, right] = [movedBy, leftKept, rightKept].map((read) => read(comparison).median);
  return [
    `<tr><td class="dim" data-v="${index + 1}">${index + 1}</td>`,
    `<td class="l"><bdi>${escapeHtml(model.name)}</bdi></td>`,
    number(count(summary.compared), summary.compared),
    number(count(summary.identical), summary.identical),
    number(percent(moved!), moved!),
    number(fixed(left!, 2), left!),
    number(fixed(right!, 2), right!),
    summary.tests > 0
      ? number(`${summary.learnedLayers} <small>of ${summary.tests}</small>`, summary.learnedLayers)
      : number("–", Number.NaN),
    "</tr>",
  ].join("");
}
