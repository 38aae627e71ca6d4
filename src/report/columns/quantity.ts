/**
 * What the catalogue of quantities is made of. A quantity is a number (or a word) that the analysis of a matrix has; every table,
 * file, condition and page of the documentation that shows it takes its name, unit, digits and meaning from here.
 */
import type { AnalyzedLayer, EntryStatistics, LayerAnalysis, LayerResult } from "../../analysis/index.ts";
import type { SpectralNorms } from "../../tails/index.ts";
import type { CurvatureRow } from "../curvature/rows.ts";
import { count, duration, fixed, probability, significant } from "../text/numbers.ts";
import { type Held, type LayerParts, type PartName, partsOf } from "./parts.ts";

export type Cell = number | string | boolean | null;
export type ColumnType = "integer" | "real" | "text" | "flag";
/** nu: units of the entries; lambda: their squares; s: seconds. A quantity without a unit is a pure number. */
export type Unit = "nu" | "lambda" | "s";

/** How a number is printed for people; files keep all digits. */
export type Digits =
  | { readonly kind: "significant" | "decimals"; readonly count: number }
  | { readonly kind: "whole" | "probability" | "duration" };

/** What a quantity is read from: an analysis of any kind, or one of two spectra that are compared. */
export interface Subject extends LayerParts {
  readonly curvature?: CurvatureRow;
  readonly norms?: SpectralNorms;
  readonly entries?: EntryStatistics;
}

export interface Quantity {
  /** The property's name in the results, qualified where two parts share a name; camelCase. */
  readonly key: string;
  readonly type: ColumnType;
  readonly unit?: Unit;
  /** Of numbers. */
  readonly digits?: Digits;
  /** Head of its column where space is short; the key without it. */
  readonly symbol?: string;
  readonly meaning: string;
  /** Null where there is no such value. */
  readonly of: (subject: Subject) => Cell;
}

export interface Column<Row = LayerResult> {
  /** camelCase. */
  readonly key: string;
  /** snake_case, as in files. */
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: Unit;
  /** What the column holds, for the documentation. */
  readonly meaning: string;
  /** The cell of a row, null where the row has no such value. */
  readonly of: (row: Row) => Cell;
}

/** stableRank -> stable_rank, logAlphaNorm -> log_alpha_norm; a capital by itself (N, Q, D, detX) stays. */
export function snakeCase(key: string): string {
  return key
    .replace(
      /([a-z0-9])([A-Z])(?=[a-z])/g,
      (_, before: string, capital: string) => `${before}_${capital.toLowerCase()}`,
    )
    .replace(
      /([A-Z])([A-Z])(?=[a-z])/g,
      (_, before: string, capital: string) => `${before}_${capital.toLowerCase()}`,
    );
}

/** "truncatedPowerLaw" -> "truncated power law". */
export function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

/** Type, digits, unit and symbol of a quantity. */
export type Form = Pick<Quantity, "type" | "unit" | "digits" | "symbol">;

export const TEXT: Form = { type: "text" };
export const FLAG: Form = { type: "flag" };
export const WHOLE: Form = { type: "integer", digits: { kind: "whole" } };
export const P_VALUE: Form = { type: "real", digits: { kind: "probability" } };

/** A real number with so many significant digits. */
export function real(digits = 3, unit?: Unit): Form {
  return { type: "real", digits: { kind: "significant", count: digits }, ...(unit && { unit }) };
}

/** A real number with so many decimals. */
export function decimals(digits: number, unit?: Unit): Form {
  return { type: "real", digits: { kind: "decimals", count: digits }, ...(unit && { unit }) };
}

/** The same form with a symbol for narrow heads. */
export function named(symbol: string, form: Form): Form {
  return { ...form, symbol };
}

/** Quantities of a part that may be unavailable or, of another kind or at a lesser depth, not there. */
export function ofPart<K extends PartName>(name: K) {
  return (key: string, form: Form, meaning: string, read: (part: Held<K>) => Cell | undefined): Quantity => ({
    key,
    ...form,
    meaning,
    of: (subject) => {
      const part: LayerParts[K] = subject[name];
      return part?.available ? (read(part as Held<K>) ?? null) : null;
    },
  });
}

/** Quantities of what every analysis has. */
export function ofAlways<K extends "norms" | "entries">(name: K) {
  return (
    key: string,
    form: Form,
    meaning: string,
    read: (value: NonNullable<Subject[K]>) => Cell,
  ): Quantity => ({
    key,
    ...form,
    meaning,
    of: (subject) => {
      const value = subject[name];
      return value === undefined ? null : read(value);
    },
  });
}

/** The column of a quantity in the table of layers. */
export function columnOf({ key, type, unit, meaning, of }: Quantity): Column {
  return {
    ...rowColumn(key, type, meaning, (layer) =>
      layer.status === "analyzed" ? of(partsOf(layer.analysis)) : null,
    ),
    ...(unit && { unit }),
  };
}

/** A column of the rows themselves. */
export function rowColumn(
  key: string,
  type: ColumnType,
  meaning: string,
  of: (layer: LayerResult) => Cell,
): Column {
  return { key, name: snakeCase(key), type, meaning, of };
}

/** A column of an analysis that is no quantity of other spectra. */
export function analyzedColumn(
  key: string,
  type: ColumnType,
  meaning: string,
  read: (analysis: LayerAnalysis, layer: AnalyzedLayer) => Cell,
): Column {
  return rowColumn(key, type, meaning, (layer) =>
    layer.status === "analyzed" ? read(layer.analysis, layer) : null,
  );
}

/** A quantity's value for people: with its digits, "–" where there is none. */
export function show({ digits, of }: Pick<Quantity, "digits" | "of">, subject: Subject): string {
  const cell = of(subject);
  if (cell === null) return "–";
  if (typeof cell !== "number" || !digits) return String(cell);
  switch (digits.kind) {
    case "significant":
      return significant(cell, digits.count);
    case "decimals":
      return fixed(cell, digits.count);
    case "whole":
      return count(cell);
    case "probability":
      return probability(cell);
    case "duration":
      return duration(cell);
  }
}
