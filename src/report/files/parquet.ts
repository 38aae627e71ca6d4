/** The flat tables as Apache Parquet. */
import { type ModelAnalysis, type ModelComparison, SCHEMA } from "../../analysis/index.ts";
import { requireObject, requireObjects, VERSION } from "../../base/index.ts";
import { COLUMNS } from "../columns/columns.ts";
import { COMPARISON_COLUMNS, comparisonRows } from "../columns/comparison-columns.ts";
import type { Cell, Column, ColumnType } from "../columns/quantity.ts";

const TYPES = { integer: "INT32", real: "DOUBLE", text: "STRING", flag: "BOOLEAN" } as const satisfies Record<
  ColumnType,
  string
>;

/** The columns of `toCsv` with their types, one row per layer; what does not exist or is not finite is null. */
export async function toParquet(analysis: ModelAnalysis): Promise<Uint8Array> {
  requireObject("analysis", analysis, ["schema", "model", "options", "generator", "layers"]);
  const { schema, model, options, generator } = analysis;
  return parquetTable(COLUMNS, analysis.layers, generator.version, { schema, model: model.name, options });
}

/** The columns of `toComparisonCsv` with their types, one row per matrix of each model. */
export async function toComparisonParquet(comparisons: readonly ModelComparison[]): Promise<Uint8Array> {
  requireObjects("comparisons", comparisons, ["layers"]);
  const metadata = { schema: SCHEMA, options: comparisons.at(0)?.options ?? {} };
  return parquetTable(COMPARISON_COLUMNS, comparisonRows(comparisons), VERSION, metadata);
}

export async function parquetTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  version: string,
  metadata: Readonly<Record<string, string | number | object>>,
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const buffer = parquetWriteBuffer({
    columnData: columns.map((column) => ({
      name: column.name,
      type: TYPES[column.type],
      nullable: true,
      data: rows.map((row): Cell => {
        const cell = column.of(row);
        return typeof cell === "number" && !Number.isFinite(cell) ? null : cell;
      }),
    })),
    createdBy: `wignerscope version ${version}`,
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({
      key,
      value: typeof value === "string" ? value : JSON.stringify(value),
    })),
  });
  return new Uint8Array(buffer);
}
