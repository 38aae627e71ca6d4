/** Conditions on the table's columns, for builds that should fail: `alpha < 2`. */
import type { ModelAnalysis } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { COLUMNS, type Column } from "./columns.ts";

export interface Condition {
  readonly text: string;
  readonly column: Column;
  readonly holds: (value: number) => boolean;
}

export interface Violation {
  readonly condition: string;
  readonly layer: string;
  readonly value: number;
}

const OPERATORS: Record<string, (value: number, bound: number) => boolean> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
  "==": (value, bound) => value === bound,
};

/**
 * Reads `COLUMN OPERATOR NUMBER`; the column by its name in files (stable_rank) or in results (stableRank).
 * @throws INVALID_ARGUMENT with what would work.
 */
export function parseCondition(text: string): Condition {
  const [, name, operator, number] = /^\s*(\w+)\s*(<=|>=|==|<|>)\s*(\S+)\s*$/.exec(text) ?? [];
  const bound = Number(number);
  if (name === undefined || number === undefined || Number.isNaN(bound))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `"${text}" is no condition: a column, one of ${Object.keys(OPERATORS).join(" ")} and a number; write for example "alpha < 2"`,
    );
  const numeric = COLUMNS.filter(({ type }) => type === "real" || type === "integer");
  const column = numeric.find((candidate) => candidate.name === name || candidate.key === name);
  if (!column)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `no column "${name}" with numbers; there are: ${numeric.map((candidate) => candidate.name).join(", ")}`,
    );
  return { text, column, holds: (value) => OPERATORS[operator](value, bound) };
}

/** Every layer of which a condition holds. A layer without the value violates nothing. */
export function violations(analysis: ModelAnalysis, conditions: readonly Condition[]): Violation[] {
  return conditions.flatMap(({ text, column, holds }) =>
    analysis.layers.flatMap((layer) => {
      const value = column.of(layer);
      return typeof value === "number" && holds(value) ? [{ condition: text, layer: layer.name, value }] : [];
    }),
  );
}
