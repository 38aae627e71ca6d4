/** Training by mini-batches: an iteration that yields one record a step, so that the caller sees, keeps or stops it. */
import {
  type FloatArray,
  knownOptions,
  type Precision,
  requireBetween,
  requireInteger,
  throwIfAborted,
  WignerscopeError,
} from "../../base/index.ts";
import { DEFAULT_SEED, Random } from "../../kernel/index.ts";
import { checkData, type NetworkData, rowsPerSample } from "../data/data-set.ts";
import { Engine } from "../engine.ts";
import type { ChunkTape } from "../layout.ts";
import { checkNetwork, type Network } from "../network.ts";
import { checkParameters } from "../parameters.ts";
import { noisyLabels } from "./label-noise.ts";
import { type OptimizerSpec, optimizerOf, type Schedule, scheduleOf } from "./optimizer.ts";

export interface TrainOptions {
  /** Passes over the data; default 10. */
  readonly epochs?: number;
  /** Samples in a batch; default 128. The last batch of an epoch has what is left. */
  readonly batch?: number;
  /** Default { kind: "sgd" }. */
  readonly optimizer?: OptimizerSpec;
  /** Factor of the rate by the share of epochs done; default "paper". */
  readonly schedule?: Schedule;
  /** Share of the labels that `noisyLabels` makes random before the start, with the same seed; default 0. */
  readonly labelNoise?: number;
  /** Order of the samples, anew each epoch, and label noise; default DEFAULT_SEED. */
  readonly seed?: number;
  /** Arithmetic; default "f64". */
  readonly precision?: Precision;
  /** Stops between two steps with ABORTED. */
  readonly signal?: AbortSignal;
}

export interface TrainingStep {
  /** Steps done, from 1. */
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
  /** The epoch that this step belongs to, from 0. */
  readonly epoch: number;
  /** True for the last step of an epoch. */
  readonly endOfEpoch: boolean;
  /** Mean loss of the batch, before the step. */
  readonly loss: number;
  /** Learning rate of the step. */
  readonly rate: number;
  /** A copy of the parameters as they are when it is called. */
  parameters(): Float64Array;
}

/** Milliseconds of work between two turns of the event loop, in which an abort or a redraw gets through. */
const TURN = 25;

/**
 * Trains from `parameters` (not changed). The lazy regime is the loss's `scale` (LossSpec). Checkpoints: write
 * `step.parameters()` with `parameterTensors` and `writeTensors`.
 *
 *     let last;
 *     for await (const step of train(net, initialize(net), data, { epochs: 30 })) last = step;
 *     const trained = last.parameters();
 *
 * @throws INVALID_ARGUMENT, INVALID_SHAPE, TOO_FEW at the first step; NOT_FINITE when the loss stops being a number;
 *   ABORTED, OUT_OF_MEMORY
 */
export async function* train(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: TrainOptions = {},
): AsyncGenerator<TrainingStep, void, undefined> {
  const { engine, labels, epochs, batch, optimizer, factorAt, seed } = prepare(
    net,
    parameters,
    data,
    options,
  );
  const samples = data.inputs.rows;
  const stepsPerEpoch = Math.ceil(samples / batch);
  const steps = epochs * stepsPerEpoch;
  const gradient = engine.take(net.size * engine.run.type.bytes);
  const room = engine.take(engine.layout.tapeBytes(batch));
  const order = Uint32Array.from({ length: samples }, (_, i) => i);
  let turn = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    new Random(seed, epoch).shuffle(order);
    const factor = factorAt(epoch / epochs);
    for (let k = 0; k < stepsPerEpoch; k++) {
      throwIfAborted(options.signal);
      const chosen = order.subarray(k * batch, Math.min(samples, (k + 1) * batch));
      const tape = engine.tape(chosen.length, room);
      const step = epoch * stepsPerEpoch + k + 1;
      gather(engine, tape, { inputs: data.inputs, labels }, chosen);
      engine.forward(tape);
      engine.run.clear(gradient, net.size);
      engine.backward(tape, gradient);
      const loss = engine.lossSum(tape) / tape.loss.rows;
      if (!Number.isFinite(loss))
        throw new WignerscopeError(
          "NOT_FINITE",
          `the loss is ${loss} at step ${step} of ${steps}: a lower rate than ${optimizer.rate * factor} may hold it`,
        );
      optimizer.step(gradient, 1 / tape.loss.rows, factor);
      yield Object.freeze({
        step,
        steps,
        epoch,
        endOfEpoch: k === stepsPerEpoch - 1,
        loss,
        rate: optimizer.rate * factor,
        parameters: () => Float64Array.from(engine.view(engine.parameters, net.size)),
      });
      if (performance.now() - turn > TURN) {
        await new Promise((resume) => setTimeout(resume));
        turn = performance.now();
      }
    }
  }
}

function prepare(net: Network, parameters: FloatArray, data: NetworkData, options: TrainOptions) {
  knownOptions("train", options, {
    epochs: true,
    batch: true,
    optimizer: true,
    schedule: true,
    labelNoise: true,
    seed: true,
    precision: true,
    signal: true,
  });
  checkNetwork(net);
  checkParameters(net, parameters);
  checkData(net, data);
  const epochs = requireInteger("epochs", options.epochs ?? 10, 1);
  const batch = Math.min(requireInteger("batch", options.batch ?? 128, 1), data.inputs.rows);
  const seed = options.seed ?? DEFAULT_SEED;
  const noise = requireBetween("labelNoise", options.labelNoise ?? 0, 0, 1);
  const engine = new Engine(net, options.precision);
  engine.setParameters(parameters);
  const optimizer = optimizerOf(options.optimizer ?? { kind: "sgd" }, engine);
  const factorAt = scheduleOf(options.schedule ?? "paper");
  return { engine, labels: withNoise(net, data, noise, seed), epochs, batch, optimizer, factorAt, seed };
}

function withNoise(net: Network, data: NetworkData, share: number, seed: number): NetworkData["labels"] {
  if (share === 0) return data.labels;
  if (!(data.labels instanceof Int32Array))
    throw new WignerscopeError("INVALID_ARGUMENT", "labelNoise needs classes for labels, got a Matrix");
  const width = net.output[net.output.length - 1];
  return noisyLabels(data.labels, Math.max(2, width), share, { seed });
}

/** Copies the chosen samples and their labels into a tape. */
function gather(engine: Engine, tape: ChunkTape, { inputs, labels }: NetworkData, chosen: Uint32Array): void {
  const { cols, data } = inputs;
  const rows = engine.view(tape.value[0], chosen.length * cols);
  for (const [i, sample] of chosen.entries())
    rows.set(data.subarray(sample * cols, (sample + 1) * cols), i * cols);
  engine.loadLabels(tape, chosenLabels(labels, chosen, rowsPerSample(engine.network)), 0);
}

function chosenLabels(
  labels: NetworkData["labels"],
  chosen: Uint32Array,
  perSample: number,
): NetworkData["labels"] {
  if (labels instanceof Int32Array) {
    const own = new Int32Array(chosen.length * perSample);
    for (const [i, sample] of chosen.entries())
      own.set(labels.subarray(sample * perSample, (sample + 1) * perSample), i * perSample);
    return own;
  }
  const width = perSample * labels.cols;
  const data = new Float64Array(chosen.length * width);
  for (const [i, sample] of chosen.entries())
    data.set(labels.data.subarray(sample * width, (sample + 1) * width), i * width);
  return { rows: chosen.length * perSample, cols: labels.cols, data };
}
