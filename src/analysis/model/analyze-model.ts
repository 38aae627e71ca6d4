/** All the weight matrices of a model, one result each, as they finish. */
import { knownOptions } from "../../base/index.ts";
import type { Model } from "../../models/index.ts";
import { type CarryOutOptions, carryOut } from "../jobs/carry-out.ts";
import type { AnalyzeJob, AnalyzeProductJob } from "../jobs/job.ts";
import type { Plan, Step } from "../jobs/plan.ts";
import { taskId } from "../jobs/task.ts";
import type { MatrixOptions } from "../matrix/analyze-matrix.ts";
import { referenceCost } from "../plan/cost.ts";
import {
  DEFAULT_MIN_SIZE,
  SELECTION_OPTIONS,
  type SelectedMatrix,
  type SelectedProduct,
  type SelectionOptions,
  selectionOf,
  selectMatrices,
  shapeOf,
} from "../plan/selection.ts";
import { assembleAnalysis } from "../records/assemble.ts";
import type { AnalyzedLayer, LayerResult, LayerSource, SkippedLayer } from "../records/layer-results.ts";
import type { ModelAnalysis } from "../records/run-records.ts";
import { type AdapterOptions, checkAdapterScale } from "./adapter-products.ts";
import {
  ADAPTER_OPTIONS,
  CARRY_OUT_OPTIONS,
  IDENTITY_OPTIONS,
  MATRIX_OPTIONS,
  requireModel,
} from "./callers.ts";
import {
  type ContentIdentity,
  contentsOf,
  costliestFirst,
  filledIn,
  matrixReference,
  productReference,
  recorded,
} from "./steps.ts";

/** What is analysed, and how. */
export interface AnalysisSettings extends MatrixOptions, SelectionOptions, AdapterOptions, ContentIdentity {}

export interface ModelOptions extends AnalysisSettings, CarryOutOptions {}

type AnalysisStep = Step<LayerResult, AnalyzeJob> | Step<LayerResult, AnalyzeProductJob>;
export type AnalysisPlan = Plan<LayerResult, AnalyzeJob | AnalyzeProductJob, ModelAnalysis>;

/**
 * Analyses a model. Results come as they finish: skipped tensors first, then the matrices, the most expensive first, so
 * that the workers finish together; sort by `index` for the model's order. No more matrices are in memory than the
 * executor works on at once. The numbers do not depend on the executor.
 *
 * The two factors of a low-rank adapter (LoRA) are one row, their product, analysed as `analyzeProduct` does; with
 * `lowRank: "factors"` they are matrices like any other.
 *
 * A tensor that cannot be read or analysed (a NaN, a corrupt region) gives a row with the reason and does not stop
 * the others.
 * @throws ABORTED when the signal fires: what was yielded before stays valid. INVALID_ARGUMENT for bad options.
 */
export async function* analyzeModel(
  model: Model,
  options: ModelOptions = {},
): AsyncGenerator<LayerResult, void> {
  knownOptions("analyzeModel", options, {
    ...MATRIX_OPTIONS,
    ...SELECTION_OPTIONS,
    ...ADAPTER_OPTIONS,
    ...IDENTITY_OPTIONS,
    ...CARRY_OUT_OPTIONS,
  });
  requireModel("analyzeModel", model);
  yield* carryOut(planAnalysis(model, options), options);
}

/** What `analyzeModel` will do: every row and every task. Reads no weights. @throws INVALID_ARGUMENT for bad options. */
export function planAnalysis(model: Model, options: AnalysisSettings = {}): AnalysisPlan {
  const settings = filledIn(options);
  const {
    conv = "flatten",
    gates = "together",
    minSize = DEFAULT_MIN_SIZE,
    lowRank = "product",
    adapterScale,
  } = options;
  checkAdapterScale(adapterScale);
  const { matrices, products, skipped } = selectMatrices(model, selectionOf(options));
  const contents = contentsOf(model, "model", options);
  const costOf = (selected: SelectedMatrix | SelectedProduct) =>
    referenceCost(shapeOf(selected), settings.depth, "analyze").own;

  const steps: AnalysisStep[] = [
    ...matrices.map((selected): Step<LayerResult, AnalyzeJob> => {
      const work = {
        work: "analyze",
        input: { matrix: matrixReference("model", selected) },
        options: settings,
      } as const;
      const id = taskId(contents(selected.plan.tensor), work);
      const task = { id, cost: costOf(selected), ...work };
      return { task, ...rowsOf(selected.source) };
    }),
    ...products.map((selected): Step<LayerResult, AnalyzeProductJob> => {
      const product = productReference(selected, { adapterScale });
      const work = { work: "analyzeProduct", input: { product }, options: settings } as const;
      const id = taskId(contents(selected.product.pair.a, selected.product.pair.b), work);
      const task = { id, cost: costOf(selected), ...work };
      return { task, ...rowsOf(selected.source) };
    }),
  ];
  const asked = recorded({ minSize, conv, gates, lowRank, ...settings }, options);
  return {
    models: { model },
    rows: skipped,
    steps: costliestFirst(steps),
    record: (rows, course) => assembleAnalysis(model, rows, { options: asked, ...course }),
  };
}

/** The rows that a layer may get. */
function rowsOf(
  source: LayerSource,
): Pick<Step<LayerResult, AnalyzeJob>, "index" | "name" | "done" | "failed"> {
  return {
    index: source.index,
    name: source.name,
    done: ({ result: analysis, seconds }): AnalyzedLayer =>
      Object.freeze({ ...source, status: "analyzed", analysis, seconds }),
    failed: ({ code, message }): SkippedLayer =>
      Object.freeze({ ...source, status: "skipped", code, reason: message }),
  };
}
