/** A small decoder-only transformer (pre-normalised, as GPT-2): next-token logits at every position. */
import { knownOptions, requireInteger, WignerscopeError } from "../../base/index.ts";
import { type Network, network } from "../network.ts";
import type { LayerSpec } from "../spec.ts";

export interface TransformerOptions {
  readonly vocabulary: number;
  /** Length of the context. */
  readonly positions: number;
  /** Features of a position. */
  readonly width: number;
  /** They divide the width. */
  readonly heads: number;
  readonly blocks: number;
}

/**
 * Inputs are tokens, labels the token that follows each position: samples x positions of either.
 * Per block: x += o(attention(ln1 x)); x += down(gelu(up(ln2 x))) with 4 width hidden units.
 * @throws INVALID_ARGUMENT, INVALID_SHAPE
 */
export function transformer(options: TransformerOptions): Network {
  knownOptions("transformer", options, {
    vocabulary: true,
    positions: true,
    width: true,
    heads: true,
    blocks: true,
  });
  if (options === undefined)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      "transformer takes { vocabulary, positions, width, heads, blocks }",
    );
  const { vocabulary, positions, width, heads } = options;
  for (const name of ["vocabulary", "positions", "width", "heads", "blocks"] as const)
    requireInteger(name, options[name], 1);
  const layers: LayerSpec[] = [
    { kind: "embedding", name: "token", vocabulary, features: width },
    { kind: "scaleShift", name: "position", axis: "all", scale: false },
  ];
  let from = "position";
  for (let i = 1; i <= options.blocks; i++) {
    layers.push(...block(`block${i}`, from, width, heads));
    from = `block${i}`;
  }
  layers.push(
    { kind: "layerNorm", name: "norm" },
    { kind: "dense", name: "head", units: vocabulary, bias: false },
  );
  return network({ input: [positions], layers });
}

/** One block, whose output has its name. */
function block(name: string, from: string, width: number, heads: number): LayerSpec[] {
  const normed = `${name}.ln1`;
  return [
    { kind: "layerNorm", name: normed, inputs: [from] },
    { kind: "dense", name: `${name}.q`, units: width, inputs: [normed] },
    { kind: "dense", name: `${name}.k`, units: width, inputs: [normed] },
    { kind: "dense", name: `${name}.v`, units: width, inputs: [normed] },
    { kind: "attentionScores", name: `${name}.scores`, heads, inputs: [`${name}.q`, `${name}.k`] },
    { kind: "softmax", name: `${name}.weights`, scale: Math.sqrt(heads / width), causal: true },
    { kind: "attentionMix", name: `${name}.mix`, heads, inputs: [`${name}.weights`, `${name}.v`] },
    { kind: "dense", name: `${name}.o`, units: width },
    { kind: "add", name: `${name}.attended`, inputs: [`${name}.o`, from] },
    { kind: "layerNorm", name: `${name}.ln2` },
    { kind: "dense", name: `${name}.up`, units: 4 * width },
    { kind: "gelu" },
    { kind: "dense", name: `${name}.down`, units: width },
    { kind: "add", name, inputs: [`${name}.down`, `${name}.attended`] },
  ];
}
