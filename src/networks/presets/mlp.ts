/** Multilayer perceptrons: dense layers with an activation between them. */
import { knownOptions, WignerscopeError } from "../../base/index.ts";
import { type Network, network } from "../network.ts";
import type { ActivationKind, LayerSpec, LossSpec } from "../spec.ts";

export interface MlpOptions {
  /** Between the layers, not behind the last; default "relu". */
  readonly activation?: ActivationKind | "identity";
  /** Default softmax cross-entropy. */
  readonly loss?: LossSpec;
  /** Default true. */
  readonly bias?: boolean;
}

/**
 * Dense layers fc1, fc2, ... of the given sizes: [784, 100, 10] has 784 inputs, 100 hidden units and 10 outputs.
 * @throws INVALID_ARGUMENT
 */
export function mlp(sizes: readonly number[], options: MlpOptions = {}): Network {
  if (!Array.isArray(sizes) || sizes.length < 2)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `sizes must be a list of at least an input and an output size, got ${JSON.stringify(sizes)}`,
    );
  knownOptions("mlp", options, { activation: true, loss: true, bias: true });
  const { activation = "relu", bias, loss } = options;
  const layers = sizes.slice(1).flatMap((units, i): LayerSpec[] => {
    const dense = {
      kind: "dense",
      name: `fc${i + 1}`,
      units,
      ...(bias === undefined ? {} : { bias }),
    } as const;
    return i === 0 ? [dense] : [{ kind: activation, name: `act${i}` }, dense];
  });
  return network({ input: [sizes[0]], layers, ...(loss && { loss }) });
}
