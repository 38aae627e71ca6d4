/** The Laguerre (Wishart) beta ensemble as a bidiagonal matrix. */
import { knownOptions, requirePositive } from "../base/index.ts";
import { eighTridiagonal, svdBidiagonal } from "../kernel/index.ts";
import type { BetaOptions, TwoDiagonals } from "./beta-hermite.ts";
import { checkSizes, randomOf, scale } from "./sample.ts";

/**
 * An upper bidiagonal m x m matrix (m = min(rows, cols), n = max) with the singular values of a rows x cols Gaussian
 * matrix of Dyson index beta and entries of variance sigma^2: d_i = sigma chi_{beta (n - i)}/sqrt(beta) for i = 0..m-1,
 * e_i = sigma chi_{beta (m - 1 - i)}/sqrt(beta) for i = 0..m-2. The squares lambda have the joint density
 * prod_{i<j} |lambda_i - lambda_j|^beta prod lambda_i^(beta (n - m + 1)/2 - 1) exp(-beta lambda_i/(2 sigma^2)) and tend
 * to Marchenko-Pastur: edges sigma sqrt(n) (1 -+ sqrt(m/n)) for the singular values. beta = 1 has the law of `gaussian`.
 * Dumitriu and Edelman, J. Math. Phys. 43, 5830 (2002), Theorem 3.4, with a = beta n/2, transposed and scaled by
 * sigma/sqrt(beta). A non-integer n is allowed: it gives the general Laguerre weight.
 * @throws INVALID_SHAPE unless the smaller size is an integer >= 1; INVALID_ARGUMENT unless beta, sigma > 0.
 */
export function betaLaguerre(rows: number, cols: number, options: BetaOptions = {}): TwoDiagonals {
  knownOptions("betaLaguerre", options, { beta: true, sigma: true, seed: true, stream: true });
  const { beta = 1, sigma = 1 } = options;
  const m = Math.min(rows, cols);
  const n = Math.max(rows, cols);
  checkSizes({ "min(rows, cols)": m });
  requirePositive("max(rows, cols)", n);
  requirePositive("beta", beta);
  requirePositive("sigma", sigma);
  const random = randomOf(options);
  const unit = sigma / Math.sqrt(beta);
  const d = scale(random.chis(Float64Array.from({ length: m }, (_, i) => beta * (n - i))), unit);
  const e = scale(random.chis(Float64Array.from({ length: m - 1 }, (_, i) => beta * (m - 1 - i))), unit);
  return Object.freeze({ d, e });
}

/** From this many values on, O(m log^2 m) on a matrix of order 2 m beats dqds, O(m^2) (.3 s each). */
const GOLUB_KAHAN_FROM = 4000;

/**
 * The min(rows, cols) singular values of `betaLaguerre`, descending; 100,000 of them take seconds. From 4000 on they come
 * as the upper half of the spectrum of the Golub-Kahan matrix (zero diagonal, off-diagonal d_0, e_0, d_1, e_1, ...), with
 * an error relative to the largest one.
 * @throws as betaLaguerre
 */
export function betaLaguerreSingularValues(
  rows: number,
  cols: number,
  options: BetaOptions = {},
): Float64Array {
  knownOptions("betaLaguerreSingularValues", options, { beta: true, sigma: true, seed: true, stream: true });
  const { d, e } = betaLaguerre(rows, cols, options);
  const m = d.length;
  if (m < GOLUB_KAHAN_FROM) return svdBidiagonal(d, e).s;
  const sides = Float64Array.from({ length: 2 * m - 1 }, (_, i) => (i % 2 === 0 ? d[i / 2] : e[(i - 1) / 2]));
  const { values } = eighTridiagonal(new Float64Array(2 * m), sides);
  return values
    .slice(m)
    .reverse()
    .map((value) => Math.max(0, value));
}
