/** Removes noise from a model's weight matrices and writes the model again, every other tensor byte for byte. */

import { type FloatArray, knownOptions, type Precision, WignerscopeError } from "../../base/index.ts";
import type { KeptRanks, ShrinkRule, Shrunk } from "../../bulk/index.ts";
import {
  type MatrixPlan,
  type Model,
  putMatrix,
  quoted,
  type Tensor,
  type WriteModelOptions,
  type WriteReport,
} from "../../models/index.ts";
import { type CarryOutOptions, carryOut } from "../jobs/carry-out.ts";
import type { FilterJob } from "../jobs/job.ts";
import type { Plan, Step } from "../jobs/plan.ts";
import { taskId } from "../jobs/task.ts";
import { referenceCost } from "../plan/cost.ts";
import { type SelectionOptions, selectionOf, selectMatrices, shapeOf } from "../plan/selection.ts";
import { requireModel } from "./callers.ts";
import { contentsOf, filledIn, matrixReference } from "./steps.ts";

export interface FilterModelOptions
  extends Omit<SelectionOptions, "conv" | "gates" | "lowRank">,
    Omit<CarryOutOptions, "store"> {
  /** What becomes of the singular values of each selected matrix; see `ShrinkRule`. */
  readonly rule: ShrinkRule;
  /** Arithmetic of the decompositions. Default "f64". */
  readonly precision?: Precision;
  /** Seed of the nulls of the rule "boundary". Default `DEFAULT_SEED`. */
  readonly seed?: number;
}

/** What the filter did to one matrix. */
export interface FilteredLayer {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** Singular values before, and what became of each. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Nonzero values after. */
  readonly rank: number;
  readonly basis: FilterBasis;
}

/**
 * What a rule decided by in one matrix: the noise level sigma ("shift", "edge", "optimal"); the vectors, and sigma where it
 * also shifts ("boundary"); or the order of the values alone ("cut", "decile", "lowRank").
 */
export type FilterBasis =
  | { readonly kind: "noise level"; readonly sigma: number }
  | { readonly kind: "vectors"; readonly kept: KeptRanks; readonly sigma?: number }
  | { readonly kind: "order" };

export interface FilterReport {
  readonly filtered: readonly FilteredLayer[];
  /** Matrices that were selected and could not be filtered; they were copied. */
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
  readonly bytes: number;
}

/**
 * Writes `model` as safetensors with the selected matrices filtered (convolution kernels as out x (in k1 ... kd)), rounded
 * back to their own type. Factors of low-rank adapters are kept as they are. All other tensors and, for safetensors, the header are copied byte for byte.
 * @param write where to: `(options) => writeSafetensors(model, sink, options)`, or `writeModelFile` in Node
 * @throws what `write` throws; INVALID_ARGUMENT for a rule outside its range; ABORTED.
 */
export async function filterModel(
  model: Model,
  write: (options: WriteModelOptions) => Promise<WriteReport>,
  options: FilterModelOptions,
): Promise<FilterReport> {
  knownOptions("filterModel", options, {
    rule: true,
    precision: true,
    seed: true,
    layers: true,
    minSize: true,
    executor: true,
    signal: true,
    onProgress: true,
  });
  requireModel("filterModel", model);
  const filtered: FilteredLayer[] = [];
  const plan = planFilter(model, options);
  const kept = [...plan.kept];
  const wanted = new Map<string, MatrixPlan[]>();
  for (const { task } of plan.steps) {
    const matrix = task.input.matrix.plan;
    const ofTensor = wanted.get(matrix.tensor);
    if (ofTensor) ofTensor.push(matrix);
    else wanted.set(matrix.tensor, [matrix]);
  }
  // The writer asks for the tensors in the file's order: so do the tasks run, and as many ahead as there are workers.
  const rows = carryOut(plan, { ...options, inOrder: true });
  try {
    const { bytes } = await write({
      signal: options.signal,
      async replace({ name }) {
        let tensor: Tensor | undefined;
        for (const matrix of wanted.get(name) ?? []) {
          const { value: row } = await rows.next();
          if (!row || row.name !== matrix.name) throw outOfOrder(matrix.name);
          if (row.kind === "kept") {
            kept.push({ name: row.name, reason: row.reason });
            continue;
          }
          const { layer, data, changed } = row;
          filtered.push(layer);
          if (!changed) continue;
          if (!matrix.slice) return data;
          tensor ??= await model.readTensor(name, { signal: options.signal });
          putMatrix(tensor, matrix, data);
        }
        return tensor?.data;
      },
    });
    return Object.freeze({ filtered, kept, bytes });
  } finally {
    await rows.return();
  }
}

/** What became of one matrix on its way to the writer. */
type FilterRow =
  | {
      readonly kind: "filtered";
      readonly name: string;
      readonly layer: FilteredLayer;
      readonly data: FloatArray;
      readonly changed: boolean;
    }
  | { readonly kind: "kept"; readonly name: string; readonly reason: string };

type FilterPlan = Plan<FilterRow, FilterJob, undefined> & { readonly kept: FilterReport["kept"] };

/** In the file's order. Factors of low-rank adapters are kept. */
function planFilter(model: Model, options: FilterModelOptions): FilterPlan {
  const { precision, seed } = filledIn(options);
  const { matrices, products } = selectMatrices(model, {
    ...selectionOf(options),
    conv: "flatten",
    lowRank: "product",
  });
  const contents = contentsOf(model, "model", {});
  const steps = matrices.map((selected): Step<FilterRow, FilterJob> => {
    const { rows, cols, name, tensor } = selected.plan;
    const input = { matrix: matrixReference("model", selected) };
    const work = {
      work: "filter",
      input,
      options: { ...fitting(options.rule, rows, cols), precision, seed },
    } as const;
    const cost = referenceCost(shapeOf(selected), "quick", "filter").own;
    const task = { id: taskId(contents(tensor), work), cost, ...work };
    return {
      index: selected.source.index,
      name,
      task,
      done: ({ result }) => {
        const { matrix, before, after, rank } = result;
        const layer = Object.freeze({ name, rows, cols, before, after, rank, basis: basisOf(result) });
        const changed = before.some((nu, k) => nu !== after[k]);
        return { kind: "filtered", name, layer, data: matrix.data, changed };
      },
      failed(error) {
        // A rule outside its range would fail at every matrix alike.
        if (error.code === "INVALID_ARGUMENT") throw error;
        return { kind: "kept", name, reason: error.message };
      },
    };
  });
  const kept = products.map(({ source: { name } }) => ({ name, reason: FACTORS }));
  return { models: { model }, rows: [], steps, kept, record: () => undefined };
}

function basisOf({ sigma, kept }: Pick<Shrunk, "sigma" | "kept">): FilterBasis {
  if (kept) return { kind: "vectors", kept, ...(sigma !== undefined && { sigma }) };
  return sigma === undefined ? { kind: "order" } : { kind: "noise level", sigma };
}

const FACTORS = "the low-rank product of two tensors; to filter one of them is not to filter their product";

/** The writer asked for a tensor that is not the next one. */
function outOfOrder(name: string): WignerscopeError {
  return new WignerscopeError("WRITE_FAILED", `the writer asked for ${quoted(name)} out of the file's order`);
}

/** A low rank above what a narrow matrix has keeps all of it. */
function fitting(rule: ShrinkRule, rows: number, cols: number): ShrinkRule {
  return rule.method === "lowRank" ? { ...rule, rank: Math.min(rule.rank, rows, cols) } : rule;
}
