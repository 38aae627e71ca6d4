/** The table for a terminal: as many columns as fit, skipped layers grouped by their reason. */
import Table from "cli-table3";
import { createColors } from "picocolors";
import type { AnalyzedLayer, LayerAnalysis, ModelAnalysis, SkippedLayer } from "../../analysis/index.ts";
import { hasExponent } from "../../tails/index.ts";
import { held, partsOf, spikeCount } from "../columns/parts.ts";
import { skippedLines } from "../columns/skipped.ts";
import { noiseLaw } from "../figures/noise-law.ts";
import { counted, duration, fixed, significant } from "./numbers.ts";
import { shorten, visible, wrapText } from "./text.ts";

export interface TableOptions {
  /** Characters per line. Default 100. */
  readonly width?: number;
  /** ANSI colours. Default false. */
  readonly color?: boolean;
}

interface TerminalColumn {
  readonly head: string;
  /** Widest content, without padding. */
  readonly width: number;
  /** Columns leave a narrow table from the largest number on. */
  readonly rank: number;
  /** Default "right". */
  readonly align?: "left";
  readonly of: (layer: AnalyzedLayer) => string;
}

const TERMINAL_COLUMNS: readonly TerminalColumn[] = [
  { head: "shape", width: 11, rank: 1, of: (l) => `${l.analysis.rows}×${l.analysis.cols}` },
  {
    head: "α",
    width: 5,
    rank: 2,
    of: ({ analysis: { tail } }) => (tail.available ? fixed(tail.alpha, 2) : "–"),
  },
  {
    head: "verdict",
    width: 20,
    rank: 3.5,
    align: "left",
    of: ({ analysis: { verdict } }) => (verdict.available ? verdict.kind : "–"),
  },
  { head: "D", width: 5, rank: 7, of: ({ analysis: { tail } }) => (tail.available ? fixed(tail.D, 3) : "–") },
  {
    head: "σ",
    width: 8,
    rank: 5,
    of: ({ analysis }) => significant(held(partsOf(analysis).bulk)?.sigma ?? Number.NaN),
  },
  {
    head: "edge",
    width: 8,
    rank: 6,
    // Of the noise that the spikes leave, as the report draws it: spikes stand beyond it.
    of: ({ analysis }) => significant(noiseLaw(analysis)?.upper ?? productEdge(analysis)),
  },
  {
    head: "spikes",
    width: 6,
    rank: 3,
    of: ({ analysis }) => String(spikeCount(analysis) ?? "–"),
  },
  { head: "ν max", width: 8, rank: 8, of: (l) => significant(l.analysis.singularValues[0] ?? Number.NaN) },
  { head: "stable", width: 7, rank: 9, of: (l) => significant(l.analysis.norms.stableRank) },
  { head: "rank", width: 5, rank: 11, of: (l) => String(l.analysis.norms.matrixRank) },
  { head: "entropy", width: 7, rank: 12, of: (l) => fixed(l.analysis.norms.entropy, 3) },
  { head: "⟨r⟩", width: 11, rank: 4, of: ratioCell },
  { head: "time", width: 8, rank: 10, of: (l) => duration(l.seconds) },
];

/** The edge of a low-rank product's noise. */
function productEdge(analysis: LayerAnalysis): number {
  return held(partsOf(analysis).noise)?.upperEdge ?? Number.NaN;
}

/** Mean spacing ratio with its error in units of the last digit: .531(12). */
function ratioCell({ analysis: { levels } }: AnalyzedLayer): string {
  if (!levels.available) return "–";
  const error = Math.round(levels.meanRatioError * 1000);
  return `${fixed(levels.meanRatio, 3)}${Number.isFinite(error) ? `(${error})` : ""}`;
}

/** Names get a third of the line before any column beyond the first is drawn, and no more than `most`. */
const NAME_WIDTH = { least: 12, share: 0.34, most: 60 };
/** Spaces between columns. */
const GAP = 2;

/**
 * The analysed layers as a table no wider than `width` (columns of lesser weight leave first), then the verdict
 * on the model and the skipped layers by reason. Control characters in names are spelled out, so no name can drive the terminal.
 */
export function toTable(analysis: ModelAnalysis, options: TableOptions = {}): string {
  const { width = 100, color = false } = options;
  const paint = createColors(color);
  const done = analysis.layers.filter((l): l is AnalyzedLayer => l.status === "analyzed");
  const skipped = analysis.layers.filter((l): l is SkippedLayer => l.status === "skipped");
  const parts: string[] = [];
  if (done.length) parts.push(layerTable(done, width, paint));
  if (done.length) parts.push(wrapText(visible(analysis.summary.sentence), width).map(paint.bold).join("\n"));
  if (skipped.length) {
    const head = paint.bold(`Skipped: ${counted(skipped.length, "tensor")}`);
    parts.push([head, ...skippedLines(skipped, width, paint.dim)].join("\n"));
  }
  if (!analysis.layers.length) parts.push("No tensors.");
  return `${parts.join("\n\n")}\n`;
}

type Paint = ReturnType<typeof createColors>;

/** No lines but one under the head: the eye follows columns by their alignment. */
const CHARS = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "right",
  ]
    .concat(["left-mid", "right-mid", "mid-mid", "middle"])
    .map((name) => [name, ""]),
);

function layerTable(layers: readonly AnalyzedLayer[], width: number, paint: Paint): string {
  const names = layers.map((l) => visible(l.name));
  const indexWidth = Math.max(1, ...layers.map((l) => String(l.index).length));
  const wanted = Math.min(NAME_WIDTH.most, Math.max(5, ...names.map((n) => Array.from(n).length)));
  const { columns, nameWidth } = chooseColumns(width - indexWidth - GAP, width, wanted);
  const table = new Table({
    head: ["#", "layer", ...columns.map((c) => c.head)].map((h) => paint.bold(h)),
    colWidths: [indexWidth + GAP, nameWidth + GAP, ...columns.map((c) => c.width + GAP)],
    colAligns: ["right", "left", ...columns.map((c) => c.align ?? ("right" as const))],
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": GAP },
    chars: { ...CHARS, mid: "─" },
  });
  layers.forEach((layer, i) => {
    table.push([
      paint.dim(String(layer.index)),
      shorten(names[i]!, nameWidth),
      ...columns.map((c) => emphasis(c.head, layer, c.of(layer), paint)),
    ]);
  });
  return table
    .toString()
    .split("\n")
    .map((text) => (text.startsWith("─") ? text.slice(0, -GAP) : text.trimEnd()))
    .join("\n");
}

/** The columns that fit, in their order, and what is left for the name. */
function chooseColumns(room: number, width: number, wanted: number) {
  const least = Math.min(wanted, Math.max(NAME_WIDTH.least, Math.floor(width * NAME_WIDTH.share)));
  const kept = new Set<TerminalColumn>();
  // The last column's gap is trimmed.
  let left = room - least;
  for (const column of [...TERMINAL_COLUMNS].sort((a, b) => a.rank - b.rank)) {
    if (column.width + GAP > left) break;
    left -= column.width + GAP;
    kept.add(column);
  }
  const nameWidth = Math.min(wanted, least + Math.max(0, left));
  return { columns: TERMINAL_COLUMNS.filter((c) => kept.has(c)), nameWidth };
}

/** Spikes and exponents with a warning stand out; an exponent that describes nothing is dimmed. */
function emphasis(head: string, layer: AnalyzedLayer, text: string, paint: Paint): string {
  const { tail, verdict } = layer.analysis;
  if (text === "–") return paint.dim(text);
  if (head === "α" && tail.available && !hasExponent(tail.verdict)) return paint.dim(text);
  if (head === "α" && tail.available && tail.warning) return paint.yellow(text);
  if (head === "verdict" && verdict.available && verdict.learnedSpikes > 0) return paint.red(text);
  if (head === "spikes" && (spikeCount(layer.analysis) ?? 0) > 0) return paint.red(text);
  return text;
}
