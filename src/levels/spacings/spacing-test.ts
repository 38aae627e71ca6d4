/** Are the spacings of this spectrum those of a noise matrix of its shape? */
import { knownOptions, requireNumbers, requireObject } from "../../base/index.ts";
import type { Law } from "../../laws/index.ts";
import { andersonDarlingDistance, ksDistance } from "../../statistics/index.ts";
import { type NullBandOptions, nullBand, nullPValue } from "../nulls/null-band.ts";
import type { NullShape } from "../nulls/null-spectrum.ts";
import type { UnfoldingDiagnostics } from "../unfolding/diagnostics.ts";
import {
  type GaussianUnfolding,
  type PolynomialUnfolding,
  type Unfolded,
  unfold,
} from "../unfolding/unfold.ts";
import { spacings } from "./spacings.ts";

export interface SpacingTestOptions
  extends Pick<NullBandOptions, "seed" | "samples" | "sampler" | "signal" | "onProgress"> {
  /** How data and null are unfolded; both methods are free of scale. Default Gaussian, a = 15, ends "none". */
  readonly unfolding?: Omit<GaussianUnfolding, "within"> | Omit<PolynomialUnfolding, "within">;
  /** Default "ks" (Kolmogorov-Smirnov); "ad" (Anderson-Darling) weighs the tails. */
  readonly statistic?: "ks" | "ad";
}

export interface SpacingTest {
  readonly statistic: "ks" | "ad";
  /** Distance of the unfolded nearest-neighbour spacings to the law. */
  readonly distance: number;
  /** (1 + #{null distance >= distance})/(1 + samples). */
  readonly pValue: number;
  /** Distances of the null matrices. */
  readonly null: Float64Array;
  readonly law: string;
  readonly diagnostics: UnfoldingDiagnostics;
}

/**
 * Tests the nearest-neighbour spacings of a sorted spectrum against `law` (laws.wignerSurmise, laws.poissonSpacing) with
 * the Monte-Carlo null of pure-noise matrices of `shape`, which go through the same unfolding. The textbook p-value of
 * independent draws is not valid for spacings of one matrix: true noise hardly ever falls below .05 in it. After k
 * outliers are stripped, the bulk is that of a (rows - k) x (cols - k) matrix: give that shape.
 *
 * Null distances are kept in memory for later calls of the same shape and options (`clearNullBands`).
 * @throws TOO_FEW when the spectrum or the shape is too small for the unfolding; ABORTED; NOT_FINITE; INVALID_ARGUMENT.
 */
export async function spacingTest(
  spectrum: ArrayLike<number>,
  shape: NullShape,
  law: Law,
  options: SpacingTestOptions = {},
): Promise<SpacingTest> {
  knownOptions("spacingTest", options, {
    unfolding: true,
    statistic: true,
    seed: true,
    sampler: true,
    signal: true,
    onProgress: true,
    samples: true,
  });
  requireNumbers("spacingTest: spectrum", spectrum);
  requireObject("spacingTest: law", law, ["cdf"]);
  const { unfolding = { method: "gaussian" }, statistic = "ks", ...run } = options;
  const distanceOf = (unfolded: Unfolded) => {
    const s = spacings(unfolded.levels);
    return statistic === "ks" ? ksDistance(s, law) : andersonDarlingDistance(s, law);
  };
  const data = unfold(spectrum, unfolding);
  const distance = distanceOf(data);
  const band = await nullBand((levels) => distanceOf(unfold(levels, unfolding)), shape, {
    ...run,
    key: JSON.stringify(["spacingTest", statistic, law.name, unfolding]),
  });
  return Object.freeze({
    statistic,
    distance,
    pValue: nullPValue(band, distance),
    null: band.replicates[0],
    law: law.name,
    diagnostics: data.diagnostics,
  });
}
