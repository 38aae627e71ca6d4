/** Every kind of layer by its name. */
import type { ActivationKind, LayerKind, LayerSpec } from "../spec.ts";
import { activation } from "./activation.ts";
import { attentionMix, attentionScores, embedding, matmul, softmax } from "./attention.ts";
import { add, multiply } from "./combine.ts";
import { conv2d } from "./convolution.ts";
import { dense } from "./dense.ts";
import type { LayerChain, LayerDefinition } from "./layer.ts";
import { batchNorm, normalize, rowNorm, scaleShift, standardize } from "./normalization.ts";
import { averagePool, globalAveragePool, maxPool } from "./pooling.ts";
import { flatten, identity, reshape } from "./views.ts";

type SpecOf<K extends LayerKind> = Extract<LayerSpec, { readonly kind: K }>;

const activations: { readonly [K in ActivationKind]: typeof activation } = {
  relu: activation,
  leakyRelu: activation,
  square: activation,
  tanh: activation,
  sigmoid: activation,
  softplus: activation,
  silu: activation,
  gelu: activation,
};

const definitions: {
  readonly [K in LayerKind]: LayerDefinition<SpecOf<K>> | LayerChain<SpecOf<K>>;
} = {
  dense,
  ...activations,
  identity,
  flatten,
  reshape,
  add,
  multiply,
  conv2d,
  maxPool,
  averagePool,
  globalAveragePool,
  standardize,
  normalize,
  scaleShift,
  batchNorm,
  layerNorm: rowNorm,
  rmsNorm: rowNorm,
  softmax,
  matmul,
  attentionScores,
  attentionMix,
  embedding,
};

export const LAYER_KINDS = Object.keys(definitions) as readonly LayerKind[];

/** The chain that a kind stands for; undefined for a kind that is a layer itself. */
export function chainOf(kind: LayerKind): LayerChain | undefined {
  const definition: LayerDefinition | LayerChain = definitions[kind];
  return "expand" in definition ? definition : undefined;
}

/**
 * The definition of a kind; it takes the specs of that kind, by which the caller has looked it up.
 * @throws RangeError for a chain: `network` has put its members in its place.
 */
export function kindOf(kind: LayerKind): LayerDefinition {
  const definition: LayerDefinition | LayerChain = definitions[kind];
  if ("expand" in definition) throw new RangeError(`${kind} is a chain of layers`);
  return definition;
}
