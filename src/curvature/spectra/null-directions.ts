/**
 * Directions of parameter space that are flat for reasons that are known, in a network of dense layers on its own inputs:
 *
 * - the shift of all logits by one number (softmax cross-entropy): one for each input of the last layer, and its bias;
 * - the weights in and out of ReLU units that are silent on the whole batch;
 * - the weights into a ReLU unit of the first layer across the inputs on which it is active.
 *
 * Inputs that are always 0, and all else across the span of the inputs, are gone with the compression (compress.ts). The
 * gradient along each is 0 in a neighbourhood, so that the Hessian, its Gauss-Newton part and the residual vanish on it.
 */
import { type FloatArray, type Matrix, transpose } from "../../base/index.ts";
import { hardRank, svd } from "../../kernel/index.ts";
import type { Network } from "../../networks/index.ts";
import type { ChainLayer } from "./dense-chain.ts";

/** Values of nodes by name, samples x entries. */
export type Values = (name: string) => Matrix<Float64Array>;

/** Orthonormal flat directions, each with the places where it is not 0. */
export interface NullDirection {
  readonly places: Int32Array;
  readonly entries: Float64Array;
}

export function nullDirections(net: Network, layers: readonly ChainLayer[], values: Values): NullDirection[] {
  const found: NullDirection[] = [];
  let silentInputs: readonly boolean[] = [];
  for (const [l, layer] of layers.entries()) {
    const silent = silentUnits(layer, values);
    const { rows, cols } = layer.weight;
    for (let u = 0; u < rows; u++) {
      if (silent[u]) {
        for (let i = 0; i < cols; i++) found.push(unit(layer.offset + u * cols + i));
        if (layer.bias) found.push(unit(layer.offset + rows * cols + u));
      } else
        for (let i = 0; i < cols; i++) if (silentInputs[i]) found.push(unit(layer.offset + u * cols + i));
    }
    if (l === 0 && layer.activation?.kind === "relu") found.push(...acrossActive(layer, silent, values));
    silentInputs = silent;
    if (l === layers.length - 1 && net.loss.kind === "crossEntropy")
      found.push(...logitShifts(layer, l === 0 ? [] : silentUnits(layers[l - 1], values)));
  }
  return found;
}

/** Units whose pre-activation is nowhere above 0. */
export function silentUnits(layer: ChainLayer, values: Values): boolean[] {
  const units = layer.weight.rows;
  const silent = new Array<boolean>(units).fill(layer.activation?.kind === "relu");
  if (layer.activation?.kind !== "relu") return silent;
  const z = values(layer.name);
  for (let b = 0; b < z.rows; b++)
    for (let u = 0; u < units; u++) if (z.data[b * units + u] > 0) silent[u] = false;
  return silent;
}

/** Of each unit that speaks, the complement of the inputs [x 1] on which it does. */
function acrossActive(layer: ChainLayer, silent: readonly boolean[], values: Values): NullDirection[] {
  const { rows: units, cols } = layer.weight;
  const z = values(layer.name);
  const x = values(layer.inputName);
  const width = cols + (layer.bias ? 1 : 0);
  const found: NullDirection[] = [];
  for (let u = 0; u < units; u++) {
    if (silent[u]) continue;
    const active = Array.from({ length: z.rows }, (_, b) => b).filter((b) => z.data[b * units + u] > 0);
    // A square matrix, so that all right vectors come: the last of them span the complement.
    const height = Math.max(width, active.length);
    const data = new Float64Array(height * width);
    for (const [i, b] of active.entries()) {
      data.set(x.data.subarray(b * cols, (b + 1) * cols), i * width);
      if (layer.bias) data[i * width + cols] = 1;
    }
    const { s, vt } = svd({ rows: height, cols: width, data });
    const right = transpose(vt);
    const places = Int32Array.from({ length: width }, (_, i) =>
      i < cols ? layer.offset + u * cols + i : layer.offset + units * cols + u,
    );
    for (let k = hardRank(s, { rows: height, cols: width }); k < width; k++)
      found.push({
        places,
        entries: Float64Array.from({ length: width }, (_, i) => right.data[i * width + k]),
      });
  }
  return found;
}

/** Last layer: all rows of the weight the same; not for inputs that are silent, whose weights are all flat. */
function logitShifts(
  { weight, bias, offset }: ChainLayer,
  silentInputs: readonly boolean[],
): NullDirection[] {
  const { rows, cols } = weight;
  const entries = new Float64Array(rows).fill(1 / Math.sqrt(rows));
  const along = (first: number, step: number) => ({
    places: Int32Array.from({ length: rows }, (_, u) => first + u * step),
    entries,
  });
  const found = Array.from({ length: cols }, (_, i) => i)
    .filter((i) => !silentInputs[i])
    .map((i) => along(offset + i, cols));
  if (bias) found.push(along(offset + rows * cols, 1));
  return found;
}

function unit(place: number): NullDirection {
  return { places: Int32Array.of(place), entries: Float64Array.of(1) };
}

/** Largest |H n| over the directions; H is symmetric, its rows `stride` entries apart. */
export function largestImage(
  h: FloatArray,
  { order, stride }: { readonly order: number; readonly stride: number },
  directions: readonly NullDirection[],
): number {
  let largest = 0;
  const image = new Float64Array(order);
  for (const { places, entries } of directions) {
    image.fill(0);
    for (let k = 0; k < places.length; k++) {
      const row = h.subarray(places[k] * stride, places[k] * stride + order);
      const entry = entries[k];
      for (let j = 0; j < order; j++) image[j] += entry * row[j];
    }
    let squares = 0;
    for (let j = 0; j < order; j++) squares += image[j] * image[j];
    largest = Math.max(largest, Math.sqrt(squares));
  }
  return largest;
}
