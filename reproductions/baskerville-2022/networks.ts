/** The networks of Baskerville, Granziol and Keating (Physica A 590, 126742, 2022) that this reproduction has, and their weights. */
import { readFile } from "node:fs/promises";
import { memorySource, openModel } from "../../src/models/index.ts";
import { initialize, loadParameters, mlp, type Network } from "../../src/networks/index.ts";

export type NetworkName = "regression" | "mlp";

/** Softmax regression, and the three-layer network with ReLU. */
export const NETWORKS: Readonly<Record<NetworkName, Network>> = {
  regression: mlp([784, 10]),
  mlp: mlp([784, 10, 100, 10], { activation: "relu" }),
};

/** Of the weights before training. */
export const SEED = 20220604;

export const weightsFile = (name: NetworkName) =>
  new URL(`weights/${name}.safetensors`, import.meta.url).pathname;

export const untrained = (name: NetworkName) => initialize(NETWORKS[name], { seed: SEED });

/** After 300 epochs of train.ts. */
export async function trained(name: NetworkName): Promise<Float64Array> {
  const path = weightsFile(name);
  const model = await openModel(memorySource(new Uint8Array(await readFile(path)), path));
  return loadParameters(NETWORKS[name], model);
}
