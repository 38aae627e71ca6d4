/** A model against its base, layer by layer: what training changed. Understands low-rank adapters (LoRA). */
import { WignerscopeError } from "../../base/index.ts";
import { type Model, matricize } from "../../models/index.ts";
import { type Executor, thisThread } from "../jobs/executor.ts";
import type { CompareAdaptedJob, CompareJob } from "../jobs/job.ts";
import { type Progress, ProgressMeter } from "../jobs/progress.ts";
import { schedule } from "../jobs/scheduler.ts";
import { type CompareOptions, checkDirections } from "../matrix/compare-matrices.ts";
import { type MatrixPair, pairMatrices } from "../plan/model-pairs.ts";
import { cost, type SelectionOptions, tensorReader } from "../plan/selection.ts";
import type { ComparisonResult } from "../records/results.ts";
import {
  type AdapterOptions,
  checkAdapterScale,
  readProduct,
  transposedProduct,
} from "./adapter-products.ts";

export interface CompareModelsOptions
  extends CompareOptions,
    Omit<SelectionOptions, "lowRank">,
    AdapterOptions {
  /** Where the numerical work runs. Default: this thread. */
  readonly executor?: Executor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

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
  const { executor = thisThread, signal, adapterScale, directions, precision, depth, seed } = options;
  checkDirections(directions);
  checkAdapterScale(adapterScale);
  const { pairs, skipped } = pairMatrices(base, model, options);
  yield* skipped;

  const readBase = tensorReader(base, signal);
  const readModel = tensorReader(model, signal);
  const settings = { directions, precision, depth, seed };
  const progress = new ProgressMeter(
    pairs.map(({ selected }) => cost(selected)),
    options.onProgress,
  );
  async function jobOf({
    selected,
    partner,
    transposed,
  }: MatrixPair): Promise<CompareJob | CompareAdaptedJob> {
    const before = matricize(await readBase(selected.plan.tensor), selected.plan);
    if ("plan" in partner) {
      const after = matricize(await readModel(partner.plan.tensor), partner.plan);
      return { kind: "compare", base: before, matrix: after, options: settings };
    }
    const product = await readProduct(model, partner.product, { adapterScale, signal });
    return {
      kind: "compareAdapted",
      base: before,
      product: transposed ? transposedProduct(product) : product,
      options: settings,
    };
  }
  async function start(pair: MatrixPair): Promise<ComparisonResult> {
    const { selected } = pair;
    const { index, name } = selected.source;
    try {
      const { result: comparison, seconds } = await executor.run(await jobOf(pair), signal);
      return { index, name, status: "compared", comparison, seconds };
    } catch (error) {
      if (!(error instanceof WignerscopeError) || error.code === "ABORTED") throw error;
      return { index, name, status: "skipped", code: error.code, reason: error.message };
    }
  }
  const costs = new Map(pairs.map(({ selected }) => [selected.source.index, cost(selected)]));
  for await (const result of schedule(pairs, executor.concurrency, start, signal)) {
    progress.finished(result.name, costs.get(result.index) ?? 0);
    yield result;
  }
}
