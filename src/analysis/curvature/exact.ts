/** Exact Hessian spectra of batches, their local statistics, and how the largest eigenvalues move with the batch size. */
import { type FloatArray, sha256Base64 } from "../../base/index.ts";
import {
  type BatchSpectrum,
  batchesOf,
  hessian,
  localStatistics,
  outliersByBatchSize,
  pickSamples,
  topEigenpairs,
} from "../../curvature/index.ts";
import { Random } from "../../kernel/index.ts";
import type { Network, NetworkData } from "../../networks/index.ts";
import { type Executor, thisThread } from "../jobs/executor.ts";
import type { BatchSpectrumJob } from "../jobs/job.ts";
import type { Store } from "../jobs/store.ts";
import { taskId } from "../jobs/task.ts";
import type { BatchSizeStudy, ExactCurvature, RankedLevels } from "./records.ts";
import type { CurvatureAnalysisOptions, CurvatureSettings } from "./settings.ts";
import type { StageRun, Stages } from "./stages.ts";

/** Batches of each size, at most, in the study of outliers against batch size. */
const STUDY_BATCHES = 12;
/** Of the whole cost the study's share, for the progress alone. */
export const STUDY_COST = 0.25;
/** A size of which fewer batches fit into the data is left out: its outliers would have no error. */
const FEWEST_BATCHES = 2;
const FEWEST_SIZES = 3;
/** The stream of the seed that shuffles for the study. */
const STREAM = 2 ** 34;

type Exact = Pick<ExactCurvature, "batches" | "local" | "ranked" | "batchSize">;

export async function exact(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  settings: CurvatureSettings,
  stages: Stages,
  { onBatch, executor = thisThread, store }: Pick<CurvatureAnalysisOptions, "onBatch" | "executor" | "store">,
): Promise<Exact> {
  const batches: BatchSpectrum[] = [];
  await stages.run({
    name: "batches",
    cost: 1,
    work: (run) =>
      spectra(net, parameters, data, settings, { executor, store }, run, (one, kept) => {
        batches.push(one);
        if (!kept) onBatch?.(one);
      }),
  });
  batches.sort((a, b) => a.index - b.index);
  const batchSize =
    settings.sizes.length > 0
      ? await stages.run({
          name: "batch sizes",
          cost: STUDY_COST,
          work: (run) => study(net, parameters, data, settings, run),
        })
      : undefined;
  return {
    batches: Object.freeze(batches),
    ...(batches.length > 0 && { local: localStatistics(batches), ranked: rankedLevels(batches) }),
    ...(batchSize && { batchSize }),
  };
}

/** Every batch that the store does not have through the executor, no more of them at once than it works on. */
async function spectra(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  { batch, batches, seed, reduction, single, split }: CurvatureSettings,
  { executor, store }: { readonly executor: Executor; readonly store: Store | undefined },
  { signal, onProgress }: StageRun,
  onDone: (batch: BatchSpectrum, kept: boolean) => void,
): Promise<void> {
  const parts = batchesOf(data, { batch, batches, seed });
  let next = 0;
  let done = 0;
  // Numbers as text, shortest that reads back as they are; of no use where nothing is kept.
  const point = store ? [JSON.stringify(net.spec), sha256Base64(parameters.join())] : [];
  const one = async (index: number) => {
    const part = pickSamples(data, parts[index]);
    const work = {
      work: "batchSpectrum" as const,
      input: { batch: index },
      options: { index, reduction, single, split },
    };
    const id = store ? taskId([...point, sha256Base64(samplesText(part))], work) : `batch ${index}`;
    const kept = (await store?.has(id)) === true;
    if (store && kept) {
      // The id has the kind of work in it: what was stored under it is of that kind.
      onDone((await store.get(id)).result as BatchSpectrum, kept);
    } else {
      const job = { kind: work.work, network: net.spec, parameters, data: part, options: work.options };
      const timed = await executor.run<BatchSpectrumJob>({ id, cost: 1, ...work }, async () => job, signal);
      await store?.append({ id, ...timed });
      onDone(timed.result, kept);
    }
    onProgress(++done, parts.length);
  };
  const work = async () => {
    try {
      while (next < parts.length) await one(next++);
    } catch (error) {
      // Nobody starts another one.
      next = parts.length;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: Math.min(executor.concurrency, parts.length) }, work));
}

function samplesText({ inputs, labels }: NetworkData): string {
  const targets = labels instanceof Int32Array ? labels : labels.data;
  return JSON.stringify([inputs.rows, inputs.data.join(), targets.join()]);
}

/** Largest magnitudes of the genuine levels, as many as every batch has. */
function rankedLevels(batches: readonly BatchSpectrum[]): RankedLevels {
  const sorted = batches.map(({ genuine }) => genuine.map(Math.abs).sort().reverse());
  const ranks = Math.min(...sorted.map(({ length }) => length));
  const n = sorted.length;
  const means = new Float64Array(ranks);
  const standardDeviations = new Float64Array(ranks);
  for (let k = 0; k < ranks; k++) {
    means[k] = sorted.reduce((sum, levels) => sum + levels[k] / n, 0);
    const squares = sorted.reduce((sum, levels) => sum + (levels[k] - means[k]) ** 2, 0);
    standardDeviations[k] = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
  }
  return Object.freeze({ means, standardDeviations });
}

async function study(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  { sizes, seed, top }: CurvatureSettings,
  { signal, onProgress }: StageRun,
): Promise<BatchSizeStudy | undefined> {
  const samples = data.inputs.rows;
  const usable = [...new Set(sizes)].filter((size) => FEWEST_BATCHES * size <= samples).sort((a, b) => a - b);
  if (usable.length === 0) return undefined;
  const batches = usable.map((size) => Math.min(STUDY_BATCHES, Math.floor(samples / size)));
  const total = batches.reduce((sum, count) => sum + count, 0);
  let done = 0;
  const outliers = Math.max(1, Math.min(top, net.output[net.output.length - 1] - 1));
  const order = Array.from({ length: samples }, (_, i) => i);
  new Random(seed, STREAM).shuffle(order);
  const found: Float64Array[][] = [];
  for (const [k, size] of usable.entries()) {
    const ofSize: Float64Array[] = [];
    for (let b = 0; b < batches[k]; b++) {
      const part = pickSamples(data, order.slice(b * size, (b + 1) * size));
      const { values } = await topEigenpairs(hessian(net, parameters, part), outliers, { seed, signal });
      ofSize.push(values);
      onProgress(++done, total);
    }
    found.push(ofSize);
  }
  return judged(usable, batches, found);
}

function judged(
  sizes: readonly number[],
  batches: readonly number[],
  found: readonly (readonly Float64Array[])[],
): BatchSizeStudy {
  const count = Math.min(...found.flat().map(({ length }) => length));
  const ranks = Array.from({ length: count }, (_, i) => i);
  const means = found.map((ofSize) =>
    Float64Array.from(ranks, (i) => ofSize.reduce((sum, values) => sum + values[i] / ofSize.length, 0)),
  );
  const standardErrors = found.map((ofSize, k) =>
    Float64Array.from(ranks, (i) => {
      const squares = ofSize.reduce((sum, values) => sum + (values[i] - means[k][i]) ** 2, 0);
      return Math.sqrt(squares / (ofSize.length - 1) / ofSize.length);
    }),
  );
  const positive = ranks.filter((i) => means.every((values) => values[i] > 0)).length;
  const fits =
    sizes.length >= FEWEST_SIZES && positive > 0
      ? outliersByBatchSize(
          sizes,
          means.map((values) => values.subarray(0, positive)),
        )
      : [];
  return Object.freeze({
    sizes: Float64Array.from(sizes),
    batches: Float64Array.from(batches),
    values: Object.freeze(means),
    standardErrors: Object.freeze(standardErrors),
    fits,
  });
}
