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
  const { seed, single = false, signal, onProgress, batch = 64, batches, ...rest } = options;
  requireInteger("batch", batch, 1);
  const samples = data?.inputs?.rows ?? 0;
  if (samples < 1)
    throw new WignerscopeError("TOO_FEW", `data.inputs must have at least one row, got ${samples}`);
  const order = Array.from({ length: samples }, (_, i) => i);
  if (seed !== undefined) new Random(seed).shuffle(order);
  const count = Math.min(Math.ceil(samples / batch), requireInteger("batches", batches ?? samples, 1));
  const settings = { reduction: "sum", ...rest } as const;
  for (let index = 0; index < count; index++) {
    throwIfAborted(signal);
    const part = pickSamples(data, order.slice(index * batch, (index + 1) * batch));
    const spectrum = exactHessian(net, parameters, part, settings);
    const inSingle = single && exactHessian(net, parameters, part, { ...settings, precision: "f32" }).values;
    onProgress?.(index + 1, count);
    yield Object.freeze({
      ...spectrum,
      index,
      samples: part.inputs.rows,
      ...(inSingle && { single: inSingle }),
    });
    await new Promise((resume) => setTimeout(resume));
  }
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
