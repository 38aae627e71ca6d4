/** Which matrices of a base and a model are compared with each other, and why the others are not. Reads no weights. */
import type { Model } from "../models/index.ts";
import { type LowRankPair, lowRankPairs } from "./low-rank-pairs.ts";
import type { ComparisonResult } from "./results.ts";
import { cost, type SelectedMatrix, type SelectionOptions, selectMatrices } from "./selection.ts";

/** A matrix of the base, and what stands for it in the model: a matrix, or the factors of an adapter. */
export interface MatrixPair {
  readonly selected: SelectedMatrix;
  readonly partner: SelectedMatrix | LowRankPair;
}

export interface ModelPairs {
  /** The most expensive first, so that workers finish together. */
  readonly pairs: readonly MatrixPair[];
  readonly skipped: readonly Extract<ComparisonResult, { status: "skipped" }>[];
}

type Described = Pick<Model, "name" | "format" | "tensors">;

/**
 * Pairs each matrix of `base` with the one of the same name and shape in `model`, or with the adapter pair of its name.
 * The array of a .npy file has no name but the file's: two of them are a pair. Everything else of the base gets a row that says why it has no partner.
 * @throws INVALID_ARGUMENT as `selectMatrices`.
 */
export function pairMatrices(base: Described, model: Described, options: SelectionOptions = {}): ModelPairs {
  const adapters = lowRankPairs(model.tensors);
  const { matrices, skipped: unselected } = selectMatrices(base, options);
  const inModel = selectMatrices(model, options);
  const inBase = nameInBase(base, model);
  const partners = new Map(inModel.matrices.map((other) => [inBase(other.source.name), other]));
  const reasons = new Map(inModel.skipped.map(({ name, reason }) => [inBase(name), reason]));
  const pairs: MatrixPair[] = [];
  const skipped: Extract<ComparisonResult, { status: "skipped" }>[] = unselected.map(
    ({ index, name, code, reason }) => ({ index, name, status: "skipped", code, reason }),
  );
  for (const selected of matrices) {
    const { index, name } = selected.source;
    const partner = adapters.get(name) ?? partners.get(name);
    const reason = partner
      ? shapeConflict(selected, partner)
      : `in ${model.name}: ${reasons.get(name) ?? "there is no tensor of this name"}`;
    if (partner && reason === undefined) pairs.push({ selected, partner });
    else skipped.push({ index, name, status: "skipped", code: "UNMATCHED", reason: reason ?? "" });
  }
  pairs.sort((a, b) => cost(b.selected) - cost(a.selected));
  return { pairs, skipped };
}

/** What a matrix of the model is called in the base; slices of a tensor keep what stands behind its name. */
function nameInBase(base: Described, model: Described): (name: string) => string {
  const [before, after] = [base.tensors[0], model.tensors[0]];
  if (base.format !== "npy" || model.format !== "npy" || !before || !after) return (name) => name;
  return (name) => before.name + name.slice(after.name.length);
}

function shapeConflict({ plan }: SelectedMatrix, partner: SelectedMatrix | LowRankPair): string | undefined {
  const { rows, cols } = "plan" in partner ? partner.plan : partner;
  if (rows === plan.rows && cols === plan.cols) return undefined;
  return `it is ${plan.rows} x ${plan.cols} in the base and ${rows} x ${cols} in the model`;
}
