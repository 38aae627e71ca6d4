/** The table for a terminal: as many columns as fit, skipped layers grouped by their reason. */

import Table from "cli-table3";
import { createColors } from "picocolors";
import type { AnalyzedLayer, ModelAnalysis, SkippedLayer } from "../../analysis/index.ts";
import { knownOptions } from "../../base/index.ts";
import { hasExponent } from "../../tails/index.ts";
import { quantity } from "../columns/catalogue.ts";
import { held, partsOf, spikeCount } from "../columns/parts.ts";
import { show } from "../columns/quantity.ts";
import { skippedCounts, skippedLines } from "../columns/skipped.ts";
import { noiseLaw } from "../figures/noise-law.ts";
import { namesNote, shortNames } from "./names.ts";
import { counted, duration, significant } from "./numbers.ts";
import { shorten, visible, wrapText } from "./text.ts";

export interface TableOptions {
  /** Characters per line. Default 100. */
  readonly width?: number;
  /** ANSI colours. Default false. */
  readonly color?: boolean;
  /** Skipped layers by reason with their names, in place of one line that counts them. Default false. */
  readonly verbose?: boolean;
}

interface TerminalColumn {
  readonly head: string;
  /** The quantity that it shows, where it shows one. */
  readonly key?: string;
  /** Columns leave a narrow table from the largest number on. */
  readonly rank: number;
  /** Default "right". */
  readonly align?: "left";
  readonly of: (layer: AnalyzedLayer) => string;
}

/** A quantity of the catalogue under its symbol. */
function shown(key: string, place: Pick<TerminalColumn, "rank" | "align">): TerminalColumn {
  const one = quantity(key);
  return { head: one.symbol ?? key, key, ...place, of: ({ analysis }) => show(one, partsOf(analysis)) };
}

const TERMINAL_COLUMNS: readonly TerminalColumn[] = [
  { head: "shape", rank: 4, of: (l) => `${l.analysis.rows}×${l.analysis.cols}` },
  shown("alpha", { rank: 2 }),
  shown("kind", { rank: 1, align: "left" }),
  shown("D", { rank: 7 }),
  shown("sigmaMp", { rank: 5 }),
  {
    head: "edge",
    rank: 6,
    // Of the noise that the spikes leave, as the report draws it: spikes stand beyond it.
    of: ({ analysis }) => {
      const upper = noiseLaw(analysis)?.upper;
      return upper === undefined ? show(quantity("productUpperEdge"), partsOf(analysis)) : significant(upper);
    },
  },
  {
    // of the bulk or of a product, whichever the layer has
    ...shown("numSpikes", { rank: 3 }),
    of: ({ analysis }) => String(spikeCount(analysis) ?? "–"),
  },
  shown("svMax", { rank: 8 }),
  shown("stableRank", { rank: 9 }),
  shown("matrixRank", { rank: 11 }),
  shown("entropy", { rank: 12 }),
  { ...shown("meanRatio", { rank: 4.5 }), of: ratioCell },
  { head: "time", rank: 10, of: (l) => duration(l.seconds) },
];

/** Mean spacing ratio with its error in units of the last digit: .531(12). */
function ratioCell({ analysis }: AnalyzedLayer): string {
  const levels = held(analysis.levels);
  const error = Math.round((levels?.meanRatioError ?? Number.NaN) * 1000);
  const ratio = show(quantity("meanRatio"), partsOf(analysis));
  return Number.isFinite(error) ? `${ratio}(${error})` : ratio;
}

/** Names get a third of the line before any column beyond the verdict is drawn, and no more than `most`. */
const NAME_WIDTH = { least: 12, share: 0.34, most: 60 };
/** Spaces between columns. */
const GAP = 2;

/**
 * The analysed layers as a table no wider than `width` (columns of lesser weight leave first, the verdict last; names are shortened,
 * numbers never), then the verdict on the model and the skipped layers by reason. Control characters in names are spelled out, so no name can drive the terminal.
 */
export function toTable(analysis: ModelAnalysis, options: TableOptions = {}): string {
  knownOptions("toTable", options, { width: true, color: true, verbose: true });
  const { width = 100, color = false, verbose = false } = options;
  const paint = createColors(color);
  const done = analysis.layers.filter((l): l is AnalyzedLayer => l.status === "analyzed");
  const skipped = analysis.layers.filter((l): l is SkippedLayer => l.status === "skipped");
  const parts: string[] = [];
  if (done.length) parts.push(layerTable(done, width, paint));
  if (done.length) parts.push(wrapText(visible(analysis.summary.sentence), width).map(paint.bold).join("\n"));
  if (skipped.length) {
    const head = `Skipped: ${counted(skipped.length, "tensor")}`;
    parts.push(
      verbose
        ? [paint.bold(head), ...skippedLines(skipped, width, paint.dim)].join("\n")
        : wrapText(`${head}: ${skippedCounts(skipped)}`, width)
            .map(paint.dim)
            .join("\n"),
    );
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
  const whole = layers.map((l) => visible(l.name));
  const drawn = TERMINAL_COLUMNS.map((column) => measured(column, layers));
  const indexWidth = Math.max(1, ...layers.map((l) => String(l.index).length));
  const room = width - indexWidth - GAP;
  // With the columns that fit beside the shortened names, names are whole where the room that is left allows it.
  const least = Math.min(longest(shortNames(whole, 0).names), nameShare(width));
  const kept = columnsThatFit(drawn, room, least);
  const left = room - kept.reduce((sum, column) => sum + column.width + GAP, 0);
  const short = shortNames(whole, Math.min(NAME_WIDTH.most, left));
  const nameWidth = Math.min(NAME_WIDTH.most, left, Math.max(5, longest(short.names)));
  const table = new Table({
    head: ["#", "layer", ...kept.map(({ head }) => head)].map((h) => paint.bold(h)),
    colWidths: [indexWidth + GAP, nameWidth + GAP, ...kept.map((c) => c.width + GAP)],
    colAligns: ["right", "left", ...kept.map((c) => c.align ?? ("right" as const))],
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": GAP },
    chars: { ...CHARS, mid: "─" },
  });
  layers.forEach((layer, i) => {
    table.push([
      paint.dim(String(layer.index)),
      shorten(short.names[i]!, nameWidth),
      ...kept.map((c) => emphasis(c.key, layer, c.cells[i]!, paint)),
    ]);
  });
  const lines = table
    .toString()
    .split("\n")
    .map((text) => (text.startsWith("─") ? text.slice(0, -GAP) : text.trimEnd()));
  const note = namesNote(short);
  return [...lines, ...(note ? wrapText(`(${note})`, width).map(paint.dim) : [])].join("\n");
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, Array.from(text).length), 0);

const nameShare = (width: number): number =>
  Math.min(NAME_WIDTH.most, Math.max(NAME_WIDTH.least, Math.floor(width * NAME_WIDTH.share)));

/** A column with its cells, as wide as the widest of them. */
interface DrawnColumn extends TerminalColumn {
  readonly cells: readonly string[];
  readonly width: number;
}

function measured(column: TerminalColumn, layers: readonly AnalyzedLayer[]): DrawnColumn {
  const cells = layers.map(column.of);
  return { ...column, cells, width: longest([column.head, ...cells]) };
}

/** The columns that fit beside a name of `nameWidth` characters, in their order. */
function columnsThatFit(columns: readonly DrawnColumn[], room: number, nameWidth: number): DrawnColumn[] {
  const kept = new Set<DrawnColumn>();
  // The last column's gap is trimmed.
  let left = room - nameWidth;
  for (const column of [...columns].sort((a, b) => a.rank - b.rank)) {
    if (column.width + GAP > left) break;
    left -= column.width + GAP;
    kept.add(column);
  }
  return columns.filter((column) => kept.has(column));
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
