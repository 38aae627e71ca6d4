/** Removes noise from a model's weight matrices and writes the model again, every other tensor byte for byte. */

import { WignerscopeError } from "../../base/index.ts";
import { type KeptRanks, type ShrinkRule, shrink } from "../../bulk/index.ts";
import { type Model, matricize, type WriteModelOptions, type WriteReport } from "../../models/index.ts";
import { type Progress, ProgressMeter } from "../jobs/progress.ts";
import { cost, type SelectionOptions, selectMatrices } from "../plan/selection.ts";

export interface FilterModelOptions extends Omit<SelectionOptions, "conv" | "lowRank"> {
  /** What becomes of the singular values of each selected matrix; see `ShrinkRule`. */
  readonly rule: ShrinkRule;
  /** Arithmetic of the decompositions. Default "f64". */
  readonly precision?: "f64" | "f32";
  /** Seed of the nulls of the rule "boundary". Default `DEFAULT_SEED`. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
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
  /** Noise level used, where the rule has one. */
  readonly sigma: number | undefined;
  /** Ranks that the rule "boundary" kept. */
  readonly kept: KeptRanks | undefined;
}

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
  const { rule, precision, seed, signal } = options;
  const { matrices, products } = selectMatrices(model, { ...options, conv: "flatten", lowRank: "product" });
  const selected = new Map(matrices.map((matrix) => [matrix.plan.tensor, matrix]));
  const progress = new ProgressMeter(matrices.map(cost), options.onProgress);
  const filtered: FilteredLayer[] = [];
  const kept = products.map(({ source: { name } }) => ({ name, reason: FACTORS }));
  const { bytes } = await write({
    signal,
    async replace(info) {
      const wanted = selected.get(info.name);
      if (!wanted) return undefined;
      try {
        const { rows, cols } = wanted.plan;
        const matrix = matricize(await model.readTensor(info.name, { signal }), wanted.plan);
        const {
          matrix: result,
          before,
          after,
          rank,
          sigma,
          kept: ranks,
        } = shrink(matrix, { ...fitting(rule, rows, cols), precision, seed });
        filtered.push(
          Object.freeze({ name: info.name, rows, cols, before, after, rank, sigma, kept: ranks }),
        );
        return before.every((nu, k) => nu === after[k]) ? undefined : result.data;
      } catch (error) {
        if (!(error instanceof WignerscopeError) || ["ABORTED", "INVALID_ARGUMENT"].includes(error.code))
          throw error;
        kept.push({ name: info.name, reason: error.message });
        return undefined;
      } finally {
        progress.finished(info.name, cost(wanted));
      }
    },
  });
  return Object.freeze({ filtered, kept, bytes });
}

const FACTORS = "the low-rank product of two tensors; to filter one of them is not to filter their product";

/** A low rank above what a narrow matrix has keeps all of it. */
function fitting(rule: ShrinkRule, rows: number, cols: number): ShrinkRule {
  return rule.method === "lowRank" ? { ...rule, rank: Math.min(rule.rank, rows, cols) } : rule;
}
