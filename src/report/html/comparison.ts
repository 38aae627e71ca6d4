/** The report on a model against its base, in the look of the report on one model. */

import type { ModelComparison } from "../../analysis/index.ts";
import { requireObject, requireObjects } from "../../base/index.ts";
import { changeByDepth } from "../figures/change.ts";
import { movedBy } from "../figures/series.ts";
import { count, counted, percent } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";
import { aboutMarkup, runFacts } from "./about.ts";
import {
  type ComparedLayer,
  comparedLayerMarkup,
  comparisonRow,
  comparisonTableHead,
} from "./compared-layer.ts";
import { figureMarkup } from "./layer.ts";
import { seriesSection } from "./series.ts";
import { layersSection, shell, tableSection } from "./shell.ts";
import { formatName } from "./summary.ts";

/** What stands above the table. */
export const COMPARISON_TABLE_NOTE = "Press a heading to sort. Base → model.";

/** One HTML file that asks nothing of the network; see `toHtml`. `series`: all models that were compared with the base. */
export function toComparisonHtml(
  comparison: ModelComparison,
  series: readonly ModelComparison[] = [comparison],
): string {
  requireObject("comparison", comparison, ["base", "model", "generator", "layers"]);
  requireObjects("series", series, ["base", "model", "layers"]);
  const compared = comparedLayers(comparison);
  const { base, model, generator } = comparison;
  return shell(`${model.name} against ${base.name}`, generator.version, [
    comparisonIntro(comparison),
    seriesSection(series),
    changeSection(comparison),
    compared.length
      ? tableSection(
          "Every matrix",
          COMPARISON_TABLE_NOTE,
          comparisonTableHead(),
          compared.map(comparisonRow),
        )
      : "",
    compared.length ? layersSection(compared.map((layer, i) => comparedLayerMarkup(layer, i === 0))) : "",
    uncomparedSection(comparison),
    aboutComparison(comparison),
  ]);
}

export function comparedLayers({ layers }: ModelComparison): ComparedLayer[] {
  return layers.filter((layer): layer is ComparedLayer => layer.status === "compared");
}

/** The first screen: both names, a sentence, the numbers that sum it up. */
export function comparisonIntro(comparison: ModelComparison, running = false): string {
  const { base, model, layers, complete, summary } = comparison;
  const moved = movedBy(comparison);
  const tiles: [string, string, string][] = [
    [
      "Matrices compared",
      count(summary.compared),
      `${count(layers.length - summary.compared)} of the base set aside`,
    ],
    ["Identical", count(summary.identical), "equal to the last bit"],
  ];
  if (Number.isFinite(moved.median) && summary.identical < summary.compared)
    tiles.push([
      "Moved by",
      percent(moved.median),
      `of the base's norm, median; ${percent(moved.least)} to ${percent(moved.most)}`,
    ]);
  if (summary.tests > 0)
    tiles.push([
      "Change with structure",
      `${summary.learnedLayers} of ${summary.tests}`,
      `W − W₀ beyond noise and sizes of entries; at most a ${percent(summary.level)} chance of any false one`,
    ]);
  const items = tiles.map(
    ([name, value, note]) =>
      `<div><dt>${name}</dt><dd>${escapeHtml(value)}<small>${escapeHtml(note)}</small></dd></div>`,
  );
  const notice =
    complete || running
      ? ""
      : `<p class="notice">The run was stopped early: this report holds what had been compared by then.</p>`;
  // Before the first matrix is done there is nothing to sum up yet.
  const begun = !running || summary.compared > 0;
  const sums = begun
    ? `<p class="headline">${escapeHtml(summary.sentence)}</p>${notice}<dl class="tiles">${items.join("")}</dl>`
    : "";
  return `<section class="intro"><p class="kicker">Comparison</p><h1><bdi>${escapeHtml(model.name)}</bdi></h1><p class="lede">against <b><bdi>${escapeHtml(base.name)}</bdi></b>: how far each matrix moved, which directions it kept, and whether the change by itself is noise.</p>${sums}</section>`;
}

/** The change against depth. */
export function changeSection(comparison: ModelComparison): string {
  const figures = changeByDepth(comparedLayers(comparison));
  if (!figures.length) return "";
  return `<section id="depth"><h2>Through the model</h2><div class="figures">${figures.map((f) => figureMarkup(f, f.id)).join("")}</div></section>`;
}

/** Tensors of the base that were not compared, grouped by reason. */
export function uncomparedSection({ layers }: ModelComparison): string {
  const groups = new Map<string, string[]>();
  for (const layer of layers) {
    if (layer.status !== "skipped") continue;
    const names = groups.get(layer.reason);
    if (names) names.push(layer.name);
    else groups.set(layer.reason, [layer.name]);
  }
  if (!groups.size) return "";
  const items = [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, names]) => {
      const list = names.map((name) => `<li><bdi>${escapeHtml(name)}</bdi></li>`).join("");
      return `<details><summary><b>${names.length}</b><span>${escapeHtml(reason)}</span></summary><ul>${list}</ul></details>`;
    });
  return `<section id="skipped" class="skipped"><h2>Set aside</h2><p class="sub">Tensors of the base that were not compared, by reason.</p>${items.join("\n")}</section>`;
}

const GLOSSARY: readonly (readonly [string, string])[] = [
  ["W₀, W", "a weight matrix of the base and the one of the same name in the model"],
  ["Change", "|W − W₀| over |W₀|, in the Frobenius norm"],
  [
    "Left, right",
    "overlap of the leading left or right singular subspaces: 1 is the same space; unrelated ones of k dimensions in n have k/n",
  ],
  [
    "The change is",
    "the verdict on W − W₀ as a matrix of its own. random: no value stands out; bulk and spikes: a few do, directions that training added; heavy-tailed: more than a tenth do; heavy-tailed entries: with random signs they stand out too, so large or unequal changes explain them; other bulk: none does, but they are not spread as noise is; rank-collapsed: more than a tenth of the values are zero, as of a low-rank adapter",
  ],
  ["Spikes", "singular values above the noise edge, before and after"],
  [
    "α",
    "exponent of the power law fitted to the tail of the squared singular values (Clauset, Shalizi and Newman 2009), before and after",
  ],
];

/** What was compared and how to read it. */
export function aboutComparison(comparison: ModelComparison): string {
  const { base, model } = comparison;
  const file = ({ name, format, tensors }: ModelComparison["base"]) =>
    `<bdi>${escapeHtml(name)}</bdi>, ${formatName(format)}, ${counted(tensors, "tensor")}`;
  return aboutMarkup(
    "What was compared",
    [["Base", file(base)], ["Model", file(model)], ...runFacts(comparison)],
    GLOSSARY,
  );
}
