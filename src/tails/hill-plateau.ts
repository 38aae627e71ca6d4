/**
 * Where a Hill plot is level.
 *
 * Of independent values with a Pareto tail above x_(K+1) the scaled log spacings E_i = i ln(x_(i)/x_(i+1)), i <= K, are
 * independent exponentials of mean gamma (Renyi, Acta Math. Acad. Sci. Hung. 4, 191, 1953), and Hill's estimates are
 * their running means, gamma_k = (E_1 + ... + E_k)/k. So the K - 1 numbers
 *
 *     u_k = (E_1 + ... + E_k)/(E_1 + ... + E_K) = (k/K) gamma_k/gamma_K
 *
 * are distributed exactly as ordered uniforms, whatever gamma: Kolmogorov's test of them asks whether the Hill plot
 * strays from its value at K by more than its own chance.
 */
import { knownOptions, requireInside, requireNumbers, WignerscopeError } from "../base/index.ts";
import { kolmogorovSurvival } from "../statistics/index.ts";
import { positiveSample } from "./sample.ts";

export interface HillPlateau {
  /** Number of the largest values over which Hill's estimates are level; 1 where they are level nowhere. */
  readonly k: number;
  /** Hill's estimate from those k values, and its standard error gamma / sqrt(k). */
  readonly gamma: number;
  readonly gammaError: number;
  /** Exponent of the density, 1 + 1/gamma. */
  readonly alpha: number;
  /** The (k+1)-th largest value. */
  readonly threshold: number;
  /** Kolmogorov-Smirnov distance of the u_k from uniform, and its p-value, at least `level`. */
  readonly distance: number;
  readonly p: number;
  readonly level: number;
}

export interface HillPlateauOptions {
  /** Level of the test. Default .05. */
  readonly level?: number;
}

/**
 * The largest k for which the test does not reject at `level`: all values but the smallest with probability 1 - level
 * where all are Pareto. Independent values are assumed; the levels of a random matrix are more regular, so that the
 * test rejects them later. A plateau of few values says little, and a spectrum that ends has a short one of a small
 * gamma: look at the moment estimate beside it.
 *
 * Values that are not positive are left out. Cost: O(n) for each k that is tried, most of it cut short.
 * @throws NOT_FINITE; TOO_FEW with fewer than two distinct positive values; INVALID_ARGUMENT for a level outside (0, 1).
 */
export function hillPlateau(x: ArrayLike<number>, options: HillPlateauOptions = {}): HillPlateau {
  knownOptions("hillPlateau", options, { level: true });
  requireNumbers("hillPlateau: x", x);
  const { level = 0.05 } = options;
  requireInside("level", level, 0, 1);
  const { values, logs } = positiveSample(x);
  const n = values.length;
  if (n < 2 || values[0] === values[n - 1])
    throw new WignerscopeError("TOO_FEW", `x has no two distinct positive values among ${n} positive ones`);
  // sums[k] = E_1 + ... + E_k
  const sums = new Float64Array(n);
  for (let k = 1; k < n; k++) sums[k] = sums[k - 1] + k * (logs[n - k] - logs[n - k - 1]);
  for (let k = n - 1; k > 1; k--) {
    // Massart's bound p <= 2 exp(-2 m D^2): beyond this distance p is below the level for sure.
    const most = Math.sqrt(Math.log(2 / level) / (2 * (k - 1)));
    const distance = uniformDistance(sums, k, most);
    if (distance > most) continue;
    const p = kolmogorovSurvival(distance, k - 1);
    if (p >= level) return plateau(k, sums[k] / k, distance, p);
  }
  return plateau(1, sums[1], 0, 1);

  function plateau(k: number, gamma: number, distance: number, p: number): HillPlateau {
    const alpha = gamma > 0 ? 1 + 1 / gamma : Number.POSITIVE_INFINITY;
    const threshold = values[n - 1 - k];
    return Object.freeze({
      k,
      gamma,
      gammaError: gamma / Math.sqrt(k),
      alpha,
      threshold,
      distance,
      p,
      level,
    });
  }
}

/** Kolmogorov's distance of sums[1..k-1]/sums[k] from uniform; some value above `most` where it is above. */
function uniformDistance(sums: Float64Array, k: number, most: number): number {
  const total = sums[k];
  if (!(total > 0)) return Number.POSITIVE_INFINITY;
  const count = k - 1;
  let distance = 0;
  for (let i = 1; i <= count; i++) {
    const u = sums[i] / total;
    distance = Math.max(distance, i / count - u, u - (i - 1) / count);
    if (distance > most) break;
  }
  return distance;
}
