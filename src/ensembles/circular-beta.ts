/** The circular beta ensemble. */
import { knownOptions, requirePositive, WignerscopeError } from "../base/index.ts";
import { kernel } from "../kernel/internal.ts";
import type { JacobiOptions } from "./beta-jacobi.ts";
import { checkSizes, randomOf } from "./sample.ts";

/** Verblunsky coefficients of a unitary n x n matrix. */
export interface Verblunsky {
  /** Real and imaginary parts of alpha_0 .. alpha_(n-2), interleaved; each inside the unit disc. */
  readonly alpha: Float64Array;
  /** The last one is e^(i phi). */
  readonly phi: number;
}

/**
 * Verblunsky coefficients whose CMV matrix has eigenvalues e^(i theta_j) with joint density
 * prod_{j<k} |e^(i theta_j) - e^(i theta_k)|^beta: independent, alpha_k of density proportional to
 * (1 - |z|^2)^(beta (n - k - 1)/2 - 1) on the disc, e^(i phi) uniform on the circle. beta = 1 is COE, 2 CUE, 4 CSE. Killip and
 * Nenciu, IMRN 2004, 2665, Theorem 1.
 * @throws INVALID_SHAPE unless n >= 1; INVALID_ARGUMENT unless beta > 0.
 */
export function circularBeta(n: number, options: JacobiOptions = {}): Verblunsky {
  knownOptions("circularBeta", options, { beta: true, seed: true, stream: true });
  const { beta = 1 } = options;
  checkSizes({ n });
  requirePositive("beta", beta);
  const random = randomOf(options);
  // |alpha_k|^2 is Beta(1, beta (n - k - 1)/2) and the angle uniform: two normals over the root of a sum of gammas.
  const normals = random.normals(2 * (n - 1));
  const rest = random.gammas(Float64Array.from({ length: n - 1 }, (_, k) => (beta * (n - k - 1)) / 2));
  const alpha = new Float64Array(2 * (n - 1));
  for (let k = 0; k < n - 1; k++) {
    const x = normals[2 * k];
    const y = normals[2 * k + 1];
    const unit = 1 / Math.sqrt(x * x + y * y + 2 * rest[k]);
    alpha[2 * k] = x * unit;
    alpha[2 * k + 1] = y * unit;
  }
  return Object.freeze({ alpha, phi: 2 * Math.PI * random.uniform() });
}

/**
 * The n eigenphases of the circular beta ensemble in [0, 2 pi), ascending, from the Pruefer phase of `circularBeta`: n
 * evaluations of O(n), each repeated about ten times. Mean density n/(2 pi) everywhere: unfolded by a factor, no edges.
 * @throws as circularBeta
 */
export function circularPhases(n: number, options: JacobiOptions = {}): Float64Array {
  knownOptions("circularPhases", options, { beta: true, seed: true, stream: true });
  const { alpha, phi } = circularBeta(n, options);
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const coefficients = frame.putF64(alpha);
    const out = frame.f64(n);
    if (exports.circularPhases(n, coefficients, phi, out) !== 0)
      throw new WignerscopeError(
        "NO_CONVERGENCE",
        `circularPhases: an eigenphase of n = ${n} did not settle`,
      );
    return frame.takeF64(out, n);
  });
}
