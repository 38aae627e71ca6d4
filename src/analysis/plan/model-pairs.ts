/** Which matrices of a base and a model are compared with each other, and why the others are not. Reads no weights. */
import { knownOptions, requireObject } from "../../base/index.ts";
import { adaptedWeight, adapterConfig, flatName, isNamedByFile, type Model } from "../../models/index.ts";
import type { DescribedModel } from "../records/assemble.ts";
import type { ComparisonResult } from "../records/comparison-results.ts";
import {
  SELECTION_OPTIONS,
  type SelectedMatrix,
  type SelectedProduct,
  type SelectionOptions,
  selectMatrices,
} from "./selection.ts";

/** A matrix of the base, and what stands for it in the model: a matrix, or the factors of an adapter. */
export interface MatrixPair {
  readonly selected: SelectedMatrix;
  readonly partner: SelectedMatrix | SelectedProduct;
  /** The change is the transpose of the adapter's product: the base keeps its weights in x out. */
  readonly transposed: boolean;
}

export interface ModelPairs {
  /** In the base's order. */
  readonly pairs: readonly MatrixPair[];
  readonly skipped: readonly Extract<ComparisonResult, { status: "skipped" }>[];
}

/**
 * Pairs each matrix of `base` with the one of the same name and shape in `model`, or with the low-rank pair that adapts it.
 * Tensors that have no name but their file's (.npy) are a pair. Everything else of the base gets a row that
 * says why it has no partner.
 * @throws INVALID_ARGUMENT as `selectMatrices`.
 */
export function pairMatrices(
  base: DescribedModel,
  model: DescribedModel & Pick<Model, "companions">,
  options: SelectionOptions = {},
): ModelPairs {
  knownOptions("pairMatrices", options, SELECTION_OPTIONS);
  requireObject("base", base, ["tensors"]);
  requireObject("model", model, ["tensors", "companions"]);
  const { matrices, skipped: unselected } = selectMatrices(base, options);
  const inModel = selectMatrices(model, { ...options, lowRank: "product" });
  const inBase = nameInBase(base, model);
  const partners = new Map(inModel.matrices.map((other) => [inBase(other.source.name), other]));
  const adapters = adaptersByTarget(inModel.products);
  const reasons = new Map(inModel.skipped.map(({ name, reason }) => [inBase(name), reason]));
  const pairs: MatrixPair[] = [];
  const skipped: Extract<ComparisonResult, { status: "skipped" }>[] = unselected.map(
    ({ index, name, code, reason }) => ({ index, name, status: "skipped", code, reason }),
  );
  const config = adapterConfig(model);
  const fanInFanOut = config?.kind === "config" && config.fanInFanOut;
  for (const selected of matrices) {
    const { index, name } = selected.source;
    const [adapter, ...others] = adapters.get(name) ?? adapters.get(flatName(name)) ?? [];
    const partner = adapter ?? partners.get(name);
    const transposed = adapter !== undefined && fanInFanOut;
    const reason = !partner
      ? (reasons.get(name) ?? "there is no tensor of this name")
      : adapter && (others.length > 0 || partners.has(name))
        ? "several adapters change it, or an adapter and a tensor of its own"
        : adapter?.product.pair.hasMagnitude
          ? "its adapter has a magnitude beside the factors (DoRA), so B A is not its whole change"
          : shapeConflict(selected, partner, transposed);
    if (partner && reason === undefined) pairs.push({ selected, partner, transposed });
    else
      skipped.push({
        index,
        name,
        status: "skipped",
        code: "UNMATCHED",
        reason: partner && !adapter ? (reason ?? "") : `in ${model.name}: ${reason}`,
      });
  }
  return { pairs, skipped };
}

/** What a matrix of the model is called in the base; slices of a tensor keep what stands behind its name. */
function nameInBase(base: DescribedModel, model: DescribedModel): (name: string) => string {
  const [before, after] = [base.tensors[0], model.tensors[0]];
  if (!isNamedByFile(base.format) || !isNamedByFile(model.format) || !before || !after) return (name) => name;
  return (name) => before.name + name.slice(after.name.length);
}

/** Products by the name of the weight that they adapt; those with flat names by the flat name. */
function adaptersByTarget(products: readonly SelectedProduct[]): ReadonlyMap<string, SelectedProduct[]> {
  const targets = new Map<string, SelectedProduct[]>();
  for (const selected of products) {
    const { pair, name } = selected.product;
    // A slice of a convolution has its offset appended, as that of the base has.
    const offset = name.slice(pair.name.length);
    const target = adaptedWeight(pair.module);
    const others = targets.get(target + offset);
    if (others) others.push(selected);
    else targets.set(target + offset, [selected]);
  }
  return targets;
}

function shapeConflict(
  { plan }: SelectedMatrix,
  partner: SelectedMatrix | SelectedProduct,
  transposed: boolean,
): string | undefined {
  const other = partner.kind === "matrix" ? partner.plan : partner.product;
  const [rows, cols] = transposed ? [other.cols, other.rows] : [other.rows, other.cols];
  if (rows === plan.rows && cols === plan.cols) return undefined;
  return `it is ${plan.rows} x ${plan.cols} in the base and ${rows} x ${cols} in the model`;
}
