/** From singular values to the eigenvalues of W^T W, which f64 cannot always hold. */
import { WignerscopeError } from "../../../base/index.ts";

/** Within them the sum of 2^100 squares is finite, and squares of round-off (2^-53 of the largest) are normal. */
const [SMALLEST, LARGEST] = [2 ** -450, 2 ** 450];

/**
 * lambda = nu^2.
 * @throws NOT_FINITE where squares would overflow or vanish.
 */
export function eigenvalues(s: Float64Array): Float64Array {
  const largest = s.reduce((most, nu) => Math.max(most, nu), 0);
  if (largest > LARGEST || (largest > 0 && largest < SMALLEST))
    throw new WignerscopeError(
      "NOT_FINITE",
      `the eigenvalues nu^2 of singular values up to ${largest.toPrecision(3)} leave the range of numbers: multiply the matrix by a constant`,
    );
  return s.map((nu) => nu * nu);
}
