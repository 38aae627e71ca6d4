/** Porter-Thomas: the law of the squared components of a random unit vector. */
import betainc from "@stdlib/math-base-special-betainc";
import erf from "@stdlib/math-base-special-erf";
import erfc from "@stdlib/math-base-special-erfc";
import gammaln from "@stdlib/math-base-special-gammaln";
import { knownOptions, requireInteger, requireOneOf } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { gammaRatio } from "../special/gamma-ratio.ts";
import { exponential } from "./exponential.ts";

export interface PorterThomasOptions {
  /** 1: real vectors (chi-squared with one degree of freedom); 2: complex vectors (exponential). Default 1. */
  readonly beta?: 1 | 2;
  /** The vector's length N >= 2 for the exact law at finite N; left out, the limit N -> infinity. */
  readonly dimension?: number;
}

/**
 * Law of eta = N |v_i|^2, v uniform on the unit sphere of N real (beta 1) or complex (beta 2) dimensions; mean 1.
 * In the limit exp(-eta/2)/sqrt(2 pi eta), so that sqrt(N) v_i is N(0, 1), or exp(-eta). At finite N, eta/N is
 * Beta(beta/2, beta (N - 1)/2). Source: C. E. Porter and R. G. Thomas, Phys. Rev. 104, 483 (1956); T. A. Brody et al.,
 * Rev. Mod. Phys. 53, 385 (1981), section V.
 * @throws INVALID_ARGUMENT unless beta is 1 or 2 and dimension an integer >= 2.
 */
export function porterThomas(options: PorterThomasOptions = {}): Law {
  knownOptions("porterThomas", options, { beta: true, dimension: true });
  const beta = requireOneOf("beta", options.beta ?? 1, [1, 2]);
  if (options.dimension !== undefined) return finite(beta, requireInteger("dimension", options.dimension, 2));
  if (beta === 2) return Object.freeze({ ...exponential(), name: "porterThomas(beta=2)" });
  return defineLaw({
    name: "porterThomas(beta=1)",
    support: [[0, Number.POSITIVE_INFINITY]],
    pdf: (x) => (x < 0 ? 0 : Math.exp(-x / 2) / Math.sqrt(2 * Math.PI * x)),
    cdf: (x) => erf(Math.sqrt(x / 2)),
    survival: (x) => erfc(Math.sqrt(x / 2)),
    sample: (random, count) => random.normals(count).map((z) => z * z),
    moment: (k) => gammaRatio(0.5, k) * 2 ** k,
  });
}

function finite(beta: 1 | 2, dimension: number): Law {
  const a = beta / 2;
  const b = (beta * (dimension - 1)) / 2;
  const logBeta = gammaln(a) + gammaln(b) - gammaln(a + b);
  return defineLaw({
    name: `porterThomas(beta=${beta}, dimension=${dimension})`,
    support: [[0, dimension]],
    pdf(x) {
      if (x < 0 || x > dimension) return 0;
      const y = x / dimension;
      return Math.exp((a - 1) * Math.log(y) + (b - 1) * Math.log1p(-y) - logBeta) / dimension;
    },
    cdf: (x) => betainc(x / dimension, a, b),
    survival(x) {
      // The upper function works on 1 - y, whose rounding shows near y = 0, where the density diverges.
      const below = betainc(x / dimension, a, b);
      return below < 0.5 ? 1 - below : betainc(x / dimension, a, b, true, true);
    },
    sample(random, count) {
      const size = dimension * beta;
      return Float64Array.from({ length: count }, () => {
        const v = random.normals(size);
        let norm = 0;
        for (const entry of v) norm += entry * entry;
        return (dimension * (v[0] ** 2 + (beta === 2 ? v[1] ** 2 : 0))) / norm;
      });
    },
    moment: (k) => (gammaRatio(a, k) / gammaRatio(a + b, k)) * dimension ** k,
  });
}
