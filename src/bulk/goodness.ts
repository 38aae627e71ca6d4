/**
 * Does the bulk look like Marchenko-Pastur? The Kolmogorov-Smirnov distance of the levels below the spikes to the
 * fitted law, and its p-value by simulation. The textbook p-value does not apply: singular values of one matrix repel
 * each other, so that distances are a few level spacings instead of order 1/sqrt m, and sigma was fitted.
 */
import { betaLaguerreSingularValues } from "../ensembles/index.ts";
import { marchenkoPastur } from "../laws/index.ts";
import { ksDistance, Remembered } from "../statistics/index.ts";
import type { NoiseEstimate } from "./robust.ts";
import { type Spectrum, spectrum } from "./spectrum.ts";
import type { NoiseShape } from "./typical-levels.ts";

/** Distances, ascending, by pipeline, shape, draws and seed. */
const remembered = new Remembered<Float64Array>(32);

/** KS distance of the levels below the spikes; 0 for an empty bulk (a zero matrix fits sigma = 0 exactly). */
export function bulkDistance({ levels, shape }: Spectrum, { sigma, numSpikes }: NoiseEstimate): number {
  const count = levels.length - numSpikes;
  if (count === 0 || sigma === 0) return 0;
  const { m, n } = reduced(shape, numSpikes);
  const law = marchenkoPastur({ q: m / n, n, variable: "nu" });
  return ksDistance(
    levels.subarray(0, count).map((nu) => nu / sigma),
    law.cdf,
  );
}

/** The shape of the noise that is left when k spikes are removed. */
export function reduced({ m, n }: NoiseShape, k: number): NoiseShape {
  return { m: m - k, n: n - k };
}

/**
 * KS distances of `samples` Gaussian matrices of one shape through the same pipeline, ascending. Their singular values
 * come from the bidiagonal model of the Laguerre ensemble (the same law, O(m) variates, O(m^2) work); replicate i takes
 * stream i of the seed. Remembered per pipeline.
 */
export function nullDistances(
  shape: NoiseShape,
  pipeline: string,
  estimate: (spectrum: Spectrum) => NoiseEstimate,
  samples: number,
  seed: number,
): Float64Array {
  return remembered.recall([pipeline, shape.m, shape.n, samples, seed], () =>
    Float64Array.from({ length: samples }, (_, stream) => {
      const s = betaLaguerreSingularValues(shape.m, shape.n, { seed, stream });
      const found = spectrum(s, shape.m, shape.n);
      return bulkDistance(found, estimate(found));
    }).sort(),
  );
}
