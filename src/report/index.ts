/** Floor 5: what people and programs read: table, CSV, JSON, Parquet, and the HTML report with its figures. */
export { type Cell, COLUMNS, type Column, type ColumnType, snakeCase } from "./columns.ts";
export { type Condition, parseCondition, type Violation, violations } from "./condition.ts";
export { toCsv } from "./csv.ts";
export { type RankedLayer, rankLayers, toFineTuningYaml } from "./fine-tuning.ts";
export { toComparisonHtml } from "./html/comparison.ts";
export { toHtml } from "./html/report.ts";
export { type JsonOptions, toJson } from "./json.ts";
export { toParquet } from "./parquet.ts";
