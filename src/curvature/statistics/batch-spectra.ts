/** Exact Hessian spectra of batch after batch, as in Baskerville, Granziol and Keating, Physica A 590, 126742 (2022). */
import {
  type FloatArray,
  knownOptions,
  type Matrix,
  requireInteger,
  throwIfAborted,
  WignerscopeError,
} from "../../base/index.ts";
import { Random } from "../../kernel/index.ts";
import type { Network, NetworkData } from "../../networks/index.ts";
import { type ExactHessian, type ExactHessianOptions, exactHessian } from "../spectra/exact-hessian.ts";
import type { RunOptions } from "../watch.ts";

export interface BatchSpectraOptions extends RunOptions, Omit<ExactHessianOptions, "precision"> {
  /** Samples in a batch. Default 64; what is left over at the end is a smaller last batch. */
  readonly batch?: number;
  /** Batches at most. Default all. */
  readonly batches?: number;
  /** Shuffles the samples first; default in their order. */
  readonly seed?: number;
  /** The spectrum in f32 beside the one in f64, for `localStatistics`. Default false. */
  readonly single?: boolean;
}

export interface BatchSpectrum extends ExactHessian {
  readonly index: number;
  /** Samples in the batch. */
  readonly samples: number;
  /** Eigenvalues from products and a solver in f32, ascending; with `single`. */
  readonly single?: Float64Array;
}

/**
 * The spectra of the loss's Hessian over each batch; the papers' is of the sum, `reduction: "sum"`, which is the default here.
 * @throws as `exactHessian`; ABORTED; INVALID_ARGUMENT
 */
export async function* batchSpectra(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: BatchSpectraOptions = {},
): AsyncGenerator<BatchSpectrum, void, undefined> {
  knownOptions("batchSpectra", options, {
    batch: true,
    batches: true,
    seed: true,
    single: true,
    reduction: true,
    compress: true,
    matrix: true,
    split: true,
    signal: true,
    onProgress: true,
  });
  const { seed, batch, batches, signal, onProgress, ...rest } = options;
  const parts = batchesOf(data, { seed, batch, batches });
  for (const [index, samples] of parts.entries()) {
    throwIfAborted(signal);
    const spectrum = batchSpectrum(net, parameters, pickSamples(data, samples), { ...rest, index });
    onProgress?.(index + 1, parts.length);
    yield spectrum;
    await new Promise((resume) => setTimeout(resume));
  }
}

/**
 * Which samples are in which batch, by the options of `batchSpectra`.
 * @throws INVALID_ARGUMENT; TOO_FEW for no samples
 */
export function batchesOf(
  data: NetworkData,
  options: Pick<BatchSpectraOptions, "batch" | "batches" | "seed"> = {},
): readonly (readonly number[])[] {
  knownOptions("batchesOf", options, { batch: true, batches: true, seed: true });
  const { seed } = options;
  const batch = requireInteger("batch", options.batch ?? 64, 1);
  const samples = data?.inputs?.rows ?? 0;
  if (samples < 1)
    throw new WignerscopeError("TOO_FEW", `data.inputs must have at least one row, got ${samples}`);
  const order = Array.from({ length: samples }, (_, i) => i);
  if (seed !== undefined) new Random(seed).shuffle(order);
  const most = requireInteger("batches", options.batches ?? samples, 1);
  const count = Math.min(Math.ceil(samples / batch), most);
  return Array.from({ length: count }, (_, index) => order.slice(index * batch, (index + 1) * batch));
}

export interface BatchSpectrumOptions extends Omit<ExactHessianOptions, "precision"> {
  /** The batch's number. */
  readonly index: number;
  /** The spectrum in f32 beside the one in f64. Default false. */
  readonly single?: boolean;
}

/** The spectrum of one batch as `batchSpectra` gives it: of the sum over its samples unless said otherwise. @throws as `exactHessian` */
export function batchSpectrum(
  net: Network,
  parameters: FloatArray,
  part: NetworkData,
  { index, single = false, ...rest }: BatchSpectrumOptions,
): BatchSpectrum {
  const settings = { reduction: "sum", ...rest } as const;
  const spectrum = exactHessian(net, parameters, part, settings);
  const inSingle = single && exactHessian(net, parameters, part, { ...settings, precision: "f32" }).values;
  return Object.freeze({
    ...spectrum,
    index,
    samples: part.inputs.rows,
    ...(inSingle && { single: inSingle }),
  });
}

/** Those samples with their labels, in that order. @throws INVALID_SHAPE unless each sample has labels */
export function pickSamples({ inputs, labels }: NetworkData, samples: readonly number[]): NetworkData {
  const given = labels instanceof Int32Array ? labels.length : labels?.rows;
  const perSample = given / inputs.rows;
  if (!Number.isInteger(perSample) || perSample < 1)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `data.labels must have ${inputs.rows} entries, or as many again for each row of output, got ${given}`,
    );
  const rows = samples.flatMap((b) => Array.from({ length: perSample }, (_, k) => b * perSample + k));
  return {
    inputs: rowsOf(inputs, samples),
    labels: labels instanceof Int32Array ? Int32Array.from(rows, (i) => labels[i]) : rowsOf(labels, rows),
  };
}

function rowsOf({ cols, data }: Matrix, rows: readonly number[]): Matrix {
  const out = new Float64Array(rows.length * cols);
  for (const [to, from] of rows.entries()) out.set(data.subarray(from * cols, (from + 1) * cols), to * cols);
  return { rows: rows.length, cols, data: out };
}
