/** A model against its base, layer by layer: what training changed. Understands low-rank adapters (LoRA). */
import { knownOptions } from "../../base/index.ts";
import type { Model } from "../../models/index.ts";
import { type CarryOutOptions, carryOut } from "../jobs/carry-out.ts";
import type { CompareAdaptedJob, CompareJob } from "../jobs/job.ts";
import type { Plan, Step } from "../jobs/plan.ts";
import { taskId } from "../jobs/task.ts";
import { type CompareOptions, checkDirections, DEFAULT_DIRECTIONS } from "../matrix/compare-matrices.ts";
import { referenceCost } from "../plan/cost.ts";
import { type MatrixPair, pairMatrices } from "../plan/model-pairs.ts";
import {
  CHOICE_OPTIONS,
  DEFAULT_MIN_SIZE,
  type SelectionOptions,
  selectionOf,
  shapeOf,
} from "../plan/selection.ts";
import { assembleComparison } from "../records/assemble.ts";
import type { ComparisonResult } from "../records/comparison-results.ts";
import type { ModelComparison } from "../records/run-records.ts";
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

/** What is compared, and how. */
export interface ComparisonSettings
  extends CompareOptions,
    Omit<SelectionOptions, "lowRank">,
    AdapterOptions,
    ContentIdentity {
  /** How the record calls the model; checkpoints often share a file name. Default: its own name. */
  readonly name?: string;
}

export interface CompareModelsOptions extends ComparisonSettings, CarryOutOptions {}

type ComparisonStep = Step<ComparisonResult, CompareJob> | Step<ComparisonResult, CompareAdaptedJob>;
export type ComparisonPlan = Plan<ComparisonResult, CompareJob | CompareAdaptedJob, ModelComparison>;

/**
 * Compares each matrix of `base` with the one of the same name and shape in `model`, as `compareMatrices` does. If `model`
 * holds low-rank adapter pairs (LoRA), W = W0 + scale B A stands for the adapted matrix of the base, as `compareAdapted` has
 * it. Matrices without a partner get a row that says so. No more pairs are in memory than the executor works
 * on at once.
 * @throws ABORTED when the signal fires; INVALID_ARGUMENT for bad options.
 */
export async function* compareModels(
  base: Model,
  model: Model,
  options: CompareModelsOptions = {},
): AsyncGenerator<ComparisonResult, void> {
  knownOptions("compareModels", options, {
    ...MATRIX_OPTIONS,
    directions: true,
    ...CHOICE_OPTIONS,
    ...ADAPTER_OPTIONS,
    ...IDENTITY_OPTIONS,
    name: true,
    ...CARRY_OUT_OPTIONS,
  });
  requireModel("compareModels", base);
  requireModel("compareModels", model);
  yield* carryOut(planComparison(base, model, options), options);
}

/** What `compareModels` will do: every row and every task. Reads no weights. @throws INVALID_ARGUMENT for bad options. */
export function planComparison(base: Model, model: Model, options: ComparisonSettings = {}): ComparisonPlan {
  const {
    directions = DEFAULT_DIRECTIONS,
    adapterScale,
    conv = "flatten",
    gates = "together",
    minSize = DEFAULT_MIN_SIZE,
  } = options;
  checkDirections(directions);
  checkAdapterScale(adapterScale);
  const settings = { directions, ...filledIn(options) };
  const { pairs, skipped } = pairMatrices(base, model, selectionOf(options));
  const before = contentsOf(base, "base", options);
  const after = contentsOf(model, "model", options);

  const steps = pairs.map((pair): ComparisonStep => {
    const { selected, partner, transposed } = pair;
    const { own: cost } = referenceCost(shapeOf(partner), settings.depth, "compare");
    const reference = matrixReference("base", selected);
    const contents = before(selected.plan.tensor);
    if (partner.kind === "matrix") {
      const input = { base: reference, matrix: matrixReference("model", partner) };
      const work = { work: "compare", input, options: settings } as const;
      const id = taskId([...contents, ...after(partner.plan.tensor)], work);
      return { task: { id, cost, ...work }, ...rowsOf(pair) };
    }
    const input = { base: reference, product: productReference(partner, { adapterScale, transposed }) };
    const work = { work: "compareAdapted", input, options: settings } as const;
    const { a, b } = partner.product.pair;
    const id = taskId([...contents, ...after(a, b)], work);
    return { task: { id, cost, ...work }, ...rowsOf(pair) };
  });
  const { name = model.name } = options;
  const { format, tensors } = model;
  const asked = recorded({ minSize, conv, gates, ...settings }, options);
  return {
    models: { base, model },
    rows: skipped,
    steps: costliestFirst(steps),
    record: (rows, course) =>
      assembleComparison(base, { name, format, tensors }, rows, { options: asked, ...course }),
  };
}

/** The rows that a pair may get. */
function rowsOf({
  selected,
}: MatrixPair): Pick<Step<ComparisonResult, CompareJob>, "index" | "name" | "done" | "failed"> {
  const { index, name } = selected.source;
  return {
    index,
    name,
    done: ({ result: comparison, seconds }) =>
      Object.freeze({ index, name, status: "compared", comparison, seconds }),
    failed: ({ code, message }) => Object.freeze({ index, name, status: "skipped", code, reason: message }),
  };
}
