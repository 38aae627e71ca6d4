/** A Wigner matrix whose rows and columns are dropped at random: a smaller Wigner matrix beside zeros. */
import { requireOptions, requirePositive, requireUpTo } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { semicircle } from "./semicircle.ts";

export interface VertexPercolatedWignerOptions {
  /** Probability p that a row and its column are kept, 0 < p <= 1. */
  readonly keep: number;
  /** Deviation of the full matrix's semicircle. Default 1. */
  readonly sigma?: number;
}

/**
 * (1 - p) delta_0 + p semicircle(sigma sqrt p): the limit spectrum of an N x N Wigner matrix (entries of variance sigma^2/N)
 * whose rows and columns are zeroed with probability 1 - p each. The kept block is Wigner of size p N.
 * @throws INVALID_ARGUMENT unless 0 < keep <= 1 and sigma > 0.
 */
export function vertexPercolatedWigner(options: VertexPercolatedWignerOptions): Law {
  requireOptions("vertexPercolatedWigner", options, { keep: true, sigma: true });
  const p = requireUpTo("keep", options.keep, 0, 1);
  const kept = semicircle({ sigma: requirePositive("sigma", options.sigma ?? 1) * Math.sqrt(p) });
  const atom = 1 - p;
  return defineLaw({
    name: `vertexPercolatedWigner(keep=${p}, sigma=${options.sigma ?? 1})`,
    support: kept.support,
    atoms: atom > 0 ? [{ at: 0, weight: atom }] : [],
    pdf: (x) => p * kept.pdf(x),
    cdf: (x) => p * kept.cdf(x) + (x >= 0 ? atom : 0),
    survival: (x) => p * kept.survival(x) + (x < 0 ? atom : 0),
    sample(random, count) {
      const draws = kept.sample(random, count);
      return atom === 0 ? draws : random.uniforms(count).map((u, i) => (u < p ? draws[i] : 0));
    },
    moment: (k) => p * (kept.moment(k) ?? 0),
  });
}
