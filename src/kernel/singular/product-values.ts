/** Singular values of a product of two thin factors, without forming the product. */
import { checkFinite, checkShape, type Matrix, transpose, WignerscopeError } from "../../base/index.ts";
import { matmul } from "../dense/products.ts";
import { qr } from "../dense/qr.ts";
import { svdvals } from "./svdvals.ts";

/**
 * Singular values of b a, b of rows x r, a of r x cols: those of the core R_b R_a^T of b = Q_b R_b and a^T = Q_a R_a,
 * min(r, rows, cols) of them, descending, in f64. The other values of the product are exactly zero. Costs
 * O((rows + cols) r^2) and memory of the order of the factors.
 * @throws INVALID_ARGUMENT, INVALID_SHAPE when the inner sizes differ; NOT_FINITE, also where the product overflows.
 */
export function productSingularValues(b: Matrix, a: Matrix): Float64Array {
  checkShape(b, "b");
  checkShape(a, "a");
  if (b.cols !== a.rows)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `the factors are ${b.rows} x ${b.cols} and ${a.rows} x ${a.cols}: the inner sizes differ`,
    );
  const core = matmul(qr(b).r, transpose(qr(transpose(a)).r));
  checkFinite(core, "core of the product");
  return svdvals(core);
}
