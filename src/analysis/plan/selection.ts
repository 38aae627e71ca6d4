/** Which matrices of a model are worked on, and why the others are not. Reads no weights. */
import { WignerscopeError } from "../../base/index.ts";
import {
  type ConvolutionMode,
  type GateMode,
  lowRankPairs,
  type MatrixPlan,
  type Model,
  type ProductPlan,
  planMatrices,
  planProducts,
  type TensorInfo,
} from "../../models/index.ts";
import type { LayerSource, SkippedLayer } from "../records/results.ts";
import type { Shape } from "./cost.ts";
import { nameFilter } from "./layer-names.ts";

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
  /**
   * What the weights of a recurrent layer become whose gates lie one behind the other (ONNX: LSTM, GRU): "together" is one
   * matrix for each direction, "split" one for each direction and gate. Default "together".
   */
  readonly gates?: GateMode;
  /**
   * What the two factors of a low-rank adapter become: "product" is one row for the change B A that they stand for,
   * "factors" two matrices like any other. Default "product".
   */
  readonly lowRank?: LowRankMode;
}

export type LowRankMode = "product" | "factors";

export const DEFAULT_MIN_SIZE = 50;

/** A matrix to analyse: where it stands in the model, and how it is cut from its tensor. */
export interface SelectedMatrix {
  readonly source: LayerSource;
  readonly plan: MatrixPlan;
}

/** The product of a low-rank pair to analyse. */
export interface SelectedProduct {
  readonly source: LayerSource;
  readonly product: ProductPlan;
}

/** The sizes of what was selected. */
export function shapeOf(selected: SelectedMatrix | SelectedProduct): Shape {
  return "plan" in selected ? selected.plan : selected.product;
}

export interface Selection {
  readonly matrices: SelectedMatrix[];
  readonly products: SelectedProduct[];
  readonly skipped: SkippedLayer[];
}

/**
 * Splits a model's tensors into matrices and products to analyse and rows that say why not, without reading any weights.
 * A pair of factors has one row where the first of them stands in the file.
 * @throws INVALID_ARGUMENT when minSize is no whole number from 1.
 */
export function selectMatrices(model: Pick<Model, "tensors">, options: SelectionOptions = {}): Selection {
  const { conv, gates, minSize = DEFAULT_MIN_SIZE, lowRank = "product" } = options;
  if (!Number.isInteger(minSize) || minSize < 1)
    throw new WignerscopeError("INVALID_ARGUMENT", `minSize must be a whole number from 1, got ${minSize}`);
  const wanted = nameFilter(options.layers ?? []);
  const adapter = lowRankPairs(lowRank === "product" ? model.tensors : []);
  const tensors = new Map(model.tensors.map((tensor) => [tensor.name, tensor]));
  const matrices: SelectedMatrix[] = [];
  const products: SelectedProduct[] = [];
  const skipped: SkippedLayer[] = [];
  const seen = new Set<string>();
  let index = 0;
  const place = (row: Omit<LayerSource, "index">): LayerSource => Object.freeze({ index: index++, ...row });
  const skip = (row: Omit<LayerSource, "index">, { code, reason }: Pick<SkippedLayer, "code" | "reason">) =>
    skipped.push(Object.freeze({ ...place(row), status: "skipped", code, reason }));
  // The slices of a tensor are alike, and one row stands for all: a small file can hold millions of tiny ones.
  const tooSmall = (planned: readonly { readonly rows: number; readonly cols: number }[]) => {
    const [{ rows, cols }] = planned;
    if (Math.min(rows, cols) >= minSize) return undefined;
    const count = planned.length;
    const what = count === 1 ? `${rows} x ${cols}` : `each of ${count} slices ${rows} x ${cols}`;
    const reason = `the smaller side of ${what} is below the minimum size ${minSize}`;
    return { code: "TOO_SMALL", reason } as const;
  };

  function selectPair(a: TensorInfo): void {
    const pair = adapter.pairs.get(a.name) ?? adapter.broken.get(a.name);
    const b = pair && tensors.get(pair.b);
    if (!pair || !b || seen.has(a.name)) return;
    seen.add(a.name);
    const dtype = a.dtype === b.dtype ? a.dtype : `${b.dtype} ${a.dtype}`;
    const alpha = "alpha" in pair ? pair.alpha : undefined;
    const factors = Object.freeze({ b: pair.b, a: pair.a, ...(alpha !== undefined && { alpha }) });
    const shape = "shape" in pair ? pair.shape : a.shape;
    const row = { name: pair.name, dtype, shape, factors };
    const planned = "reason" in pair ? pair : planProducts(pair, a, conv);
    const refused = !wanted(pair.name, pair.a, pair.b)
      ? NOT_WANTED
      : "reason" in planned
        ? planned
        : tooSmall(planned.products);
    if (refused) skip(row, refused);
    else if ("products" in planned)
      for (const product of planned.products)
        products.push({ source: place({ ...row, name: product.name }), product });
  }

  for (const tensor of model.tensors) {
    const { name, dtype, shape } = tensor;
    const owner = adapter.owner.get(name);
    const factor = owner === undefined ? undefined : tensors.get(owner);
    if (factor) {
      selectPair(factor);
      continue;
    }
    const row = { name, dtype, shape };
    const planned = planMatrices(tensor, { conv, gates });
    const refused = !wanted(name) ? NOT_WANTED : "code" in planned ? planned : tooSmall(planned.matrices);
    if (refused) skip(row, refused);
    else if ("matrices" in planned)
      for (const plan of planned.matrices)
        matrices.push({ source: place({ ...row, name: plan.name }), plan });
  }
  return { matrices, products, skipped };
}

const NOT_WANTED = { code: "FILTERED", reason: "not selected by the layer globs" } as const;
