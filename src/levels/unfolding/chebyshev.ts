/** Least-squares polynomial through a staircase. */

import { requireInteger, WignerscopeError } from "../../base/index.ts";
import { qr } from "../../kernel/index.ts";

/**
 * Values at the levels of the polynomial of `degree` that fits the points (x_i, i + 1/2) with the least squares. The
 * columns T_k(t_i), k = 0 .. degree, with t the range of the levels mapped to [-1, 1], are nearly orthogonal where raw
 * powers are not; the fit is the projection Q Q^T y of their QR factorisation.
 * @throws TOO_FEW unless more than degree + 1 levels differ; INVALID_ARGUMENT for a degree that is no positive integer.
 */
export function chebyshevStaircase(levels: Float64Array, degree: number): Float64Array {
  requireInteger("degree", degree, 1);
  const n = levels.length;
  let different = 1;
  for (let i = 1; i < n; i++) if (levels[i] > levels[i - 1]) different++;
  if (different < degree + 2)
    throw new WignerscopeError(
      "TOO_FEW",
      `polynomial unfolding of degree ${degree} needs at least ${degree + 2} different levels, got ${different}` +
        (different >= 3 ? `; degree <= ${different - 2} works` : ""),
    );
  const columns = degree + 1;
  const basis = new Float64Array(n * columns);
  const [low, high] = [levels[0], levels[n - 1]];
  for (let i = 0; i < n; i++) {
    const t = (levels[i] - low - (high - levels[i])) / (high - low);
    let [previous, current] = [1, t];
    basis[i * columns] = 1;
    for (let k = 1; k < columns; k++) {
      basis[i * columns + k] = current;
      [previous, current] = [current, 2 * t * current - previous];
    }
  }
  const q = qr({ rows: n, cols: columns, data: basis }).q.data;
  const projection = new Float64Array(columns);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < columns; k++) projection[k] += q[i * columns + k] * (i + 0.5);
  const fitted = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < columns; k++) fitted[i] += q[i * columns + k] * projection[k];
  return fitted;
}
