/** Labels as the rows of targets that a loss is taken against. */
import { type Matrix, WignerscopeError } from "../../base/index.ts";
import type { LossSpec } from "../spec.ts";

/** Probabilities of a row may miss 1 by this much: float32 rows do. */
const SUM_TOLERANCE = 1e-4;

/**
 * Targets of rows [from, from + rows), `width` entries each, written into `out`.
 * @throws INVALID_ARGUMENT for a class out of range or a row that is not a distribution.
 */
export function writeTargets(
  loss: LossSpec,
  labels: Int32Array | Matrix,
  from: number,
  rows: number,
  width: number,
  out: { [index: number]: number },
): void {
  const smoothing = loss.kind === "crossEntropy" ? (loss.labelSmoothing ?? 0) : 0;
  for (let r = 0; r < rows; r++) {
    const at = r * width;
    if (labels instanceof Int32Array) writeClass(loss, labels[from + r], from + r, width, at, out);
    else for (let j = 0; j < width; j++) out[at + j] = labels.data[(from + r) * width + j];
    if (loss.kind === "squaredError") continue;
    checkRow(loss, out, at, width, from + r);
    if (smoothing > 0)
      for (let j = 0; j < width; j++) out[at + j] = (1 - smoothing) * out[at + j] + smoothing / width;
  }
}

function writeClass(
  loss: LossSpec,
  label: number,
  row: number,
  width: number,
  at: number,
  out: { [index: number]: number },
): void {
  const binary = loss.kind === "binaryCrossEntropy" && width === 1;
  const classes = binary ? 2 : width;
  if (label < 0 || label >= classes)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `labels must be from 0 to ${classes - 1} (the network has ${width} outputs), got ${label} at ${row}`,
    );
  if (binary) out[at] = label;
  else for (let j = 0; j < width; j++) out[at + j] = j === label ? 1 : 0;
}

/** Divides a row of probabilities by its sum, so that it is 1 to the last digit. */
function checkRow(
  loss: LossSpec,
  out: { [index: number]: number },
  at: number,
  width: number,
  row: number,
): void {
  let sum = 0;
  for (let j = 0; j < width; j++) {
    const value = out[at + j];
    if (!(value >= 0 && value <= 1 + SUM_TOLERANCE))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `labels must be probabilities for loss ${loss.kind}, got ${value} at [${row}, ${j}]`,
      );
    sum += value;
  }
  if (loss.kind !== "crossEntropy") return;
  if (Math.abs(sum - 1) > SUM_TOLERANCE)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `labels must be rows of probabilities with sum 1 for loss crossEntropy, got a sum of ${sum} in row ${row}`,
    );
  for (let j = 0; j < width; j++) out[at + j] /= sum;
}
