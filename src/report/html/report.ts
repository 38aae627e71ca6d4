/** The whole report as one HTML file that asks nothing of the network. */

import type { ModelAnalysis } from "../../analysis/index.ts";
import { requireObject } from "../../base/index.ts";
import { groupSkipped } from "../columns/skipped.ts";
import { depthFigures } from "../figures/depth.ts";
import { counted } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";
import { aboutMarkup, runFacts } from "./about.ts";
import { figureMarkup, layerMarkup } from "./layer.ts";
import { tableHead, tableRow } from "./layer-table.ts";
import { layersSection, shell, tableSection } from "./shell.ts";
import { analyzedLayers, formatName, lede, summaryMarkup } from "./summary.ts";

/** A few layers are shown open at once; many open one by one. */
const OPEN_AT_MOST = 2;

/** What stands above the table. */
export const TABLE_NOTE =
  "Press a heading to sort. In the small spectra grey is the bulk, and each red stroke is a value above the noise edge.";

/**
 * The report. It opens from disk, follows the reader's light or dark preference, prints, and says of every tensor
 * what was found or why it was left out. Names from the file are escaped, and the page's policy admits only this
 * file's own script and styles, by hash.
 */
export function toHtml(analysis: ModelAnalysis): string {
  requireObject("analysis", analysis, ["model", "generator", "layers"]);
  return shell(analysis.model.name, analysis.generator.version, [
    introSection(analysis),
    depthSection(analysis),
    table(analysis),
    layers(analysis),
    skippedSection(analysis),
    aboutSection(analysis),
  ]);
}

/** The first screen: name, a sentence, the numbers that sum it up. */
export function introSection(analysis: ModelAnalysis, running = false): string {
  const notice =
    analysis.complete || running
      ? ""
      : `<p class="notice">The run was stopped early: this report holds ${counted(analysis.layers.length, "tensor")} of ${analysis.model.tensors}.</p>`;
  return `<section class="intro"><p class="kicker">Spectral report</p><h1><bdi>${escapeHtml(analysis.model.name)}</bdi></h1>${lede(analysis)}<p class="headline">${escapeHtml(analysis.summary.sentence)}</p>${notice}${summaryMarkup(analysis)}</section>`;
}

/** Metrics against depth. */
export function depthSection(analysis: ModelAnalysis): string {
  const figures = depthFigures(analyzedLayers(analysis));
  if (!figures.length) return "";
  return `<section id="depth"><h2>Through the model</h2><div class="figures">${figures.map((f) => figureMarkup(f, f.id)).join("")}</div></section>`;
}

function table(analysis: ModelAnalysis): string {
  const done = analyzedLayers(analysis);
  if (!done.length) return "";
  return tableSection("Every matrix", TABLE_NOTE, tableHead(), done.map(tableRow));
}

function layers(analysis: ModelAnalysis): string {
  const done = analyzedLayers(analysis);
  if (!done.length) return "";
  return layersSection(done.map((layer, i) => layerMarkup(layer, done.length <= OPEN_AT_MOST || i === 0)));
}

/** Tensors that were set aside, with their reasons. */
export function skippedSection(analysis: ModelAnalysis): string {
  const groups = groupSkipped(analysis.layers.filter((l) => l.status === "skipped"));
  if (!groups.length) return "";
  const items = groups.map(({ title, shared, layers: members }) => {
    const names = members.map(
      ({ name, shape, dtype, reason }) =>
        `<li><bdi>${escapeHtml(name)}</bdi> <span class="dim">${escapeHtml(dtype)} ${shape.length ? shape.join("×") : "scalar"}${shared ? "" : `: ${escapeHtml(reason)}`}</span></li>`,
    );
    return `<details><summary><b>${members.length}</b><span>${escapeHtml(title)}</span></summary><ul>${names.join("")}</ul></details>`;
  });
  return `<section id="skipped" class="skipped"><h2>Set aside</h2><p class="sub">Tensors that were not analysed, by reason.</p>${items.join("\n")}</section>`;
}

const GLOSSARY: readonly (readonly [string, string])[] = [
  ["ν, λ", "singular values of the weight matrix and their squares"],
  [
    "Noise edge ν₊",
    "where the Marchenko–Pastur law of a matrix of independent entries with standard deviation σ ends; values beyond it are not explained by noise",
  ],
  [
    "Verdict",
    "random: no value stands out; bulk and spikes: a few do; heavy-tailed: more than a tenth do; heavy-tailed entries: with random signs they stand out too, so large or unequal weights explain them; other bulk: no value stands out, but they are not spread as noise is; rank-collapsed: more than a tenth of the values are zero",
  ],
  [
    "Porter–Thomas",
    "the entries of a random unit vector are normal; each vector gets a p-value for that, with its own Monte-Carlo null",
  ],
  ["Spikes", "values beyond the edge by more than its own fluctuation (Tracy–Widom)"],
  [
    "α, D",
    "exponent of the power law λ^−α fitted to the tail (Clauset, Shalizi and Newman 2009) and its distance from the data",
  ],
  [
    "⟨r̃⟩",
    "mean ratio of neighbouring spacings, the smaller over the larger: 0.531 for random matrices, 0.386 for unrelated levels; it needs no unfolding",
  ],
  ["Stable rank", "squared norm over the largest eigenvalue: how many directions carry the norm"],
  ["Entropy", "of the eigenvalues as shares of the squared norm, over the logarithm of the rank"],
];

/** What was analysed and how to read it. */
export function aboutSection(analysis: ModelAnalysis): string {
  const { name, format, tensors } = analysis.model;
  return aboutMarkup(
    "What was analysed",
    [
      ["File", `<bdi>${escapeHtml(name)}</bdi>`],
      ["Format", formatName(format)],
      ["Tensors", String(tensors)],
      ...runFacts(analysis),
    ],
    GLOSSARY,
  );
}
