/** The permuted control: the same entries in random places, which keeps their distribution and nothing else. */

import type { Matrix } from "../../../base/index.ts";
import { fitBulk, measureProductNoise } from "../../../bulk/index.ts";
import { permuteEntries } from "../../../ensembles/index.ts";
import { productSingularValues, svdvals } from "../../../kernel/index.ts";
import { randomizationMetrics } from "../../../tails/index.ts";
import type { PermutedControl, PermutedFactors } from "../../records/matrix-results.ts";
import type { MatrixSettings } from "../../records/settings.ts";
import { eigenvalues } from "./eigenvalues.ts";

/** @param s singular values of `a`, descending */
export function measurePermuted(
  a: Matrix,
  s: Float64Array,
  { precision, seed }: MatrixSettings,
): PermutedControl {
  const singularValues = svdvals(permuteEntries(a, { seed }), { precision });
  const { numSpikes } = fitBulk(singularValues, { rows: a.rows, cols: a.cols, precision });
  return {
    ...randomizationMetrics(eigenvalues(s), eigenvalues(singularValues)),
    singularValues,
    numSpikes,
    seed,
  };
}

/**
 * Permutations of a product that shows spikes. Two large entries that meet at one inner index, one of each factor, multiply,
 * so that the largest values depend on the places as those of one matrix do not: a single permutation is too few
 * (calibration/adapters.ts).
 */
const PERMUTATIONS = 39;

/**
 * The same for a product b a: the entries of each factor change places by themselves, and are multiplied again. The first
 * permutation always, and 38 more where the product shows spikes: their largest values stand for what entries do.
 * @param noiseShape as `measureProductNoise` wants it
 */
export function measurePermutedProduct(
  { b, a }: { readonly b: Matrix; readonly a: Matrix },
  s: Float64Array,
  noiseShape: { readonly rows: number; readonly cols: number },
  { seed, spiked }: Pick<MatrixSettings, "seed"> & { readonly spiked: boolean },
): PermutedFactors {
  const permutations = spiked ? PERMUTATIONS : 1;
  const spectra = Array.from({ length: permutations }, (_, k) =>
    productSingularValues(
      permuteEntries(b, { seed, stream: 2 * k }),
      permuteEntries(a, { seed, stream: 2 * k + 1 }),
    ),
  );
  const spikes = spectra.map((values) => measureProductNoise(values, { ...noiseShape, seed }).numSpikes);
  const [first] = spectra;
  return {
    ...randomizationMetrics(eigenvalues(s), eigenvalues(first)),
    singularValues: first,
    numSpikes: Math.max(...spikes),
    seed,
    permutations,
    largest: first.map((_, k) => Math.max(...spectra.map((values) => values[k]))),
  };
}
