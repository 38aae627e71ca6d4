/**
 * Does the bulk look like Marchenko-Pastur? The Kolmogorov-Smirnov distance of the levels below the spikes to the
 * fitted law, and its p-value by simulation. The textbook p-value does not apply: singular values of one matrix repel
 * each other, so that distances are a few level spacings instead of order 1/sqrt m, and sigma was fitted.
 */
import { betaLaguerreSingularValues } from "../ensembles/index.ts";
import { marchenkoPastur } from "../laws/index.ts";
import { ksDistance, Remembered, sequentialP } from "../statistics/index.ts";
import type { NoiseEstimate } from "./robust.ts";
import { type Spectrum, spectrum } from "./spectrum.ts";
import type { NoiseShape } from "./typical-levels.ts";

/** Distances, as far as they were drawn, by pipeline, shape and seed. */
const remembered = new Remembered<number[]>(32);

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
 * Most simulated spectra that can matter (`sequentialP`): the tenth that is as far off as the data ends the drawing, which then is
 * good to a third of p, and so do 100 of which none is: p = 1/101, below the level of 1 % at which phases are told.
 */
const EXCEEDANCES = 10;
const FIRST_LOOK = 100;

/**
 * p-value of the distance `ks` among those of at most `samples` Gaussian matrices of one shape through the same pipeline, drawn
 * until the answer is known. Their singular values come from the bidiagonal model of the Laguerre ensemble (the same law,
 * O(m) variates, O(m^2) work); replicate i takes stream i of the seed. Remembered per pipeline.
 */
export function distanceP(
  ks: number,
  shape: NoiseShape,
  pipeline: string,
  estimate: (spectrum: Spectrum) => NoiseEstimate,
  samples: number,
  seed: number,
): number {
  const drawn = remembered.recall([pipeline, shape.m, shape.n, seed], () => []);
  const firstLook = samples > FIRST_LOOK ? FIRST_LOOK : 0;
  return sequentialP({ samples, exceedances: EXCEEDANCES, firstLook }, (stream) => {
    drawn[stream] ??= distanceOfNoise(stream);
    return drawn[stream] >= ks;
  }).p;

  function distanceOfNoise(stream: number): number {
    const s = betaLaguerreSingularValues(shape.m, shape.n, { seed, stream });
    const found = spectrum(s, shape.m, shape.n);
    return bulkDistance(found, estimate(found));
  }
}
