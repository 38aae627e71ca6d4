/** Floor 5: what people and programs read: table, CSV, JSON, Parquet, and the HTML report with its figures. */
export { type Cell, COLUMNS, type Column, type ColumnType, snakeCase } from "./columns.ts";
export { toComparisonJson } from "./comparison.ts";
export { COMPARISON_COLUMNS, type ComparisonRow } from "./comparison-columns.ts";
export { type Condition, parseCondition, type Violation, violations } from "./condition.ts";
export { toComparisonCsv, toCsv } from "./csv.ts";
export { type RankedLayer, rankLayers, toFineTuningYaml } from "./fine-tuning.ts";
export { toComparisonHtml } from "./html/comparison.ts";
export { toHtml } from "./html/report.ts";
export { type JsonOptions, toJson } from "./json.ts";
export { toComparisonParquet, toParquet } from "./parquet.ts";
