/** The second derivative of the loss at the outputs, sample by sample, as a product S S^T. */
import type { Matrix } from "../../base/index.ts";
import type { Network } from "../../networks/index.ts";

/** S_b^T of every sample, one below the other: A_b = S_b S_b^T is the loss's second derivative at the outputs z. */
export function lossFactors(
  net: Network,
  z: Matrix<Float64Array>,
  reduction: "mean" | "sum",
): Matrix<Float64Array> {
  const { rows, cols } = z;
  const root = reduction === "mean" ? 1 / Math.sqrt(rows) : 1;
  const data = new Float64Array(rows * cols * cols);
  for (let b = 0; b < rows; b++) {
    const logits = z.data.subarray(b * cols, (b + 1) * cols);
    const s = data.subarray(b * cols * cols, (b + 1) * cols * cols);
    if (net.loss.kind === "crossEntropy") softmaxFactor(logits, net.loss.scale ?? 1, s);
    else
      for (let c = 0; c < cols; c++) {
        const p = 1 / (1 + Math.exp(-Math.abs(logits[c])));
        s[c * cols + c] = Math.sqrt((net.loss.kind === "squaredError" ? 2 : p * (1 - p)) / cols);
      }
    for (let i = 0; i < s.length; i++) s[i] *= root;
  }
  return { rows: rows * cols, cols, data };
}

/** diag p - p p^T = S S^T with S = diag sqrt p - p sqrt p^T; s takes S^T. */
function softmaxFactor(logits: Float64Array, scale: number, s: Float64Array): void {
  const n = logits.length;
  const top = logits.reduce((most, value) => Math.max(most, scale * value), Number.NEGATIVE_INFINITY);
  const e = logits.map((value) => Math.exp(scale * value - top));
  const total = e.reduce((sum, value) => sum + value, 0);
  const p = e.map((value) => value / total);
  for (let c = 0; c < n; c++)
    for (let a = 0; a < n; a++) s[c * n + a] = ((a === c ? 1 : 0) - p[a]) * Math.sqrt(p[c]);
}
