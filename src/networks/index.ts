/** Floor 3: networks that can be differentiated twice. */
export type { NetworkData } from "./data/data-set.ts";
export { Derivatives, type DerivativesOptions } from "./derivatives.ts";
export type { CurvatureKind } from "./engine.ts";
export { type EvaluateOptions, type Evaluation, evaluate, forward } from "./evaluate.ts";
export { type Network, type NetworkNode, network, type ParameterSlice } from "./network.ts";
export { type MlpOptions, mlp } from "./presets/mlp.ts";
export type {
  ActivationKind,
  ActivationSpec,
  AddSpec,
  BinaryCrossEntropySpec,
  CrossEntropySpec,
  DenseSpec,
  IdentitySpec,
  LayerKind,
  LayerSpec,
  LossSpec,
  NetworkSpec,
  ReshapeSpec,
  Shape,
  SquaredErrorSpec,
} from "./spec.ts";
export { type InitializeOptions, type InitialScheme, initialize } from "./training/initialize.ts";
