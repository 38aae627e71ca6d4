/**
 * Is the largest singular value that of noise? With sigma known, its square follows the Tracy-Widom law to the digits that
 * matter, even for 5 x 5 entries. But sigma is fitted to the same few values, and its error makes the tail of nu_1/sigma
 * heavier, as Student's t is heavier than a normal law (Nadler, J. Multivar. Anal. 102, 363, 2011, has the case of sigma
 * from the trace). By simulation, Tracy and Widom's p is at most .001 in .012 of 5 x 5, .006 of 8 x 8, .0016 of 20 x 20
 * and .001 of 64 x 64 noise matrices (calibration/bulk.ts). So small shapes have their null simulated, through the same fit of sigma.
 */
import { type Precision, requireOptions } from "../base/index.ts";
import { wishartLargest } from "../laws/index.ts";
import { nullBandSync } from "../levels/index.ts";
import { fitBulk } from "./fit.ts";
import { tailP } from "./simulated-tail.ts";

export interface LargestValueOptions {
  /** Shape of the matrix, without rows and columns of zeros. */
  readonly rows: number;
  readonly cols: number;
  readonly precision?: Precision;
  /** Seed of the simulation of small shapes. */
  readonly seed: number;
}

/** Shorter sides below this are simulated: .05 to .25 s for each shape, remembered. */
const SMALL = 50;
const SAMPLES = 1999;
/** Two values that differ by rounding alone are equal: with two levels sigma is the larger one over a constant. */
const ROUNDING = 1e-12;
/**
 * Level at which a value is removed before sigma is fitted. A value that is tested must not first be removed: sigma would
 * then be fitted without it, and come out smaller just when it is large (at the usual level of 1 %, the p-values of pure
 * noise fall below .0025 three times too often: calibration/analysis.ts). At this level noise hardly ever loses a value,
 * and signals worth the name still do.
 */
const REMOVED_FOR_CERTAIN = 1e-6;

/**
 * p-value of the largest of the singular values `s` (descending, all min(rows, cols) of them) as that of independent Gaussian
 * entries of one size, sigma fitted. With a shorter side of 50 and more: Tracy-Widom (beta = 1) with Ma's centring,
 * (nu_1/sigma)^2 ~ centre + scale TW_1 (Johnstone, Ann. Statist. 29, 295, 2001). Below: the share of 1,999 simulated
 * matrices, and where fewer than ten reach as far, a fitted tail (`tailP`). The rank stands for the shorter side: rows or
 * columns of zeros are no part of the noise. One or two values cannot stand out, and have p = 1; so has a zero matrix. With
few values the fit of sigma often rests on the largest one itself: nu_1/sigma then is one constant, and p is large.
 *
 * Size (calibration/bulk.ts), from 4 x 4 to 64 x 64, for 3 x 300 and 5 x 500: .045 to .056 at .05, .008 to .013 at .01, up to
 * .002 at .001.
 * @throws as fitBulk
 */
export function largestValueP(s: Float64Array, options: LargestValueOptions): number {
  requireOptions("largestValueP", options, { rows: true, cols: true, precision: true, seed: true });
  const { rows, cols, precision, seed } = options;
  const { sigma, hardRank } = fitBulk(s, { rows, cols, precision, significance: REMOVED_FOR_CERTAIN });
  if (!(sigma > 0) || hardRank === 0) return s[0] > 0 ? 0 : 1;
  const n = Math.max(rows, cols);
  if (hardRank >= SMALL) return wishartLargest({ n, m: hardRank }).survival((s[0] / sigma) ** 2);
  const shape = { rows: hardRank, cols: n };
  const standardised = (noise: Float64Array) =>
    Math.log(noise[0] / fitBulk(noise, { ...shape, significance: REMOVED_FOR_CERTAIN }).sigma);
  const { replicates } = nullBandSync(
    standardised,
    { kind: "gaussian", ...shape },
    { samples: SAMPLES, seed, key: "ln(nu_1/sigma)" },
  );
  return tailP(Math.log(s[0] / sigma) - ROUNDING, replicates[0]);
}
