/** How many coordinates a vector lives on. */
import { knownOptions, type Matrix } from "../base/index.ts";
import { type VectorSetOptions, vectorSet } from "./vector-set.ts";

/** Localisation measures of normalised vectors, one entry per vector. Each docstring gives the value of a random vector. */
export interface Localization {
  /** Coordinates N. */
  readonly length: number;
  /** Inverse participation ratio sum v^4: 1 on one coordinate, 1/N when flat, 3/(N + 2) on average for a random vector. */
  readonly ipr: Float64Array;
  /** 1/IPR, the number of coordinates that take part: about N/3 for a random vector. */
  readonly participationRatio: Float64Array;
  /** -sum v^2 ln v^2: 0 on one coordinate, ln N when flat, psi(N/2 + 1) - psi(3/2) on average, which tends to ln N - .7296. */
  readonly entropy: Float64Array;
  /** |v|_1/|v|_inf, from 1 (one coordinate) to N (flat). */
  readonly normRatio: Float64Array;
  /** Largest |v_i|, and the coordinate where it sits. */
  readonly largest: Float64Array;
  readonly at: Int32Array;
  /** What a random unit vector of this length has on average. */
  readonly random: { readonly ipr: number; readonly entropy: number };
}

/**
 * Localisation of each vector: inverse participation ratio (Bell and Dean, Discuss. Faraday Soc. 50, 55, 1970; used on
 * weight matrices by Thamm, Staats and Rosenow, PRE 106, 054124, 2022), participation ratio, information entropy (Izrailev,
 * Phys. Rep. 196, 299, 1990) and the ratio of 1- and infinity-norm (Martin and Mahoney, JMLR 22, 165, 2021). Vectors are
 * normalised first.
 * @throws INVALID_SHAPE, NOT_FINITE; INVALID_ARGUMENT for a zero vector.
 * @example
 * ```ts
 * import { localization, matrix } from "wignerscope";
 * const flat = matrix(4, 1, Float64Array.of(1, 1, 1, 1));
 * localization(flat).participationRatio; // [4.0]
 * ```
 */
export function localization(vectors: Matrix, options: VectorSetOptions = {}): Localization {
  knownOptions("localization", options, { axis: true, exclude: true });
  const { count, length, data } = vectorSet(vectors, options);
  const ipr = new Float64Array(count);
  const entropy = new Float64Array(count);
  const normRatio = new Float64Array(count);
  const largest = new Float64Array(count);
  const at = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const v = data.subarray(k * length, (k + 1) * length);
    // Scaling by the largest entry keeps squares in range; the norm follows.
    let top = 0;
    for (let i = 0; i < length; i++) {
      if (Math.abs(v[i]) > top) {
        top = Math.abs(v[i]);
        at[k] = i;
      }
    }
    let s1 = 0;
    let s2 = 0;
    let s4 = 0;
    let sLog = 0;
    for (let i = 0; i < length; i++) {
      const x = Math.abs(v[i]) / top;
      const x2 = x * x;
      s1 += x;
      s2 += x2;
      s4 += x2 * x2;
      if (x2 > 0) sLog += x2 * Math.log(x2);
    }
    ipr[k] = s4 / (s2 * s2);
    entropy[k] = Math.log(s2) - sLog / s2;
    normRatio[k] = s1;
    largest[k] = 1 / Math.sqrt(s2);
  }
  return Object.freeze({
    length,
    ipr,
    participationRatio: ipr.map((value) => 1 / value),
    entropy,
    normRatio,
    largest,
    at,
    random: Object.freeze({ ipr: 3 / (length + 2), entropy: randomEntropy(length) }),
  });
}

/**
 * Mean entropy of a random unit vector: v_i^2 is Beta(1/2, (N-1)/2), so the mean is psi(N/2 + 1) - psi(3/2) (Jones, J. Phys.
 * A 23, L1247, 1990).
 */
function randomEntropy(length: number): number {
  return digamma(length / 2 + 1) - digamma(1.5);
}

/** psi(x) for x > 0 by recurrence to x >= 10 and the asymptotic series (Abramowitz and Stegun 6.3.18), error below 1e-14. */
function digamma(x: number): number {
  let shift = 0;
  while (x < 10) shift -= 1 / x++;
  const w = 1 / (x * x);
  const series =
    w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132 - w * (691 / 32760 - w / 12))))));
  return shift + Math.log(x) - 0.5 / x - series;
}
