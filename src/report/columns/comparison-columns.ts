/** The flat table of comparisons: one row per matrix of each model, one column per scalar. Names as in columns.ts. */
import type { ComparisonResult, MatrixComparison, ModelComparison } from "../../analysis/index.ts";
import { quantity } from "./catalogue.ts";
import { partsOf } from "./parts.ts";
import { type Cell, type Column, type ColumnType, snakeCase } from "./quantity.ts";

/** A row of one of several comparisons. */
export interface ComparisonRow {
  readonly of: ModelComparison;
  readonly layer: ComparisonResult;
}

/** The rows of all comparisons, one model after the other. */
export function comparisonRows(comparisons: readonly ModelComparison[]): ComparisonRow[] {
  return comparisons.flatMap((of) => of.layers.map((layer) => ({ of, layer })));
}

function column(
  key: string,
  type: ColumnType,
  meaning: string,
  of: (row: ComparisonRow) => Cell,
): Column<ComparisonRow> {
  return { key, name: snakeCase(key), type, meaning, of };
}

function compared(
  key: string,
  type: ColumnType,
  meaning: string,
  read: (comparison: MatrixComparison) => Cell | undefined,
): Column<ComparisonRow> {
  return column(key, type, meaning, ({ layer }) =>
    layer.status === "compared" ? (read(layer.comparison) ?? null) : null,
  );
}

const capitalized = (key: string) => key[0]!.toUpperCase() + key.slice(1);

/** A quantity of base and of model. */
function both(key: string): Column<ComparisonRow>[] {
  const { type, unit, meaning, of } = quantity(key);
  return (["base", "model"] as const).map((state) => ({
    ...compared(`${state}${capitalized(key)}`, type, `${meaning}, of the ${state}`, (c) => of(c[state])),
    ...(unit && { unit }),
  }));
}

/** A quantity of the change W - W0. */
function ofDelta(key: string): Column<ComparisonRow> {
  const { type, unit, meaning, of } = quantity(key);
  return {
    ...compared(`delta${capitalized(key)}`, type, `${meaning}, of W - W0`, (c) =>
      c.delta ? of(partsOf(c.delta)) : null,
    ),
    ...(unit && { unit }),
  };
}

export const COMPARISON_COLUMNS: readonly Column<ComparisonRow>[] = [
  column("base", "text", "the base's name", ({ of }) => of.base.name),
  column("model", "text", "the model's name", ({ of }) => of.model.name),
  column("layerId", "integer", "position of the matrix in the base, from 0", ({ layer }) => layer.index),
  column("name", "text", "the tensor's name", ({ layer }) => layer.name),
  column("status", "text", "compared or skipped", ({ layer }) => layer.status),
  column("reason", "text", "why a matrix was not compared, or its change has no verdict", reasonOf),
  compared("rows", "integer", "rows of the matrix", (c) => c.rows),
  compared("cols", "integer", "columns of the matrix", (c) => c.cols),
  compared("identical", "flag", "equal to the last bit", (c) => c.identical),
  compared("distance", "real", "Frobenius norm of W - W0", (c) => c.distance),
  compared("relativeDistance", "real", "distance over the Frobenius norm of W0", (c) => c.relativeDistance),
  ...["spectralNorm", "stableRank", "alpha", "sigmaMp", "numSpikes"].flatMap(both),
  compared("directions", "integer", "leading singular vectors compared, k", (c) => c.directions),
  compared(
    "leftOverlap",
    "real",
    "overlap of the first k left singular vectors: 1 is the same subspace",
    (c) => c.leftOverlap[c.directions - 1],
  ),
  compared(
    "rightOverlap",
    "real",
    "overlap of the first k right singular vectors",
    (c) => c.rightOverlap[c.directions - 1],
  ),
  ...["kind", "p", "learnedSpikes", "numSpikes", "sigmaMp", "spectralNorm", "stableRank", "matrixRank"].map(
    ofDelta,
  ),
  ...["alpha", "productSpikes"].map(ofDelta),
  column("seconds", "real", "time of the numerical work", ({ layer }) =>
    layer.status === "compared" ? layer.seconds : null,
  ),
];

function reasonOf({ layer }: ComparisonRow): string | null {
  if (layer.status === "skipped") return `${layer.code}: ${layer.reason}`;
  const { delta } = layer.comparison;
  return delta && !delta.verdict.available ? `verdict: ${delta.verdict.reason}` : null;
}
