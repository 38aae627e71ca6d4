/**
 * Tracy-Widom laws from the Hastings-McLeod functions (hastings-mcleod.ts):
 *   log F1 = (log F2 - I)/2,  F2,  F4 = F2^(1/2) cosh(I/2),  I = int_s^inf q.
 */
import { knownOptions, requireOneOf } from "../../base/index.ts";
import { integrate } from "../../statistics/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { type HastingsMcLeod, hastingsMcLeod, LEFT_END, RIGHT_END } from "./hastings-mcleod.ts";

export interface TracyWidomOptions {
  /** Dyson's index. Default 1. */
  readonly beta?: 1 | 2 | 4;
  /** The scale of beta = 4, see `tracyWidom`. Default "tracyWidom". Without effect for beta 1 and 2. */
  readonly convention?: "tracyWidom" | "stochasticAiry";
}

/** One beta in terms of the Hastings-McLeod functions at s. */
interface Form {
  readonly logCdf: (h: HastingsMcLeod) => number;
  readonly survival: (h: HastingsMcLeod) => number;
  /** d log F/ds. */
  readonly slope: (h: HastingsMcLeod) => number;
}

const FORMS: Record<1 | 2 | 4, Form> = {
  1: {
    logCdf: (h) => (h.logF2 - h.integral) / 2,
    survival: (h) => -Math.expm1((h.logF2 - h.integral) / 2),
    slope: (h) => (h.slope + h.q) / 2,
  },
  2: {
    logCdf: (h) => h.logF2,
    survival: (h) => -Math.expm1(h.logF2),
    slope: (h) => h.slope,
  },
  4: {
    // log cosh(I/2) without overflow; in the tail 2 sinh^2(I/4) = cosh(I/2) - 1.
    logCdf: (h) => (h.logF2 + h.integral) / 2 + Math.log1p(Math.expm1(-h.integral) / 2),
    survival: (h) =>
      h.logF2 === 0
        ? 0
        : -Math.expm1(h.logF2 / 2) - Math.exp(h.logF2 / 2) * 2 * Math.sinh(h.integral / 4) ** 2,
    slope: (h) => (h.slope - h.q * Math.tanh(h.integral / 2)) / 2,
  },
};

/** Quadrature of moments: the density is below 1e-80 outside these ends (in units of the determinants' s). */
const MOMENT_ENDS = [-24, 34] as const;
const MOMENT_NODES = 16;

/**
 * Tracy-Widom law F_beta: the largest eigenvalue of the Gaussian ensembles at the soft edge, e.g. of N x N GUE,
 * N^(1/6) (lambda_max - 2 sqrt N) with entries of variance 1.
 *
 * beta = 4 is printed in two scales. "tracyWidom" (default): F4(s) = (F1 + F2/F1)(sqrt2 s)/2 as in C. A. Tracy and
 * H. Widom, Commun. Math. Phys. 177, 727 (1996), mean -2.306885, variance .517724. "stochasticAiry": the same over
 * 2^(1/6), mean -2.055201, variance .410918: the limit of N^(1/6) (lambda_max - 2 sqrt N) for the N levels of density
 * prod |l_i - l_j|^4 exp(-sum l^2), that is beta = 4 in J. A. Ramirez, B. Rider and B. Virag, J. Am. Math. Soc. 24, 919
 * (2011), where every beta has this same scale.
 *
 * Method: F. Bornemann, Math. Comp. 79, 871 (2010) right of s = -2, Painleve II left of it. pdf, cdf, quantiles and
 * moments have relative errors below 1e-11; so have cdf and survival deep in both tails, down to 1e-250 (survival of
 * beta = 4 cancels by a factor of about s^(3/2)).
 * @throws INVALID_ARGUMENT unless beta is 1, 2 or 4.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * const law = laws.tracyWidom({ beta: 1 });
 * law.moment(1); // -1.20653
 * law.quantile(0.95); // 0.97932
 * ```
 */
export function tracyWidom(options: TracyWidomOptions = {}): Law {
  knownOptions("tracyWidom", options, { beta: true, convention: true });
  const beta = requireOneOf("beta", options.beta ?? 1, [1, 2, 4]);
  const convention = requireOneOf("convention", options.convention ?? "tracyWidom", [
    "tracyWidom",
    "stochasticAiry",
  ]);
  const stretch = beta !== 4 ? 1 : convention === "tracyWidom" ? Math.SQRT2 : 2 ** (2 / 3);
  const form = FORMS[beta];
  const density = (s: number) => {
    const h = hastingsMcLeod(s);
    return form.slope(h) * Math.exp(form.logCdf(h));
  };
  const inside = (s: number) => s >= LEFT_END && s <= RIGHT_END;
  const moments = new Map<number, number>();
  return defineLaw({
    name: beta === 4 ? `tracyWidom(beta=4, ${convention})` : `tracyWidom(beta=${beta})`,
    support: [[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    pdf: (x) => (inside(stretch * x) ? stretch * density(stretch * x) : 0),
    cdf(x) {
      const s = stretch * x;
      return inside(s) ? Math.exp(form.logCdf(hastingsMcLeod(s))) : s < 0 ? 0 : 1;
    },
    survival(x) {
      const s = stretch * x;
      return inside(s) ? form.survival(hastingsMcLeod(s)) : s < 0 ? 1 : 0;
    },
    moment(k) {
      let known = moments.get(k);
      if (known === undefined) {
        known = 0;
        for (let a = MOMENT_ENDS[0]; a < MOMENT_ENDS[1]; a++)
          known += integrate((s) => (s / stretch) ** k * density(s), a, a + 1, MOMENT_NODES);
        moments.set(k, known);
      }
      return known;
    },
  });
}
