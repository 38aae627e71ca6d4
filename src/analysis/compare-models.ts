/** A model against its base, layer by layer: what training changed. Understands low-rank adapters (LoRA). */
import { WignerscopeError } from "../kernel/errors.ts";
import { type Matrix, matmul, matrix } from "../kernel/index.ts";
import { type Model, matricize } from "../models/index.ts";
import { type CompareOptions, checkDirections } from "./compare-matrices.ts";
import { type Executor, thisThread } from "./executor.ts";
import type { LowRankPair } from "./low-rank-pairs.ts";
import { type MatrixPair, pairMatrices } from "./model-pairs.ts";
import { type Progress, ProgressMeter } from "./progress.ts";
import type { ComparisonResult } from "./results.ts";
import { schedule } from "./scheduler.ts";
import { cost, type SelectionOptions, tensorReader } from "./selection.ts";

export interface CompareModelsOptions extends CompareOptions, SelectionOptions {
  /** Factor before the product B A of a low-rank adapter (lora_alpha / r of its training). Default 1. */
  readonly adapterScale?: number;
  /** Where the numerical work runs. Default: this thread. */
  readonly executor?: Executor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Compares each matrix of `base` with the one of the same name and shape in `model`, as `compareMatrices` does. If `model`
 * holds low-rank adapter pairs (`NAME.lora_A.weight`, `NAME.lora_B.weight`), W = W0 + scale B A stands for the adapted
 * matrix of the base. Matrices without a partner get a row that says so. No more pairs are in memory than the executor works
 * on at once.
 * @throws ABORTED when the signal fires; INVALID_ARGUMENT for bad options.
 */
export async function* compareModels(
  base: Model,
  model: Model,
  options: CompareModelsOptions = {},
): AsyncGenerator<ComparisonResult, void> {
  const { executor = thisThread, signal, adapterScale = 1, directions, precision, depth, seed } = options;
  checkDirections(directions);
  const { pairs, skipped } = pairMatrices(base, model, options);
  yield* skipped;

  const readBase = tensorReader(base, signal);
  const readModel = tensorReader(model, signal);
  const settings = { directions, precision, depth, seed };
  const progress = new ProgressMeter(
    pairs.map(({ selected }) => cost(selected)),
    options.onProgress,
  );
  async function start({ selected, partner }: MatrixPair): Promise<ComparisonResult> {
    const { index, name } = selected.source;
    try {
      const before = matricize(await readBase(selected.plan.tensor), selected.plan);
      const after =
        "plan" in partner
          ? matricize(await readModel(partner.plan.tensor), partner.plan)
          : await adapted(before, partner, model, adapterScale, signal);
      const job = { kind: "compare", base: before, matrix: after, options: settings } as const;
      const { result: comparison, seconds } = await executor.run(job, signal);
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

/** W0 + scale B A. */
async function adapted(
  base: Matrix,
  pair: LowRankPair,
  model: Model,
  scale: number,
  signal: AbortSignal | undefined,
): Promise<Matrix> {
  const [a, b] = await Promise.all([model.read(pair.a, { signal }), model.read(pair.b, { signal })]);
  const product = matmul(b, a).data;
  return matrix(
    base.rows,
    base.cols,
    Float64Array.from(base.data, (w, i) => w + scale * product[i]),
  );
}
