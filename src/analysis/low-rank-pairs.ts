/** Low-rank adapters (Hu et al., LoRA, arXiv 2106.09685): pairs A (r x in) and B (out x r) that stand for a change B A. */
import type { TensorInfo } from "../models/index.ts";

export interface LowRankPair {
  /** Tensor names of the two factors. */
  readonly a: string;
  readonly b: string;
  readonly rank: number;
  /** Shape of B A. */
  readonly rows: number;
  readonly cols: number;
}

const FACTOR_A = /^(?:base_model\.model\.)?(.+)\.lora_A(?:\.[^.]+)?\.weight$/;

/** The pairs of a model by the name of the weight that they adapt: `NAME.lora_A.weight` adapts `NAME.weight`. */
export function lowRankPairs(tensors: readonly TensorInfo[]): ReadonlyMap<string, LowRankPair> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const pairs = new Map<string, LowRankPair>();
  for (const a of tensors) {
    const target = FACTOR_A.exec(a.name)?.[1];
    const b = byName.get(a.name.replace(".lora_A", ".lora_B"));
    if (!target || !b || !a.readable || !b.readable || a.shape.length !== 2 || b.shape.length !== 2) continue;
    const [rank, cols] = a.shape;
    const [rows, inner] = b.shape;
    if (inner === rank) pairs.set(`${target}.weight`, { a: a.name, b: b.name, rank, rows, cols });
  }
  return pairs;
}
