/** Networks that are one chain of dense layers with activations between them, read as matrices. */
import type { FloatArray, Matrix } from "../../base/index.ts";
import { ACTIVATION_KINDS, type LayerSpec, type Network } from "../../networks/index.ts";

export interface ChainLayer {
  /** units x inputs. */
  readonly weight: Matrix<Float64Array>;
  readonly bias: Float64Array | undefined;
  /** Where the weight starts in the flat vector; the bias follows it. */
  readonly offset: number;
  /** Names of the nodes of what goes in, of the pre-activation and of what comes out. */
  readonly inputName: string;
  readonly name: string;
  readonly outputName: string;
  /** Between this layer and the next; absent where there is none. */
  readonly activation: LayerSpec | undefined;
}

/** Functions of each pre-activation by itself. */
const ELEMENTWISE: readonly string[] = ACTIVATION_KINDS;

/** The layers, or undefined when the network is not such a chain on flat samples. */
export function denseChain(net: Network, parameters: FloatArray): readonly ChainLayer[] | undefined {
  if (net.input.length !== 1) return undefined;
  const layers: ChainLayer[] = [];
  for (const [i, node] of net.nodes.entries()) {
    if (i === 0) continue;
    const { layer } = node;
    if (!layer || node.inputs.length !== 1 || node.inputs[0] !== i - 1 || node.shape.length !== 1)
      return undefined;
    if (layer.kind === "dense") {
      const [weight, bias] = node.parameters;
      const cut = ({ offset, size }: { offset: number; size: number }) =>
        Float64Array.from(parameters.subarray(offset, offset + size));
      layers.push({
        weight: { rows: weight.shape[0], cols: weight.shape[1], data: cut(weight) },
        bias: bias && cut(bias),
        offset: weight.offset,
        inputName: net.nodes[i - 1].name,
        name: node.name,
        outputName: node.name,
        activation: undefined,
      });
    } else if (layer.kind === "identity" || layer.kind === "flatten") continue;
    else {
      const last = layers[layers.length - 1];
      if (!last || last.activation || !ELEMENTWISE.includes(layer.kind)) return undefined;
      layers[layers.length - 1] = { ...last, activation: layer, outputName: node.name };
    }
  }
  // What follows the last dense layer belongs to it; then its outputs are not logits of a dense layer.
  return layers.length > 0 && !layers[layers.length - 1].activation ? layers : undefined;
}
