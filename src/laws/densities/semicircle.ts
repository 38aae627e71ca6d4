/** Wigner's semicircle, on the angle t from an edge: x = 2 sigma cos t, dF = (2/pi) sin^2 t dt, F = (2t - sin 2t)/(2 pi). */
import { knownOptions, requirePositive } from "../../base/index.ts";
import { findRoot } from "../../statistics/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { add, complex, divide, multiply, squareRoot } from "../special/complex.ts";

export interface SemicircleOptions {
  /** Standard deviation of the law; the edges are +-2 sigma. Default 1. */
  readonly sigma?: number;
}

/**
 * Wigner's semicircle of variance sigma^2, rho(x) = sqrt(4 sigma^2 - x^2)/(2 pi sigma^2) on [-2 sigma, 2 sigma]: the
 * spectrum of a large symmetric matrix with independent off-diagonal entries of variance sigma^2/N.
 * Source: E. P. Wigner, Ann. Math. 67, 325 (1958). Even moments are Catalan numbers times sigma^(2k).
 * cdf and survival keep their relative accuracy up to the edges.
 * @throws INVALID_ARGUMENT unless sigma > 0.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * laws.semicircle({ sigma: 0.5 }).cdf([-1, 0, 1]); // [0, 0.5, 1]
 * ```
 */
export function semicircle(options: SemicircleOptions = {}): Law {
  knownOptions("semicircle", options, { sigma: true });
  const sigma = requirePositive("sigma", options.sigma ?? 1);
  const edge = 2 * sigma;
  /** Mass beyond the angle that lies `distance` inside an edge. */
  const tail = (distance: number) => arcMass(2 * Math.asin(Math.sqrt(Math.min(1, distance / (2 * edge)))));
  const invertTail = (p: number) => 2 * edge * Math.sin(findRoot((t) => arcMass(t) - p, 0, Math.PI) / 2) ** 2;
  return defineLaw({
    name: `semicircle(sigma=${sigma})`,
    support: [[-edge, edge]],
    pdf: (x) => (Math.abs(x) < edge ? Math.sqrt((edge - x) * (edge + x)) / (2 * Math.PI * sigma * sigma) : 0),
    cdf: (x) => (x < 0 ? tail(x + edge) : 1 - tail(edge - x)),
    survival: (x) => (x > 0 ? tail(edge - x) : 1 - tail(x + edge)),
    quantile: (p) => (p <= 0.5 ? invertTail(p) - edge : edge - invertTail(1 - p)),
    upperQuantile: (p) => (p <= 0.5 ? edge - invertTail(p) : invertTail(1 - p) - edge),
    sample(random, count) {
      const radius = random.uniforms(count);
      const angle = random.uniforms(count);
      return radius.map((u, i) => edge * Math.sqrt(u) * Math.cos(2 * Math.PI * angle[i]));
    },
    moment(k) {
      if (k % 2 === 1) return 0;
      let catalan = 1;
      for (let j = 1; j <= k / 2; j++) catalan *= (2 * (2 * j - 1)) / (j + 1);
      return catalan * sigma ** k;
    },
    /** 2/(z + sqrt(z - 2 sigma) sqrt(z + 2 sigma)). */
    stieltjes(z) {
      const root = multiply(squareRoot(add(z, complex(-edge))), squareRoot(add(z, complex(edge))));
      return divide(complex(2), add(z, root));
    },
  });
}

/** (2t - sin 2t)/(2 pi), by its series where the difference cancels. */
function arcMass(t: number): number {
  const y = 2 * t;
  if (y > 1) return (y - Math.sin(y)) / (2 * Math.PI);
  let term = (y * y * y) / 6;
  let sum = 0;
  for (let k = 4; Math.abs(term) > 1e-18 * sum; k += 2) {
    sum += term;
    term *= -(y * y) / (k * (k + 1));
    if (term === 0) break;
  }
  return sum / (2 * Math.PI);
}
