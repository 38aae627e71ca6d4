/** Comma-separated values by RFC 4180, safe to open in a spreadsheet. */

import type { ModelAnalysis, ModelComparison } from "../../analysis/index.ts";
import { requireObject, requireObjects } from "../../base/index.ts";
import { COLUMNS } from "../columns/columns.ts";
import { COMPARISON_COLUMNS, comparisonRows } from "../columns/comparison-columns.ts";
import type { Cell, Column } from "../columns/quantity.ts";

/** A spreadsheet runs a cell that begins so as a formula (OWASP, "CSV injection"). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

/** A cell, quoted where it must be. */
export function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  if (typeof cell === "boolean") return String(cell);
  // Text only: a negative number stays a number.
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One line per layer under a header of column names (see COLUMNS); lines end with CRLF, numbers have all their
 * digits, a value that does not exist or is not finite is empty. Text that a spreadsheet would run as a formula gets
 * an apostrophe in front.
 */
export function toCsv(analysis: ModelAnalysis): string {
  requireObject("analysis", analysis, ["layers"]);
  return csvTable(COLUMNS, analysis.layers);
}

/** As `toCsv`, one line per matrix of each model (see COMPARISON_COLUMNS). */
export function toComparisonCsv(comparisons: readonly ModelComparison[]): string {
  requireObjects("comparisons", comparisons, ["layers"]);
  return csvTable(COMPARISON_COLUMNS, comparisonRows(comparisons));
}

export function csvTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map((c) => csvCell(c.name)),
    ...rows.map((row) => columns.map((c) => csvCell(c.of(row)))),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}
