/** Samples and labels out of arrays of numbers. */
import {
  type FloatArray,
  knownOptions,
  type Matrix,
  requireBetween,
  requireInteger,
  WignerscopeError,
} from "../../base/index.ts";
import type { NetworkData } from "./data-set.ts";
import type { NumberArray } from "./number-array.ts";

export interface LabelledOptions {
  /**
   * x becomes (x - mean)/sd: numbers, or "standard" for the mean and standard deviation of all entries; default as they
   * are. Data to be compared (training and test) take the numbers of one of them: `scaling` gives them.
   */
  readonly scale?: "standard" | Scaling;
  /** Samples to keep, from the first; default all. */
  readonly limit?: number;
}

export interface Scaling {
  readonly mean: number;
  readonly sd: number;
}

/** Mean and standard deviation of all entries. */
export function scaling({ data }: NumberArray): Scaling {
  let sum = 0;
  for (const x of data) sum += x;
  const mean = sum / data.length;
  let squares = 0;
  for (const x of data) squares += (x - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / data.length) };
}

/**
 * Data for a network: the first dimension of `inputs` counts samples, the rest become the columns. `labels` are whole
 * numbers (classes; one for each sample or, flattened, for each row of output) or a matrix of targets; without them the
 * last column of two-dimensional inputs are the classes.
 * @throws INVALID_ARGUMENT, INVALID_SHAPE
 */
export function labelled(
  inputs: NumberArray,
  labels?: NumberArray,
  options: LabelledOptions = {},
): NetworkData {
  knownOptions("labelled", options, { scale: true, limit: true });
  if (!labels) return labelled(...withoutLastColumn(inputs), options);
  const samples = inputs.shape[0];
  const kept = Math.min(requireInteger("limit", options.limit ?? samples, 1), samples);
  if (inputs.shape.length < 1 || labels.shape[0] !== samples)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `labels must be for the ${samples} samples of the inputs, got shape [${labels.shape.join(", ")}]`,
    );
  const cols = inputs.data.length / samples;
  const own = inputs.data.subarray(0, kept * cols);
  const data = options.scale === undefined ? own : scaled(own, options.scale, inputs);
  const perSample = labels.data.length / samples;
  return {
    inputs: { rows: kept, cols, data },
    labels: classesOrTargets(labels.data.subarray(0, kept * perSample), kept, perSample),
  };
}

function scaled(data: FloatArray, scale: "standard" | Scaling, all: NumberArray): FloatArray {
  const { mean, sd } = scale === "standard" ? scaling(all) : scale;
  requireBetween("scale.mean", mean, -Number.MAX_VALUE, Number.MAX_VALUE);
  requireBetween("scale.sd", sd, Number.MIN_VALUE, Number.MAX_VALUE);
  return data.map((x) => (x - mean) / sd);
}

function classesOrTargets(labels: FloatArray, rows: number, cols: number): Int32Array | Matrix {
  const whole = labels.every((x) => Number.isInteger(x) && Math.abs(x) < 2 ** 31);
  const oneHot = cols > 1 && labels.every((x) => x === 0 || x === 1);
  return whole && !oneHot ? Int32Array.from(labels) : { rows, cols, data: labels };
}

function withoutLastColumn({ shape, data }: NumberArray): [NumberArray, NumberArray] {
  if (shape.length !== 2 || shape[1] < 2)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `labels must be given for inputs of shape [${shape.join(", ")}]; only tables have them in their last column`,
    );
  const [rows, cols] = shape;
  const inputs = new Float64Array(rows * (cols - 1));
  const labels = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    inputs.set(data.subarray(i * cols, (i + 1) * cols - 1), i * (cols - 1));
    labels[i] = data[(i + 1) * cols - 1];
  }
  return [
    { shape: [rows, cols - 1], data: inputs },
    { shape: [rows], data: labels },
  ];
}
