/**
 * The nonzero levels of softmax regression's Hessian over a batch, from logits and inputs that need not belong together: the
 * eigenvalues of K = (S^T S) o (x.x' + 1), S S^T = diag p - p p^T for each sample. What `exactGaussNewton` gives where they do.
 */
import { type Matrix, transpose } from "../../src/base/index.ts";
import { lossFactors } from "../../src/curvature/spectra/loss-factors.ts";
import { eigvalsh, matmul } from "../../src/kernel/index.ts";
import { NETWORKS } from "./networks.ts";

/** Levels above round-off, ascending; `logits` are samples x classes, `inputs` samples x pixels. */
export function regressionLevels(logits: Matrix<Float64Array>, inputs: Matrix): Float64Array {
  const { rows: samples, cols: classes } = logits;
  const order = samples * classes;
  const rows = lossFactors(NETWORKS.regression, logits, "sum");
  const left = matmul(rows, transpose(rows)).data;
  const right = matmul(inputs, transpose(inputs)).data;
  const k = new Float64Array(order * order);
  for (let i = 0; i < order; i++)
    for (let j = 0; j < order; j++)
      k[i * order + j] =
        left[i * order + j] * (right[Math.floor(i / classes) * samples + Math.floor(j / classes)] + 1);
  const values = eigvalsh({ rows: order, cols: order, data: k });
  const tolerance = order * 2 ** -52 * values[order - 1];
  const genuine = values.filter((value) => value > tolerance);
  return genuine.slice(Math.max(0, genuine.length - samples * (classes - 1)));
}
