/** The record of a run: what was analysed or compared, how, and every row in the model's order. */

import { requireObject, VERSION } from "../../base/index.ts";
import { activeBuild } from "../../kernel/index.ts";
import type { Model } from "../../models/index.ts";
import type { ComparisonResult } from "./comparison-results.ts";
import type { LayerResult } from "./layer-results.ts";
import type { Generator, ModelAnalysis, ModelComparison, ModelFacts, RunFacts } from "./run-records.ts";
import { SCHEMA } from "./run-records.ts";
import { summarize, summarizeComparison } from "./summary.ts";

/** What a record keeps of an open model. */
export type DescribedModel = Pick<Model, "name" | "format" | "tensors">;

export function assembleAnalysis(
  model: DescribedModel,
  results: readonly LayerResult[],
  run: RunFacts,
): ModelAnalysis {
  requireObject("model", model, ["name", "format", "tensors"]);
  requireObject("run", run, ["options", "complete", "seconds"]);
  const { options, complete, seconds } = run;
  const layers = inOrder(results);
  const analysis: ModelAnalysis = {
    schema: SCHEMA,
    generator: generator(),
    model: facts(model),
    options,
    complete,
    seconds,
    layers,
    summary: summarize(layers),
  };
  return Object.freeze(analysis);
}

/** `results` as `compareModels(base, model)` gave them. */
export function assembleComparison(
  base: DescribedModel,
  model: DescribedModel,
  results: readonly ComparisonResult[],
  run: RunFacts,
): ModelComparison {
  requireObject("base", base, ["name", "format", "tensors"]);
  requireObject("model", model, ["name", "format", "tensors"]);
  requireObject("run", run, ["options", "complete", "seconds"]);
  const { options, complete, seconds } = run;
  const layers = inOrder(results);
  return Object.freeze({
    schema: SCHEMA,
    generator: generator(),
    base: facts(base),
    model: facts(model),
    options,
    complete,
    seconds,
    layers,
    summary: summarizeComparison(layers),
  });
}

export const generator = (): Generator => ({ name: "wignerscope", version: VERSION, kernel: activeBuild() });

const facts = ({ name, format, tensors }: DescribedModel): ModelFacts => ({
  name,
  format,
  tensors: tensors.length,
});

function inOrder<Row extends { readonly index: number }>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => a.index - b.index);
}
