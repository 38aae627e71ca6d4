/**
 * All nonzero eigenvalues of a Gauss-Newton matrix G = sum_b J_b^T A_b J_b without forming it: with A_b = S_b S_b^T they are
 * those of K = S^T J J^T S, of order samples x outputs, whatever the number of parameters. For dense layers
 *     K = sum_l (D_l D_l^T) o (h_l h_l^T),
 * h_l the inputs of layer l (with a 1 for its bias) and D_l the derivatives of S^T times the outputs by its pre-activations.
 */
import {
  EPSILON,
  type FloatArray,
  knownOptions,
  type Matrix,
  requireOneOf,
  transpose,
  WignerscopeError,
} from "../../base/index.ts";
import { eigvalsh, matmul } from "../../kernel/index.ts";
import { Derivatives, type Network, type NetworkData } from "../../networks/index.ts";
import { type ChainLayer, denseChain } from "./dense-chain.ts";
import { genuineOf, MOST_ORDER } from "./exact-hessian.ts";
import { lossFactors } from "./loss-factors.ts";

export interface ExactGaussNewtonOptions {
  /** The loss is the mean over samples (default) or their sum. */
  readonly reduction?: "mean" | "sum";
}

export interface ExactGaussNewton {
  /** Eigenvalues of the Gram matrix, ascending, negative round-off included; all others of G are exactly 0. */
  readonly values: Float64Array;
  /** Order of the Gram matrix, samples x outputs. */
  readonly order: number;
  readonly parameters: number;
  /** Eigenvalues of G that are 0 whatever the data: parameters - samples x (outputs, less one for softmax), if positive. */
  readonly structuralZeros: number;
  readonly tolerance: number;
  /** Above the tolerance, ascending. */
  readonly genuine: Float64Array;
}

/**
 * @throws INVALID_ARGUMENT unless the network is a chain of dense layers on flat samples (others: `topEigenpairs`,
 *   `spectralDensity` or `exactHessian` with `split`); OUT_OF_MEMORY beyond MOST_ORDER; as `gaussNewton`
 */
export function exactGaussNewton(
  net: Network,
  parameters: FloatArray,
  batch: NetworkData,
  options: ExactGaussNewtonOptions = {},
): ExactGaussNewton {
  knownOptions("exactGaussNewton", options, { reduction: true });
  const reduction = requireOneOf("reduction", options.reduction ?? "mean", ["mean", "sum"]);
  const derivatives = new Derivatives(net, parameters, batch, { reduction });
  const layers = denseChain(net, parameters);
  if (!layers)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      "net must be a chain of dense layers with known activations on flat samples for exactGaussNewton: " +
        "use exactHessian with { split: true }, or spectralDensity(gaussNewton(...))",
    );
  const samples = derivatives.samples;
  const classes = net.output[0];
  const order = samples * classes;
  if (order > MOST_ORDER.f64)
    throw new WignerscopeError(
      "OUT_OF_MEMORY",
      `batch must have at most ${Math.floor(MOST_ORDER.f64 / classes)} samples of ${classes} outputs, got ${samples}`,
    );
  let d = lossFactors(net, derivatives.values(layers[layers.length - 1].name), reduction);
  const k = new Float64Array(order * order);
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l];
    addLayer(k, d, derivatives.values(layer.inputName), layer.bias !== undefined, classes);
    if (l > 0) d = below(d, layer.weight, slopesOf(derivatives, layers[l - 1]), classes);
  }
  const values = eigvalsh({ rows: order, cols: order, data: k });
  const tolerance = order * EPSILON.f64 * Math.max(Math.abs(values[0]), values[order - 1]);
  const rank = samples * (net.loss.kind === "crossEntropy" ? classes - 1 : classes);
  return Object.freeze({
    values,
    order,
    parameters: net.size,
    structuralZeros: Math.max(0, net.size - rank),
    tolerance,
    genuine: genuineOf(values, tolerance, Math.min(rank, net.size)),
  });
}

/** K += (D D^T) o (h h^T). */
function addLayer(
  k: Float64Array,
  d: Matrix<Float64Array>,
  h: Matrix<Float64Array>,
  biased: boolean,
  classes: number,
): void {
  const order = d.rows;
  const left = matmul(d, transpose(d)).data;
  const right = matmul(h, transpose(h)).data;
  const samples = h.rows;
  for (let i = 0; i < order; i++) {
    const b = Math.floor(i / classes);
    for (let j = 0; j < order; j++) {
      const inner = right[b * samples + Math.floor(j / classes)] + (biased ? 1 : 0);
      k[i * order + j] += left[i * order + j] * inner;
    }
  }
}

/** f'(z) of what follows a layer, if anything does. */
const slopesOf = (derivatives: Derivatives, { activation, outputName }: ChainLayer) =>
  activation && derivatives.slopes(outputName).first.data;

/** D of the layer below: (D W) o f'(z). */
function below(
  d: Matrix<Float64Array>,
  weight: Matrix<Float64Array>,
  slopes: Float64Array | undefined,
  classes: number,
): Matrix<Float64Array> {
  const product = matmul(d, weight);
  const data = Float64Array.from(product.data);
  if (slopes) {
    const { cols } = product;
    for (let i = 0; i < product.rows; i++) {
      const b = Math.floor(i / classes);
      for (let u = 0; u < cols; u++) data[i * cols + u] *= slopes[b * cols + u];
    }
  }
  return { rows: product.rows, cols: product.cols, data };
}
