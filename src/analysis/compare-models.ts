/** A model against its base, layer by layer: what training changed. Understands low-rank adapters (LoRA). */
import { WignerscopeError } from "../kernel/errors.ts";
import { type Matrix, matmul, matrix } from "../kernel/index.ts";
import { type Model, matricize } from "../models/index.ts";
import { type CompareOptions, checkDirections } from "./compare-matrices.ts";
import { type Executor, thisThread } from "./executor.ts";
import { type LowRankPair, lowRankPairs } from "./low-rank-pairs.ts";
import { type Progress, ProgressMeter } from "./progress.ts";
import type { ComparisonResult } from "./results.ts";
import { schedule } from "./scheduler.ts";
import {
  cost,
  type SelectedMatrix,
  type SelectionOptions,
  selectMatrices,
  tensorReader,
} from "./selection.ts";

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
 * matrix of the base. Matrices without a partner get a row that says so.
 * @throws ABORTED when the signal fires; INVALID_ARGUMENT for bad options.
 */
export async function* compareModels(
  base: Model,
  model: Model,
  options: CompareModelsOptions = {},
): AsyncGenerator<ComparisonResult, void> {
  const { executor = thisThread, signal, adapterScale = 1, directions, precision, depth, seed } = options;
  checkDirections(directions);
  const pairs = lowRankPairs(model.tensors);
  const { matrices, skipped } = selectMatrices(base, options);
  const inModel = selectMatrices(model, options);
  const partners = new Map(inModel.matrices.map((other) => [other.source.name, other]));
  const reasons = new Map(inModel.skipped.map(({ name, reason }) => [name, reason]));
  const work: { selected: SelectedMatrix; partner: SelectedMatrix | LowRankPair }[] = [];
  for (const { index, name, code, reason } of skipped) yield { index, name, status: "skipped", code, reason };
  for (const selected of matrices) {
    const partner = pairs.get(selected.source.name) ?? partners.get(selected.source.name);
    const { index, name } = selected.source;
    const reason = partner
      ? shapeConflict(selected, partner)
      : `in ${model.name}: ${reasons.get(name) ?? "there is no tensor of this name"}`;
    if (partner && reason === undefined) work.push({ selected, partner });
    else yield { index, name, status: "skipped", code: "UNMATCHED", reason: reason ?? "" };
  }
  work.sort((a, b) => cost(b.selected) - cost(a.selected));

  const readBase = tensorReader(base, signal);
  const readModel = tensorReader(model, signal);
  const settings = { directions, precision, depth, seed };
  const progress = new ProgressMeter(
    work.map(({ selected }) => cost(selected)),
    options.onProgress,
  );
  async function start({ selected, partner }: (typeof work)[number]): Promise<ComparisonResult> {
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
  const costs = new Map(work.map(({ selected }) => [selected.source.index, cost(selected)]));
  for await (const result of schedule(work, executor.concurrency, start, signal)) {
    progress.finished(result.name, costs.get(result.index) ?? 0);
    yield result;
  }
}

function shapeConflict({ plan }: SelectedMatrix, partner: SelectedMatrix | LowRankPair): string | undefined {
  const { rows, cols } = "plan" in partner ? partner.plan : partner;
  if (rows === plan.rows && cols === plan.cols) return undefined;
  return `it is ${plan.rows} x ${plan.cols} in the base and ${rows} x ${cols} in the model`;
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
