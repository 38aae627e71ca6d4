/** Comparisons of models as text and as JSON. */
import { type ComparisonResult, type ModelComparison, SCHEMA } from "../../analysis/index.ts";
import { requireObjects, VERSION } from "../../base/index.ts";
import { held } from "../columns/parts.ts";
import { skippedLines } from "../columns/skipped.ts";
import { fixed, significant } from "../text/numbers.ts";
import { shorten, visible, wrapText } from "../text/text.ts";

const HEAD = ["layer", "shape", "change", "spikes", "α", "U", "V", "delta"];
const LONGEST_NAME = 40;

/** A table and a sentence no wider than `width`, then what could not be compared and why. */
export function toComparisonTable({ base, model, layers, summary }: ModelComparison, width: number): string {
  const rows = [HEAD, ...layers.flatMap((result) => (result.status === "compared" ? [cells(result)] : []))];
  const widths = HEAD.map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, k) => cell.padEnd(widths[k]))
      .join("  ")
      .trimEnd()
      .slice(0, width),
  );
  const skipped = layers.filter((result) => result.status === "skipped");
  return [
    `${visible(base.name)} -> ${visible(model.name)}`,
    ...(rows.length > 1 ? lines : []),
    ...wrapText(summary.sentence, width),
    ...(skipped.length > 0 ? ["Not compared:", ...skippedLines(skipped, width, (text) => text)] : []),
  ].join("\n");
}

function cells({ name, comparison }: ComparisonResult & { status: "compared" }): string[] {
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
    shorten(visible(name), LONGEST_NAME),
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
