/** Wigner's surmises for the spacing of neighbouring levels: s^beta exp(-a s^2) with unit mean. */
import gammainc from "@stdlib/math-base-special-gammainc";
import { knownOptions, requireOneOf } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { gammaRatio } from "../special/gamma-ratio.ts";

/** a and the prefactor of s^beta exp(-a s^2). */
const CONSTANTS = {
  1: { a: Math.PI / 4, height: Math.PI / 2 },
  2: { a: 4 / Math.PI, height: 32 / Math.PI ** 2 },
  4: { a: 64 / (9 * Math.PI), height: 2 ** 18 / (3 ** 6 * Math.PI ** 3) },
} as const;

export interface WignerSurmiseOptions {
  /** Dyson's index: 1 (GOE), 2 (GUE), 4 (GSE). Default 1. */
  readonly beta?: 1 | 2 | 4;
}

/**
 * Wigner surmise: the exact spacing law of 2 x 2 matrices of the ensemble, scaled to mean 1.
 * GOE (pi s/2) exp(-pi s^2/4); GUE (32/pi^2) s^2 exp(-4 s^2/pi); GSE (2^18/(3^6 pi^3)) s^4 exp(-64 s^2/(9 pi)).
 * Source: M. L. Mehta, Random Matrices, 3rd ed. (2004), section 1.5 and eq. (1.5.1). It differs from the law of large
 * matrices by up to 2 per cent: its GOE variance is 4/pi - 1 = .2732, the true one .286.
 * @throws INVALID_ARGUMENT unless beta is 1, 2 or 4.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * laws.wignerSurmise({ beta: 1 }).moment(2); // 1.27324
 * ```
 */
export function wignerSurmise(options: WignerSurmiseOptions = {}): Law {
  knownOptions("wignerSurmise", options, { beta: true });
  const beta = requireOneOf("beta", options.beta ?? 1, [1, 2, 4]);
  const { a, height } = CONSTANTS[beta];
  const shape = (beta + 1) / 2;
  const tails =
    beta === 1
      ? {
          cdf: (s: number) => -Math.expm1(-a * s * s),
          survival: (s: number) => Math.exp(-a * s * s),
          quantile: (p: number) => Math.sqrt(-Math.log1p(-p) / a),
          upperQuantile: (p: number) => Math.sqrt(-Math.log(p) / a),
        }
      : {
          cdf: (s: number) => gammainc(a * s * s, shape),
          survival: (s: number) => gammainc(a * s * s, shape, true, true),
        };
  return defineLaw({
    name: `wignerSurmise(beta=${beta})`,
    support: [[0, Number.POSITIVE_INFINITY]],
    pdf: (s) => (s < 0 ? 0 : height * s ** beta * Math.exp(-a * s * s)),
    ...tails,
    /** s^2 a is Gamma(shape), a sum of beta + 1 squared normals over 2. */
    sample(random, count) {
      const normals = random.normals(count * (beta + 1));
      return Float64Array.from({ length: count }, (_, i) => {
        let sum = 0;
        for (let j = 0; j <= beta; j++) sum += normals[i * (beta + 1) + j] ** 2;
        return Math.sqrt(sum / (2 * a));
      });
    },
    moment: (k) => gammaRatio(shape, k / 2) * a ** (-k / 2),
  });
}
