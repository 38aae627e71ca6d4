/** Eigenvectors of one batch on another: what of a mini-batch's curvature is its own noise. */
import { checkShape, type Matrix, transpose, WignerscopeError } from "../../base/index.ts";
import { type LinearOperator, requireOperator } from "../../kernel/index.ts";
import { dot, products, row } from "../spectra/probes.ts";
import { type RunOptions, Watch } from "../watch.ts";

export interface RayleighQuotients {
  /** v.Av/v.v of each column v: of independent data, the curvature in that direction without the bias of having been chosen. */
  readonly values: Float64Array;
  /** |Av - value v|/|v|: what the operator does besides. */
  readonly residuals: Float64Array;
}

/**
 * Quotients of the columns of `vectors` (n x k) on an operator. With eigenvectors of batch A on the Hessian of batch B they are
 * nearly unbiased outliers; A's own eigenvalues less these are the optimism of a mini-batch.
 * @throws INVALID_SHAPE; INVALID_ARGUMENT for a column of zeros; ABORTED; NOT_FINITE; what the operator throws
 */
export async function rayleighQuotients(
  op: LinearOperator,
  vectors: Matrix,
  run: RunOptions = {},
): Promise<RayleighQuotients> {
  requireOperator(op);
  checkShape(vectors, "vectors");
  if (vectors.rows !== op.size)
    throw new WignerscopeError("INVALID_SHAPE", `vectors must have ${op.size} rows, got ${vectors.rows}`);
  const turned = transpose(vectors);
  const rows = { ...turned, data: Float64Array.from(turned.data) };
  const images = await products(op, rows, new Watch(run, rows.rows));
  const values = new Float64Array(rows.rows);
  const residuals = new Float64Array(rows.rows);
  for (let k = 0; k < rows.rows; k++) {
    const [v, av] = [row(rows, k), row(images, k)];
    const square = dot(v, v);
    if (!(square > 0))
      throw new WignerscopeError("INVALID_ARGUMENT", `vectors: column ${k} must not be zero`);
    values[k] = dot(v, av) / square;
    const left = av.map((y, i) => y - values[k] * v[i]);
    residuals[k] = Math.sqrt(dot(left, left) / square);
  }
  return Object.freeze({ values, residuals });
}
