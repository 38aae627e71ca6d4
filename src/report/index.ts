/** Floor 5: what people and programs read: table, CSV, JSON, Parquet, and the HTML report with its figures. */
export { type Cell, COLUMNS, type Column, type ColumnType, snakeCase } from "./columns/columns.ts";
export { toComparisonJson } from "./files/comparison.ts";
export { COMPARISON_COLUMNS, type ComparisonRow } from "./columns/comparison-columns.ts";
export { type Condition, parseCondition, type Violation, violations } from "./columns/condition.ts";
export { toComparisonCsv, toCsv } from "./files/csv.ts";
export { type RankedLayer, rankLayers, toFineTuningYaml } from "./files/fine-tuning.ts";
export { toComparisonHtml } from "./html/comparison.ts";
export { toHtml } from "./html/report.ts";
export { type JsonOptions, toJson } from "./files/json.ts";
export { toComparisonParquet, toParquet } from "./files/parquet.ts";
