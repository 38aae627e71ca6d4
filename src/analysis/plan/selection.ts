/** Which matrices of a model are worked on, and why the others are not. Reads no weights. */
import { knownOptions, type OptionNames, requireInteger, requireObject } from "../../base/index.ts";
import {
  type ConvolutionMode,
  type FactorPair,
  type GateMode,
  lowRankPairs,
  type Matricization,
  type MatrixPlan,
  type Model,
  type Productization,
  type ProductPlan,
  planMatrices,
  planProducts,
  type TensorInfo,
} from "../../models/index.ts";
import type { LayerSource, SkippedLayer } from "../records/layer-results.ts";
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

/** What a comparison takes too. */
export const CHOICE_OPTIONS: OptionNames<Omit<SelectionOptions, "lowRank">> = {
  layers: true,
  minSize: true,
  conv: true,
  gates: true,
};
export const SELECTION_OPTIONS: OptionNames<SelectionOptions> = { ...CHOICE_OPTIONS, lowRank: true };

/** What of the options of a larger task is a choice of matrices. */
export function selectionOf({ layers, minSize, conv, gates, lowRank }: SelectionOptions): SelectionOptions {
  return { layers, minSize, conv, gates, lowRank };
}

export type LowRankMode = "product" | "factors";

export const DEFAULT_MIN_SIZE = 50;

/** A matrix to analyse: where it stands in the model, and how it is cut from its tensor. */
export interface SelectedMatrix {
  readonly kind: "matrix";
  readonly source: LayerSource;
  readonly plan: MatrixPlan;
}

/** The product of a low-rank pair to analyse. */
export interface SelectedProduct {
  readonly kind: "product";
  readonly source: LayerSource;
  readonly product: ProductPlan;
}

/** The sizes of what was selected. */
export function shapeOf(selected: SelectedMatrix | SelectedProduct): Shape {
  return selected.kind === "matrix" ? selected.plan : selected.product;
}

export interface Selection {
  readonly matrices: SelectedMatrix[];
  readonly products: SelectedProduct[];
  readonly skipped: SkippedLayer[];
}

/**
 * Splits a model's tensors into matrices and products to analyse and rows that say why not, without reading any weights.
 * A pair of factors has one row where the first of them stands in the file.
 * @throws INVALID_ARGUMENT unless minSize is an integer from 1.
 */
export function selectMatrices(model: Pick<Model, "tensors">, options: SelectionOptions = {}): Selection {
  knownOptions("selectMatrices", options, SELECTION_OPTIONS);
  requireObject("model", model, ["tensors"]);
  const { layers = [], minSize = DEFAULT_MIN_SIZE } = options;
  requireInteger("minSize", minSize, 1);
  const wanted = nameFilter(layers);
  const selection: Selection = { matrices: [], products: [], skipped: [] };
  let index = 0;
  const place = (row: Row): LayerSource => Object.freeze({ index: index++, ...row });
  for (const { row, names, planned } of candidates(model.tensors, options)) {
    const parts = wanted(...names) ? largeEnough(planned, minSize) : NOT_WANTED;
    if (parts.kind === "none") {
      const { code, reason } = parts;
      selection.skipped.push(Object.freeze({ ...place(row), status: "skipped", code, reason }));
    } else if (parts.kind === "matrices")
      for (const plan of parts.matrices)
        selection.matrices.push({ kind: "matrix", source: place({ ...row, name: plan.name }), plan });
    else
      for (const product of parts.products)
        selection.products.push({ kind: "product", source: place({ ...row, name: product.name }), product });
  }
  return selection;
}

type Row = Omit<LayerSource, "index">;

/** A tensor, or the factors of a pair: its row, the names by which it may be asked for, and what it stands for. */
interface Candidate {
  readonly row: Row;
  readonly names: readonly string[];
  readonly planned: Matricization | Productization | Refusal;
}

/** In the file's order. */
function* candidates(
  tensors: readonly TensorInfo[],
  { conv, gates, lowRank = "product" }: SelectionOptions,
): Generator<Candidate> {
  const pairOf = lowRankPairs(lowRank === "product" ? tensors : []);
  const seen = new Set<FactorPair>();
  for (const tensor of tensors) {
    const factors = pairOf.get(tensor.name);
    if (!factors) {
      const { name, dtype, shape } = tensor;
      yield { row: { name, dtype, shape }, names: [name], planned: planMatrices(tensor, { conv, gates }) };
    } else if (!seen.has(factors)) {
      seen.add(factors);
      yield pairCandidate(factors, conv);
    }
  }
}

function pairCandidate({ pair, a, b }: FactorPair, conv: ConvolutionMode | undefined): Candidate {
  const { name, alpha } = pair;
  const factors = Object.freeze({ b: pair.b, a: pair.a, ...(alpha !== undefined && { alpha }) });
  return {
    row: {
      name,
      dtype: a.dtype === b.dtype ? a.dtype : `${b.dtype} ${a.dtype}`,
      shape: pair.kind === "pair" ? pair.shape : a.shape,
      factors,
    },
    names: [name, pair.a, pair.b],
    planned: pair.kind === "pair" ? planProducts(pair, a, conv) : { ...pair, kind: "none" },
  };
}

/** Why a candidate is not worked on. */
type Refusal = { readonly kind: "none" } & Pick<SkippedLayer, "code" | "reason">;

const NOT_WANTED: Refusal = { kind: "none", code: "FILTERED", reason: "not selected by the layer globs" };

/**
 * What is planned, unless it is too small. The slices of a tensor are alike, and one row stands for all: a small file can hold
 * millions of tiny ones.
 */
function largeEnough(
  planned: Candidate["planned"],
  minSize: number,
): Exclude<Candidate["planned"], { readonly kind: "none" }> | Refusal {
  if (planned.kind === "none") return planned;
  const parts = planned.kind === "matrices" ? planned.matrices : planned.products;
  const [{ rows, cols }] = parts;
  if (Math.min(rows, cols) >= minSize) return planned;
  const what = parts.length === 1 ? `${rows} x ${cols}` : `each of ${parts.length} slices ${rows} x ${cols}`;
  const reason = `the smaller side of ${what} is below the minimum size ${minSize}`;
  return { kind: "none", code: "TOO_SMALL", reason };
}
