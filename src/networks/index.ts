/** Floor 3: networks that can be differentiated twice. */
export type { NetworkData } from "./data/data-set.ts";
export { type LabelledOptions, labelled, type Scaling, scaling } from "./data/labelled.ts";
export { type NumberArray, type ReadNumbersOptions, readNumbers } from "./data/number-array.ts";
export { Derivatives, type DerivativesOptions } from "./derivatives.ts";
export type { CurvatureKind } from "./engine.ts";
export { type EvaluateOptions, type Evaluation, evaluate, forward } from "./evaluate.ts";
export type { ParameterRole } from "./layers/layer.ts";
export { type Network, type NetworkNode, network, type ParameterSlice } from "./network.ts";
export { parseNetwork } from "./parse-network.ts";
export { preset } from "./presets/by-name.ts";
export {
  type ImageNetworkOptions,
  lenet,
  type ResnetOptions,
  resnet,
  type VggOptions,
  vgg,
} from "./presets/convolutional.ts";
export { type MlpOptions, mlp } from "./presets/mlp.ts";
export { type TransformerOptions, transformer } from "./presets/transformer.ts";
export type {
  ActivationKind,
  ActivationSpec,
  AttentionSpec,
  BatchNormSpec,
  BinaryCrossEntropySpec,
  CombineSpec,
  ConvolutionSpec,
  CrossEntropySpec,
  DenseSpec,
  EmbeddingSpec,
  GlobalPoolSpec,
  IdentitySpec,
  LayerKind,
  LayerSpec,
  LossSpec,
  MatmulSpec,
  NetworkSpec,
  NormalizeSpec,
  PoolSpec,
  ReshapeSpec,
  RowNormSpec,
  ScaleShiftSpec,
  Shape,
  SoftmaxSpec,
  SquaredErrorSpec,
  StandardizeSpec,
} from "./spec.ts";
export { ACTIVATION_KINDS } from "./spec.ts";
export { type InitializeOptions, type InitialScheme, initialize } from "./training/initialize.ts";
export { noisyLabels } from "./training/label-noise.ts";
export type { AdamWSpec, OptimizerSpec, Schedule, SgdSpec } from "./training/optimizer.ts";
export { type TrainingStep, type TrainOptions, train } from "./training/train.ts";
export {
  type LoadedNetwork,
  type LoadOptions,
  loadNetwork,
  loadParameters,
  parameterTensors,
} from "./weights.ts";
