/** What a network gives and how good it is, without derivatives. */
import {
  type FloatArray,
  knownOptions,
  type Matrix,
  type Precision,
  requireInteger,
  throwIfAborted,
  WignerscopeError,
} from "../base/index.ts";
import { checkData, checkInputs, type NetworkData } from "./data/data-set.ts";
import { Engine } from "./engine.ts";
import type { ChunkTape } from "./layout.ts";
import { checkNetwork, type Network } from "./network.ts";
import { checkParameters } from "./parameters.ts";
import { entries } from "./shapes.ts";

export interface EvaluateOptions {
  /** Arithmetic; default "f64". */
  readonly precision?: Precision;
  /** Samples taken at once; default 1024. */
  readonly chunk?: number;
  /** Stops between two chunks with ABORTED. */
  readonly signal?: AbortSignal;
}

export interface Evaluation {
  /** Mean over samples. */
  readonly loss: number;
  /**
   * Share of rows whose largest output is the label's (for soft labels: the likeliest class), of outputs on the right
   * side of 0 for binary cross-entropy; absent for a squared error against a matrix.
   */
  readonly accuracy?: number;
  readonly samples: number;
}

const DEFAULT_CHUNK = 1024;

/**
 * The network's outputs, samples x entries of the output: logits where the loss is a cross-entropy.
 * @throws INVALID_SHAPE, INVALID_ARGUMENT, TOO_FEW, NOT_FINITE, OUT_OF_MEMORY, ABORTED
 */
export function forward(
  net: Network,
  parameters: FloatArray,
  inputs: Matrix,
  options: EvaluateOptions = {},
): Matrix<Float64Array> {
  checkNetwork(net);
  checkInputs(net, inputs, "inputs");
  const cols = entries(net.output);
  const data = new Float64Array(inputs.rows * cols);
  eachChunk("forward", net, parameters, inputs, options, (engine, tape, from) => {
    data.set(engine.view(tape.loss.output, tape.samples * cols), from * cols);
  });
  return { rows: inputs.rows, cols, data };
}

/**
 * Loss and accuracy over a data set.
 * @throws as `forward`, and NOT_FINITE when the loss is not a number
 */
export function evaluate(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: EvaluateOptions = {},
): Evaluation {
  checkEvaluateOptions("evaluate", options);
  checkNetwork(net);
  checkData(net, data);
  let loss = 0;
  let hits = 0;
  let judged = 0;
  eachChunk("evaluate", net, parameters, data.inputs, options, (engine, tape, from) => {
    engine.loadLabels(tape, data.labels, from);
    engine.lossGradient(tape);
    loss += engine.lossSum(tape);
    const { rows } = tape.loss;
    const width = net.output[net.output.length - 1];
    const outputs = engine.view(tape.loss.output, rows * width);
    const targets = engine.view(tape.loss.targets, rows * width);
    const binary = net.loss.kind === "binaryCrossEntropy";
    hits += binary ? rightSides(outputs, targets) : rightClasses(outputs, targets, width);
    judged += binary ? rows * width : rows;
  });
  const rows = data.inputs.rows * entries(net.output.slice(0, -1));
  if (!Number.isFinite(loss))
    throw new WignerscopeError(
      "NOT_FINITE",
      `the loss is not a finite number: its sum over ${rows} rows is ${loss}`,
    );
  const classes = net.loss.kind !== "squaredError" || data.labels instanceof Int32Array;
  return Object.freeze({
    loss: loss / rows,
    ...(classes && { accuracy: hits / judged }),
    samples: data.inputs.rows,
  });
}

function eachChunk(
  what: string,
  net: Network,
  parameters: FloatArray,
  inputs: Matrix,
  options: EvaluateOptions,
  use: (engine: Engine, tape: ChunkTape, from: number) => void,
): void {
  checkEvaluateOptions(what, options);
  checkParameters(net, parameters);
  const chunk = Math.min(requireInteger("chunk", options.chunk ?? DEFAULT_CHUNK, 1), inputs.rows);
  const engine = new Engine(net, options.precision);
  engine.setParameters(parameters);
  const room = engine.take(engine.layout.tapeBytes(chunk));
  for (let from = 0; from < inputs.rows; from += chunk) {
    throwIfAborted(options.signal);
    const tape = engine.tape(Math.min(chunk, inputs.rows - from), room);
    engine.loadInputs(tape, inputs, from);
    engine.forward(tape);
    use(engine, tape, from);
  }
}

function checkEvaluateOptions(what: string, options: EvaluateOptions): void {
  knownOptions(what, options, { precision: true, chunk: true, signal: true });
}

function rightSides(outputs: FloatArray, targets: FloatArray): number {
  let hits = 0;
  for (let i = 0; i < outputs.length; i++) if (outputs[i] > 0 === targets[i] > 0.5) hits++;
  return hits;
}

function rightClasses(outputs: FloatArray, targets: FloatArray, width: number): number {
  let hits = 0;
  for (let at = 0; at < outputs.length; at += width)
    if (largest(outputs, at, width) === largest(targets, at, width)) hits++;
  return hits;
}

/** Index of the first largest of `width` entries from `at`. */
function largest(values: FloatArray, at: number, width: number): number {
  let best = 0;
  for (let j = 1; j < width; j++) if (values[at + j] > values[at + best]) best = j;
  return best;
}
