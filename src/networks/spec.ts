/**
 * A network as plain data: what a `net.json` holds. A list of layers, each fed by the one before it unless it names
 * its `inputs`; "input" is the network's own input.
 */

/** Sizes of a sample's value, outermost first: [784], [channels, height, width], [positions, features]. */
export type Shape = readonly number[];

interface Named {
  /** How other layers and the parameters call it; default its kind and a running number ("dense1"). */
  readonly name?: string;
  /** The layers that feed it; default the one before. */
  readonly inputs?: readonly string[];
}

/** y = x W^T + b on the last dimension; weight: units x features. */
export interface DenseSpec extends Named {
  readonly kind: "dense";
  readonly units: number;
  /** Default true. */
  readonly bias?: boolean;
}

/** Functions of each entry by itself, in the order of the kernel's numbers (assembly/networks/activations.ts). */
export const ACTIVATION_KINDS = [
  "relu",
  "leakyRelu",
  "square",
  "tanh",
  "sigmoid",
  "softplus",
  "silu",
  "gelu",
] as const;

export type ActivationKind = (typeof ACTIVATION_KINDS)[number];

export interface ActivationSpec extends Named {
  readonly kind: ActivationKind;
  /** leakyRelu: the factor of negative arguments; default .01. */
  readonly slope?: number;
  /** gelu: the error function or its approximation by tanh; default "none". */
  readonly approximate?: "none" | "tanh";
}

export interface IdentitySpec extends Named {
  readonly kind: "identity" | "flatten";
}

export interface ReshapeSpec extends Named {
  readonly kind: "reshape";
  readonly shape: Shape;
}

/** The sum of its inputs, which have one shape (a residual connection), or the product of two, entry by entry. */
export interface CombineSpec extends Named {
  readonly kind: "add" | "multiply";
}

/** On [channels, height, width]; weight: filters x channels/groups x kernel height x kernel width. */
export interface ConvolutionSpec extends Named {
  readonly kind: "conv2d";
  readonly filters: number;
  /** Side of the kernel, or [height, width]. */
  readonly kernel: number | readonly [number, number];
  /** Default 1. */
  readonly stride?: number;
  /** Zeros on every side; default 0. */
  readonly padding?: number;
  /** Default 1. */
  readonly groups?: number;
  /** Default true. */
  readonly bias?: boolean;
}

/** Windows of [channels, height, width]; padding never wins a maximum and counts as zeros in an average. */
export interface PoolSpec extends Named {
  readonly kind: "maxPool" | "averagePool";
  /** Side of the window. */
  readonly size: number;
  /** Default `size`. */
  readonly stride?: number;
  /** Default 0. */
  readonly padding?: number;
}

/** The mean over each channel's plane: [channels, height, width] becomes [channels]. */
export interface GlobalPoolSpec extends Named {
  readonly kind: "globalAveragePool";
}

/** (x - mean)/sqrt(variance + epsilon) with constants for each channel (the first dimension). */
export interface StandardizeSpec extends Named {
  readonly kind: "standardize";
  /** Default zeros. */
  readonly mean?: readonly number[];
  /** Default ones. */
  readonly variance?: readonly number[];
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/** (x - mean)/sqrt(variance + epsilon) over the last dimension of each sample; without `center` x/sqrt(mean square + epsilon). */
export interface NormalizeSpec extends Named {
  readonly kind: "normalize";
  /** Default true. */
  readonly center?: boolean;
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/** x o weight + bias, one number for each channel (first dimension), feature (last) or entry of a sample. */
export interface ScaleShiftSpec extends Named {
  readonly kind: "scaleShift";
  readonly axis: "first" | "last" | "all";
  /** Default true. */
  readonly scale?: boolean;
  /** Default true. */
  readonly shift?: boolean;
}

/** Frozen batch normalisation, with running statistics as constants: `standardize`, then `scaleShift` on the channels. */
export interface BatchNormSpec extends Named {
  readonly kind: "batchNorm";
  readonly mean?: readonly number[];
  readonly variance?: readonly number[];
  readonly epsilon?: number;
}

/** `normalize`, then `scaleShift` on the last dimension (rmsNorm: not centred, no shift). */
export interface RowNormSpec extends Named {
  readonly kind: "layerNorm" | "rmsNorm";
  readonly epsilon?: number;
}

/** Softmax of `scale` x over the last dimension; `causal` on [..., n, n]: row i sees the entries up to i. */
export interface SoftmaxSpec extends Named {
  readonly kind: "softmax";
  /** Default 1. */
  readonly scale?: number;
  /** Default false. */
  readonly causal?: boolean;
}

/** The products A B of two inputs [..., m, k] and [..., k, n]; with `transpose` A B^T for [..., n, k]. */
export interface MatmulSpec extends Named {
  readonly kind: "matmul";
  readonly transpose?: boolean;
}

/**
 * The two products of attention with several heads, on the features of each position in place.
 * scores: queries and keys [positions, heads d] become [heads, positions, positions]; mix: those weights and values
 * [positions, heads d] become [positions, heads d].
 */
export interface AttentionSpec extends Named {
  readonly kind: "attentionScores" | "attentionMix";
  readonly heads: number;
}

/** Rows of a table (vocabulary x features) by number: [positions] becomes [positions, features]. */
export interface EmbeddingSpec extends Named {
  readonly kind: "embedding";
  readonly vocabulary: number;
  readonly features: number;
}

export type LayerSpec =
  | DenseSpec
  | ActivationSpec
  | IdentitySpec
  | ReshapeSpec
  | CombineSpec
  | ConvolutionSpec
  | PoolSpec
  | GlobalPoolSpec
  | StandardizeSpec
  | NormalizeSpec
  | ScaleShiftSpec
  | BatchNormSpec
  | RowNormSpec
  | SoftmaxSpec
  | MatmulSpec
  | AttentionSpec
  | EmbeddingSpec;
export type LayerKind = LayerSpec["kind"];

/**
 * Softmax cross-entropy -(1/a^2) sum_j y_j log softmax(a z)_j, on the last dimension of the output. Labels are classes
 * (one for each row of the output) or rows of probabilities.
 */
export interface CrossEntropySpec {
  readonly kind: "crossEntropy";
  /** y = (1 - e) onehot + e/classes; default 0. */
  readonly labelSmoothing?: number;
  /** a, the scale of the lazy regime (Chizat, Oyallon, Bach 2019); default 1. */
  readonly scale?: number;
}

/** (1/n) sum_j (z_j - y_j)^2; labels are a matrix (samples x n), or classes, taken one-hot. */
export interface SquaredErrorSpec {
  readonly kind: "squaredError";
}

/** (1/n) sum_j log(1 + e^z_j) - y_j z_j on logits; labels are a matrix of numbers from 0 to 1, or 0 and 1 for n = 1. */
export interface BinaryCrossEntropySpec {
  readonly kind: "binaryCrossEntropy";
}

export type LossSpec = CrossEntropySpec | SquaredErrorSpec | BinaryCrossEntropySpec;

export interface NetworkSpec {
  /** Shape of one sample. */
  readonly input: Shape;
  readonly layers: readonly LayerSpec[];
  /** Default softmax cross-entropy. */
  readonly loss?: LossSpec;
}
