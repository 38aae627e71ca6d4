/** The flat table as Apache Parquet. */
import type { ModelAnalysis } from "../analysis/index.ts";
import { type Cell, COLUMNS, type ColumnType } from "./columns.ts";

const TYPES = { integer: "INT32", real: "DOUBLE", text: "STRING", flag: "BOOLEAN" } as const satisfies Record<
  ColumnType,
  string
>;

/** The columns of `toCsv` with their types, one row per layer; what does not exist or is not finite is null. */
export async function toParquet(analysis: ModelAnalysis): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const { version } = analysis.generator;
  const buffer = parquetWriteBuffer({
    columnData: COLUMNS.map((column) => ({
      name: column.name,
      type: TYPES[column.type],
      nullable: true,
      data: analysis.layers.map((layer): Cell => {
        const cell = column.of(layer);
        return typeof cell === "number" && !Number.isFinite(cell) ? null : cell;
      }),
    })),
    createdBy: `wignerscope version ${version}`,
    kvMetadata: [
      { key: "schema", value: String(analysis.schema) },
      { key: "model", value: analysis.model.name },
      { key: "options", value: JSON.stringify(analysis.options) },
    ],
  });
  return new Uint8Array(buffer);
}
