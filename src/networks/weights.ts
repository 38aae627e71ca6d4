/** Parameters as named tensors: out of the flat vector for a checkpoint, and into it from any model file. */
import { type FloatArray, knownOptions, WignerscopeError } from "../base/index.ts";
import { type Model, quoted, type Tensor } from "../models/index.ts";
import { checkNetwork, type Network, network, type ParameterSlice } from "./network.ts";
import { checkParameters } from "./parameters.ts";
import type { LayerSpec } from "./spec.ts";

/**
 * Every parameter under its slice's name; the data are views of `parameters`.
 * @throws INVALID_SHAPE, INVALID_ARGUMENT, NOT_FINITE
 */
export function parameterTensors(net: Network, parameters: FloatArray): readonly Tensor[] {
  checkNetwork(net);
  checkParameters(net, parameters);
  return net.slices.map(({ name, shape, offset, size }) => ({
    name,
    shape,
    data: parameters.subarray(offset, offset + size),
  }));
}

export interface LoadOptions {
  /** The file's name for a parameter of the network; default the same. */
  readonly rename?: (name: string) => string;
  readonly signal?: AbortSignal;
}

/** Wrappers put these in front of every name. */
const PREFIXES = ["", "module.", "model.", "_orig_mod."];

/**
 * The flat vector from an open model, by name. A name is found also behind a wrapper's prefix ("module.", "model.",
 * "_orig_mod."); where nothing has the names at all, tensors of the same shapes in the file's order are taken.
 * @throws UNKNOWN_TENSOR with the names that are there; INVALID_SHAPE naming the tensor; and what reading throws
 */
export async function loadParameters(
  net: Network,
  model: Model,
  options: LoadOptions = {},
): Promise<Float64Array> {
  checkNetwork(net);
  knownOptions("loadParameters", options, { rename: true, signal: true });
  const names = matchNames(net, model, options.rename);
  const parameters = new Float64Array(net.size);
  for (const [i, slice] of net.slices.entries()) {
    const { data, shape } = await model.readTensor(names[i], { signal: options.signal });
    if (!fits(slice, shape))
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `${model.name}: tensor ${quoted(names[i])} has shape [${shape.join(", ")}], ${slice.name} takes [${slice.shape.join(", ")}]`,
      );
    parameters.set(data, slice.offset);
  }
  checkParameters(net, parameters);
  return parameters;
}

const fits = (slice: ParameterSlice, shape: readonly number[]) => shape.join() === slice.shape.join();

export interface LoadedNetwork {
  readonly network: Network;
  readonly parameters: Float64Array;
}

/**
 * As `loadParameters`, and the network with the running statistics of its batch normalisations out of the file:
 * "bn1.running_mean" and "bn1.running_var" for a batchNorm layer called bn1, whose spec does not give its own.
 * @throws as `loadParameters`; UNKNOWN_TENSOR where a file has the weights and not the statistics
 */
export async function loadNetwork(
  net: Network,
  model: Model,
  options: LoadOptions = {},
): Promise<LoadedNetwork> {
  const parameters = await loadParameters(net, model, options);
  const rename = options.rename ?? ((name: string) => name);
  const there = new Set(model.tensors.map(({ name }) => name));
  const standardizers = net.nodes.filter(
    ({ layer, name }) => layer?.kind === "standardize" && name.endsWith(FROZEN),
  );
  let next = 0;
  const layers: LayerSpec[] = [];
  for (const layer of net.spec.layers) {
    if (layer.kind !== "batchNorm") {
      layers.push(layer);
      continue;
    }
    const own = standardizers[next++].name.slice(0, -FROZEN.length);
    if (layer.mean || layer.variance) {
      layers.push(layer);
      continue;
    }
    const read = async (statistic: string) => {
      const wanted = rename(`${own}.${statistic}`);
      const found = PREFIXES.map((prefix) => prefix + wanted).find((name) => there.has(name));
      if (found === undefined)
        throw new WignerscopeError(
          "UNKNOWN_TENSOR",
          `${model.name}: there is no tensor ${quoted(wanted)} with the running statistics of layer ${quoted(own)}; the spec may give them as mean and variance`,
        );
      return Array.from((await model.readTensor(found, { signal: options.signal })).data);
    };
    layers.push({ ...layer, mean: await read("running_mean"), variance: await read("running_var") });
  }
  return { network: next === 0 ? net : network({ ...net.spec, layers }), parameters };
}

/** What the first part of a frozen batch normalisation is called after its layer. */
const FROZEN = ".standardize";

function matchNames(net: Network, model: Model, rename: LoadOptions["rename"]): readonly string[] {
  const there = new Set(model.tensors.map(({ name }) => name));
  const wanted = net.slices.map(({ name }) => rename?.(name) ?? name);
  const prefix = PREFIXES.find((prefix) => wanted.every((name) => there.has(prefix + name)));
  if (prefix !== undefined) return wanted.map((name) => prefix + name);
  const inOrder = model.tensors.filter(({ kind }) => kind === "float");
  const noneFits = wanted.every((name) => PREFIXES.every((prefix) => !there.has(prefix + name)));
  const sameShapes =
    inOrder.length === net.slices.length && inOrder.every(({ shape }, i) => fits(net.slices[i], shape));
  if (noneFits && sameShapes && rename === undefined) return inOrder.map(({ name }) => name);
  const missing = wanted.find((name) => !there.has(name)) ?? wanted[0];
  const listed = inOrder.slice(0, SHOWN).map(({ name, shape }) => `${quoted(name)} [${shape.join(", ")}]`);
  const more = inOrder.length > SHOWN ? ` and ${inOrder.length - SHOWN} more` : "";
  throw new WignerscopeError(
    "UNKNOWN_TENSOR",
    `${model.name}: there is no tensor ${quoted(missing)} for the network; the file has ${listed.join(", ")}${more}. The option rename maps names`,
  );
}

/** Names that an error lists. */
const SHOWN = 12;
