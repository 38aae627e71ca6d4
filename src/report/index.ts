/** Floor 5: what people and programs read: table, CSV, JSON, Parquet, and the HTML report with its figures. */
export { COLUMNS } from "./columns/columns.ts";
export { COMPARISON_COLUMNS, type ComparisonRow } from "./columns/comparison-columns.ts";
export { type Condition, type LayerTest, parseCondition } from "./columns/condition.ts";
export { type Cell, type Column, type ColumnType, snakeCase, type Unit } from "./columns/quantity.ts";
export { type Violation, violations, violationText } from "./columns/violations.ts";
export { CURVATURE_COLUMNS } from "./curvature/columns.ts";
export { curvatureFigures } from "./curvature/figures/all.ts";
export { toCurvatureCsv, toCurvatureJson, toCurvatureParquet } from "./curvature/files.ts";
export { curvatureSections, toCurvatureHtml } from "./curvature/html.ts";
export type { CurvaturePart, CurvatureRow } from "./curvature/rows.ts";
export { curvatureSummary } from "./curvature/summary.ts";
export { toComparisonJson } from "./files/comparison.ts";
export { csvCell, toComparisonCsv, toCsv } from "./files/csv.ts";
export { type RankedLayer, rankLayers, toFineTuningYaml } from "./files/fine-tuning.ts";
export { type JsonOptions, toJson } from "./files/json.ts";
export { toComparisonParquet, toParquet } from "./files/parquet.ts";
export {
  type ComparedLayer,
  comparedLayerMarkup,
  comparisonRow,
  comparisonTableHead,
} from "./html/compared-layer.ts";
export {
  aboutComparison,
  COMPARISON_TABLE_NOTE,
  changeSection,
  comparedLayers,
  comparisonIntro,
  toComparisonHtml,
  uncomparedSection,
} from "./html/comparison.ts";
export { layerMarkup } from "./html/layer.ts";
export { tableHead, tableRow } from "./html/layer-table.ts";
export {
  aboutSection,
  depthSection,
  introSection,
  skippedSection,
  TABLE_NOTE,
  toHtml,
} from "./html/report.ts";
export { seriesSection } from "./html/series.ts";
export { COLOR_STYLE, FIGURE_STYLE, PAGE_STYLE } from "./html/style.ts";
export { bytes, count, counted, duration, roughDuration, significant } from "./text/numbers.ts";
export { shorten, visible } from "./text/text.ts";
