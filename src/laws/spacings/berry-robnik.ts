/** Berry and Robnik's spacing law of a mixed spectrum: independent regular (Poisson) and chaotic (GOE) levels. */
import erfc from "@stdlib/math-base-special-erfc";
import { requireBetween, requireOptions } from "../../base/index.ts";
import { integrate } from "../../statistics/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";

export interface BerryRobnikOptions {
  /** Share of regular levels: 1 is Poisson, 0 the GOE surmise. */
  readonly rho: number;
}

const HALF_ROOT_PI = Math.sqrt(Math.PI) / 2;
/** Moments are integrated up to here; s^8 exp(-s) is below 1e-30 beyond. */
const MOMENT_END = 120;

/**
 * Berry-Robnik law with regular share rho and chaotic share c = 1 - rho: gap probability
 * E(s) = exp(-rho s) erfc(sqrt(pi) c s/2), 1 - F = -E', density E'', that is
 * rho^2 exp(-rho s) erfc(sqrt(pi) c s/2) + (2 rho c + pi c^3 s/2) exp(-rho s - pi c^2 s^2/4); mean 1.
 * Source: M. V. Berry and M. Robnik, J. Phys. A 17, 2413 (1984), eq. (28).
 * @throws INVALID_ARGUMENT unless 0 <= rho <= 1.
 */
export function berryRobnik(options: BerryRobnikOptions): Law {
  requireOptions("berryRobnik", options, { rho: true });
  const rho = requireBetween("rho", options.rho, 0, 1);
  const c = 1 - rho;
  const poisson = (s: number) => Math.exp(-rho * s) * erfc(HALF_ROOT_PI * c * s);
  const wigner = (s: number) => Math.exp(-rho * s - (HALF_ROOT_PI * c * s) ** 2);
  const pdf = (s: number) =>
    s < 0 ? 0 : rho * rho * poisson(s) + (2 * rho * c + (Math.PI / 2) * c ** 3 * s) * wigner(s);
  const survival = (s: number) => rho * poisson(s) + c * wigner(s);
  /** Below 1 the difference 1 - survival cancels, and the entire density takes 16 nodes. */
  const cdf = (s: number) => (s < 1 ? integrate(pdf, 0, s, 16) : 1 - survival(s));
  return defineLaw({
    name: `berryRobnik(rho=${rho})`,
    support: [[0, Number.POSITIVE_INFINITY]],
    pdf,
    cdf,
    survival,
    moment(k) {
      let sum = 0;
      for (let s = 0; s < MOMENT_END; s += 2)
        sum += integrate((x) => k * x ** (k - 1) * survival(x), s, s + 2, 20);
      return sum;
    },
  });
}
