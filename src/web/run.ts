/** One run of the page, in workers: a model is analysed, or models are compared with a base. Layers come as they finish. */
import {
  analyzeModel,
  assembleAnalysis,
  assembleComparison,
  type ComparisonResult,
  compareModels,
  type Depth,
  type LayerResult,
  type ModelAnalysis,
  type ModelComparison,
  type Progress,
} from "../analysis/index.ts";
import { WignerscopeError } from "../base/index.ts";
import { DEFAULT_SEED, type KernelBuild } from "../kernel/index.ts";
import type { ConvolutionMode, Model } from "../models/index.ts";
import { workerPool } from "../run/index.web.ts";

export interface RunOptions {
  readonly minSize: number;
  readonly precision: "f64" | "f32";
  readonly depth: Depth;
  readonly conv: ConvolutionMode;
  readonly workers: number;
  /** Of comparisons: leading singular vectors compared. */
  readonly directions: number;
  /** Of adapters: the factor before B A, unless it is the adapter's own. */
  readonly adapterScale: number | undefined;
  /** Which build of the kernel the workers run. */
  readonly build: KernelBuild;
}

export interface RunEvents {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Runs `work` with a pool of its own. Resolves to false when it was stopped by the signal. */
async function inWorkers(
  { workers, build }: RunOptions,
  signal: AbortSignal,
  work: (executor: ReturnType<typeof workerPool>) => Promise<void>,
): Promise<boolean> {
  const pool = workerPool({ workers, build });
  try {
    await work(pool);
    return true;
  } catch (error) {
    if (error instanceof WignerscopeError && error.code === "ABORTED" && signal.aborted) return false;
    throw error;
  } finally {
    pool.close();
  }
}

/** What a record says it was asked for. */
function recordedOptions({ minSize, precision, depth, conv, workers, adapterScale }: RunOptions) {
  const scale = adapterScale !== undefined && { adapterScale };
  return { minSize, precision, depth, conv, workers, ...scale, seed: DEFAULT_SEED };
}

const secondsSince = (start: number) => (performance.now() - start) / 1000;

/** A stopped run returns what was finished, marked as not complete. */
export async function runAnalysis(
  model: Model,
  options: RunOptions,
  events: RunEvents & { readonly onLayer: (layer: LayerResult, soFar: () => ModelAnalysis) => void },
): Promise<ModelAnalysis> {
  const { minSize, precision, depth, conv, adapterScale } = options;
  const { signal, onProgress, onLayer } = events;
  const start = performance.now();
  const layers: LayerResult[] = [];
  const record = (complete: boolean) =>
    assembleAnalysis(model, layers, {
      options: recordedOptions(options),
      complete,
      seconds: secondsSince(start),
    });
  const complete = await inWorkers(options, signal, async (executor) => {
    const settings = { minSize, precision, depth, conv, adapterScale, executor, signal, onProgress };
    for await (const layer of analyzeModel(model, settings)) {
      layers.push(layer);
      onLayer(layer, () => record(false));
    }
  });
  return record(complete);
}

/** A model to compare, under the name that tells it from the others, and the time that it is expected to take. */
export interface Compared {
  readonly model: Model;
  readonly name: string;
  readonly expected: number;
}

/**
 * One model after the other; of each, no more pairs of matrices are in memory than there are workers. Progress is that
 * of the whole run. A stopped run returns the models that were begun, the last marked as not complete.
 */
export async function runComparison(
  base: Model,
  models: readonly Compared[],
  options: RunOptions,
  events: RunEvents & {
    readonly onModel: (index: number, soFar: () => ModelComparison) => void;
    readonly onLayer: (index: number, layer: ComparisonResult) => void;
  },
): Promise<ModelComparison[]> {
  const { minSize, precision, depth, conv, directions, adapterScale } = options;
  const { signal } = events;
  const begin = performance.now();
  const expected = models.map((model) => model.expected);
  const done: ModelComparison[] = [];
  let current: ((complete: boolean) => ModelComparison) | undefined;
  const complete = await inWorkers(options, signal, async (executor) => {
    for (const [index, { model, name }] of models.entries()) {
      const start = performance.now();
      const layers: ComparisonResult[] = [];
      const { format, tensors } = model;
      const record = (complete: boolean) =>
        assembleComparison(base, { name, format, tensors }, layers, {
          options: { ...recordedOptions(options), directions },
          complete,
          seconds: secondsSince(start),
        });
      current = record;
      events.onModel(index, () => record(false));
      const settings = { minSize, precision, depth, conv, directions, adapterScale, executor, signal };
      const onProgress = (progress: Progress) =>
        events.onProgress(overall(progress, expected, index, secondsSince(begin)));
      for await (const layer of compareModels(base, model, { ...settings, onProgress })) {
        layers.push(layer);
        events.onLayer(index, layer);
      }
      done.push(record(true));
      current = undefined;
    }
  });
  return complete || !current ? done : [...done, current(false)];
}

/** The progress of one model as that of the whole run, by the times expected. */
function overall(progress: Progress, expected: readonly number[], index: number, elapsed: number): Progress {
  const total = expected.reduce((sum, seconds) => sum + seconds, 0);
  const before = expected.slice(0, index).reduce((sum, seconds) => sum + seconds, 0);
  const fraction = total > 0 ? (before + progress.fraction * expected[index]!) / total : progress.fraction;
  return {
    ...progress,
    fraction,
    secondsLeft: fraction > 0 ? (elapsed * (1 - fraction)) / fraction : undefined,
  };
}
