/**
 * A network on the span of a batch's inputs. If the first layer is dense on the input, the loss over the batch depends on its
 * weights [W b] only through [X 1] [W b]^T: with [X 1]^T = Q R the network on the inputs R^T with the weights [W b] Q has
 * the same outputs, and its Hessian the same nonzero spectrum, of order units x rank in place of units x (inputs + 1).
 */
import type { FloatArray, Matrix } from "../../base/index.ts";
import { hardRank, matmul, qr, svd } from "../../kernel/index.ts";
import { type Network, network } from "../../networks/index.ts";

export interface Compressed {
  readonly network: Network;
  readonly parameters: Float64Array;
  /** samples x rank. */
  readonly inputs: Matrix;
  /** (inputs + 1) x rank, orthonormal columns: original weights = compressed ones times its transpose. */
  readonly basis: Matrix;
}

/** The compressed network, or undefined when the input does not go into one dense layer and nowhere else, or nothing is gained. */
export function compressInputs(net: Network, parameters: FloatArray, inputs: Matrix): Compressed | undefined {
  const { layers, ...rest } = net.spec;
  const [first] = layers;
  const users = net.nodes.filter(({ inputs: from }) => from.includes(0));
  if (net.input.length !== 1 || first.kind !== "dense" || users.length !== 1 || net.nodes[1] !== users[0])
    return undefined;
  const biased = first.bias !== false;
  const width = inputs.cols + (biased ? 1 : 0);
  const [weight, bias] = net.nodes[1].parameters;
  const spanned = spanOf(inputs, biased);
  const rank = spanned.basis.cols;
  if (rank >= width) return undefined;
  const units = first.units;
  const rows = new Float64Array(units * width);
  for (let u = 0; u < units; u++) {
    rows.set(
      parameters.subarray(weight.offset + u * inputs.cols, weight.offset + (u + 1) * inputs.cols),
      u * width,
    );
    if (bias) rows[u * width + inputs.cols] = parameters[bias.offset + u];
  }
  const compressed = matmul({ rows: units, cols: width, data: rows }, spanned.basis).data;
  const old = units * width;
  const all = new Float64Array(units * rank + net.size - old);
  all.set(compressed);
  all.set(parameters.subarray(old), units * rank);
  return {
    // Names are kept, also those that the network gave by itself.
    network: network({
      ...rest,
      input: [rank],
      layers: layers.map((layer, i) =>
        i === 0
          ? { ...first, name: net.nodes[1].name, bias: false }
          : { ...layer, name: net.nodes[i + 1].name },
      ),
    }),
    parameters: all,
    inputs: spanned.inputs,
    basis: spanned.basis,
  };
}

/** An orthonormal basis of the rows of [X 1] and the rows' coordinates in it. */
function spanOf(inputs: Matrix, biased: boolean): { basis: Matrix; inputs: Matrix } {
  const { rows, cols, data } = inputs;
  const width = cols + (biased ? 1 : 0);
  const transposed = new Float64Array(width * rows);
  for (let b = 0; b < rows; b++) {
    for (let i = 0; i < cols; i++) transposed[i * rows + b] = data[b * cols + i];
    if (biased) transposed[cols * rows + b] = 1;
  }
  const { q, r } = qr({ rows: width, cols: rows, data: transposed });
  const { u, s, vt } = svd(r);
  const rank = Math.max(1, hardRank(s, { rows: width, cols: rows }));
  const left = new Float64Array(u.rows * rank);
  for (let i = 0; i < u.rows; i++) for (let k = 0; k < rank; k++) left[i * rank + k] = u.data[i * u.cols + k];
  const coordinates = new Float64Array(rows * rank);
  for (let b = 0; b < rows; b++)
    for (let k = 0; k < rank; k++) coordinates[b * rank + k] = s[k] * vt.data[k * vt.cols + b];
  return {
    basis: matmul(q, { rows: u.rows, cols: rank, data: left }),
    inputs: { rows, cols: rank, data: coordinates },
  };
}
