/** Which matrices of a model are worked on, and why the others are not. Reads no weights. */
import { WignerscopeError } from "../kernel/errors.ts";
import {
  type ConvolutionMode,
  type MatrixPlan,
  type Model,
  planMatrices,
  type Tensor,
} from "../models/index.ts";
import { nameFilter } from "./layer-names.ts";
import type { LayerSource, SkippedLayer } from "./results.ts";

export interface SelectionOptions {
  /** Globs over tensor names (`*`, `?`, a leading `!` excludes). Default: all. */
  readonly layers?: readonly string[];
  /** Matrices whose smaller side is below this are listed, not analysed. Default 50, as WeightWatcher's. */
  readonly minSize?: number;
  /**
   * What a convolution kernel (out, in, height, width) becomes: "flatten" is one out x (in height width) matrix,
   * "slices" height x width matrices out x in. Default "flatten".
   */
  readonly conv?: ConvolutionMode;
}

export const DEFAULT_MIN_SIZE = 50;

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
  options: SelectionOptions = {},
): { matrices: SelectedMatrix[]; skipped: SkippedLayer[] } {
  const minSize = options.minSize ?? DEFAULT_MIN_SIZE;
  if (!Number.isInteger(minSize) || minSize < 1)
    throw new WignerscopeError("INVALID_ARGUMENT", `minSize must be a whole number from 1, got ${minSize}`);
  const wanted = nameFilter(options.layers ?? []);
  const matrices: SelectedMatrix[] = [];
  const skipped: SkippedLayer[] = [];
  let index = 0;
  for (const { name, dtype, shape, ...info } of model.tensors) {
    const skip = (code: SkippedLayer["code"], reason: string) =>
      skipped.push(Object.freeze({ index: index++, name, dtype, shape, status: "skipped", code, reason }));
    if (!wanted(name)) {
      skip("FILTERED", "not selected by the layer globs");
      continue;
    }
    const planned = planMatrices({ name, dtype, shape, ...info }, { conv: options.conv });
    if ("code" in planned) {
      skip(planned.code, planned.reason);
      continue;
    }
    // The slices of a tensor are alike, and one row stands for all: a small file can hold millions of tiny ones.
    const [{ rows, cols }] = planned.matrices;
    const count = planned.matrices.length;
    if (Math.min(rows, cols) < minSize) {
      const what = count === 1 ? `${rows} x ${cols}` : `each of ${count} slices ${rows} x ${cols}`;
      skip("TOO_SMALL", `the smaller side of ${what} is below the minimum size ${minSize}`);
      continue;
    }
    for (const plan of planned.matrices)
      matrices.push({ source: Object.freeze({ index: index++, name: plan.name, dtype, shape }), plan });
  }
  return { matrices, skipped };
}

/** Reads tensors; the slices of one convolution kernel, which follow each other, share one read. */
export function tensorReader(
  model: Model,
  signal: AbortSignal | undefined,
): (name: string) => Promise<Tensor> {
  let last: { name: string; tensor: Promise<Tensor> } | undefined;
  return (name) => {
    if (last?.name !== name) last = { name, tensor: model.readTensor(name, { signal }) };
    return last.tensor;
  };
}

/** Singular values of an m x n matrix, m >= n, cost about 2 m n^2 operations. */
export function cost({ plan: { rows, cols } }: SelectedMatrix): number {
  return rows * cols * Math.min(rows, cols);
}
