/** The report of a curvature analysis: one HTML file that asks nothing of the network. */

import type { CurvatureAnalysis } from "../../analysis/index.ts";
import { requireObject } from "../../base/index.ts";
import { MEAN_RATIOS } from "../../levels/index.ts";
import { quantity } from "../columns/catalogue.ts";
import { show, snakeCase } from "../columns/quantity.ts";
import { aboutMarkup, runFacts } from "../html/about.ts";
import { figureMarkup } from "../html/layer.ts";
import { shell } from "../html/shell.ts";
import { count, counted, fixed, percent, significant } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";
import { curvatureFigures } from "./figures/all.ts";
import { type CurvatureRow, curvatureRows } from "./rows.ts";
import { exactFacts } from "./summary.ts";

/** The report; names from files are escaped. */
export function toCurvatureHtml(analysis: CurvatureAnalysis): string {
  requireObject("analysis", analysis, ["kind", "network", "point", "options", "generator"]);
  return shell(analysis.network.name, analysis.generator.version, curvatureSections(analysis));
}

/** Its sections, for the page too. */
export function curvatureSections(analysis: CurvatureAnalysis): readonly string[] {
  return [intro(analysis), figures(analysis), table(analysis), about(analysis)];
}

function intro(analysis: CurvatureAnalysis): string {
  const { network, point } = analysis;
  const how =
    analysis.kind === "exact"
      ? `All eigenvalues of the Hessians of ${counted(analysis.batches.length, "batch", "batches")}`
      : "The spectral density of the Hessian, estimated with error bars";
  const right = point.accuracy === undefined ? "" : `, ${percent(point.accuracy)} of the samples right`;
  const notice = analysis.complete
    ? ""
    : `<p class="notice">The run was stopped before its end: this report holds what was finished.</p>`;
  return `<section class="intro"><p class="kicker">Curvature report</p><h1><bdi>${escapeHtml(network.name)}</bdi></h1><p class="lede">${how}: <b>${counted(network.parameters, "parameter")}</b>, ${counted(network.samples, "sample")}, loss ${significant(point.loss)}${right}.</p>${notice}${tiles(analysis)}</section>`;
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function tiles(analysis: CurvatureAnalysis): string {
  const list = analysis.kind === "exact" ? exactTiles(analysis) : estimatedTiles(analysis);
  if (list.length === 0) return "";
  const items = list.map(
    ({ name, value, note }) =>
      `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}<small>${escapeHtml(note)}</small></dd></div>`,
  );
  return `<dl class="tiles">${items.join("")}</dl>`;
}

function estimatedTiles(analysis: CurvatureAnalysis & { kind: "estimated" }): Tile[] {
  const { top, density, trace, structuralZeros, network, gaussNewton, residual, options } = analysis;
  const list: Tile[] = [];
  const largest = top && Math.max(...top.values);
  if (largest !== undefined && largest > 0)
    list.push({
      name: "Largest eigenvalue",
      value: significant(largest),
      note:
        options.reduction === "mean"
          ? `gradient descent is stable up to a rate of ${significant(2 / largest)}`
          : "of the sum over the samples",
    });
  if (density)
    list.push({
      name: "Smallest eigenvalue",
      value: significant(density.range[0]),
      note: "the most negative one seen",
    });
  if (trace)
    list.push({
      name: "Trace",
      value: significant(trace.value, 4),
      note: `± ${significant(trace.standardError, 2)}, the sum of all eigenvalues`,
    });
  if (density)
    list.push({
      name: "Flat directions",
      value: `≤ ${fixed(100 * density.atom.bound, 1)} %`,
      note:
        structuralZeros === undefined
          ? "share of eigenvalues at 0, at most"
          : `at 0, at most; ${percent(structuralZeros / network.parameters)} are known`,
    });
  if (gaussNewton && residual)
    list.push({
      name: "Gauss–Newton part",
      value: percent(gaussNewton.squares.value / (gaussNewton.squares.value + residual.squares.value)),
      note: "of the squared size; the rest is the network’s own bending",
    });
  return list;
}

function exactTiles(analysis: CurvatureAnalysis & { kind: "exact" }): Tile[] {
  const { batches, local, ranked, network } = analysis;
  if (batches.length === 0) return [];
  const levels = batches.reduce((sum, { genuine }) => sum + genuine.length, 0);
  const list: Tile[] = [
    {
      name: "Genuine levels",
      value: count(Math.round(levels / batches.length)),
      note: `a batch, of ${count(network.parameters)}; the rest are zeros and round-off`,
    },
  ];
  if (ranked && ranked.means.length > 0)
    list.push({
      name: "Largest eigenvalue",
      value: significant(ranked.means[0]),
      note: `mean over batches, scatter ${significant(ranked.standardDeviations[0], 2)}`,
    });
  for (const [name, column] of [
    ["Ratio ⟨r̃⟩, genuine", local?.genuine],
    ["Ratio ⟨r̃⟩, round-off", local?.roundOff],
  ] as const)
    if (column)
      list.push({
        name,
        value: fixed(column.meanRatio.mean, 4),
        note: `± ${fixed(column.meanRatio.standardError, 4)}; GOE ${fixed(MEAN_RATIOS.goe, 4)}, Poisson ${fixed(MEAN_RATIOS.poisson, 4)}`,
      });
  return list;
}

function figures(analysis: CurvatureAnalysis): string {
  const all = curvatureFigures(analysis);
  if (all.length === 0) return "";
  const words = analysis.kind === "exact" ? localNote(analysis) : "";
  return `<section id="figures"><h2>The spectrum</h2>${words}<div class="figures">${all.map((f) => figureMarkup(f, f.id)).join("")}</div></section>`;
}

/** Why there are three columns. */
function localNote(analysis: CurvatureAnalysis & { kind: "exact" }): string {
  const compare = exactFacts(analysis).find(([name]) => name === "compare");
  return compare ? `<p class="sub">Mean spacing ratios: ${escapeHtml(compare[1])}.</p>` : "";
}

const SHOWN = {
  estimated: [
    "parameters",
    "trace",
    "traceError",
    "squares",
    "largest",
    "smallest",
    "topShare",
    "zeroBound",
    "structuralZeros",
  ],
  exact: [
    "samples",
    "order",
    "genuineLevels",
    "structuralZeros",
    "trace",
    "largest",
    "smallest",
    "genuineRatio",
    "genuineRatioError",
  ],
} as const;

const PARTS = { hessian: "Hessian H", gaussNewton: "Gauss–Newton G", residual: "residual R" } as const;

function rowName({ part, name }: CurvatureRow): string {
  if (part === "layer") return `layer ${escapeHtml(name)}`;
  if (part === "batch") return `batch ${escapeHtml(name)}`;
  return PARTS[part];
}

function table(analysis: CurvatureAnalysis): string {
  const rows = curvatureRows(analysis);
  if (rows.length === 0) return "";
  const columns = SHOWN[analysis.kind].map(quantity);
  const heads = columns.map(
    (one) =>
      `<th scope="col"><span title="${escapeHtml(one.meaning)}">${snakeCase(one.key).replaceAll("_", " ")}</span></th>`,
  );
  const body = rows.map(
    (row) =>
      `<tr><td class="name"><bdi>${rowName(row)}</bdi></td>${columns.map((one) => `<td>${escapeHtml(show(one, { curvature: row }))}</td>`).join("")}</tr>`,
  );
  return `<section id="table"><h2>In numbers</h2><section class="scroll" tabindex="0" aria-label="Table of matrices"><table><thead><tr><th scope="col" class="name"><span>matrix</span></th>${heads.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></section></section>`;
}

const GLOSSARY = [
  [
    "Hessian H",
    "the matrix of second derivatives of the loss by all parameters: how the gradient turns as the parameters move",
  ],
  ["Eigenvalue λ", "the curvature along one of its directions: positive bends up, negative down, 0 is flat"],
  [
    "G and R",
    "H is the sum of the Gauss–Newton part G, the loss’s curvature through the outputs, and of R, the bending of the network itself",
  ],
  [
    "Estimate and bands",
    "random vectors sample the spectrum (stochastic Lanczos quadrature); grey bounds are certain for the vectors drawn, the blue band is their scatter",
  ],
  [
    "Flat directions",
    "the share of eigenvalues at 0 is bounded from above (Christoffel’s function) and from below by what is known of the network",
  ],
  [
    "⟨r̃⟩",
    "mean ratio of neighbouring spacings, the smaller over the larger: 0.531 where levels repel as in a random matrix (GOE), 0.386 for unrelated levels",
  ],
] as const;

function about(analysis: CurvatureAnalysis): string {
  const { name, input, layers, parameters, loss, samples } = analysis.network;
  return aboutMarkup(
    "What was analysed",
    [
      ["Weights", `<bdi>${escapeHtml(name)}</bdi>`],
      [
        "Network",
        `input ${escapeHtml(input.join(" × "))}, ${counted(layers, "layer")}, ${counted(parameters, "parameter")}`,
      ],
      ["Loss", `${escapeHtml(loss)} over ${counted(samples, "sample")}`],
      ...runFacts(analysis),
    ],
    GLOSSARY,
  );
}
