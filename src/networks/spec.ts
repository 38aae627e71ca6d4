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

export type ActivationKind =
  | "relu"
  | "leakyRelu"
  | "square"
  | "tanh"
  | "sigmoid"
  | "softplus"
  | "silu"
  | "gelu";

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

/** The sum of its inputs, which have one shape: a residual connection. */
export interface AddSpec extends Named {
  readonly kind: "add";
}

export type LayerSpec = DenseSpec | ActivationSpec | IdentitySpec | ReshapeSpec | AddSpec;
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
