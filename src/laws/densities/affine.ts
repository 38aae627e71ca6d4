/** A law moved and stretched. */
import { requireFinite, requireOptions, requirePositive } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import type { Complex } from "../special/complex.ts";

export interface AffineOptions {
  /** Default 0. */
  readonly shift?: number;
  /** Positive. Default 1. */
  readonly scale?: number;
  /** Default: made from the law's name. */
  readonly name?: string;
}

/**
 * The law of shift + scale X, X of the given law.
 * @throws INVALID_ARGUMENT unless shift is finite and scale positive.
 */
export function affine(law: Law, options: AffineOptions): Law {
  requireOptions("affine", options, { shift: true, scale: true, name: true });
  const shift = requireFinite("shift", options.shift ?? 0);
  const scale = requirePositive("scale", options.scale ?? 1);
  const { stieltjes } = law;
  const back = (x: number) => (x - shift) / scale;
  const forth = (y: number) => shift + scale * y;
  return defineLaw({
    name: options.name ?? `${shift} + ${scale} ${law.name}`,
    support: law.support.map(([low, high]) => [forth(low), forth(high)] as const),
    atoms: law.atoms.map(({ at, weight }) => ({ at: forth(at), weight })),
    pdf: (x) => law.pdf(back(x)) / scale,
    cdf: (x) => law.cdf(back(x)),
    survival: (x) => law.survival(back(x)),
    quantile: (p) => forth(law.quantile(p)),
    upperQuantile: (p) => forth(law.upperQuantile(p)),
    sample: (random, count) => law.sample(random, count).map(forth),
    moment(k) {
      let binomial = 1;
      let sum = 0;
      for (let j = 0; j <= k; j++) {
        const moment = law.moment(j);
        if (moment === undefined) return undefined;
        sum += binomial * moment * scale ** j * shift ** (k - j);
        binomial = (binomial * (k - j)) / (j + 1);
      }
      return sum;
    },
    ...(stieltjes
      ? {
          stieltjes(z: Complex) {
            const g = stieltjes({ re: (z.re - shift) / scale, im: z.im / scale });
            return { re: g.re / scale, im: g.im / scale };
          },
        }
      : {}),
  });
}
