/** The noise bulk of a weight matrix and what stands out of it. */
import { fitBulk } from "../../bulk/index.ts";
import type { Matrix } from "../../kernel/index.ts";
import { spikedRectangular, wishartLargest } from "../../laws/index.ts";
import { mpSoftrank } from "../../tails/index.ts";
import type { Bulk, MatrixSettings } from "../results.ts";
import { countLarger } from "./entries.ts";

/** Simulated noise matrices behind the bulk's Monte-Carlo p-value at depth "full". */
const GOODNESS_SAMPLES = 199;

/** @throws what `fitBulk` throws: too few values, or none that is not round-off. */
export function measureBulk(a: Matrix, s: Float64Array, { precision, depth, seed }: MatrixSettings): Bulk {
  const { rows, cols } = a;
  const fit = fitBulk(s, {
    rows,
    cols,
    precision,
    seed,
    monteCarlo: depth === "full" ? GOODNESS_SAMPLES : 0,
  });
  const { sigma } = fit;
  return {
    ...fit,
    mpSoftrank: mpSoftrank(fit, s[0] ** 2),
    entrySpikes: countLarger(a, sigma > 0 ? spikedRectangular({ theta: 1, rows, cols, sigma }).threshold : 0),
    largestP: largestValueP(s[0], sigma, rows, cols),
  };
}

/** Johnstone (Ann. Statist. 29, 295, 2001): (nu/sigma)^2 of Gaussian noise follows the Tracy-Widom law. */
function largestValueP(nu: number, sigma: number, rows: number, cols: number): number {
  if (!(sigma > 0)) return nu > 0 ? 0 : 1;
  const [m, n] = [Math.min(rows, cols), Math.max(rows, cols, 2)];
  return wishartLargest({ n, m }).survival((nu / sigma) ** 2);
}
