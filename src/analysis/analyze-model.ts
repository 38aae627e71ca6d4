/** All the weight matrices of a model, one result each, as they finish. */
import { WignerscopeError } from "../kernel/errors.ts";
import { type Model, matricize, type Tensor } from "../models/index.ts";
import type { MatrixOptions } from "./analyze-matrix.ts";
import { type Executor, thisThread } from "./executor.ts";
import { type Progress, ProgressMeter } from "./progress.ts";
import type { LayerResult } from "./results.ts";
import { schedule } from "./scheduler.ts";
import {
  cost,
  type SelectedMatrix,
  type SelectionOptions,
  selectMatrices,
  tensorReader,
} from "./selection.ts";

export interface ModelOptions extends MatrixOptions, SelectionOptions {
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
 * A tensor that cannot be read or analysed (a NaN, a corrupt region) gives a row with the reason and does not stop
 * the others.
 * @throws ABORTED when the signal fires: what was yielded before stays valid. INVALID_ARGUMENT for bad options.
 */
export async function* analyzeModel(
  model: Model,
  options: ModelOptions = {},
): AsyncGenerator<LayerResult, void> {
  const executor = options.executor ?? thisThread;
  const { signal, precision, depth, seed } = options;
  const { matrices, skipped } = selectMatrices(model, options);
  yield* skipped;

  const work = [...matrices].sort((a, b) => cost(b) - cost(a) || a.source.index - b.source.index);
  const read = tensorReader(model, signal);
  const costs = new Map(work.map((selected) => [selected.source.index, cost(selected)]));
  const progress = new ProgressMeter(work.map(cost), options.onProgress);
  const settings = { precision, depth, seed };
  const start = (selected: SelectedMatrix) => analyzeLayer(read, selected, executor, settings, signal);
  for await (const result of schedule(work, executor.concurrency, start, signal)) {
    progress.finished(result.name, costs.get(result.index) ?? 0);
    yield result;
  }
}

async function analyzeLayer(
  read: (name: string) => Promise<Tensor>,
  { source, plan }: SelectedMatrix,
  executor: Executor,
  options: MatrixOptions,
  signal: AbortSignal | undefined,
): Promise<LayerResult> {
  try {
    const matrix = matricize(await read(plan.tensor), plan);
    const { result: analysis, seconds } = await executor.run({ kind: "analyze", matrix, options }, signal);
    return Object.freeze({ ...source, status: "analyzed", analysis, seconds });
  } catch (error) {
    if (!(error instanceof WignerscopeError) || error.code === "ABORTED") throw error;
    return Object.freeze({ ...source, status: "skipped", code: error.code, reason: error.message });
  }
}
