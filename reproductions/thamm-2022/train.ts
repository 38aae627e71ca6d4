/**
 * Trains the network rich and lazy and writes the weights as float16 beside this file: SGD with momentum .9, batches of
 * 128, no weight decay, rate .02 (the lazy loss has 1/scale^2 in it, so that the logits move as fast).
 *
 *   npx tsx reproductions/thamm-2022/train.ts FOLDER [WIDTH [EPOCHS]]
 *
 * FOLDER holds Fashion-MNIST's four *-ubyte.gz files; width 512, 3 epochs unless given. All arithmetic is float32.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { writeTensors } from "../../src/models/index.ts";
import { evaluate, parameterTensors, train } from "../../src/networks/index.ts";
import { testSet, trainingSet } from "../data.ts";
import { networkOf, REGIMES, SEED, trained, untrained, weightsFile } from "./networks.ts";

const RATE = 0.02;

const [folder, width = "512", epochs = "3"] = process.argv.slice(2);
if (!folder) throw new Error("train.ts FOLDER: where Fashion-MNIST's four *-ubyte.gz files are");
const data = await trainingSet(folder);
const test = await testSet();
await mkdir(new URL("weights/", import.meta.url), { recursive: true });
for (const regime of REGIMES) {
  const net = networkOf(regime, Number(width));
  let parameters: Float64Array | undefined;
  const steps = train(net, untrained(Number(width)), data, {
    epochs: Number(epochs),
    batch: 128,
    optimizer: { kind: "sgd", rate: RATE, momentum: 0.9, weightDecay: 0 },
    schedule: "paper",
    seed: SEED,
    precision: "f32",
  });
  for await (const step of steps) {
    if (!step.endOfEpoch) continue;
    console.log(`${regime}: epoch ${step.epoch + 1}, loss ${step.loss.toFixed(4)}`);
    if (step.step === step.steps) parameters = step.parameters();
  }
  if (!parameters) throw new Error("no step was taken");
  const parts: Uint8Array[] = [];
  const sink = { write: (bytes: Uint8Array) => parts.push(bytes.slice()) };
  await writeTensors(parameterTensors(net, parameters), sink, { dtype: "F16" });
  await writeFile(weightsFile(regime, Number(width)), Buffer.concat(parts));
  const { accuracy, loss } = evaluate(net, await trained(regime, Number(width)), test);
  console.log(`${regime}: test accuracy ${accuracy?.toFixed(4)}, loss ${loss.toFixed(4)}`);
}
