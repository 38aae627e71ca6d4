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
import { WignerscopeError } from "../kernel/index.ts";
import { requireInteger, requirePositive } from "./arguments.ts";
import { add, type Complex, complex, divide, modulus, multiply, subtract } from "./complex.ts";
import { defineLaw } from "./define-law.ts";
import type { Law } from "./law.ts";
import { integrate } from "./quadrature.ts";
import { findRoot } from "./root.ts";

export interface ProductWishartOptions {
  /** N_0, ..., N_K: factor k is N_(k-1) x N_k. At least two. */
  readonly sizes: readonly number[];
  /** Product of the standard deviations of the factors' entries. Default 1. */
  readonly sigma?: number;
}

/** Below this angle 1 - F is integrated from the edge, because its closed form cancels like t^3. */
const SMALL_ANGLE = 0.4;
const EDGE_NODES = 14;

/**
 * Limit law of the eigenvalues of M M^T, M = prod_k X_k/sqrt(N_k), X_k of shape N_(k-1) x N_k with independent entries of
 * variance sigma_k^2, sigma = prod sigma_k. With R_k = N_0/N_k: S-transform prod 1/(1 + R_k z), mean sigma^2, atom at 0
 * of weight max(0, 1 - min_k N_k/N_0). One factor is Marchenko-Pastur with q = N_0/N_1.
 * Source: R. R. Mueller, IEEE Trans. Inf. Theory 48, 2086 (2002); Z. Burda et al., Phys. Rev. E 82, 061114 (2010);
 * the parametrisation and the closed distribution function are derived in the file's head.
 * survival keeps its relative accuracy at the upper edge; cdf is exact to about 1e-14.
 * @throws INVALID_ARGUMENT unless there are two or more sizes, positive integers, and sigma > 0.
 */
export function productWishart(options: ProductWishartOptions): Law {
  const { sizes } = options;
  if (sizes.length < 2)
    throw new WignerscopeError("INVALID_ARGUMENT", `sizes must have at least 2 entries, got ${sizes.length}`);
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
  const factors = ratios.length;
  const top = Math.max(...all);
  const bottom = Math.min(...all);
  const mass = 1 / top;
  const angles = (t: number, radius: number) =>
    all.map((r) => Math.atan2(r * radius * Math.sin(t), 1 + r * radius * Math.cos(t)));
  /** Between the radii for all R_k at their largest and at their smallest. */
  const radiusAt = (t: number): number => {
    const u = t / (factors + 1);
    const equal = Math.sin(u) / Math.sin(factors * u);
    if (top === bottom) return equal / top;
    const excess = (logRadius: number) => angles(t, Math.exp(logRadius)).reduce((sum, a) => sum + a, -t);
    const low = Math.log(equal / top) - 1e-12;
    const high = Math.log(equal / bottom) + 1e-12;
    return Math.exp(findRoot(excess, low, high));
  };
  /** |1 + R w| at w = radius e^(-it). */
  const distanceTo = (r: number, t: number, radius: number) =>
    Math.hypot(1 + r * radius * Math.cos(t), r * radius * Math.sin(t));
  const place = (t: number, radius: number) =>
    all.reduce((product, r) => product * distanceTo(r, t, radius), 1 / radius);
  /** d(1 - F)/dt = density |dx/dt|, by implicit differentiation of sum a_k = t. */
  const massSlope = (t: number): number => {
    const radius = radiusAt(t);
    let byRadius = 0;
    let byAngle = 0;
    let real = -1;
    let imaginary = 0;
    for (const r of all) {
      const square = distanceTo(r, t, radius) ** 2;
      byRadius += (r * Math.sin(t)) / square;
      byAngle += (r * radius * (Math.cos(t) + r * radius)) / square;
      real += (r * radius * (Math.cos(t) + r * radius)) / square;
      imaginary -= (r * radius * Math.sin(t)) / square;
    }
    const logSlope = (1 - byAngle) / (byRadius * radius);
    // d log x/dt = Re[(rho'/rho - i)(-1 + sum R w/(1 + R w))].
    return (-(logSlope * real + imaginary) * radius * Math.sin(t)) / Math.PI;
  };
  const above = (t: number): number => {
    if (t <= 0) return 0;
    if (t >= Math.PI) return mass;
    if (t < SMALL_ANGLE) return integrate(massSlope, 0, t, EDGE_NODES);
    const radius = radiusAt(t);
    const sum = angles(t, radius).reduce((total, a, k) => total + a / all[k], 0);
    return Math.min(mass, (sum - factors * radius * Math.sin(t)) / Math.PI);
  };
  const [low, high] = edges(all);
  const xAt = (t: number) => (t <= 0 ? high : t >= Math.PI ? low : place(t, radiusAt(t)));
  const angleOf = (x: number) =>
    x >= high ? 0 : x <= low ? Math.PI : findRoot((t) => x - xAt(t), 0, Math.PI);
  const angleAbove = (p: number) => findRoot((t) => above(t) - p, 0, Math.PI);
  const atom = top > 1 ? 1 - mass : 0;
  return defineLaw({
    name,
    support: [[scale * low, scale * high]],
    atoms: atom > 0 ? [{ at: 0, weight: atom }] : [],
    pdf(y) {
      const x = y / scale;
      if (x === 0 && low === 0) return Number.POSITIVE_INFINITY;
      if (!(x > low && x < high)) return 0;
      const t = angleOf(x);
      return (radiusAt(t) * Math.sin(t)) / (Math.PI * x * scale);
    },
    cdf: (y) => (y < scale * low ? atom : 1 - above(angleOf(y / scale))),
    survival: (y) => (y < scale * low ? mass : above(angleOf(y / scale))),
    quantile: (p) => (p <= atom ? 0 : scale * xAt(angleAbove(Math.min(mass, 1 - p)))),
    upperQuantile: (p) => (p >= mass ? (atom > 0 ? 0 : scale * low) : scale * xAt(angleAbove(p))),
    moment: (k) => scale ** k * lagrangeMoment(all, k),
    stieltjes(y) {
      const z = { re: y.re / scale, im: y.im / scale };
      const w = followRoot(all, z, 4 * high);
      return multiply(divide({ re: 1 + w.re, im: w.im }, z), complex(1 / scale));
    },
  });
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
