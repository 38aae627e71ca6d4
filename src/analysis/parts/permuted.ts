/** The permuted control: the same entries in random places, which keeps their distribution and nothing else. */
import { fitBulk } from "../../bulk/index.ts";
import { permuteEntries } from "../../ensembles/index.ts";
import { type Matrix, svdvals } from "../../kernel/index.ts";
import { randomizationMetrics } from "../../tails/index.ts";
import type { MatrixSettings, PermutedControl } from "../results.ts";

/** @param s singular values of `a`, descending */
export function measurePermuted(
  a: Matrix,
  s: Float64Array,
  { precision, seed }: MatrixSettings,
): PermutedControl {
  const singularValues = svdvals(permuteEntries(a, { seed }), { precision });
  const { numSpikes } = fitBulk(singularValues, { rows: a.rows, cols: a.cols, precision });
  const square = (values: Float64Array) => values.map((nu) => nu * nu);
  return { ...randomizationMetrics(square(s), square(singularValues)), singularValues, numSpikes, seed };
}
