/** The table for a terminal: as many columns as fit, skipped layers grouped by their reason. */

import Table from "cli-table3";
import { createColors } from "picocolors";
import type { AnalyzedLayer, ModelAnalysis, SkippedLayer } from "../../analysis/index.ts";
import { knownOptions } from "../../base/index.ts";
import { hasExponent } from "../../tails/index.ts";
import { quantity } from "../columns/catalogue.ts";
import { held, partsOf, spikeCount } from "../columns/parts.ts";
import { show } from "../columns/quantity.ts";
import { skippedLines } from "../columns/skipped.ts";
import { noiseLaw } from "../figures/noise-law.ts";
import { counted, duration, significant } from "./numbers.ts";
import { shorten, visible, wrapText } from "./text.ts";

export interface TableOptions {
  /** Characters per line. Default 100. */
  readonly width?: number;
  /** ANSI colours. Default false. */
  readonly color?: boolean;
}

interface TerminalColumn {
  readonly head: string;
  /** The quantity that it shows, where it shows one. */
  readonly key?: string;
  /** Widest content, without padding. */
  readonly width: number;
  /** Columns leave a narrow table from the largest number on. */
  readonly rank: number;
  /** Default "right". */
  readonly align?: "left";
  readonly of: (layer: AnalyzedLayer) => string;
}

/** A quantity of the catalogue under its symbol. */
function shown(key: string, place: Pick<TerminalColumn, "width" | "rank" | "align">): TerminalColumn {
  const one = quantity(key);
  return { head: one.symbol ?? key, key, ...place, of: ({ analysis }) => show(one, partsOf(analysis)) };
}

const TERMINAL_COLUMNS: readonly TerminalColumn[] = [
  { head: "shape", width: 11, rank: 1, of: (l) => `${l.analysis.rows}×${l.analysis.cols}` },
  shown("alpha", { width: 5, rank: 2 }),
  shown("kind", { width: 20, rank: 3.5, align: "left" }),
  shown("D", { width: 5, rank: 7 }),
  shown("sigmaMp", { width: 8, rank: 5 }),
  {
    head: "edge",
    width: 8,
    rank: 6,
    // Of the noise that the spikes leave, as the report draws it: spikes stand beyond it.
    of: ({ analysis }) => {
      const upper = noiseLaw(analysis)?.upper;
      return upper === undefined ? show(quantity("productUpperEdge"), partsOf(analysis)) : significant(upper);
    },
  },
  {
    // of the bulk or of a product, whichever the layer has
    ...shown("numSpikes", { width: 6, rank: 3 }),
    of: ({ analysis }) => String(spikeCount(analysis) ?? "–"),
  },
  shown("svMax", { width: 8, rank: 8 }),
  shown("stableRank", { width: 7, rank: 9 }),
  shown("matrixRank", { width: 5, rank: 11 }),
  shown("entropy", { width: 7, rank: 12 }),
  { ...shown("meanRatio", { width: 11, rank: 4 }), of: ratioCell },
  { head: "time", width: 8, rank: 10, of: (l) => duration(l.seconds) },
];

/** Mean spacing ratio with its error in units of the last digit: .531(12). */
function ratioCell({ analysis }: AnalyzedLayer): string {
  const levels = held(analysis.levels);
  const error = Math.round((levels?.meanRatioError ?? Number.NaN) * 1000);
  const ratio = show(quantity("meanRatio"), partsOf(analysis));
  return Number.isFinite(error) ? `${ratio}(${error})` : ratio;
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
  knownOptions("toTable", options, { width: true, color: true });
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
      ...columns.map((c) => emphasis(c.key, layer, c.of(layer), paint)),
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
function emphasis(key: string | undefined, layer: AnalyzedLayer, text: string, paint: Paint): string {
  const { tail, verdict } = layer.analysis;
  if (text === "–") return paint.dim(text);
  if (key === "alpha" && tail.available && !hasExponent(tail.verdict)) return paint.dim(text);
  if (key === "alpha" && tail.available && tail.warning) return paint.yellow(text);
  if (key === "kind" && verdict.available && verdict.learnedSpikes > 0) return paint.red(text);
  if (key === "numSpikes" && (spikeCount(layer.analysis) ?? 0) > 0) return paint.red(text);
  return text;
}
