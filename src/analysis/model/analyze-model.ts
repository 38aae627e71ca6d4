/** All the weight matrices of a model, one result each, as they finish. */
import { WignerscopeError } from "../../base/index.ts";
import { type Model, matricize, type Tensor } from "../../models/index.ts";
import { type Executor, thisThread } from "../jobs/executor.ts";
import type { AnalyzeJob, AnalyzeProductJob } from "../jobs/job.ts";
import { type Progress, ProgressMeter } from "../jobs/progress.ts";
import { schedule } from "../jobs/scheduler.ts";
import type { MatrixOptions } from "../matrix/analyze-matrix.ts";
import {
  cost,
  type SelectedMatrix,
  type SelectedProduct,
  type SelectionOptions,
  selectMatrices,
  tensorReader,
} from "../plan/selection.ts";
import type { LayerResult } from "../records/results.ts";
import { type AdapterOptions, checkAdapterScale, readProduct } from "./adapter-products.ts";

export interface ModelOptions extends MatrixOptions, SelectionOptions, AdapterOptions {
  /** Where the numerical work runs. Default: this thread. */
  readonly executor?: Executor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

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
  const executor = options.executor ?? thisThread;
  const { signal, precision, depth, seed, adapterScale } = options;
  checkAdapterScale(adapterScale);
  const { matrices, products, skipped } = selectMatrices(model, options);
  yield* skipped;

  const work = [...matrices, ...products].sort(
    (a, b) => cost(b) - cost(a) || a.source.index - b.source.index,
  );
  const read = tensorReader(model, signal);
  const costs = new Map(work.map((selected) => [selected.source.index, cost(selected)]));
  const progress = new ProgressMeter(work.map(cost), options.onProgress);
  const settings = { precision, depth, seed };
  const start = (selected: SelectedMatrix | SelectedProduct) =>
    analyzeLayer({ model, read, adapterScale }, selected, executor, settings, signal);
  for await (const result of schedule(work, executor.concurrency, start, signal)) {
    progress.finished(result.name, costs.get(result.index) ?? 0);
    yield result;
  }
}

/** Where the numbers of a layer come from. */
interface Reading extends AdapterOptions {
  readonly model: Model;
  readonly read: (name: string) => Promise<Tensor>;
}

async function analyzeLayer(
  reading: Reading,
  selected: SelectedMatrix | SelectedProduct,
  executor: Executor,
  options: MatrixOptions,
  signal: AbortSignal | undefined,
): Promise<LayerResult> {
  const { source } = selected;
  try {
    const { result: analysis, seconds } = await executor.run(
      await jobOf(reading, selected, options, signal),
      signal,
    );
    return Object.freeze({ ...source, status: "analyzed", analysis, seconds });
  } catch (error) {
    if (!(error instanceof WignerscopeError) || error.code === "ABORTED") throw error;
    return Object.freeze({ ...source, status: "skipped", code: error.code, reason: error.message });
  }
}

async function jobOf(
  { model, read, adapterScale }: Reading,
  selected: SelectedMatrix | SelectedProduct,
  options: MatrixOptions,
  signal: AbortSignal | undefined,
): Promise<AnalyzeJob | AnalyzeProductJob> {
  if ("plan" in selected) {
    const matrix = matricize(await read(selected.plan.tensor), selected.plan);
    return { kind: "analyze", matrix, options };
  }
  const product = await readProduct(model, selected.product, { adapterScale, signal });
  return { kind: "analyzeProduct", product, options };
}
