/** All the weight matrices of a model, one result each, as they finish. */
import { throwIfAborted, WignerscopeError } from "../kernel/errors.ts";
import {
  type ConvolutionMode,
  type MatrixPlan,
  type Model,
  matricize,
  planMatrices,
  type Tensor,
} from "../models/index.ts";
import type { MatrixOptions } from "./analyze-matrix.ts";
import { type Executor, thisThread } from "./executor.ts";
import { nameFilter } from "./layer-names.ts";
import type { LayerResult, LayerSource, SkippedLayer } from "./results.ts";

export interface ModelOptions extends MatrixOptions {
  /** Globs over tensor names (`*`, `?`, a leading `!` excludes). Default: all. */
  readonly layers?: readonly string[];
  /** Matrices whose smaller side is below this are listed, not analysed. Default 50, as WeightWatcher's. */
  readonly minSize?: number;
  /**
   * What a convolution kernel (out, in, height, width) becomes: "flatten" is one out x (in height width) matrix,
   * "slices" height x width matrices out x in. Default "flatten".
   */
  readonly conv?: ConvolutionMode;
  /** Where the numerical work runs. Default: this thread. */
  readonly executor?: Executor;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  /** Matrices finished, and matrices to do. */
  readonly done: number;
  readonly total: number;
  /** Share of the estimated arithmetic that is done, 0 to 1. */
  readonly fraction: number;
  /** From the rate so far; undefined before the first matrix is done. */
  readonly secondsLeft: number | undefined;
  /** The matrix that finished last. */
  readonly name: string;
}

export const DEFAULT_MIN_SIZE = 50;

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
  const progress = new ProgressMeter(work, options.onProgress);
  const running = new Map<number, Promise<LayerResult>>();
  let next = 0;
  try {
    while (next < work.length || running.size > 0) {
      throwIfAborted(signal);
      while (next < work.length && running.size < executor.concurrency) {
        const selected = work[next++];
        running.set(
          selected.source.index,
          analyzeLayer(read, selected, executor, { precision, depth, seed }, signal),
        );
      }
      const result = await Promise.race(running.values());
      running.delete(result.index);
      progress.finished(result);
      yield result;
    }
  } finally {
    // Left early (abort, an error, or the consumer's break): nobody waits for the rest any more.
    for (const rest of running.values()) rest.catch(() => {});
  }
}

/** A matrix to analyse: where it stands in the model, and how it is cut from its tensor. */
export interface SelectedMatrix {
  readonly source: LayerSource;
  readonly plan: MatrixPlan;
}

/**
 * Splits a model's tensors into matrices to analyse and rows that say why not, without reading any weights.
 * @throws INVALID_ARGUMENT when minSize is no whole number from 1.
 */
export function selectMatrices(
  model: Pick<Model, "tensors">,
  options: Pick<ModelOptions, "layers" | "minSize" | "conv"> = {},
): { matrices: SelectedMatrix[]; skipped: SkippedLayer[] } {
  const minSize = options.minSize ?? DEFAULT_MIN_SIZE;
  if (!Number.isInteger(minSize) || minSize < 1)
    throw new WignerscopeError("INVALID_ARGUMENT", `minSize must be a whole number from 1, got ${minSize}`);
  const wanted = nameFilter(options.layers ?? []);
  const matrices: SelectedMatrix[] = [];
  const skipped: SkippedLayer[] = [];
  let index = 0;
  for (const { name, dtype, shape, ...info } of model.tensors) {
    const skip = (code: SkippedLayer["code"], reason: string, rowName = name) =>
      skipped.push(
        Object.freeze({ index: index++, name: rowName, dtype, shape, status: "skipped", code, reason }),
      );
    if (!wanted(name)) {
      skip("FILTERED", "not selected by the layer globs");
      continue;
    }
    const planned = planMatrices({ name, dtype, shape, ...info }, { conv: options.conv });
    if ("code" in planned) {
      skip(planned.code, planned.reason);
      continue;
    }
    for (const plan of planned.matrices) {
      const { rows, cols } = plan;
      if (Math.min(rows, cols) < minSize)
        skip(
          "TOO_SMALL",
          `the smaller side of ${rows} x ${cols} is below the minimum size ${minSize}`,
          plan.name,
        );
      else matrices.push({ source: Object.freeze({ index: index++, name: plan.name, dtype, shape }), plan });
    }
  }
  return { matrices, skipped };
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
    const { analysis, seconds } = await executor.analyze(matrix, options, signal);
    return Object.freeze({ ...source, status: "analyzed", analysis, seconds });
  } catch (error) {
    if (!(error instanceof WignerscopeError) || error.code === "ABORTED") throw error;
    return Object.freeze({ ...source, status: "skipped", code: error.code, reason: error.message });
  }
}

/** Reads tensors; the slices of one convolution kernel, which follow each other, share one read. */
function tensorReader(model: Model, signal: AbortSignal | undefined): (name: string) => Promise<Tensor> {
  let last: { name: string; tensor: Promise<Tensor> } | undefined;
  return (name) => {
    if (last?.name !== name) last = { name, tensor: model.readTensor(name, { signal }) };
    return last.tensor;
  };
}

/** Singular values of an m x n matrix, m >= n, cost about 2 m n^2 operations. */
function cost({ plan: { rows, cols } }: SelectedMatrix): number {
  return rows * cols * Math.min(rows, cols);
}

class ProgressMeter {
  private readonly costs: ReadonlyMap<number, number>;
  private readonly totalCost: number;
  private readonly start = performance.now();
  private readonly report: ModelOptions["onProgress"];
  private done = 0;
  private doneCost = 0;

  constructor(work: readonly SelectedMatrix[], report: ModelOptions["onProgress"]) {
    this.costs = new Map(work.map((matrix) => [matrix.source.index, cost(matrix)]));
    this.totalCost = work.reduce((sum, matrix) => sum + cost(matrix), 0);
    this.report = report;
  }

  finished({ index, name }: LayerSource): void {
    this.done++;
    this.doneCost += this.costs.get(index) ?? 0;
    const fraction = this.doneCost / this.totalCost;
    const elapsed = (performance.now() - this.start) / 1000;
    const secondsLeft = (elapsed * (1 - fraction)) / fraction;
    this.report?.({ done: this.done, total: this.costs.size, fraction, secondsLeft, name });
  }
}
