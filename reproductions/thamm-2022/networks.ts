/** The networks of Thamm, Staats and Rosenow (PRE 106, 054124, 2022) that this reproduction has, and their weights. */
import { readFile } from "node:fs/promises";
import { memorySource, openModel } from "../../src/models/index.ts";
import { initialize, loadParameters, mlp, type Network } from "../../src/networks/index.ts";

export const REGIMES = ["rich", "lazy"] as const;
export type Regime = (typeof REGIMES)[number];

/** What the softmax's input is multiplied by: the weights of a lazy network hardly move from where they started. */
export const SCALE: Readonly<Record<Regime, number>> = { rich: 1, lazy: 10 };

/** Of the weights before training, the same for both regimes, and of the order of the samples. */
export const SEED = 20220305;

/** Three hidden layers with ReLU. */
export const networkOf = (regime: Regime, width = 512): Network =>
  mlp([784, width, width, width, 10], {
    activation: "relu",
    loss: { kind: "crossEntropy", scale: SCALE[regime] },
  });

export const untrained = (width = 512) => initialize(networkOf("rich", width), { seed: SEED });

export const weightsFile = (regime: Regime, width = 512) =>
  new URL(`weights/${regime}-${width}.safetensors`, import.meta.url).pathname;

/** After train.ts, rounded to 11 bits. */
export async function trained(regime: Regime, width = 512): Promise<Float64Array> {
  const path = weightsFile(regime, width);
  const model = await openModel(memorySource(new Uint8Array(await readFile(path)), path));
  return loadParameters(networkOf(regime, width), model);
}
