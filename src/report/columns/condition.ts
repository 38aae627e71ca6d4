/**
 * Conditions for builds that should fail, read from text:
 *
 *     alpha < 2                     any layer
 *     kind == "random"              a text column, with == or !=; `verdict` is another name of `kind`
 *     all(alpha > 6)                every layer that has the value, of one at least
 *     count(num_spikes == 0) > 3    how many layers
 *     median(alpha) > 6             also min, max, mean, sum over the layers that have the value
 *     learnedLayers < 10            a number of the whole analysis
 *     nonfinite                     any layer whose weights are not all finite
 */
import type { LayerResult, ModelAnalysis } from "../../analysis/index.ts";
import { described, didYouMean, WignerscopeError } from "../../base/index.ts";
import { median } from "../text/numbers.ts";
import { COLUMNS } from "./columns.ts";
import type { Cell, Column } from "./quantity.ts";

/** What is true or not of one layer. */
export interface LayerTest {
  /** The cell of a layer. */
  readonly value: (layer: LayerResult) => Cell;
  readonly holds: (cell: Cell) => boolean;
}

export type Condition = { readonly text: string } & (
  | ({ readonly kind: "any" | "all" } & LayerTest)
  | {
      readonly kind: "number";
      /** Undefined where no layer has the value. */
      readonly value: (analysis: ModelAnalysis) => number | undefined;
      readonly holds: (value: number) => boolean;
    }
);

type Operator = "<" | "<=" | ">" | ">=" | "==" | "!=";

const ORDERED: Record<Operator, (value: number, bound: number) => boolean> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
  "==": (value, bound) => value === bound,
  "!=": (value, bound) => value !== bound,
};

/** Over the values of a column, ascending and at least one. */
const OVER_LAYERS: Record<string, (ascending: readonly number[]) => number> = {
  median,
  min: (values) => values[0]!,
  max: (values) => values[values.length - 1]!,
  mean: (values) => sum(values) / values.length,
  sum,
};

const withStatus = (status: LayerResult["status"]) => (analysis: ModelAnalysis) =>
  analysis.layers.filter((layer) => layer.status === status).length;
const isNonfinite = (layer: LayerResult) => layer.status === "skipped" && layer.code === "NOT_FINITE";

/** Numbers of the whole analysis. */
const OF_ANALYSIS: Record<string, (analysis: ModelAnalysis) => number> = {
  learnedLayers: ({ summary }) => summary.learnedLayers,
  testedLayers: ({ summary }) => summary.tests,
  analyzedLayers: withStatus("analyzed"),
  skippedLayers: withStatus("skipped"),
  nonfinite: ({ layers }) => layers.filter(isNonfinite).length,
};

/** Names that columns also go by. */
const ALIASES: Record<string, string> = { verdict: "kind" };

const COMPARISON = /^\s*(.+?)\s*(<=|>=|==|!=|<|>)\s*("[^"]*"|'[^']*'|\S+)\s*$/;
const CALL = /^(\w+)\s*\(\s*(.*?)\s*\)$/;
const EXAMPLES =
  'write for example alpha < 2, kind == "random", median(alpha) > 6, learnedLayers < 10 or nonfinite';

/**
 * Reads a condition; columns by their names in files (stable_rank) or in results (stableRank).
 * @throws INVALID_ARGUMENT with what would work.
 */
export function parseCondition(text: string): Condition {
  if (typeof text !== "string")
    throw new WignerscopeError("INVALID_ARGUMENT", `a condition must be text, got ${described(text)}`);
  const whole = text.trim();
  if (whole === "nonfinite") return { text, kind: "any", value: isNonfinite, holds: (cell) => cell === true };
  const [, call, inside] = CALL.exec(whole) ?? [];
  if ((call === "any" || call === "all") && inside !== undefined) {
    return { text, kind: call, ...layerTest(inside, text) };
  }
  const { left, operator, right } = comparison(whole, text);
  const [, over, argument] = CALL.exec(left) ?? [];
  if (over !== undefined && argument !== undefined)
    return {
      text,
      kind: "number",
      value: aggregate(over, argument, text),
      holds: numeric(operator, right, text),
    };
  const ofAnalysis = own(OF_ANALYSIS, camelCase(left));
  if (ofAnalysis) return { text, kind: "number", value: ofAnalysis, holds: numeric(operator, right, text) };
  return { text, kind: "any", ...layerTest(whole, text) };
}

interface Comparison {
  readonly left: string;
  readonly operator: Operator;
  readonly right: string;
}

function comparison(part: string, text: string): Comparison {
  const [, left, operator, right] = COMPARISON.exec(part) ?? [];
  if (left === undefined || right === undefined) refuse(text, `is not a condition; ${EXAMPLES}`);
  return { left, operator: operator as Operator, right };
}

/** A test of one layer: `alpha < 2`, `kind == "random"`, `nonfinite`. */
function layerTest(part: string, text: string): LayerTest {
  if (part === "nonfinite") return { value: isNonfinite, holds: (cell) => cell === true };
  const { left, operator, right } = comparison(part, text);
  const column = columnOf(left, text);
  if (column.type === "integer" || column.type === "real") {
    const holds = numeric(operator, right, text);
    return { value: column.of, holds: (cell) => typeof cell === "number" && holds(cell) };
  }
  if (operator !== "==" && operator !== "!=")
    refuse(
      text,
      `compares ${column.type === "text" ? "text" : "true or false"} in ${column.name}: use == or !=`,
    );
  const wanted = /^["']/.test(right) ? right.slice(1, -1) : right;
  return {
    value: column.of,
    holds: (cell) => cell !== null && (String(cell) === wanted) === (operator === "=="),
  };
}

function aggregate(
  name: string,
  argument: string,
  text: string,
): (analysis: ModelAnalysis) => number | undefined {
  if (name === "count") {
    const { value, holds } = layerTest(argument, text);
    return ({ layers }) => layers.filter((layer) => holds(value(layer))).length;
  }
  const over = own(OVER_LAYERS, name);
  if (!over) {
    const known = ["any", "all", "count", ...Object.keys(OVER_LAYERS)];
    refuse(text, `has no function ${name}()${suggestion(name, known)}; there are ${known.join(", ")}`);
  }
  const column = columnOf(argument, text);
  if (column.type !== "integer" && column.type !== "real")
    refuse(text, `takes the ${name} of ${column.name}, which has no numbers`);
  return ({ layers }) => {
    const values = layers.flatMap((layer) => {
      const cell = column.of(layer);
      return typeof cell === "number" && Number.isFinite(cell) ? [cell] : [];
    });
    return values.length > 0 ? over(values.sort((a, b) => a - b)) : undefined;
  };
}

function numeric(operator: Operator, right: string, text: string): (value: number) => boolean {
  const bound = Number(right);
  if (Number.isNaN(bound)) refuse(text, `compares with ${right}, which is not a number`);
  return (value) => ORDERED[operator](value, bound);
}

function columnOf(name: string, text: string): Column {
  const wanted = own(ALIASES, name) ?? name;
  const column = COLUMNS.find((candidate) => candidate.name === wanted || candidate.key === wanted);
  if (column) return column;
  const names = [...COLUMNS.map((candidate) => candidate.name), ...Object.keys(OF_ANALYSIS)];
  return refuse(text, `has no column "${name}"${suggestion(name, names)}; there are: ${names.join(", ")}`);
}

const suggestion = (name: string, known: readonly string[]): string => {
  const nearest = didYouMean(name, known);
  return nearest === undefined ? "" : ` (did you mean "${nearest}"?)`;
};

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** learned_layers -> learnedLayers, as results name it. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function refuse(text: string, why: string): never {
  throw new WignerscopeError("INVALID_ARGUMENT", `the condition "${text}" ${why}`);
}
