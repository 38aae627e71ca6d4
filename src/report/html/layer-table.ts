/** The sortable table of analysed layers. */
import type { AnalyzedLayer } from "../../analysis/index.ts";
import { hasExponent } from "../../tails/index.ts";
import { quantity } from "../columns/catalogue.ts";
import { partsOf, spikeCount } from "../columns/parts.ts";
import { show } from "../columns/quantity.ts";
import { sparkline } from "../figures/sparkline.ts";
import { count, fixed } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";
import { kindMarkup, layerId } from "./layer.ts";

interface HtmlColumn {
  readonly head: string;
  /** Longer name, shown on hover and read out. */
  readonly title: string;
  readonly kind: "number" | "text" | "picture";
  readonly cell: (layer: AnalyzedLayer) => {
    readonly markup: string;
    readonly value?: number;
    readonly className?: string;
  };
}

const absent = { markup: "–", value: Number.NaN, className: "dim" };

const HTML_COLUMNS: readonly HtmlColumn[] = [
  {
    head: "#",
    title: "Number of the matrix: its place among all tensors of the model, from 0, as in figures and files",
    kind: "number",
    cell: (l) => ({ markup: String(l.index), value: l.index, className: "dim" }),
  },
  { head: "Layer", title: "Tensor", kind: "text", cell: nameCell },
  {
    head: "Verdict",
    title: "What the layer is; red where something was learned that independent entries do not explain",
    kind: "text",
    cell: (l) => ({ markup: kindMarkup(l) }),
  },
  { head: "Shape", title: "Rows × columns; sorts by the number of entries", kind: "number", cell: shapeCell },
  {
    head: "Spectrum",
    title: "Histogram of the singular values; strokes stand above the noise edge",
    kind: "picture",
    cell: (l) => ({ markup: sparkline(l.analysis) }),
  },
  { head: "Spikes", title: "Singular values above the noise edge", kind: "number", cell: spikesCell },
  {
    head: "Noise σ",
    title: "Standard deviation of the noise entries",
    kind: "number",
    cell: shown("sigmaMp"),
  },
  {
    head: "α",
    title:
      "Power-law exponent of the tail with its standard error; pale where the tail is not a power law or too short to judge",
    kind: "number",
    cell: alphaCell,
  },
  {
    head: "D",
    title: "Distance of the tail to its power law",
    kind: "number",
    cell: shown("D"),
  },
  {
    head: "⟨r̃⟩",
    title: "Mean spacing ratio with its standard error; GOE 0.531, Poisson 0.386",
    kind: "number",
    cell: ratioCell,
  },
  {
    head: "Stable rank",
    title: "Squared norm over the largest eigenvalue",
    kind: "number",
    cell: shown("stableRank"),
  },
  { head: "Rank", title: "Numerical rank", kind: "number", cell: rankCell },
  {
    head: "Entropy",
    title: "Entropy of the normalised eigenvalues, 1 when all are equal",
    kind: "number",
    cell: shown("entropy"),
  },
];

/** A quantity of the catalogue. */
function shown(key: string): HtmlColumn["cell"] {
  const one = quantity(key);
  return ({ analysis }) => {
    const value = one.of(partsOf(analysis));
    return typeof value === "number" ? { markup: show(one, partsOf(analysis)), value } : absent;
  };
}

function nameCell(layer: AnalyzedLayer) {
  const name = escapeHtml(layer.name);
  return { markup: `<a href="#${layerId(layer)}" title="${name}"><bdi>${name}</bdi></a>`, className: "name" };
}

function shapeCell({ analysis: { rows, cols } }: AnalyzedLayer) {
  return { markup: `${count(rows)} × ${count(cols)}`, value: rows * cols };
}

function spikesCell({ analysis }: AnalyzedLayer) {
  const numSpikes = spikeCount(analysis);
  if (numSpikes === undefined) return absent;
  const markup = `${count(numSpikes)} <small>of ${count(analysis.singularValues.length)}</small>`;
  return { markup, value: numSpikes, className: numSpikes > 0 ? "hot" : undefined };
}

function alphaCell({ analysis: { tail } }: AnalyzedLayer) {
  if (!tail.available) return absent;
  return {
    markup: `${fixed(tail.alpha, 2)} <small>± ${fixed(tail.sigma, 2)}</small>`,
    value: tail.alpha,
    className: hasExponent(tail.verdict) ? tail.warning && "warm" : "dim",
  };
}

function ratioCell({ analysis: { levels } }: AnalyzedLayer) {
  if (!levels.available) return absent;
  return {
    markup: `${fixed(levels.meanRatio, 3)} <small>± ${fixed(levels.meanRatioError, 3)}</small>`,
    value: levels.meanRatio,
  };
}

function rankCell({ analysis: { norms, singularValues } }: AnalyzedLayer) {
  const full = norms.matrixRank === singularValues.length;
  return { markup: count(norms.matrixRank), value: norms.matrixRank, className: full ? undefined : "warm" };
}

/** The head of the table and an empty body, for rows that come one by one. */
export function tableHead(): string {
  const cells = HTML_COLUMNS.map(({ head, title, kind }) => {
    const align = kind === "number" ? "" : head === "Layer" ? ' class="l name"' : ' class="l"';
    if (kind === "picture") return `<th scope="col"${align} title="${title}"><span>${head}</span></th>`;
    const sorted = head === "#" ? ' aria-sort="ascending"' : "";
    return `<th scope="col"${align} data-kind="${kind}"${sorted}><button type="button" title="${title}">${head}</button></th>`;
  });
  return `<thead><tr>${cells.join("")}</tr></thead>`;
}

/** One `<tr>`. */
export function tableRow(layer: AnalyzedLayer): string {
  const cells = HTML_COLUMNS.map((column) => {
    const { markup, value, className } = column.cell(layer);
    const classes = [column.kind === "number" ? "" : "l", className ?? ""].filter(Boolean).join(" ");
    const sortKey = value === undefined ? "" : ` data-v="${Number.isFinite(value) ? value : ""}"`;
    return `<td${classes ? ` class="${classes}"` : ""}${sortKey}>${markup}</td>`;
  });
  return `<tr data-name="${escapeHtml(layer.name)}">${cells.join("")}</tr>`;
}
