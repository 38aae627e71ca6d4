/** Which conditions hold of an analysis, and of which layers. */
import type { LayerResult, ModelAnalysis } from "../../analysis/index.ts";
import { requireObject, requireObjects } from "../../base/index.ts";
import type { Condition } from "./condition.ts";
import type { Cell } from "./quantity.ts";

/** A condition that holds: of a layer, of the whole analysis, or none could because nothing was analysed. */
export type Violation =
  | {
      readonly kind: "layer";
      readonly condition: string;
      readonly layer: string;
      readonly value: Exclude<Cell, null>;
    }
  | { readonly kind: "analysis"; readonly condition: string; readonly value: number }
  | { readonly kind: "nothing analysed" };

/**
 * Every condition that holds, with each layer of which it does. A layer or an analysis without the value violates nothing; an
 * analysis of nothing is no pass, whatever the conditions: it violates all of them at once.
 */
export function violations(analysis: ModelAnalysis, conditions: readonly Condition[]): Violation[] {
  requireObject("analysis", analysis, ["layers"]);
  requireObjects("conditions", conditions, ["kind", "text"]);
  if (conditions.length === 0) return [];
  const found = conditions.flatMap((condition) => violationsOf(analysis, condition));
  const analyzed = analysis.layers.some(({ status }) => status === "analyzed");
  return analyzed ? found : [...found, { kind: "nothing analysed" }];
}

function violationsOf(analysis: ModelAnalysis, condition: Condition): Violation[] {
  const { text } = condition;
  if (condition.kind === "number") {
    const value = condition.value(analysis);
    return value !== undefined && condition.holds(value)
      ? [{ kind: "analysis", condition: text, value }]
      : [];
  }
  const { kind, value, holds } = condition;
  const having = analysis.layers.flatMap((layer) => {
    const cell = value(layer);
    return cell === null ? [] : [{ layer, cell }];
  });
  const holding = having.filter(({ cell }) => holds(cell));
  if (kind === "all" && holding.length < having.length) return [];
  return holding.map(({ layer, cell }) => violationOf(layer, cell, text));
}

function violationOf({ name }: LayerResult, value: Exclude<Cell, null>, condition: string): Violation {
  return { kind: "layer", condition, layer: name, value };
}

/** "fc1.weight: alpha < 2 (it is 1.874)". The names are as in the file: make them harmless before they are printed. */
export function violationText(violation: Violation): string {
  requireObject("violationText: violation", violation, ["kind"]);
  switch (violation.kind) {
    case "layer":
      return `${violation.layer}: ${violation.condition} (${inWords(violation.value)})`;
    case "analysis":
      return `${violation.condition} (${inWords(violation.value)})`;
    case "nothing analysed":
      return "no layer was analysed, so there was nothing to check";
  }
}

function inWords(value: Exclude<Cell, null>): string {
  if (value === true) return "it is so";
  return `it is ${typeof value === "number" ? Number(value.toPrecision(4)) : value}`;
}
