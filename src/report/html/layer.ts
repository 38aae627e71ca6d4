/** One analysed layer: a line that opens into its figures and numbers. */
import type { AnalyzedLayer } from "../../analysis/index.ts";
import { noiseLaw } from "../figures/noise-law.ts";
import { spacingsFigure } from "../figures/spacings.ts";
import { spectrumFigure } from "../figures/spectrum.ts";
import { tailFigure } from "../figures/tail.ts";
import type { Figure } from "../figures/types.ts";
import { count, counted, duration, fixed, significant } from "../numbers.ts";
import { escapeHtml } from "../text.ts";

/** The id that the table links to. */
export const layerId = (layer: { readonly index: number }): string => `layer-${layer.index}`;

export function layerFigures(layer: AnalyzedLayer): Figure[] {
  const { analysis } = layer;
  return [spectrumFigure(analysis), spacingsFigure(analysis), tailFigure(analysis)].filter(
    (f) => f !== undefined,
  );
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

/** The element of one layer. */
export function layerMarkup(layer: AnalyzedLayer, open = false): string {
  const { analysis } = layer;
  const figures = layerFigures(layer).map((f) => figureMarkup(f, `${layerId(layer)}-${f.id}`));
  return [
    `<details class="layer" id="${layerId(layer)}" data-name="${escapeHtml(layer.name)}"${open ? " open" : ""}>`,
    `<summary><h3><bdi>${escapeHtml(layer.name)}</bdi></h3><span class="facts">${facts(layer)}</span></summary>`,
    `<div class="figures">${figures.join("")}</div>`,
    numbers(layer),
    missing(layer),
    "</details>",
  ].join("");

  function missing({ analysis: a }: AnalyzedLayer): string {
    const why = [
      ["Noise law", a.bulk],
      ["Tail", a.tail],
      ["Level statistics", a.levels],
    ] as const;
    return why
      .map(([name, value]) =>
        value.available ? "" : `<p class="verdict">${name}: not available. ${escapeHtml(value.reason)}</p>`,
      )
      .join("");
  }

  function facts({ shape, dtype }: AnalyzedLayer): string {
    const { bulk, tail } = analysis;
    return [
      `${count(analysis.rows)} × ${count(analysis.cols)}`,
      bulk.available ? counted(bulk.numSpikes, "spike") : "",
      tail.available ? `α ${fixed(tail.alpha, 2)}` : "",
      shape.length > 2 ? `from ${shape.map(count).join("×")}` : "",
      escapeHtml(dtype),
    ]
      .filter(Boolean)
      .join(" · ");
  }
}

function numbers({ analysis, seconds }: AnalyzedLayer): string {
  const { norms, entries, bulk, tail, levels, singularValues: nu } = analysis;
  const rows: [string, string][] = [
    ["largest ν", significant(nu[0] ?? Number.NaN, 4)],
    ["smallest ν", significant(nu[nu.length - 1] ?? Number.NaN, 4)],
    ["squared norm", significant(norms.norm, 4)],
    ["stable rank", significant(norms.stableRank, 4)],
    ["rank", `${count(norms.matrixRank)} of ${count(nu.length)}`],
    ["entropy", fixed(norms.entropy, 3)],
    ["entry mean", significant(entries.mean)],
    ["entry deviation", significant(Math.sqrt(entries.variance))],
    ["zero entries", count(entries.zeros)],
  ];
  if (bulk.available) {
    rows.push(["noise σ", significant(bulk.sigma, 4)], ["bulk distance (KS)", fixed(bulk.ks, 3)]);
    const law = noiseLaw(analysis);
    if (law) rows.push(["edges ν₋, ν₊", `${significant(law.lower)}, ${significant(law.upper)}`]);
  }
  if (tail.available) {
    rows.push(["λ min of the tail", significant(tail.xmin, 4)], ["tail distance D", fixed(tail.D, 3)]);
    rows.push(["α log₁₀ λ max", fixed(tail.alphaWeighted, 2)]);
  }
  if (levels.available) {
    rows.push(["mean ratio ⟨r̃⟩", `${fixed(levels.meanRatio, 3)} ± ${fixed(levels.meanRatioError, 3)}`]);
  }
  rows.push(["time", duration(seconds)]);
  return `<dl class="numbers">${rows.map(([k, v]) => `<div><dt>${k}</dt><dd>${v}</dd></div>`).join("")}</dl>`;
}
