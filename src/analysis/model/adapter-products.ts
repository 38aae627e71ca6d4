/** From the plan of a low-rank product to its factors in memory, and the factor before them. */
import { transpose, WignerscopeError } from "../../base/index.ts";
import {
  adapterConfig,
  type LowRankPair,
  type Model,
  matricize,
  type ProductPlan,
  quoted,
} from "../../models/index.ts";
import type { LowRankProduct } from "../matrix/analyze-product.ts";
import type { ScaleSource } from "../records/matrix-results.ts";

export interface AdapterOptions {
  /**
   * Factor before the product B A of every low-rank pair. Default: lora_alpha/r from the pair's alpha tensor, else from
   * `adapter_config.json` in the model's folder (lora_alpha/sqrt(r) with use_rslora), else 1.
   */
  readonly adapterScale?: number;
}

/** @throws INVALID_ARGUMENT unless the scale is a finite number other than zero. */
export function checkAdapterScale(scale: number | undefined): void {
  if (scale !== undefined && (!Number.isFinite(scale) || scale === 0))
    throw new WignerscopeError("INVALID_ARGUMENT", `adapterScale must be finite and not 0, got ${scale}`);
}

/** Where the scale of a pair comes from. Reads nothing. */
export function scaleSource(
  model: Pick<Model, "companions">,
  pair: LowRankPair,
  { adapterScale }: AdapterOptions = {},
): ScaleSource {
  if (adapterScale !== undefined) return "option";
  if (pair.alpha !== undefined) return "alpha tensor";
  const config = adapterConfig(model);
  return config?.kind === "config" ? "adapter_config.json" : "unknown";
}

/**
 * Reads both factors of a product, and its scale.
 * @throws what reading throws; CORRUPT_FILE for an alpha that is not a finite number.
 */
export async function readProduct(
  model: Pick<Model, "companions" | "readTensor">,
  { pair, a, b }: ProductPlan,
  options: AdapterOptions & { readonly signal?: AbortSignal } = {},
): Promise<LowRankProduct> {
  const { signal } = options;
  const read = (name: string) => model.readTensor(name, { signal });
  const [tensorB, tensorA] = await Promise.all([read(pair.b), read(pair.a)]);
  const scaleFrom = scaleSource(model, pair, options);
  const scale = await scaleOf(scaleFrom, model, pair, options, read);
  return { b: matricize(tensorB, b), a: matricize(tensorA, a), scale, scaleFrom };
}

async function scaleOf(
  from: ScaleSource,
  model: Pick<Model, "companions">,
  { alpha, alphaCount, rank, module }: LowRankPair,
  { adapterScale = 1 }: AdapterOptions,
  read: (name: string) => ReturnType<Model["readTensor"]>,
): Promise<number> {
  if (from === "alpha tensor" && alpha !== undefined) {
    const [value] = alphaCount === 1 ? (await read(alpha)).data : [Number.NaN];
    if (!Number.isFinite(value))
      throw new WignerscopeError("CORRUPT_FILE", `${quoted(alpha)} is not a single finite number`);
    return value / rank;
  }
  const config = adapterConfig(model);
  if (from === "adapter_config.json" && config?.kind === "config") {
    const { alphaByModule, rankStabilized } = config;
    const special = [...alphaByModule].find(([name]) => module === name || module.endsWith(`.${name}`));
    return (special?.[1] ?? config.alpha) / (rankStabilized ? Math.sqrt(rank) : rank);
  }
  return from === "option" ? adapterScale : 1;
}

/** The transposed product, (B A)^T = A^T B^T: the change of a weight that is stored in x out. */
export function transposedProduct(product: LowRankProduct): LowRankProduct {
  return { ...product, b: transpose(product.a), a: transpose(product.b) };
}
