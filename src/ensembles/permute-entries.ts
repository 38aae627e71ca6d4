/** The entry-permuted control: the same entries, every arrangement as likely as any other. */
import { checkShape, knownOptions, type Matrix, type Precision } from "../base/index.ts";
import { randomOf, type Sampled, type SampleOptions, sampled } from "./sample.ts";

/**
 * A copy of `a` with its entries shuffled (Fisher and Yates). What survives in the spectrum comes from the entries' law, what
 * is lost was correlation between them: the control beside every claim of learning. Martin and Mahoney, Nature Comm. 12,
 * 4122 (2021).
 * @throws INVALID_SHAPE
 */
export function permuteEntries<P extends Precision = "f64">(
  a: Matrix,
  options: SampleOptions<P> = {},
): Sampled<P> {
  knownOptions("permuteEntries", options, { seed: true, stream: true, precision: true });
  checkShape(a);
  return sampled(a.rows, a.cols, randomOf(options).shuffle(Float64Array.from(a.data)), options);
}
