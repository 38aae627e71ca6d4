/** Every kind of layer by its name. */
import type { ActivationKind, LayerKind, LayerSpec } from "../spec.ts";
import { activation } from "./activation.ts";
import { add } from "./combine.ts";
import { dense } from "./dense.ts";
import type { LayerDefinition } from "./layer.ts";
import { flatten, identity, reshape } from "./views.ts";

type Definitions = { readonly [K in LayerKind]: LayerDefinition<Extract<LayerSpec, { readonly kind: K }>> };

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

const definitions: Definitions = { dense, ...activations, identity, flatten, reshape, add };

export const LAYER_KINDS = Object.keys(definitions) as readonly LayerKind[];

/** The definition of a kind; it takes the specs of that kind, by which the caller has looked it up. */
export const kindOf = (kind: LayerKind): LayerDefinition => definitions[kind];
