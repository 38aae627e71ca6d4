/** Brody's interpolation between Poisson and Wigner spacings. */
import gammaln from "@stdlib/math-base-special-gammaln";
import { requireAbove, requireOptions } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { gammaRatio } from "../special/gamma-ratio.ts";

export interface BrodyOptions {
  /** Repulsion exponent, > -1: 0 is Poisson, 1 the GOE surmise. */
  readonly b: number;
}

/**
 * Brody law, F(s) = 1 - exp(-G s^(b+1)), G = Gamma((b+2)/(b+1))^(b+1), of mean 1: density (b+1) G s^b exp(-G s^(b+1)).
 * Source: T. A. Brody, Lett. Nuovo Cimento 7, 482 (1973).
 * @throws INVALID_ARGUMENT unless b is finite and above -1.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * laws.brody({ b: 1 }).cdf(1); // 0.54406
 * ```
 */
export function brody(options: BrodyOptions): Law {
  requireOptions("brody", options, { b: true });
  const b = requireAbove("b", options.b, -1);
  const power = b + 1;
  const g = Math.exp(power * gammaln((b + 2) / power));
  return defineLaw({
    name: `brody(b=${b})`,
    support: [[0, Number.POSITIVE_INFINITY]],
    pdf: (s) => (s < 0 ? 0 : power * g * s ** b * Math.exp(-g * s ** power)),
    cdf: (s) => -Math.expm1(-g * s ** power),
    survival: (s) => Math.exp(-g * s ** power),
    quantile: (p) => (-Math.log1p(-p) / g) ** (1 / power),
    upperQuantile: (p) => (-Math.log(p) / g) ** (1 / power),
    moment: (k) => gammaRatio(1, k / power) * g ** (-k / power),
  });
}
