/** Samples and labels. */
import { checkShape, type Matrix, WignerscopeError } from "../../base/index.ts";
import type { Network } from "../network.ts";
import { entries } from "../shapes.ts";

export interface NetworkData {
  /** samples x entries of one sample, row-major in the network's input shape. */
  readonly inputs: Matrix;
  /**
   * A class for each row of the output (a sample has one unless the output has several dimensions), or the targets
   * themselves, one row of the matrix for each.
   */
  readonly labels: Int32Array | Matrix;
}

/** Rows of output that have a label of their own, for each sample. */
export function rowsPerSample(net: Network): number {
  return entries(net.output.slice(0, -1));
}

/** @throws INVALID_ARGUMENT, INVALID_SHAPE naming `inputs`, unless they fit the network's input. */
export function checkInputs(net: Network, inputs: Matrix, name = "data.inputs"): void {
  checkShape(inputs, name);
  const features = entries(net.input);
  if (inputs.cols !== features)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${name} must have ${features} columns for input shape [${net.input.join(", ")}], got ${inputs.cols}`,
    );
  if (inputs.rows === 0) throw new WignerscopeError("TOO_FEW", `${name} must have at least one row, got 0`);
}

/** @throws INVALID_ARGUMENT, INVALID_SHAPE, TOO_FEW unless inputs and labels fit the network and one another. */
export function checkData(net: Network, data: NetworkData): void {
  checkInputs(net, data?.inputs);
  const { inputs, labels } = data;
  const rows = inputs.rows * rowsPerSample(net);
  const width = net.output[net.output.length - 1];
  if (labels instanceof Int32Array) {
    if (labels.length !== rows)
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `data.labels must have ${rows} entries, got ${labels.length}`,
      );
    return;
  }
  if (labels === null || typeof labels !== "object" || !("data" in labels))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      "data.labels must be an Int32Array of classes or a Matrix",
    );
  checkShape(labels, "data.labels");
  if (labels.rows !== rows || labels.cols !== width)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `data.labels must be ${rows} x ${width}, got ${labels.rows} x ${labels.cols}`,
    );
}
