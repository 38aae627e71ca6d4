/** One run of the page, in workers: a model is analysed, or models are compared with a base. Layers come as they finish. */

import {
  type ComparisonResult,
  type Depth,
  type LayerResult,
  type ModelAnalysis,
  type ModelComparison,
  type Progress,
  planAnalysis,
  planComparison,
} from "../analysis/index.ts";
import type { Precision } from "../base/index.ts";
import type { KernelBuild } from "../kernel/index.ts";
import type { ConvolutionMode, GateMode, Model } from "../models/index.ts";
import { type Pool, run } from "../run/index.ts";
import { workerPool } from "../run/index.web.ts";

export interface RunOptions {
  readonly minSize: number;
  readonly precision: Precision;
  readonly depth: Depth;
  readonly conv: ConvolutionMode;
  readonly gates: GateMode;
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

/** Runs `work` with a pool of its own. */
async function inWorkers<T>(
  { workers, build }: Pick<RunOptions, "workers" | "build">,
  work: (executor: Pool) => Promise<T>,
): Promise<T> {
  const pool = workerPool({ workers, build });
  try {
    return await work(pool);
  } finally {
    pool.close();
  }
}

/** A stopped run returns what was finished, marked as not complete. */
export async function runAnalysis(
  model: Model,
  { workers, build, directions: _, ...settings }: RunOptions,
  {
    onLayer,
    ...events
  }: RunEvents & {
    readonly onLayer: (layer: LayerResult, soFar: () => ModelAnalysis) => void;
  },
): Promise<ModelAnalysis> {
  const plan = planAnalysis(model, settings);
  return inWorkers({ workers, build }, (executor) => run(plan, { ...events, executor, onRow: onLayer }));
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
  { workers, build, ...settings }: RunOptions,
  events: RunEvents & {
    readonly onModel: (index: number, soFar: () => ModelComparison) => void;
    readonly onLayer: (index: number, layer: ComparisonResult) => void;
  },
): Promise<ModelComparison[]> {
  const { signal } = events;
  const begin = performance.now();
  const expected = models.map((model) => model.expected);
  const done: ModelComparison[] = [];
  await inWorkers({ workers, build }, async (executor) => {
    for (const [index, { model, name }] of models.entries()) {
      if (signal.aborted) return;
      const plan = planComparison(base, model, { ...settings, name });
      let record = () => plan.record([], { complete: false, seconds: 0 });
      events.onModel(index, () => record());
      const comparison = await run(plan, {
        executor,
        signal,
        onProgress: (progress) =>
          events.onProgress(overall(progress, expected, index, (performance.now() - begin) / 1000)),
        onRow(layer, soFar) {
          record = soFar;
          events.onLayer(index, layer);
        },
      });
      done.push(comparison);
    }
  });
  return done;
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
