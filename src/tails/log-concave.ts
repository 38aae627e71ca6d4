/**
 * Two-parameter exponential families in l = ln(x/x_min) >= 0 that have the power law on their boundary:
 *
 *     p(l) = exp(-a l - c T(l))/Z(a, c),   c >= 0,   Z = int_0^L exp(-a l - c T(l)) dl,
 *
 * with T(l) = e^l - 1 the truncated power law (x^-(a+1) e^(-c x/x_min)), with T(l) = l^2 the lognormal. Both T are
 * convex, so the density is log-concave: one mode, tails that fall at least exponentially, and a likelihood that is
 * concave in (a, c). The moments come from Gauss-Legendre quadrature over the interval in which the density is above
 * e^-40 of its mode, the maximum from Newton's method with the exact Hessian, the covariance of (l, T).
 */

export type Sufficient = "exponential" | "square";

interface FamilyFit {
  readonly a: number;
  readonly c: number;
  /** ln Z(a, c). */
  readonly logZ: number;
}

interface Moments {
  readonly logZ: number;
  readonly l: number;
  readonly t: number;
  readonly ll: number;
  readonly lt: number;
  readonly tt: number;
}

const STATISTIC: Record<Sufficient, (l: number) => number> = {
  exponential: Math.expm1,
  square: (l) => l * l,
};
/** T of a family as a function of l. */
export function sufficientStatistic(kind: Sufficient): (l: number) => number {
  return STATISTIC[kind];
}

/** d T / d l. */
const SLOPE: Record<Sufficient, (l: number) => number> = {
  exponential: Math.exp,
  square: (l) => 2 * l,
};

/** Fall of the log density from its mode at which the integrals stop: e^-40 = 4e-18. */
const NEGLIGIBLE = 40;
/** 24 panels of 1.7 e-foldings at most; 10-point Gauss is exact to rounding on each. */
const PANELS = 24;
/** Positive nodes and weights of the 10-point Gauss-Legendre rule on [-1, 1]. */
const NODES = [
  0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717,
];
const WEIGHTS = [
  0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814,
];
const NEWTON_CAP = 100;
/** Newton's promised gain in ln likelihood per value at which it stops. */
const CONVERGED = 1e-17;

/**
 * Maximum-likelihood (a, c) for sample means of l and T(l), c >= 0.
 * @param start a at c = 0, the power law's alpha - 1
 * @param range L = ln(xmax/xmin), or infinity
 * @returns undefined when the maximum lies at c = 0: then the family is the power law itself
 */
export function fitFamily(
  kind: Sufficient,
  meanL: number,
  meanT: number,
  start: number,
  range: number,
): FamilyFit | undefined {
  // the slope of the likelihood in c at the power law: positive exactly if c > 0 fits better
  if (!(meanTAtPowerLaw(kind, start, range) > meanT)) return undefined;
  let a = start;
  let c = 1e-3 / Math.max(meanT, Number.MIN_VALUE);
  let here = familyMoments(kind, a, c, range);
  for (let k = 0; k < NEWTON_CAP; k++) {
    const gradA = here.l - meanL;
    const gradC = here.t - meanT;
    const varA = here.ll - here.l ** 2;
    const cov = here.lt - here.l * here.t;
    const varC = here.tt - here.t ** 2;
    const determinant = varA * varC - cov ** 2;
    if (!(determinant > 0)) break;
    const stepA = (varC * gradA - cov * gradC) / determinant;
    const stepC = (varA * gradC - cov * gradA) / determinant;
    // the decrease of the objective that Newton's model promises
    const promised = stepA * gradA + stepC * gradC;
    if (!(promised > CONVERGED)) break;
    const objective = here.logZ + a * meanL + c * meanT;
    let scale = c + stepC > 0 ? 1 : (-0.9 * c) / stepC;
    let next = here;
    let moved = false;
    for (let halving = 0; halving < 40 && !moved; halving++, scale /= 2) {
      next = familyMoments(kind, a + scale * stepA, c + scale * stepC, range);
      const value = next.logZ + (a + scale * stepA) * meanL + (c + scale * stepC) * meanT;
      moved = value <= objective - 1e-4 * scale * promised + 1e-15 * Math.abs(objective);
      if (moved) {
        a += scale * stepA;
        c += scale * stepC;
      }
    }
    if (!moved) break;
    here = next;
  }
  return { a, c, logZ: here.logZ };
}

/** Mean of T under the power law (c = 0), infinite where it does not exist. */
function meanTAtPowerLaw(kind: Sufficient, a: number, range: number): number {
  if (range === Number.POSITIVE_INFINITY) {
    if (kind === "square") return 2 / a ** 2;
    return a > 1 ? 1 / (a - 1) : Number.POSITIVE_INFINITY;
  }
  return familyMoments(kind, a, 0, range).t;
}

/** Z and the moments of (l, T). */
export function familyMoments(kind: Sufficient, a: number, c: number, range: number): Moments {
  const statistic = STATISTIC[kind];
  const log = (l: number) => -a * l - (c === 0 ? 0 : c * statistic(l));
  const mode = modeOf(kind, a, c, range);
  const top = log(mode);
  const left = fallPoint(log, mode, top, -1, mode);
  const right = fallPoint(log, mode, top, 1, range - mode);
  const width = (right - left) / PANELS;
  let z = 0;
  let l1 = 0;
  let t1 = 0;
  let ll = 0;
  let lt = 0;
  let tt = 0;
  for (let panel = 0; panel < PANELS; panel++) {
    const centre = left + (panel + 0.5) * width;
    for (let k = 0; k < 10; k++) {
      const l = centre + ((k < 5 ? NODES[k] : -NODES[k - 5]) * width) / 2;
      const t = statistic(l);
      const weight = WEIGHTS[k % 5] * Math.exp(log(l) - top);
      z += weight;
      l1 += weight * l;
      t1 += weight * t;
      ll += weight * l * l;
      lt += weight * l * t;
      tt += weight * t * t;
    }
  }
  return {
    logZ: top + Math.log((z * width) / 2),
    l: l1 / z,
    t: t1 / z,
    ll: ll / z,
    lt: lt / z,
    tt: tt / z,
  };
}

function modeOf(kind: Sufficient, a: number, c: number, range: number): number {
  if (a >= 0 || a + c * SLOPE[kind](0) >= 0) return 0;
  if (c === 0) return range;
  return Math.min(range, kind === "square" ? -a / (2 * c) : Math.log(-a / c));
}

/** The point beyond the mode, at most `limit` away, at which the log density has fallen by NEGLIGIBLE. */
function fallPoint(
  log: (l: number) => number,
  mode: number,
  top: number,
  direction: -1 | 1,
  limit: number,
): number {
  if (limit === 0) return mode;
  const fallen = (distance: number) => top - log(mode + direction * distance) >= NEGLIGIBLE;
  if (Number.isFinite(limit) && !fallen(limit)) return mode + direction * limit;
  let high = Math.min(limit, 1);
  while (!fallen(high)) high *= 2;
  let low = 0;
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    if (fallen(middle)) high = middle;
    else low = middle;
  }
  return mode + direction * high;
}
