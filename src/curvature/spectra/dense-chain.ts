/** Networks that are one chain of dense layers with activations between them, read as matrices. */
import erfc from "@stdlib/math-base-special-erfc";
import type { FloatArray, Matrix } from "../../base/index.ts";
import type { LayerSpec, Network } from "../../networks/index.ts";

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

const PASSIVE = ["identity", "flatten", "reshape", "add", "dense"];

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
      if (!last || last.activation || node.parameters.length > 0 || PASSIVE.includes(layer.kind))
        return undefined;
      if (!slopeOf(layer)) return undefined;
      layers[layers.length - 1] = { ...last, activation: layer, outputName: node.name };
    }
  }
  // What follows the last dense layer belongs to it; then its outputs are not logits of a dense layer.
  return layers.length > 0 && !layers[layers.length - 1].activation ? layers : undefined;
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** Phi(z) + z phi(z) */
const geluSlope = (z: number) =>
  erfc(-z / Math.SQRT2) / 2 + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);

/** Of z (1 + tanh u)/2, u = sqrt(2/pi) (z + .044715 z^3). */
function geluTanhSlope(z: number): number {
  const c = Math.sqrt(2 / Math.PI);
  const t = Math.tanh(c * (z + 0.044715 * z ** 3));
  return (1 + t + z * (1 - t * t) * c * (1 + 3 * 0.044715 * z * z)) / 2;
}

/** f' of a piecewise linear or smooth activation; undefined for one that is not known here. */
export function slopeOf(layer: LayerSpec): ((z: number) => number) | undefined {
  switch (layer.kind) {
    case "relu":
      return (z) => (z > 0 ? 1 : 0);
    case "leakyRelu": {
      const { slope = 0.01 } = layer;
      return (z) => (z > 0 ? 1 : z < 0 ? slope : 0);
    }
    case "tanh":
      return (z) => 1 - Math.tanh(z) ** 2;
    case "sigmoid":
      return (z) => sigmoid(z) * sigmoid(-z);
    case "softplus":
      return sigmoid;
    case "square":
      return (z) => 2 * z;
    case "silu":
      return (z) => sigmoid(z) * (1 + z * sigmoid(-z));
    case "gelu":
      return layer.approximate === "tanh" ? geluTanhSlope : geluSlope;
    default:
      return undefined;
  }
}
