/** The Gaussian (Hermite) beta ensemble as a tridiagonal matrix. */

import { knownOptions, requirePositive, requireSize, WignerscopeError } from "../base/index.ts";
import { eighTridiagonal } from "../kernel/index.ts";
import { checkSizes, randomOf, type SeedOptions, scale } from "./sample.ts";

/** A symmetric tridiagonal matrix, or an upper bidiagonal one: see the function that returns it. */
export interface TwoDiagonals {
  /** The diagonal, n entries. */
  readonly d: Float64Array;
  /** The off-diagonal, n - 1 entries. */
  readonly e: Float64Array;
}

export interface BetaOptions extends SeedOptions {
  /** Dyson's index, any number > 0: 1 orthogonal, 2 unitary, 4 symplectic. Default 1. */
  readonly beta?: number;
  /** Scale of the levels. Default 1. */
  readonly sigma?: number;
}

/**
 * A symmetric tridiagonal matrix whose eigenvalues have the joint density of the Gaussian beta ensemble,
 * prod_{i<j} |x_i - x_j|^beta exp(-(n beta/4) sum x_i^2/sigma^2): diagonal N(0, 2 sigma^2/(n beta)), k-th off-diagonal entry
 * sigma chi_{(n-k) beta}/sqrt(n beta), all independent. Semicircle on [-2 sigma, 2 sigma] for every beta; beta = 1, 2, 4
 * have the levels of `goe`, `gue` and `gse` of the same n and sigma. Dumitriu and Edelman, J. Math. Phys. 43, 5830
 * (2002), Theorem 2.12, whose H_beta is sqrt(n beta/2)/sigma times this one.
 * @throws INVALID_SHAPE unless n >= 1; INVALID_ARGUMENT unless beta, sigma > 0.
 */
export function betaHermite(n: number, options: BetaOptions = {}): TwoDiagonals {
  knownOptions("betaHermite", options, { beta: true, sigma: true, seed: true, stream: true });
  const { beta = 1, sigma = 1 } = options;
  checkSizes({ n });
  requirePositive("beta", beta);
  requirePositive("sigma", sigma);
  const random = randomOf(options);
  const unit = sigma / Math.sqrt(n * beta);
  const d = scale(random.normals(n), Math.SQRT2 * unit);
  const e = scale(random.chis(Float64Array.from({ length: n - 1 }, (_, k) => (n - 1 - k) * beta)), unit);
  return Object.freeze({ d, e });
}

/** The n eigenvalues of `betaHermite`, ascending; 100,000 of them take seconds. @throws as betaHermite */
export function betaHermiteLevels(n: number, options: BetaOptions = {}): Float64Array {
  knownOptions("betaHermiteLevels", options, { beta: true, sigma: true, seed: true, stream: true });
  const { d, e } = betaHermite(n, options);
  return eighTridiagonal(d, e).values;
}

/** Rows per n^(1/3) that the edge keeps: at 8 the square of the Airy function, and with it the error, is below 1e-13. */
const EDGE_REACH = 8;

/**
 * The `count` largest levels of an n-level Gaussian beta ensemble, descending, from the leading rows of its tridiagonal
 * model alone: eigenvectors at the edge are Airy functions of i/n^(1/3), shifted by their levels, so a corner of
 * O(n^(1/3)) rows carries them. O(n^(2/3)) work: n = 10^9 takes a moment. Edelman and Rao, Acta Numerica 14, 233 (2005).
 * Another draw than `betaHermite` of the same seed.
 * @throws as betaHermite; TOO_FEW unless 1 <= count <= n.
 */
export function betaHermiteEdge(n: number, count: number, options: BetaOptions = {}): Float64Array {
  knownOptions("betaHermiteEdge", options, { beta: true, sigma: true, seed: true, stream: true });
  const { beta = 1, sigma = 1 } = options;
  requireSize("n", n);
  requireSize("count", count);
  requirePositive("beta", beta);
  requirePositive("sigma", sigma);
  if (count > n) throw new WignerscopeError("TOO_FEW", `count must be at most n = ${n}, got ${count}`);
  // The k-th zero of Ai is about (3 pi k/2)^(2/3); noise of small beta spreads the levels by more.
  const reach = EDGE_REACH * Math.max(1, 1 / Math.sqrt(beta)) + ((3 * Math.PI * count) / 2) ** (2 / 3);
  const rows = Math.min(n, Math.ceil(reach * Math.cbrt(n)));
  const random = randomOf(options);
  const unit = sigma / Math.sqrt(n * beta);
  const d = scale(random.normals(rows), Math.SQRT2 * unit);
  const e = scale(random.chis(Float64Array.from({ length: rows - 1 }, (_, k) => (n - 1 - k) * beta)), unit);
  return eighTridiagonal(d, e).values.reverse().slice(0, count);
}
