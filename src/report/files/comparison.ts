/** Comparisons of models as text and as JSON. */
import { type ComparisonResult, type ModelComparison, SCHEMA } from "../../analysis/index.ts";
import { requireObjects, VERSION } from "../../base/index.ts";
import { held } from "../columns/parts.ts";
import { skippedLines } from "../columns/skipped.ts";
import { namesNote, shortNames } from "../text/names.ts";
import { fixed, significant } from "../text/numbers.ts";
import { shorten, visible, wrapText } from "../text/text.ts";

const HEAD = ["#", "layer", "shape", "change", "spikes", "α", "U", "V", "delta"];
/** The column of names. */
const NAME = 1;
/** Columns leave a narrow table in this order; the number, the name and the verdict on the change stay. */
const LEAVE_FIRST = ["V", "U", "shape", "α", "spikes", "change"];
const SHORTEST_NAME = 12;
const LONGEST_NAME = 40;
const GAP = 2;

/** A table and a sentence no wider than `width`, then what could not be compared and why. */
export function toComparisonTable({ base, model, layers, summary }: ModelComparison, width: number): string {
  const rows = layers.flatMap((result) => (result.status === "compared" ? [cells(result)] : []));
  const skipped = layers.filter((result) => result.status === "skipped");
  return [
    `${visible(base.name)} -> ${visible(model.name)}`,
    ...(rows.length > 0 ? tableLines(rows, width) : []),
    ...wrapText(summary.sentence, width),
    ...(skipped.length > 0 ? ["Not compared:", ...skippedLines(skipped, width, (text) => text)] : []),
  ].join("\n");
}

/** Names are shortened where they must be, numbers never. */
function tableLines(rows: readonly (readonly string[])[], width: number): string[] {
  const widths = HEAD.map((head, k) =>
    Math.max(head.length, ...rows.map((row) => Array.from(row[k]).length)),
  );
  const kept = new Set(HEAD.keys());
  const roomForNames = () =>
    width - [...kept].reduce((sum, k) => (k === NAME ? sum : sum + widths[k] + GAP), 0);
  for (const head of LEAVE_FIRST) if (roomForNames() < SHORTEST_NAME) kept.delete(HEAD.indexOf(head));
  const room = Math.max(1, Math.min(LONGEST_NAME, roomForNames()));
  const short = shortNames(
    rows.map((row) => row[NAME]),
    room,
  );
  const names = ["layer", ...short.names].map((name) => shorten(name, room));
  const nameWidth = Math.max(...names.map((name) => Array.from(name).length));
  const lines = [HEAD, ...rows].map((row, i) =>
    [...kept]
      .map((k) => (k === NAME ? names[i].padEnd(nameWidth) : row[k].padEnd(widths[k])))
      .join(" ".repeat(GAP))
      .trimEnd(),
  );
  const note = namesNote(short);
  return [...lines, ...(note ? wrapText(`(${note})`, width) : [])];
}

function cells({ index, name, comparison }: ComparisonResult & { status: "compared" }): string[] {
  const {
    rows,
    cols,
    identical,
    relativeDistance,
    base,
    model,
    leftOverlap,
    rightOverlap,
    directions,
    delta,
  } = comparison;
  const last = directions - 1;
  const pair = (a: number | undefined, b: number | undefined, digits: number) =>
    `${a === undefined ? "–" : fixed(a, digits)} → ${b === undefined ? "–" : fixed(b, digits)}`;
  return [
    String(index),
    visible(name),
    `${rows}×${cols}`,
    identical ? "0" : significant(relativeDistance),
    pair(held(base.bulk)?.numSpikes, held(model.bulk)?.numSpikes, 0),
    pair(held(base.tail)?.alpha, held(model.tail)?.alpha, 2),
    fixed(leftOverlap[last], 2),
    fixed(rightOverlap[last], 2),
    identical ? "identical" : delta?.verdict.available ? delta.verdict.kind : "–",
  ];
}

/** Schema 2 (docs/schema.md): `comparisons`, one per model; typed arrays as arrays, what is not finite as null. */
export function toComparisonJson(comparisons: readonly ModelComparison[]): string {
  requireObjects("comparisons", comparisons, ["layers", "generator"]);
  const { name, version, kernel } = comparisons.at(0)?.generator ?? { name: "wignerscope", version: VERSION };
  const record = {
    schema: SCHEMA,
    generator: { name, version, kernel },
    comparisons: comparisons.map(({ generator: _, schema: __, ...comparison }) => comparison),
  };
  return `${JSON.stringify(record, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value,
  )}\n`;
}
