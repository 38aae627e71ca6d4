/**
 * The robust noise estimate. With k spikes removed, the levels x_1 <= ... <= x_(m-k) are compared with the typical
 * levels t_i of unit noise of shape (m - k) x (n - k):
 *
 *     sigma_k = argmin_sigma sum_i |x_i - sigma t_i|,
 *
 * the least Wasserstein-1 distance between the bulk and the Marchenko-Pastur law. It is the median of x_i/t_i with
 * weights t_i: exact, without a tuning constant, and unmoved by what a minority of the levels does. k grows while the
 * largest remaining level exceeds what the Tracy-Widom law allows at sigma_k (the sequential test of Kritchman and
 * Nadler, IEEE Trans. Signal Process. 57, 3930, 2009), so that the chance of any false spike is
 * the test's significance.
 */
import type { Spectrum } from "./spectrum.ts";
import { criticalLevel } from "./spikes.ts";
import { typicalLevels } from "./typical-levels.ts";

/** A noise estimate and how many levels were taken for spikes. */
export interface NoiseEstimate {
  readonly sigma: number;
  readonly numSpikes: number;
  readonly converged: boolean;
}

/** Half of the levels: beyond it a median describes no majority. */
const BREAKDOWN_SHARE = 0.5;

export function robustNoise({ levels, shape }: Spectrum): NoiseEstimate {
  const { m, n } = shape;
  let k = 0;
  for (;;) {
    const bulk = levels.subarray(0, m - k);
    const sigma = weightedMedianRatio(bulk, typicalLevels({ m: m - k, n: n - k }));
    let next = k;
    while (next < m - 1 && levels[m - 1 - next] > sigma * criticalLevel(shape, next)) next++;
    if (next === k) return { sigma, numSpikes: k, converged: true };
    if (next > BREAKDOWN_SHARE * m) return { sigma, numSpikes: k, converged: false };
    k = next;
  }
}

/** The median of x_i/t_i with weights t_i. */
function weightedMedianRatio(x: Float64Array, t: Float64Array): number {
  const order = Uint32Array.from(x.keys()).sort((i, j) => x[i] / t[i] - x[j] / t[j]);
  const half = t.reduce((sum, weight) => sum + weight, 0) / 2;
  let sum = 0;
  for (let position = 0; position < order.length; position++) {
    const i = order[position];
    sum += t[i];
    if (sum > half) return x[i] / t[i];
    // exactly half on either side: every value between the neighbours is a minimiser, take the middle
    if (sum === half) {
      const j = order[position + 1];
      return (x[i] / t[i] + x[j] / t[j]) / 2;
    }
  }
  return Number.NaN;
}
