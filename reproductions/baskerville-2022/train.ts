/**
 * Trains the networks as the paper does and writes their weights beside this file: SGD with momentum .9, rate .003,
 * weight decay 5e-4, batches of 128, 300 epochs, the rate constant to half of them and linear to a hundredth at .9.
 *
 *   npx tsx reproductions/baskerville-2022/train.ts FOLDER
 *
 * FOLDER holds Fashion-MNIST's four *-ubyte.gz files. Several minutes on one core; all arithmetic is float32.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { writeTensors } from "../../src/models/index.ts";
import { evaluate, parameterTensors, train } from "../../src/networks/index.ts";
import { testSet, trainingSet } from "../data.ts";
import { NETWORKS, type NetworkName, SEED, untrained, weightsFile } from "./networks.ts";

const folder = process.argv[2];
if (!folder) throw new Error("train.ts FOLDER: where Fashion-MNIST's four *-ubyte.gz files are");
const data = await trainingSet(folder);
const test = await testSet();
await mkdir(new URL("weights/", import.meta.url), { recursive: true });
for (const name of Object.keys(NETWORKS) as NetworkName[]) {
  const net = NETWORKS[name];
  let parameters: Float64Array | undefined;
  const steps = train(net, untrained(name), data, {
    epochs: 300,
    batch: 128,
    optimizer: { kind: "sgd", rate: 0.003, momentum: 0.9, weightDecay: 5e-4 },
    schedule: "paper",
    seed: SEED,
    precision: "f32",
  });
  for await (const step of steps) {
    if (!step.endOfEpoch) continue;
    if (step.step === step.steps) parameters = step.parameters();
    if (step.epoch % 20 === 19) console.log(`${name}: epoch ${step.epoch + 1}, loss ${step.loss.toFixed(4)}`);
  }
  if (!parameters) throw new Error("no step was taken");
  const single = Float32Array.from(parameters);
  const parts: Uint8Array[] = [];
  const sink = { write: (bytes: Uint8Array) => parts.push(bytes.slice()) };
  await writeTensors(parameterTensors(net, single), sink);
  await writeFile(weightsFile(name), Buffer.concat(parts));
  console.log(`${name}: accuracy on the test images ${evaluate(net, single, test).accuracy?.toFixed(4)}`);
}
