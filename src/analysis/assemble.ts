/** The record of a run over one model: what was analysed, how, and every row in the model's order. */
import { activeBuild, VERSION } from "../kernel/index.ts";
import type { Model } from "../models/index.ts";
import type { LayerResult, ModelAnalysis } from "./results.ts";
import { summarize } from "./summary.ts";

export interface RunRecord {
  readonly options: ModelAnalysis["options"];
  /** False when the run was stopped before its last layer. */
  readonly complete: boolean;
  readonly seconds: number;
}

export function assembleAnalysis(
  model: Pick<Model, "name" | "format" | "tensors">,
  results: readonly LayerResult[],
  { options, complete, seconds }: RunRecord,
): ModelAnalysis {
  const layers = [...results].sort((a, b) => a.index - b.index);
  const analysis: ModelAnalysis = {
    schema: 1,
    generator: { name: "wignerscope", version: VERSION, kernel: activeBuild() },
    model: { name: model.name, format: model.format, tensors: model.tensors.length },
    options,
    complete,
    seconds,
    layers,
    summary: summarize(layers),
  };
  return Object.freeze(analysis);
}
