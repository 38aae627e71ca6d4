/** The exponential law: spacings of independent (Poisson) levels. */
import { knownOptions, requirePositive } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";

export interface ExponentialOptions {
  /** Default 1. */
  readonly mean?: number;
}

/**
 * exp(-x/mean)/mean for x >= 0. With mean 1 the spacing law of unfolded Poisson levels (M. V. Berry and M. Tabor,
 * Proc. R. Soc. A 356, 375 (1977)).
 * @throws INVALID_ARGUMENT unless mean > 0.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * laws.exponential().quantile(0.5); // 0.69315
 * ```
 */
export function exponential(options: ExponentialOptions = {}): Law {
  knownOptions("exponential", options, { mean: true });
  const mean = requirePositive("mean", options.mean ?? 1);
  return defineLaw({
    name: `exponential(mean=${mean})`,
    support: [[0, Number.POSITIVE_INFINITY]],
    pdf: (x) => (x < 0 ? 0 : Math.exp(-x / mean) / mean),
    cdf: (x) => -Math.expm1(-x / mean),
    survival: (x) => Math.exp(-x / mean),
    quantile: (p) => -mean * Math.log1p(-p),
    upperQuantile: (p) => -mean * Math.log(p),
    moment(k) {
      let factorial = 1;
      for (let j = 2; j <= k; j++) factorial *= j;
      return factorial * mean ** k;
    },
  });
}

/** The spacing law of unfolded Poisson levels: exponential of mean 1. */
export function poissonSpacing(): Law {
  return exponential();
}
