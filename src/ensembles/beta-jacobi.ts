/** The Jacobi (MANOVA) beta ensemble as a tridiagonal matrix. */
import { knownOptions, requireAbove, requirePositive } from "../base/index.ts";
import { eighTridiagonal } from "../kernel/index.ts";
import type { TwoDiagonals } from "./beta-hermite.ts";
import { checkSizes, randomOf, type SeedOptions } from "./sample.ts";

export interface JacobiOptions extends SeedOptions {
  /** Dyson's index, any number > 0. Default 1. */
  readonly beta?: number;
}

/**
 * A symmetric tridiagonal n x n matrix whose eigenvalues in (0, 1) have the joint density
 * prod_{i<j} |x_i - x_j|^beta prod x_i^a (1 - x_i)^b, a, b > -1. For beta = 1, a = (n1 - n - 1)/2, b = (n2 - n - 1)/2 they are those of
 * A A^T (A A^T + B B^T)^-1, A n x n1 and B n x n2 Gaussian (MANOVA). Killip and Nenciu, IMRN 2004, 2665, Theorem 2 (with a and b
 * exchanged): independent symmetric beta variables alpha_k on (-1, 1), turned into a Jacobi matrix on [-2, 2] by the
 * Geronimus relations, and x = (2 + lambda)/4.
 * @throws INVALID_SHAPE unless n >= 1; INVALID_ARGUMENT unless beta > 0 and a, b > -1.
 */
export function betaJacobi(n: number, a: number, b: number, options: JacobiOptions = {}): TwoDiagonals {
  knownOptions("betaJacobi", options, { beta: true, seed: true, stream: true });
  const { beta = 1 } = options;
  checkSizes({ n });
  requireAbove("a", a, -1);
  requireAbove("b", b, -1);
  requirePositive("beta", beta);
  // alpha_k has density (1 - x)^(s - 1) (1 + x)^(t - 1): alpha = (t-gamma - s-gamma)/(t-gamma + s-gamma).
  const count = 2 * n - 1;
  const shapes = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    const even = k % 2 === 0;
    const rest = (2 * n - k - 2) * (beta / 4);
    shapes[2 * k] = even ? rest + b + 1 : rest - beta / 4 + a + b + 2;
    shapes[2 * k + 1] = even ? rest + a + 1 : rest + beta / 4;
  }
  const gammas = randomOf(options).gammas(shapes);
  // 1 - alpha and 1 + alpha as quotients, so that neither loses digits near the ends.
  const minus = (k: number) =>
    k < 0 || k === count ? 2 : (2 * gammas[2 * k]) / (gammas[2 * k] + gammas[2 * k + 1]);
  const plus = (k: number) =>
    k < 0 || k === count ? 0 : (2 * gammas[2 * k + 1]) / (gammas[2 * k] + gammas[2 * k + 1]);
  const d = new Float64Array(n);
  const e = new Float64Array(n - 1);
  for (let k = 0; k < n; k++) {
    // b_(k+1) + 2 = (1 - alpha_(2k-1)) (1 + alpha_2k) + (1 + alpha_(2k-1)) (1 - alpha_(2k-2)), alpha_(-1) = -1.
    d[k] = (minus(2 * k - 1) * plus(2 * k) + plus(2 * k - 1) * minus(2 * k - 2)) / 4;
    if (k < n - 1) e[k] = Math.sqrt(minus(2 * k - 1) * minus(2 * k) * plus(2 * k) * plus(2 * k + 1)) / 4;
  }
  return Object.freeze({ d, e });
}

/** The n eigenvalues of `betaJacobi`, ascending, in (0, 1). @throws as betaJacobi */
export function betaJacobiLevels(n: number, a: number, b: number, options: JacobiOptions = {}): Float64Array {
  knownOptions("betaJacobiLevels", options, { beta: true, seed: true, stream: true });
  const { d, e } = betaJacobi(n, a, b, options);
  return eighTridiagonal(d, e).values;
}
