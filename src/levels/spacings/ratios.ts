/**
 * Ratios of consecutive spacings (Oganesyan and Huse, PRB 75, 155111, 2007; Atas, Bogomolny, Giraud and Roux, PRL 110,
 * 084101, 2013). The local density cancels, so the levels need no unfolding.
 */
import { requireNumbers, WignerscopeError } from "../../base/index.ts";
import { ascendingLevels, asSpectra, type Spectra } from "../ascending.ts";

/** Means of min(r, 1/r) of infinite matrices (Atas et al. 2013, Table I; Poisson: 2 ln 2 - 1 exactly). */
export const MEAN_RATIOS = Object.freeze({
  poisson: 2 * Math.LN2 - 1,
  goe: 0.5307,
  gue: 0.5996,
  gse: 0.6744,
});

export interface SpacingRatios {
  /** r_i = s_(i+1)/s_i over the positive spacings s of ascending levels. */
  readonly r: Float64Array;
  /** min(r, 1/r), in (0, 1]. */
  readonly rTilde: Float64Array;
  /** Spacings that were exactly 0 (repeated levels) and were dropped before the ratios were formed. */
  readonly zeroSpacings: number;
}

/**
 * Spacing ratios of sorted levels of one matrix. Exact zero spacings are dropped, which counts equal levels once.
 * @throws TOO_FEW unless three levels differ; NOT_FINITE; INVALID_ARGUMENT for unsorted levels.
 * @example
 * ```ts
 * import { spacingRatios } from "wignerscope";
 * spacingRatios([0, 1, 3, 6]).r; // [2, 1.5]
 * ```
 */
export function spacingRatios(levels: ArrayLike<number>): SpacingRatios {
  requireNumbers("spacingRatios: levels", levels);
  const x = ascendingLevels(levels, 3, "spacingRatios");
  const positive = new Float64Array(x.length - 1);
  let count = 0;
  for (let i = 1; i < x.length; i++) {
    const s = x[i] - x[i - 1];
    if (s > 0) positive[count++] = s;
  }
  const zeroSpacings = x.length - 1 - count;
  if (count < 2)
    throw new WignerscopeError(
      "TOO_FEW",
      `spacingRatios needs at least 3 different levels, got ${count + 1} among ${x.length}`,
    );
  const r = new Float64Array(count - 1);
  const rTilde = new Float64Array(count - 1);
  for (let i = 0; i + 1 < count; i++) {
    const [s, t] = [positive[i], positive[i + 1]];
    r[i] = t / s;
    rTilde[i] = s < t ? s / t : t / s;
  }
  return Object.freeze({ r, rTilde, zeroSpacings });
}

export interface MeanSpacingRatio {
  /** Mean of min(r, 1/r). Compare with `MEAN_RATIOS`. */
  readonly mean: number;
  /**
   * Standard error of the mean, sqrt((c_0 + 2 c_1)/count) with the sample autocovariances c_0 and c_1. Neighbouring
   * ratios share a spacing and are correlated (+.24 in GOE, +.27 in GUE, +.29 in GSE, +.16 in Poisson): the root of
   * c_0/count alone would be a fifth too small, of Poisson levels an eighth. Ratios two places apart share nothing,
   * and their correlation is below .01.
   */
  readonly standardError: number;
  /** Ratios behind the mean. */
  readonly count: number;
  readonly zeroSpacings: number;
}

/**
 * Mean of min(r, 1/r) over one spectrum or over several; ratios are formed inside each spectrum only.
 * @throws as `spacingRatios`; TOO_FEW without spectra or with a single ratio.
 * @example
 * ```ts
 * import { eigvalsh, ensembles, meanSpacingRatio } from "wignerscope";
 * meanSpacingRatio(eigvalsh(ensembles.goe(1000, { seed: 1 }))).mean; // 0.5
 * ```
 */
export function meanSpacingRatio(spectra: Spectra): MeanSpacingRatio {
  const all = asSpectra(spectra).map((levels) => spacingRatios(levels));
  const count = all.reduce((sum, { rTilde }) => sum + rTilde.length, 0);
  if (count < 2)
    throw new WignerscopeError(
      "TOO_FEW",
      `meanSpacingRatio needs at least 2 ratios (4 levels), got ${count}`,
    );
  const mean = all.reduce((sum, { rTilde }) => rTilde.reduce((part, r) => part + r, sum), 0) / count;
  let [c0, c1] = [0, 0];
  for (const { rTilde } of all)
    for (let i = 0; i < rTilde.length; i++) {
      c0 += (rTilde[i] - mean) ** 2 / (count - 1);
      if (i > 0) c1 += ((rTilde[i] - mean) * (rTilde[i - 1] - mean)) / (count - 1);
    }
  return Object.freeze({
    mean,
    // the correlation is positive in every class: a negative estimate of it is noise of a short spectrum
    standardError: Math.sqrt((c0 + 2 * Math.max(0, c1)) / count),
    count,
    zeroSpacings: all.reduce((sum, { zeroSpacings }) => sum + zeroSpacings, 0),
  });
}
