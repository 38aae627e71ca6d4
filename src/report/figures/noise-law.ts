/**
 * The law that a layer's bulk was fitted with, as a figure draws it. Strong spikes use up a direction on both sides
 * each, and round-off zeros are rows that are not there, so k spikes in a matrix of rank m leave noise of shape
 * (m - k) x (n - k), n the longer side of what is
 * left without rows and columns of zeros.
 */
import type { LayerAnalysis } from "../../analysis/index.ts";
import { marchenkoPastur } from "../../laws/index.ts";
import { held, partsOf } from "../columns/parts.ts";

export interface NoiseLaw {
  /** Density of singular values, over all values of the matrix: its area is the bulk's share of them. */
  readonly density: (nu: number) => number;
  readonly lower: number;
  readonly upper: number;
}

/** Undefined where no bulk was fitted or nothing of it is left. */
export function noiseLaw(analysis: LayerAnalysis): NoiseLaw | undefined {
  const { norms, singularValues } = analysis;
  const bulk = held(partsOf(analysis).bulk);
  if (!bulk || !(bulk.sigma > 0)) return undefined;
  const m = norms.matrixRank - bulk.numSpikes;
  const n = Math.max(bulk.liveRows, bulk.liveCols) - bulk.numSpikes;
  if (m < 1) return undefined;
  const law = marchenkoPastur({ q: m / n, sigma: bulk.sigma, variable: "nu", n });
  const [[lower, upper]] = law.support as readonly [readonly [number, number]];
  const share = m / singularValues.length;
  return { density: (nu) => share * law.pdf(nu), lower, upper };
}
