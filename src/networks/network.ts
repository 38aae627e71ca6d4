/** From a spec to a network whose shapes chain: nodes in order, and where each parameter lies in the flat vector. */
import { knownOptions, requireOneOf, WignerscopeError } from "../base/index.ts";
import type { ParameterRole } from "./layers/layer.ts";
import { chainOf, kindOf, LAYER_KINDS } from "./layers/registry.ts";
import { checkLoss } from "./losses/loss.ts";
import { entries } from "./shapes.ts";
import type { LayerSpec, LossSpec, NetworkSpec, Shape } from "./spec.ts";

/** Where one parameter lies in the flat vector. */
export interface ParameterSlice {
  /** The layer's name and the parameter's: "fc1.weight". */
  readonly name: string;
  /** A layer's weight and bias; the scale and shift of a normalisation; a table of vectors (embedding). */
  readonly role: ParameterRole;
  readonly shape: Shape;
  readonly offset: number;
  readonly size: number;
}

/** One value of the network: the input (node 0) or what a layer makes of others. */
export interface NetworkNode {
  readonly name: string;
  /** Absent for the input. */
  readonly layer?: LayerSpec;
  /** Indices of the nodes that feed it, all smaller than its own. */
  readonly inputs: readonly number[];
  /** Shape of one sample's value, and its number of entries. */
  readonly shape: Shape;
  readonly size: number;
  readonly parameters: readonly ParameterSlice[];
}

export interface Network {
  readonly spec: NetworkSpec;
  /** The input, then the layers; the last is the output. */
  readonly nodes: readonly NetworkNode[];
  /** Number of parameters. */
  readonly size: number;
  /**
   * Every parameter in the order of the flat vector: layer by layer, weight (out x in; convolutions out x in/groups x
   * kernel height x kernel width; row-major), then bias.
   */
  readonly slices: readonly ParameterSlice[];
  readonly input: Shape;
  readonly output: Shape;
  readonly loss: LossSpec;
}

/**
 * Checks a spec and lays out its parameters.
 * @throws INVALID_ARGUMENT for an unknown layer, option or name; INVALID_SHAPE where shapes do not chain. The message
 *   names the layer.
 */
export function network(spec: NetworkSpec): Network {
  const input = checkInput(spec);
  knownOptions("network", spec, { input: true, layers: true, loss: true });
  const nodes: NetworkNode[] = [
    { name: "input", inputs: [], shape: input, size: entries(input), parameters: [] },
  ];
  const places = new Map([["input", 0]]);
  const counts = new Map<string, number>();
  let size = 0;
  const append = (layer: LayerSpec, name: string, inputs: readonly number[]) => {
    const { shape, parameters } = kindOf(layer.kind).plan(
      layer,
      inputs.map((i) => nodes[i].shape),
      whereIs(name),
    );
    const slices = parameters.map((parameter) => {
      const slice = Object.freeze({
        name: `${name}.${parameter.name}`,
        role: parameter.role,
        shape: Object.freeze([...parameter.shape]),
        offset: size,
        size: entries(parameter.shape),
      });
      size += slice.size;
      return slice;
    });
    places.set(name, nodes.length);
    nodes.push({ name, layer, inputs, shape, size: entries(shape), parameters: slices });
  };
  for (const [index, layer] of spec.layers.entries()) {
    const kind = requireOneOf(`layers[${index}].kind`, layer?.kind, LAYER_KINDS);
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const name = layer.name ?? `${kind}${number}`;
    if (typeof name !== "string" || name === "" || places.has(name))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `layers[${index}].name must be a name that no other layer has, got ${JSON.stringify(name)}`,
      );
    const chain = chainOf(kind)?.expand(layer, whereIs(name)) ?? [layer];
    let inputs = inputsOf(layer, name, nodes.length - 1, places);
    for (const [i, member] of chain.entries()) {
      append(member, i === chain.length - 1 ? name : `${name}.${member.kind}`, inputs);
      inputs = [nodes.length - 1];
    }
  }
  const output = nodes[nodes.length - 1].shape;
  return Object.freeze({
    spec,
    nodes: Object.freeze(nodes.map((node) => Object.freeze(node))),
    size,
    slices: Object.freeze(nodes.flatMap(({ parameters }) => parameters)),
    input,
    output,
    loss: checkLoss(spec.loss ?? { kind: "crossEntropy" }, output),
  });
}

/** @throws INVALID_ARGUMENT for callers without types who pass something else */
export function checkNetwork(net: Network): void {
  if (!Array.isArray(net?.nodes))
    throw new WignerscopeError("INVALID_ARGUMENT", "net must be a network, as network(spec) makes it");
}

function checkInput(spec: NetworkSpec): Shape {
  const isShape =
    Array.isArray(spec?.input) &&
    spec.input.length > 0 &&
    spec.input.every((size) => Number.isSafeInteger(size) && size > 0);
  if (!isShape)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `input must be a list of positive sizes such as [784] or [1, 28, 28], got ${JSON.stringify(spec?.input)}`,
    );
  if (!Array.isArray(spec.layers) || spec.layers.length === 0)
    throw new WignerscopeError("INVALID_ARGUMENT", "layers must be a list of at least one layer");
  return spec.input;
}

const whereIs = (name: string) => `layer ${JSON.stringify(name)}`;

function inputsOf(
  layer: LayerSpec,
  name: string,
  before: number,
  places: ReadonlyMap<string, number>,
): readonly number[] {
  if (layer.inputs === undefined) return [before];
  if (!Array.isArray(layer.inputs) || layer.inputs.length === 0)
    throw new WignerscopeError("INVALID_ARGUMENT", `${whereIs(name)}: inputs must be a list of names`);
  return layer.inputs.map((from: string) => {
    const place = places.get(from);
    if (place === undefined)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${whereIs(name)}: inputs must name layers above it, got ${JSON.stringify(from)}`,
      );
    return place;
  });
}
