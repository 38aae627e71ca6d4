/**
 * The robust noise estimate. With k spikes removed, the levels x_1 <= ... <= x_(m-k) are compared with the typical
 * levels t_i of unit noise of shape (m - k) x (n - k):
 *
 *     sigma_k = argmin_sigma sum_i |x_i - sigma t_i|,
 *
 * the least Wasserstein-1 distance between the bulk and the Marchenko-Pastur law. It is the median of x_i/t_i with
 * weights t_i: exact, without a tuning constant, and unmoved by what a minority of the levels does. k grows while the
 * largest remaining level is significant at sigma_k.
 */
import type { Spectrum } from "./spectrum.ts";
import { countSpikes } from "./spikes.ts";
import { typicalLevels } from "./typical-levels.ts";

/** A noise estimate and how many levels were taken for spikes. */
export interface NoiseEstimate {
  readonly sigma: number;
  readonly numSpikes: number;
  /** False where the removal of spikes had to be stopped. */
  readonly converged: boolean;
}

/** Half of the levels: beyond it a median describes no majority. */
const BREAKDOWN_SHARE = 0.5;

/** @param point standardised Tracy-Widom level that a spike must exceed */
export function robustNoise({ levels, shape }: Spectrum, point: number): NoiseEstimate {
  const { m, n } = shape;
  let k = 0;
  for (;;) {
    const bulk = levels.subarray(0, m - k);
    const sigma = weightedMedianRatio(bulk, typicalLevels({ m: m - k, n: n - k }));
    const next = countSpikes(levels, shape, sigma, point, k);
    if (next === k) return { sigma, numSpikes: k, converged: true };
    if (next > BREAKDOWN_SHARE * m) return { sigma, numSpikes: k, converged: false };
    k = next;
  }
}

/** The median of x_i/t_i with weights t_i. */
function weightedMedianRatio(x: Float64Array, t: Float64Array): number {
  const ratios = x.map((value, i) => value / t[i]);
  const order = Uint32Array.from(x.keys()).sort((i, j) => ratios[i] - ratios[j]);
  const half = t.reduce((sum, weight) => sum + weight, 0) / 2;
  let sum = 0;
  for (let position = 0; position < order.length; position++) {
    const i = order[position];
    sum += t[i];
    if (sum > half) return ratios[i];
    // exactly half on either side: every value between the neighbours is a minimiser, take the middle
    if (sum === half) return (ratios[i] + ratios[order[position + 1]]) / 2;
  }
  return Number.NaN;
}
