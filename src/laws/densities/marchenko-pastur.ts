/**
 * The Marchenko-Pastur law, in eigenvalues and in singular values, on one angle.
 *
 * With r = sqrt q (q <= 1) write lambda = s^2 |1 - r e^(i t)|^2, t from 0 at the lower edge to pi at the upper one. Then
 *   dF = (2/pi) sin^2 t / |1 - r e^(i t)|^2 dt,
 *   F  = (1/pi) [t + sin t / r - chi (1 - r^2)/r^2],             chi = arg 1/(1 - r e^(i t)),
 *   1 - F = (1/pi) [u - sin u / r + phi (1 - r^2)/r^2],          phi = arg(1 + r e^(i u)), u = pi - t,
 * which stay finite at r = 1 (F = (t + sin t)/pi). Where these differences cancel, near an edge and for small r, the
 * density is integrated by Gauss-Legendre instead: its poles lie at t = +-i ln r, so the rule converges geometrically.
 */

import { requireOneOf, requireOptions, requirePositive } from "../../base/index.ts";
import type { Random } from "../../kernel/index.ts";
import { findRoot, integrate } from "../../statistics/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { add, type Complex, complex, divide, multiply, squareRoot } from "../special/complex.ts";

/** Error 4.6^(-2 * 20) = 3e-27 on an interval no longer than the distance to the poles. */
const TAIL_NODES = 20;
/** Below this r the poles are further than pi/2 away and the quadrature covers each half arc; above, the closed forms lose at most two digits to 1/r^2. */
const SMALL_R = 0.2;
/** Below this angle from the upper edge the closed form loses more than two digits. */
const SMALL_ANGLE = 0.5;

export interface MarchenkoPasturOptions {
  /** Aspect ratio. q <= 1: smaller dimension over larger. q > 1 adds the atom 1 - 1/q at 0 (the larger Gram matrix). */
  readonly q: number;
  /** Standard deviation of the matrix entries. Default 1. */
  readonly sigma?: number;
  /** "lambda": eigenvalues (default); "nu": singular values, nu = sqrt(lambda). */
  readonly variable?: "lambda" | "nu";
  /**
   * The dimension n by whose square root the matrix is not divided. Default 1: the law of X X^T/n, in nu that of
   * X/sqrt n. With n given, the law of X X^T and of X as they are: lambda scales by n, nu by sqrt n.
   */
  readonly n?: number;
}

/**
 * Marchenko-Pastur law of an m x n matrix X with independent entries of variance sigma^2, q = m/n, s = sigma sqrt n:
 *
 * - lambda (eigenvalues of X X^T; with the default n = 1, of X X^T/n):
 *   rho = sqrt((l_+ - l)(l - l_-))/(2 pi q s^2 l) on l_-+ = s^2 (1 -+ sqrt q)^2, and for q > 1 the atom 1 - 1/q at 0;
 * - nu (singular values): P = sqrt((nu_+^2 - nu^2)(nu^2 - nu_-^2))/(pi q s^2 nu) on nu_-+ = s |1 -+ sqrt q|; at q = 1
 *   the quarter circle sqrt(4 s^2 - nu^2)/(pi s^2).
 *
 * Source: V. A. Marchenko and L. A. Pastur, Math. USSR-Sb. 1, 457 (1967). Moments of lambda are Narayana polynomials.
 * cdf and survival keep their relative accuracy up to the edges.
 * @throws INVALID_ARGUMENT unless q, sigma and n are positive.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * const law = laws.marchenkoPastur({ q: 0.25 });
 * law.support; // [[0.25, 2.25]]
 * law.moment(2); // 1.25
 * ```
 */
export function marchenkoPastur(options: MarchenkoPasturOptions): Law {
  requireOptions("marchenkoPastur", options, { q: true, sigma: true, variable: true, n: true });
  const q = requirePositive("q", options.q);
  const sigma = requirePositive("sigma", options.sigma ?? 1);
  const n = requirePositive("n", options.n ?? 1);
  const variable = requireOneOf("variable", options.variable ?? "lambda", ["lambda", "nu"]);
  const arc = arcOf({ q, sigma, n, inNu: variable === "nu" });
  const { inNu, r, s, gap, weight, low, high } = arc;
  const { below, above, fromBelow, fromAbove, middle } = massesOf(arc);
  const atom = 1 - weight;
  return defineLaw({
    name: `marchenkoPastur(q=${q}, sigma=${sigma}, n=${n}, ${variable})`,
    support: [[low, high]],
    atoms: atom > 0 ? [{ at: 0, weight: atom }] : [],
    pdf(x) {
      if (low === 0 && x === 0) return inNu ? (2 * weight) / (Math.PI * s) : Number.POSITIVE_INFINITY;
      if (!(x > low && x < high)) return 0;
      const root = arc.width * Math.sqrt(shareBelow(arc, x) * shareAbove(arc, x));
      return (weight * root) / ((inNu ? 1 : 2) * Math.PI * r * r * s * s * x);
    },
    cdf: (x) => (x < low ? atom : atom + weight * below(x)),
    survival: (x) => (x < low ? weight : weight * above(x)),
    quantile(p) {
      if (p <= atom) return 0;
      const inside = (p - atom) / weight;
      return inside <= middle ? fromBelow(inside) : fromAbove(Math.min(1, (1 - p) / weight));
    },
    upperQuantile(p) {
      if (p >= weight) return atom > 0 ? 0 : low;
      return p / weight <= 1 - middle ? fromAbove(p / weight) : fromBelow(1 - p / weight);
    },
    sample: (random, count) => draw(random, count, r, gap, weight, (t) => placeFromBottom(arc, t)),
    moment(k) {
      if (!inNu) return weight * narayana(r * r, k) * s ** (2 * k);
      if (k % 2 === 0) return weight * narayana(r * r, k / 2) * s ** k;
      return weight * s ** k * oddMoment(r, gap, k);
    },
    /** 2/(z - sigma^2 n (1 - q) + sqrt(z - l_-) sqrt(z - l_+)); in nu there is no such form. */
    ...(inNu
      ? {}
      : {
          stieltjes(z: Complex) {
            const root = multiply(squareRoot(add(z, complex(-low))), squareRoot(add(z, complex(-high))));
            return divide(complex(2), add(add(z, complex(-sigma * sigma * n * (1 - q))), root));
          },
        }),
  });
}

/** The continuous part on its angle: lambda = s^2 |1 - r e^(it)|^2. */
interface Arc {
  readonly inNu: boolean;
  readonly r: number;
  readonly s: number;
  /** 1 - r without its cancellation. */
  readonly gap: number;
  /** What the atom at 0 leaves. */
  readonly weight: number;
  /** Of the interval of lambda. */
  readonly width: number;
  /** The edges in the law's own variable. */
  readonly low: number;
  readonly high: number;
}

/** For q > 1 the continuous part is that of the smaller Gram matrix: ratio 1/q, scale s sqrt q. */
function arcOf({ q, sigma, n, inNu }: { q: number; sigma: number; n: number; inNu: boolean }): Arc {
  const r = Math.sqrt(Math.min(q, 1 / q));
  const s = sigma * Math.sqrt(n * Math.max(1, q));
  const gap = Math.abs(1 - q) / Math.max(1, q) / (1 + r);
  const [nuLow, nuHigh] = [s * gap, s * (1 + r)];
  const [low, high] = inNu ? [nuLow, nuHigh] : [nuLow * nuLow, nuHigh * nuHigh];
  return { inNu, r, s, gap, weight: Math.min(1, 1 / q), width: 4 * s * s * r, low, high };
}

/** sin^2(t/2) for the place x: the share of the interval of lambda that lies below it. */
const shareBelow = ({ inNu, low, width }: Arc, x: number) => ((x - low) * (inNu ? x + low : 1)) / width;
const shareAbove = ({ inNu, high, width }: Arc, x: number) => ((high - x) * (inNu ? high + x : 1)) / width;
const angleOf = (share: number) => 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))));

function placeFromBottom({ inNu, s, gap, width }: Arc, t: number): number {
  const lambda = (s * gap) ** 2 + width * Math.sin(t / 2) ** 2;
  return inNu ? Math.sqrt(lambda) : lambda;
}

function placeFromTop({ inNu, s, r, width }: Arc, u: number): number {
  const lambda = (s * (1 + r)) ** 2 - width * Math.sin(u / 2) ** 2;
  return inNu ? Math.sqrt(lambda) : lambda;
}

/** Mass on either side of a place and places by mass, each from the nearer edge; `middle` is the mass of the lower half arc. */
function massesOf(arc: Arc) {
  const lower = (t: number) => lowerMass(arc.r, arc.gap, t);
  const upper = (u: number) => upperMass(arc.r, arc.gap, u);
  const inLowerHalf = (x: number) => shareBelow(arc, x) <= 0.5;
  const fromLow = (x: number) => lower(angleOf(shareBelow(arc, x)));
  const fromHigh = (x: number) => upper(angleOf(shareAbove(arc, x)));
  return {
    below: (x: number) => (inLowerHalf(x) ? fromLow(x) : 1 - fromHigh(x)),
    above: (x: number) => (inLowerHalf(x) ? 1 - fromLow(x) : fromHigh(x)),
    fromBelow: (p: number) =>
      placeFromBottom(
        arc,
        findRoot((t) => lower(t) - p, 0, Math.PI),
      ),
    fromAbove: (p: number) =>
      placeFromTop(
        arc,
        findRoot((u) => upper(u) - p, 0, Math.PI),
      ),
    middle: lower(Math.PI / 2),
  };
}

/** F on the unit-mass law from the lower edge to the angle t; gap = 1 - r. */
function lowerMass(r: number, gap: number, t: number): number {
  const poles = -Math.log1p(-gap);
  if (t <= Math.min(Math.PI / 2, poles)) return integrate((a) => lowerDensity(r, gap, a), 0, t, TAIL_NODES);
  if (r < SMALL_R) return 1 - upperMass(r, gap, Math.PI - t);
  const chi = Math.atan2(r * Math.sin(t), gap + 2 * r * Math.sin(t / 2) ** 2);
  return (t + Math.sin(t) / r - (chi * gap * (1 + r)) / (r * r)) / Math.PI;
}

/** 1 - F from the upper edge, which lies at the angle u = 0. */
function upperMass(r: number, gap: number, u: number): number {
  if (u <= SMALL_ANGLE || (r < SMALL_R && u <= Math.PI / 2))
    return integrate((a) => upperDensity(r, a), 0, u, TAIL_NODES);
  if (r < SMALL_R) return 1 - lowerMass(r, gap, Math.PI - u);
  const phi = Math.atan2(r * Math.sin(u), 1 + r * Math.cos(u));
  return (u - Math.sin(u) / r + (phi * gap * (1 + r)) / (r * r)) / Math.PI;
}

function lowerDensity(r: number, gap: number, t: number): number {
  return ((2 / Math.PI) * Math.sin(t) ** 2) / (gap * gap + 4 * r * Math.sin(t / 2) ** 2);
}

function upperDensity(r: number, u: number): number {
  return ((2 / Math.PI) * Math.sin(u) ** 2) / ((1 + r) ** 2 - 4 * r * Math.sin(u / 2) ** 2);
}

/** Sum over j of q^j C(k, j) C(k-1, j)/(j+1), the k-th moment of lambda at sigma = 1. */
function narayana(q: number, k: number): number {
  let term = 1;
  let sum = 0;
  for (let j = 0; j < k; j++) {
    sum += term;
    term *= (q * (k - j) * (k - 1 - j)) / ((j + 1) * (j + 2));
  }
  return sum;
}

/**
 * E |1 - r e^(it)|^k for odd k. Near q = 1 the integrand bends within t ~ gap of the lower edge, so t = gap sinh y
 * spreads that corner out.
 */
function oddMoment(r: number, gap: number, k: number): number {
  const at = (t: number) => (gap * gap + 4 * r * Math.sin(t / 2) ** 2) ** (k / 2) * lowerDensity(r, gap, t);
  if (gap < 1e-12) return integrate(at, 0, Math.PI, 64);
  const end = Math.asinh(Math.PI / gap);
  const pieces = Math.ceil(end);
  let sum = 0;
  for (let i = 0; i < pieces; i++)
    sum += integrate(
      (y) => at(gap * Math.sinh(y)) * gap * Math.cosh(y),
      (end * i) / pieces,
      (end * (i + 1)) / pieces,
      32,
    );
  return sum;
}

/**
 * Rejection on the angle: cos t from the semicircle with acceptance gap^2/|1 - r e^(it)|^2 (small r), or sin(t/2) from
 * the quarter circle with acceptance 4 r sin^2(t/2)/|1 - r e^(it)|^2 (r near 1): at least 0.38 of the tries are kept.
 */
function draw(
  random: Random,
  count: number,
  r: number,
  gap: number,
  weight: number,
  place: (t: number) => number,
): Float64Array {
  const out = new Float64Array(count);
  const fromSemicircle = gap * gap > r;
  for (let i = 0; i < count; i++) {
    if (weight < 1 && random.uniform() >= weight) continue;
    for (;;) {
      const x = Math.sqrt(random.uniform()) * Math.cos(2 * Math.PI * random.uniform());
      const t = fromSemicircle ? Math.acos(x) : 2 * Math.asin(Math.abs(x));
      const bend = 4 * r * Math.sin(t / 2) ** 2;
      const square = gap * gap + bend;
      if (random.uniform() * square < (fromSemicircle ? gap * gap : bend)) {
        out[i] = place(t);
        break;
      }
    }
  }
  return out;
}
