/**
 * The flat table of an analysis: one row per layer, one column per scalar. A column's key is that of its quantity; its name in
 * files follows by rule (camelCase -> snake_case), so that tables line up with WeightWatcher's (Martin and Mahoney): N is the
 * larger side, M the smaller, Q = N/M.
 */
import type { LayerResult } from "../../analysis/index.ts";
import { CATALOGUE } from "./catalogue.ts";
import { missingParts } from "./parts.ts";
import { analyzedColumn, type Column, columnOf, rowColumn } from "./quantity.ts";

export const COLUMNS: readonly Column[] = [
  rowColumn("layerId", "integer", "position of the matrix in the model, from 0", (l) => l.index),
  rowColumn("name", "text", "the tensor's name", (l) => l.name),
  rowColumn("status", "text", "analyzed or skipped", (l) => l.status),
  rowColumn("reason", "text", "why a layer was skipped or a part of it has no value", reasonOf),
  ...CATALOGUE.verdict.map(columnOf),
  rowColumn("dtype", "text", "element type in the file", (l) => l.dtype),
  rowColumn("shape", "text", "the tensor's shape in the file", (l) => l.shape.join("x")),
  analyzedColumn("rows", "integer", "rows of the matrix", (a) => a.rows),
  analyzedColumn("cols", "integer", "columns of the matrix", (a) => a.cols),
  ...CATALOGUE.shape.map(columnOf),
  analyzedColumn("precision", "text", "f64 or f32", (a) => a.precision),
  analyzedColumn("depth", "text", "quick, standard or full", (a) => a.depth),
  ...[...CATALOGUE.tail, ...CATALOGUE.norms, ...CATALOGUE.bulk].map(columnOf),
  analyzedColumn("lowRank", "integer", "rank r of a low-rank pair, whose product the row is", (a) =>
    a.kind === "product" ? a.lowRank.rank : null,
  ),
  analyzedColumn("adapterScale", "real", "factor before that product", (a) =>
    a.kind === "product" ? a.lowRank.scale : null,
  ),
  ...[...CATALOGUE.product, ...CATALOGUE.controls, ...CATALOGUE.vectors].map(columnOf),
  ...[...CATALOGUE.levels, ...CATALOGUE.entries].map(columnOf),
  { ...analyzedColumn("seconds", "real", "time of the numerical work", (_, l) => l.seconds), unit: "s" },
];

function reasonOf(layer: LayerResult): string | null {
  if (layer.status === "skipped") return `${layer.code}: ${layer.reason}`;
  const missing = missingParts(layer.analysis).map(({ name, reason }) => `${name}: ${reason}`);
  return missing.length ? missing.join("; ") : null;
}
