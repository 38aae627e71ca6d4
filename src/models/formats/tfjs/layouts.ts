/** How the dimensions of a weight are laid out: by the node of the graph that takes it, else by its name and rank. */
import type { JsonValue } from "../../encodings/json.ts";
import type { TensorLayout } from "../../tensor.ts";

/** Operators whose second input is a kernel, and whether that is depthwise. */
const CONVOLUTIONS: ReadonlyMap<string, boolean> = new Map([
  ["Conv2D", false],
  ["Conv3D", false],
  ["_FusedConv2D", false],
  ["Conv2DBackpropInput", false],
  ["DepthwiseConv2dNative", true],
  ["FusedDepthwiseConv2dNative", true],
]);

/** Kernels by the names that the graph has for them; true for a depthwise one. */
export function graphKernels(topology: JsonValue | undefined): ReadonlyMap<string, boolean> {
  const kernels = new Map<string, boolean>();
  const nodes = topology instanceof Map ? topology.get("node") : undefined;
  if (!Array.isArray(nodes)) return kernels;
  for (const node of nodes) {
    if (!(node instanceof Map)) continue;
    const operator = node.get("op");
    const inputs = node.get("input");
    const depthwise = typeof operator === "string" ? CONVOLUTIONS.get(operator) : undefined;
    const kernel = Array.isArray(inputs) ? inputs[1] : undefined;
    if (depthwise !== undefined && typeof kernel === "string") kernels.set(kernel, depthwise);
  }
  return kernels;
}

/** TensorFlow has the channels last; a kernel of three dimensions or more is that of a convolution. */
export function layoutOf(
  name: string,
  shape: readonly number[],
  kernels: ReadonlyMap<string, boolean>,
): TensorLayout | undefined {
  if (shape.length < 3) return undefined;
  const last = name.slice(name.lastIndexOf("/") + 1);
  return { kind: "channels-last", depthwise: kernels.get(name) ?? /depthwise/i.test(last) };
}
