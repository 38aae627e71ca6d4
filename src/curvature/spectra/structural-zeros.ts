/** How many eigenvalues of a network's Hessian are exactly 0 for reasons that are known, counted without the matrix. */
import type { FloatArray, Matrix } from "../../base/index.ts";
import { hardRank, svdvals } from "../../kernel/index.ts";
import { Derivatives, type Network, type NetworkData } from "../../networks/index.ts";
import { type ChainLayer, denseChain } from "./dense-chain.ts";
import { silentUnits, type Values } from "./null-directions.ts";

/** Products of sides up to which the rank of the inputs is computed (about a second); beyond it dead inputs are counted. */
const RANK_WORK = 5e9;

/**
 * A lower bound of the number of exact zeros, for a chain of dense layers on flat samples: directions across the span of
 * the inputs, weights of ReLU units that are silent on all samples or active on fewer than the inputs have dimensions, and the
 * shifts of all logits (softmax cross-entropy). Undefined for other networks, whose flat directions are not known.
 * @throws as `hessian`
 */
export function structuralZeros(net: Network, parameters: FloatArray, data: NetworkData): number | undefined {
  const derivatives = new Derivatives(net, parameters, data);
  const layers = denseChain(net, parameters);
  if (!layers) return undefined;
  const values: Values = (name) => derivatives.values(name);
  let zeros = 0;
  let silentBelow: readonly boolean[] = [];
  for (const [l, layer] of layers.entries()) {
    const silent = silentUnits(layer, values);
    zeros +=
      l === 0 ? firstLayer(layer, silent, data.inputs, values) : laterLayer(layer, silent, silentBelow);
    if (l === layers.length - 1 && net.loss.kind === "crossEntropy") {
      const live = l === 0 ? spanOf(layer, data.inputs) : speaking(layer, silentBelow);
      zeros += live;
    }
    silentBelow = silent;
  }
  return zeros;
}

/** Each unit sees the inputs of the samples on which it is active: across their span its weights are flat. */
function firstLayer(layer: ChainLayer, silent: readonly boolean[], inputs: Matrix, values: Values): number {
  const width = widthOf(layer);
  const span = spanOf(layer, inputs);
  if (layer.activation?.kind !== "relu") return silent.length * (width - span);
  const z = values(layer.name);
  const active = new Int32Array(z.cols);
  for (let b = 0; b < z.rows; b++)
    for (let u = 0; u < z.cols; u++) if (z.data[b * z.cols + u] > 0) active[u]++;
  return active.reduce((sum, count) => sum + width - Math.min(span, count), 0);
}

function laterLayer(layer: ChainLayer, silent: readonly boolean[], below: readonly boolean[]): number {
  const width = widthOf(layer);
  const live = speaking(layer, below);
  return silent.reduce((sum, quiet) => sum + (quiet ? width : width - live), 0);
}

const widthOf = ({ weight, bias }: ChainLayer) => weight.cols + (bias ? 1 : 0);

/** Inputs of a layer that are not silent, and its bias. */
const speaking = (layer: ChainLayer, below: readonly boolean[]) =>
  widthOf(layer) - below.filter(Boolean).length;

/** Dimension of the span of [x 1] over the samples, or a bound of it. */
function spanOf(layer: ChainLayer, { rows, cols, data }: Matrix): number {
  const width = widthOf(layer);
  const small = Math.min(rows, width);
  if (small * small * Math.max(rows, width) > RANK_WORK) {
    let dead = 0;
    for (let i = 0; i < cols; i++) {
      let b = 0;
      while (b < rows && data[b * cols + i] === 0) b++;
      if (b === rows) dead++;
    }
    return Math.min(rows, width - dead);
  }
  const extended = new Float64Array(rows * width).fill(1);
  for (let b = 0; b < rows; b++) extended.set(data.subarray(b * cols, (b + 1) * cols), b * width);
  return hardRank(svdvals({ rows, cols: width, data: extended }), { rows, cols: width });
}
