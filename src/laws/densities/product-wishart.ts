/**
 * Squared singular values of a product of independent Gaussian matrices.
 *
 * With psi(1/z) = z G(z) - 1 = w, the S-transform prod 1/(1 + R_k w) says
 *   z = (1 + w) prod_k (1 + R_k w)/w = prod_(k=0..K) (1 + R_k w)/w,  R_0 = 1.
 * On the spectrum z = x is real and w = rho e^(-i t), 0 < t < pi. Writing a_k = arg(1 + R_k rho e^(it)), "x is real" says
 *   sum_(k=0..K) a_k = t,
 * whose left side grows with rho from 0 to (K+1) t: for every angle there is one radius. Then
 *   x = prod |1 + R_k w|/rho,  density = rho sin t/(pi x),
 * and since G dz has the elementary integral -log w + K w + sum (1 - 1/R_k) log(1 + R_k w),
 *   1 - F = [sum_(k=0..K) a_k/R_k - K rho sin t]/pi,
 * from the upper edge t = 0 to the lower one t = pi. All R_k = 1 gives rho = sin u/sin(K u), u = t/(K + 1): the
 * Fuss-Catalan density of U. Haagerup and S. Moeller (Operator Algebra and Dynamics, Springer 2013, p. 157).
 */
import { refuse, requireInteger, requireNumbers, requireOptions, requirePositive } from "../../base/index.ts";
import { findRoot, integrate } from "../../statistics/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { add, type Complex, complex, divide, modulus, multiply, subtract } from "../special/complex.ts";

export interface ProductWishartOptions {
  /** N_0, ..., N_K: factor k is N_(k-1) x N_k. At least two. */
  readonly sizes: readonly number[];
  /** Product of the standard deviations of the factors' entries. Default 1. */
  readonly sigma?: number;
}

/** Below this angle 1 - F is integrated from the edge, because its closed form cancels like t^3. */
const SMALL_ANGLE = 0.4;
const EDGE_NODES = 14;
const HALF_PI = Math.PI / 2;

/**
 * Limit law of the eigenvalues of M M^T, M = prod_k X_k/sqrt(N_k), X_k of shape N_(k-1) x N_k with independent entries of
 * variance sigma_k^2, sigma = prod sigma_k. With R_k = N_0/N_k: S-transform prod 1/(1 + R_k z), mean sigma^2, atom at 0
 * of weight max(0, 1 - min_k N_k/N_0). One factor is Marchenko-Pastur with q = N_0/N_1.
 * Source: R. R. Mueller, IEEE Trans. Inf. Theory 48, 2086 (2002); Z. Burda et al., Phys. Rev. E 82, 061114 (2010);
 * the parametrisation and the closed distribution function are derived in the file's head.
 * survival keeps its relative accuracy at the upper edge, cdf at a hard edge (two of the smallest sizes equal).
 * @throws INVALID_ARGUMENT unless there are two or more sizes, positive integers, and sigma > 0.
 */
export function productWishart(options: ProductWishartOptions): Law {
  requireOptions("productWishart", options, { sizes: true, sigma: true });
  requireNumbers("sizes", options.sizes);
  const { sizes } = options;
  if (sizes.length < 2) refuse("sizes", "a list of at least 2 sizes", sizes);
  sizes.forEach((n, k) => {
    requireInteger(`sizes[${k}]`, n, 1);
  });
  const sigma = requirePositive("sigma", options.sigma ?? 1);
  return productLaw(
    sizes.slice(1).map((n) => sizes[0] / n),
    sigma * sigma,
    `productWishart(sizes=${sizes.join("x")}, sigma=${sigma})`,
  );
}

/** The law of S-transform prod 1/(1 + R_k z), stretched by `scale`. */
export function productLaw(ratios: readonly number[], scale: number, name: string): Law {
  const all = [1, ...ratios];
  const mass = 1 / Math.max(...all);
  const atom = mass < 1 ? 1 - mass : 0;
  const curve = curveOf(all, mass);
  const { low, high, middle, above, below, angleAbove, angleBelow } = curve;
  const massBelow = (x: number) =>
    x <= low ? 0 : x < middle ? below(angleBelow(x)) : mass - above(angleAbove(x));
  const massAbove = (x: number) =>
    x <= low ? mass : x < middle ? mass - below(angleBelow(x)) : above(angleAbove(x));
  const lowerMass = below(HALF_PI);
  const fromBelow = (p: number) => scale * curve.placeBelow(findRoot((tau) => below(tau) - p, 0, HALF_PI));
  const fromAbove = (p: number) => scale * curve.placeAbove(findRoot((t) => above(t) - p, 0, HALF_PI));
  return defineLaw({
    name,
    support: [[scale * low, scale * high]],
    atoms: atom > 0 ? [{ at: 0, weight: atom }] : [],
    pdf(y) {
      const x = y / scale;
      if (x === 0 && low === 0) return Number.POSITIVE_INFINITY;
      if (!(x > low && x < high)) return 0;
      const angle = x < middle ? fromBottom(angleBelow(x)) : fromTop(angleAbove(x));
      const { radius, sine } = curvePoint(all, angle);
      return (radius * sine) / (Math.PI * x * scale);
    },
    cdf: (y) => atom + massBelow(y / scale),
    survival: (y) => massAbove(y / scale),
    quantile(p) {
      if (p <= atom) return 0;
      return p - atom <= lowerMass ? fromBelow(p - atom) : fromAbove(Math.min(1 - p, above(HALF_PI)));
    },
    upperQuantile(p) {
      if (p >= mass) return atom > 0 ? 0 : scale * low;
      return mass - p <= lowerMass ? fromBelow(mass - p) : fromAbove(Math.min(p, above(HALF_PI)));
    },
    moment: (k) => scale ** k * lagrangeMoment(all, k),
    stieltjes(y) {
      const z = { re: y.re / scale, im: y.im / scale };
      const w = followRoot(all, z, 4 * high);
      return multiply(divide({ re: 1 + w.re, im: w.im }, z), complex(1 / scale));
    },
  });
}

/**
 * Masses and places along the curve of w, from either end by the angle to it: `above(t)` is the mass above `placeAbove(t)`,
 * `below(tau)` that below `placeBelow(tau)`, each exact where it is small. `mass` is that of the whole curve.
 */
function curveOf(all: readonly number[], mass: number) {
  const factors = all.length - 1;
  const [low, high] = edges(all);
  const above = (t: number): number => {
    if (t <= 0) return 0;
    if (t < SMALL_ANGLE) return integrate((a) => massSlope(all, a), 0, t, EDGE_NODES);
    const { radius, sine, angles } = curvePoint(all, fromTop(t));
    const sum = angles.reduce((total, a, k) => total + a / all[k], 0);
    return Math.min(mass, (sum - factors * radius * sine) / Math.PI);
  };
  const below = (tau: number): number => {
    if (tau <= 0) return 0;
    const { radius, sine, angles } = curvePoint(all, fromBottom(tau));
    // sum a_k/R_k with sum a_k = pi - tau taken out at the largest R, whose mass 1/R is the whole.
    const sum = angles.reduce((total, a, k) => total + a * (1 / all[k] - mass), 0);
    return Math.max(0, (tau * mass - sum + factors * radius * sine) / Math.PI);
  };
  const placeAbove = (t: number) => (t <= 0 ? high : curvePoint(all, fromTop(t)).x);
  const placeBelow = (tau: number) => (tau <= 0 ? low : curvePoint(all, fromBottom(tau)).x);
  return {
    low,
    high,
    middle: placeAbove(HALF_PI),
    above,
    below,
    placeAbove,
    placeBelow,
    angleAbove: (x: number) => findRoot((t) => x - placeAbove(t), 0, HALF_PI),
    angleBelow: (x: number) => findRoot((tau) => placeBelow(tau) - x, 0, HALF_PI),
  };
}

/** An angle of the curve and what it lacks to pi; the smaller of the two is exact. */
interface Angle {
  readonly t: number;
  readonly tau: number;
}

const fromTop = (t: number): Angle => ({ t, tau: Math.PI - t });
const fromBottom = (tau: number): Angle => ({ t: Math.PI - tau, tau });

interface CurvePoint {
  readonly radius: number;
  readonly sine: number;
  readonly cosine: number;
  /** a_k = arg(1 + R_k radius e^(it)). */
  readonly angles: readonly number[];
  readonly x: number;
}

/** The point of w's curve at an angle: the radius at which sum a_k = t. */
function curvePoint(all: readonly number[], { t, tau }: Angle): CurvePoint {
  const lower = tau < t;
  const sine = Math.sin(lower ? tau : t);
  const cosine = lower ? -Math.cos(tau) : Math.cos(t);
  const top = all.indexOf(Math.max(...all));
  const bottom = Math.min(...all);
  // The radius if all R_k were one; between its values for the smallest and the largest R_k lies the true one.
  const u = t / all.length;
  const equal = Math.sin(u) / Math.sin((all.length - 1) * u);
  const angle = (r: number, radius: number) => Math.atan2(r * radius * sine, 1 + r * radius * cosine);
  const complement = (r: number, radius: number) => Math.atan2(r * radius * sine, -(1 + r * radius * cosine));
  /** sum a_k - t; in the lower half with pi taken out, so that at a soft edge, where a_top -> pi, all terms are small. */
  const excess = (logRadius: number) => {
    const radius = Math.exp(logRadius);
    let sum = lower ? tau - complement(all[top], radius) : angle(all[top], radius) - t;
    for (let k = 0; k < all.length; k++) if (k !== top) sum += angle(all[k], radius);
    return sum;
  };
  const radius =
    all[top] === bottom
      ? equal / all[top]
      : Math.exp(findRoot(excess, Math.log(equal / all[top]) - 1e-12, Math.log(equal / bottom) + 1e-12));
  const angles = all.map((r) => (all[top] === bottom ? u : angle(r, radius)));
  // The sine rule in the triangle 1, R radius, |1 + R w|.
  let x = 1 / radius;
  for (let k = 0; k < all.length; k++) {
    const sineOfAngle = k === top && lower && all[top] !== bottom ? complement(all[k], radius) : angles[k];
    x *= (all[k] * radius * sine) / Math.sin(sineOfAngle);
  }
  return { radius, sine, cosine, angles, x };
}

/** d(1 - F)/dt = density |dx/dt|, by implicit differentiation of sum a_k = t. */
function massSlope(all: readonly number[], t: number): number {
  const { radius, sine, cosine } = curvePoint(all, fromTop(t));
  let byRadius = 0;
  let byAngle = 0;
  let real = -1;
  let imaginary = 0;
  for (const r of all) {
    const square = (1 + r * radius * cosine) ** 2 + (r * radius * sine) ** 2;
    byRadius += (r * sine) / square;
    byAngle += (r * radius * (cosine + r * radius)) / square;
    real += (r * radius * (cosine + r * radius)) / square;
    imaginary -= (r * radius * sine) / square;
  }
  const logSlope = (1 - byAngle) / (byRadius * radius);
  // d log x/dt = Re[(rho'/rho - i)(-1 + sum R w/(1 + R w))].
  return (-(logSlope * real + imaginary) * radius * sine) / Math.PI;
}

/**
 * Where dz/dw = 0 on the real w axis. Upper edge: sum R w/(1 + R w) = 1, w > 0. Lower edge, if one R is the largest:
 * sum R r/(1 - R r) = -1 with w = -r between 1/R_max and the next pole; if two share the top, 0.
 */
function edges(all: readonly number[]): [number, number] {
  const value = (w: number) => all.reduce((product, r) => product * Math.abs(1 + r * w), 1 / Math.abs(w));
  const top = Math.max(...all);
  const upper = findRoot(
    (logW) => all.reduce((sum, r) => sum + 1 / (1 + Math.exp(-logW) / r), -1),
    -Math.log(top) - 40,
    -Math.log(Math.min(...all)) + 40,
  );
  const sorted = [...all].sort((a, b) => b - a);
  if (sorted[1] === top) return [0, value(Math.exp(upper))];
  // y = R_max r - 1 in (0, R_max/R_next - 1); multiplied by (1 - R_max r)(1 - R_next r) the ends have finite values.
  const next = sorted[1];
  const numerator = (y: number) => {
    const r = (1 + y) / top;
    const others = sorted.slice(2).reduce((sum, v) => sum + (v * r) / (1 - v * r), 1);
    const second = 1 - next * r;
    return (1 + y) * second - y * (next * r + second * others);
  };
  const y = findRoot(numerator, 0, top / next - 1);
  return [value(-(1 + y) / top), value(Math.exp(upper))];
}

/** Each step down multiplies the height by this: small enough that Newton stays with its root. */
const DESCENT = 0.7;
const NEWTON_STEPS = 12;

/** w = z G(z) - 1: the root of prod (1 + R_k w) = z w that is 1/z at great height, followed straight down to z. */
function followRoot(all: readonly number[], z: Complex, top: number): Complex {
  let height = Math.max(top, 2 * modulus(z));
  let w = divide(complex(1), { re: z.re, im: height });
  for (;;) {
    const at = { re: z.re, im: height };
    for (let step = 0; step < NEWTON_STEPS; step++) {
      let product = complex(1);
      let slope = complex(0);
      for (const r of all) {
        const factor = { re: 1 + r * w.re, im: r * w.im };
        product = multiply(product, factor);
        slope = add(slope, divide(complex(r), factor));
      }
      const change = divide(subtract(product, multiply(at, w)), subtract(multiply(product, slope), at));
      w = subtract(w, change);
      if (modulus(change) <= 1e-15 * modulus(w)) break;
    }
    if (height === z.im) return w;
    height *= DESCENT;
    if (height <= Math.max(z.im, 1e-14 * modulus(z))) height = z.im;
  }
}

/** (1/k) [u^(k-1)] prod_j (1 + R_j u)^k: Lagrange's inversion of w = prod (1 + R_j w)/z. */
function lagrangeMoment(all: readonly number[], k: number): number {
  const power = new Float64Array(k);
  power[0] = 1;
  for (const r of all)
    for (let repeat = 0; repeat < k; repeat++) for (let j = k - 1; j >= 1; j--) power[j] += r * power[j - 1];
  return power[k - 1] / k;
}
