/** Comma-separated values by RFC 4180, safe to open in a spreadsheet. */
import type { ModelAnalysis } from "../analysis/index.ts";
import { type Cell, COLUMNS } from "./columns.ts";

/** A spreadsheet runs a cell that begins so as a formula (OWASP, "CSV injection"). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

function field(cell: Cell): string {
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
  const lines = [COLUMNS.map((c) => field(c.name)).join(",")];
  for (const layer of analysis.layers) lines.push(COLUMNS.map((c) => field(c.of(layer))).join(","));
  return `${lines.join("\r\n")}\r\n`;
}
