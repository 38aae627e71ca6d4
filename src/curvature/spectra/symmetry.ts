/** The symmetry of an operator, seen in two products. */
import { type Matrix, WignerscopeError } from "../../base/index.ts";
import { dot, row } from "./probes.ts";

/**
 * |u.Av - v.Au| of independent random vectors relative to |Av| |u|/sqrt n, the size of u.Av where A is nothing like symmetric.
 * Round-off of f32 products leaves 1e-6 of it, a matrix without symmetry about 1.
 */
const TOLERANCE = 1e-3;

/** |u.Av - v.Au| sqrt n/max(|Av| |u|, |Au| |v|); 0 when both products are 0. */
export function asymmetry(u: Float64Array, v: Float64Array, au: Float64Array, av: Float64Array): number {
  const size = Math.sqrt(Math.max(dot(av, av) * dot(u, u), dot(au, au) * dot(v, v)));
  return size === 0 ? 0 : (Math.abs(dot(u, av) - dot(v, au)) * Math.sqrt(u.length)) / size;
}

/** Products may be wrong by this times the operator's size: round-off in f32. */
const ROUND_OFF = 1e-6;

/**
 * Compares the first two rows of random vectors and their products.
 * @param size of the operator, where the vectors leave its largest eigenvectors out: their products may be nothing but round-off of it
 * @throws NOT_SYMMETRIC
 */
export function checkSymmetric(v: Matrix<Float64Array>, av: Matrix<Float64Array>, size = 0): void {
  if (v.rows < 2) return;
  const [u, w, au, aw] = [row(v, 0), row(v, 1), row(av, 0), row(av, 1)];
  if (Math.abs(dot(u, aw) - dot(w, au)) <= ROUND_OFF * size * Math.sqrt(dot(u, u) * dot(w, w))) return;
  const found = asymmetry(u, w, au, aw);
  if (found > TOLERANCE)
    throw new WignerscopeError(
      "NOT_SYMMETRIC",
      `op must be symmetric, but u.Av and v.Au of two random vectors differ by ${found.toPrecision(3)} of their size: check it with checkOperator`,
    );
}
