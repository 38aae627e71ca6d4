/**
 * Free additive and multiplicative convolution by subordination: the spectra of A + U B U* and of
 * A^(1/2) U B U* A^(1/2) for large A, B of given spectra and a Haar-distributed rotation U.
 *
 * With F = 1/G, h(w) = F(w) - w there are w_A, w_B in the upper half plane with G(z) = G_A(w_A) and
 *   sum:      w_A = z + h_B(w_B),  w_B = z + h_A(w_A);
 *   product:  u_A = z/(u_B - F_B(u_B)),  u_B = z/(u_A - F_A(u_A)),  z G(z) = u_A G_A(u_A),
 * the attracting fixed points of the composed maps (S. T. Belinschi and H. Bercovici, J. Anal. Math. 101, 357 (2007)),
 * which is also where the density on the real axis comes from: z = x, rho = -Im G/pi. The iteration is accelerated by
 * Steffensen's step, kept in the upper half plane.
 *
 * Atoms: sum: at a + b with weight w_a + w_b - 1 (H. Bercovici and D. Voiculescu, IMRN 1998, 1); product: at 0 the larger
 * of the two, at a b the same rule (S. T. Belinschi, J. Funct. Anal. 196, 361 (2003)).
 */
import { WignerscopeError } from "../../base/index.ts";
import {
  type ChebyshevSeries,
  chebyshevNodes,
  evaluate,
  integrate,
  integrateToHigh,
  interpolate,
} from "../../statistics/index.ts";
import { checkLaw, defineLaw } from "../define-law.ts";
import type { Atom, Law } from "../law.ts";
import { add, type Complex, complex, divide, modulus, multiply, subtract } from "../special/complex.ts";
import { reciprocalExcess, stieltjesOf } from "./stieltjes.ts";

/** Points at which the support is looked for; a gap or an island narrower than their spacing is missed. */
const SCAN = 400;
/** Density times width below this counts as none: at a square-root edge that is a share of 1e-14 of the width. */
const NOTHING = 1e-7;
/** Nodes of the density's series on each half of an interval. */
const NODES = 64;
const HARD_EDGE_NODES = 160;
/** x = edge + width y^power makes the density times dx/dy smooth: 2 for powers -1/2 and 1/2, 12 for any -k/(k+1) to k = 3. */
const SOFT_POWER = 2;
const HARD_POWER = 12;
/** Next to an atom Re G is huge, and an imaginary part below this share of it is rounding. */
const ATOM_NOISE = 1e-9;
const MAX_STEPS = 400;
/** A relative step below this is what the rounding of the maps leaves. */
const ROUNDING = 4e-15;
/** Near an edge two fixed points nearly meet, and good steps may enlarge the residual for a while: up to here all are taken. */
const TRUSTING_STEPS = 80;
const EXTRA_STEPS = 60;
const NEGLIGIBLE = 1e-60;
/** The mass found may differ from 1 by this much. */
const MASS_TOLERANCE = 1e-6;

/**
 * The free additive convolution of two laws of bounded support: the spectrum of A + U B U*. pdf and cdf are good to about
 * 1e-9 of the density's scale away from the edges. Laws need edges that go like a power +-1/2, or their own `stieltjes`.
 * Examples: semicircles add their variances; Marchenko-Pastur laws of one q sigma^2 add their 1/q.
 * @throws INVALID_ARGUMENT for laws of unbounded support, NO_CONVERGENCE when the density found has not the mass 1.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * const { semicircle, freeAdditive } = laws;
 * freeAdditive(semicircle({ sigma: 3 }), semicircle({ sigma: 4 })).support; // [[-10.0, 10.0]]
 * ```
 */
export function freeAdditive(a: Law, b: Law): Law {
  checkLaw("freeAdditive: a", a);
  checkLaw("freeAdditive: b", b);
  const excessA = reciprocalExcess(stieltjesOf(a));
  const excessB = reciprocalExcess(stieltjesOf(b));
  const [lowA, highA] = span(a);
  const [lowB, highB] = span(b);
  const width = highA - lowA + highB - lowB;
  const gA = stieltjesOf(a);
  const atoms: Atom[] = [];
  for (const x of a.atoms)
    for (const y of b.atoms)
      if (x.weight + y.weight > 1) atoms.push({ at: x.at + y.at, weight: x.weight + y.weight - 1 });
  const stieltjes = (z: Complex): Complex =>
    gA(
      attractor((w) => add(z, excessB(add(z, excessA(w)))), add(z, complex(0, width || 1)), atoms.length > 0),
    );
  return fromStieltjes({
    name: `freeAdditive(${a.name}, ${b.name})`,
    stieltjes,
    low: lowA + lowB,
    high: highA + highB,
    atoms,
  });
}

/**
 * The free multiplicative convolution of two laws of bounded support on [0, inf): the spectrum of
 * A^(1/2) U B U* A^(1/2). With `b` Marchenko-Pastur it is that of a sample covariance with population spectrum `a`.
 * Accuracy and errors as `freeAdditive`; two Marchenko-Pastur laws of q = 1 give Fuss-Catalan of K = 2.
 * @throws INVALID_ARGUMENT also for laws that reach below 0 or sit at 0 alone.
 */
export function freeMultiplicative(a: Law, b: Law): Law {
  checkLaw("freeMultiplicative: a", a);
  checkLaw("freeMultiplicative: b", b);
  for (const law of [a, b]) {
    const [low, high] = span(law);
    if (low < 0 || high === 0)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `free multiplicative convolution needs laws on [0, inf) other than 0, got ${law.name} on [${low}, ${high}]`,
      );
  }
  const gA = stieltjesOf(a);
  const excessA = reciprocalExcess(gA);
  const excessB = reciprocalExcess(stieltjesOf(b));
  const [lowA, highA] = span(a);
  const [lowB, highB] = span(b);
  const minus = complex(-1);
  const atZero = (law: Law) => law.atoms.find((atom) => atom.at === 0)?.weight ?? 0;
  const zero = Math.max(atZero(a), atZero(b));
  const atoms: Atom[] = zero > 0 ? [{ at: 0, weight: zero }] : [];
  for (const x of a.atoms)
    for (const y of b.atoms)
      if (x.at * y.at !== 0 && x.weight + y.weight > 1)
        atoms.push({ at: x.at * y.at, weight: x.weight + y.weight - 1 });
  const stieltjes = (z: Complex): Complex => {
    const minusZ = multiply(minus, z);
    const step = (u: Complex) => divide(minusZ, excessB(divide(minusZ, excessA(u))));
    // Of the size of the fixed point at both ends of the spectrum.
    const u = attractor(step, add(z, complex(0, Math.sqrt(modulus(z) * highA))), atoms.length > 0);
    return divide(multiply(u, gA(u)), z);
  };
  return fromStieltjes({
    name: `freeMultiplicative(${a.name}, ${b.name})`,
    stieltjes,
    low: lowA * lowB,
    high: highA * highB,
    atoms,
  });
}

/** The smallest interval with all the mass. */
function span(law: Law): [number, number] {
  const ends = [...law.support.flat(), ...law.atoms.map((atom) => atom.at)];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (!Number.isFinite(low) || !Number.isFinite(high))
    throw new WignerscopeError("INVALID_ARGUMENT", `the law must have bounded support, got ${law.name}`);
  return [low, high];
}

/**
 * The attracting fixed point of a self-map of the upper half plane. Outside the spectrum it is real; `runOut` then lets the
 * imaginary part decay on, since next to an atom G magnifies it.
 */
function attractor(map: (w: Complex) => Complex, start: Complex, runOut: boolean): Complex {
  let w = start;
  let next = map(w);
  let settled = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const first = subtract(next, w);
    if (!(modulus(first) > ROUNDING * (modulus(w) + Number.MIN_VALUE))) {
      const done = next.im < NEGLIGIBLE || Math.abs(first.im) <= 1e-12 * next.im;
      if (!runOut || done || settled++ > EXTRA_STEPS) return next;
    }
    const third = map(next);
    const second = subtract(third, next);
    // Steffensen: w - first^2/(second - first).
    const jump = subtract(w, divide(multiply(first, first), subtract(second, first)));
    if (jump.im > 0 && Number.isFinite(jump.re)) {
      const image = map(jump);
      if (step < TRUSTING_STEPS || modulus(subtract(image, jump)) < modulus(second)) {
        w = jump;
        next = image;
        continue;
      }
    }
    w = next;
    next = third;
  }
  return next;
}

interface Spectrum {
  readonly name: string;
  readonly stieltjes: (z: Complex) => Complex;
  /** Bounds of the support. */
  readonly low: number;
  readonly high: number;
  readonly atoms: readonly Atom[];
}

/** Half an interval: x = edge + direction width y^power, y from 0 to 1; `mass(y)` is what lies between edge and x. */
interface Half {
  readonly edge: number;
  readonly direction: 1 | -1;
  readonly width: number;
  readonly power: number;
  /** Density times dx/dy. */
  readonly density: ChebyshevSeries;
  readonly beyond: ChebyshevSeries;
  readonly total: number;
}

/** An interval of the support with its two halves. */
interface Piece {
  readonly a: number;
  readonly middle: number;
  readonly b: number;
  readonly left: Half;
  readonly right: Half;
}

/** A law from its Stieltjes transform on the real axis: support by scanning, then a series of the density on each part. */
function fromStieltjes(spectrum: Spectrum): Law {
  const { name, stieltjes, low, high, atoms } = spectrum;
  const pieces = piecesOf(spectrum);
  return defineLaw({
    name,
    support: pieces.map((p) => [p.a, p.b] as const),
    atoms: [...atoms].sort((x, y) => x.at - y.at),
    pdf(x) {
      const piece = pieces.find((p) => x > p.a && x < p.b);
      return piece ? densityAt(x <= piece.middle ? piece.left : piece.right, x) : 0;
    },
    cdf: (x) =>
      atoms.reduce((sum, atom) => (atom.at <= x ? sum + atom.weight : sum), sumOver(pieces, x, massBelow)),
    survival: (x) =>
      atoms.reduce((sum, atom) => (atom.at > x ? sum + atom.weight : sum), sumOver(pieces, x, massAbove)),
    moment: (k) =>
      pieces.reduce(
        (sum, { left, right }) => sum + momentOf(left, k) + momentOf(right, k),
        atoms.reduce((sum, atom) => sum + atom.weight * atom.at ** k, 0),
      ),
    stieltjes: (z) =>
      z.im === 0 && high === low ? divide(complex(1), subtract(z, complex(low))) : stieltjes(z),
  });
}

/** @throws NO_CONVERGENCE unless the density found has the mass that the atoms leave */
function piecesOf({ name, stieltjes, low, high, atoms }: Spectrum): Piece[] {
  const rho = (x: number) => {
    const g = stieltjes(complex(x));
    return -g.im > ATOM_NOISE * Math.abs(g.re) ? -g.im / Math.PI : 0;
  };
  const pieces = findSupport(rho, low, high).map(([a, b]) => {
    const middle = (a + b) / 2;
    return { a, middle, b, left: half(rho, a, middle, low), right: half(rho, b, middle, low) };
  });
  const found =
    pieces.reduce((sum, piece) => sum + totalOf(piece), 0) +
    atoms.reduce((sum, atom) => sum + atom.weight, 0);
  if (Math.abs(found - 1) > MASS_TOLERANCE)
    throw new WignerscopeError(
      "NO_CONVERGENCE",
      `${name}: the density found between ${low} and ${high} has mass ${found} with atoms, not 1`,
    );
  return pieces;
}

const totalOf = ({ left, right }: Piece) => left.total + right.total;

const sumOver = (pieces: readonly Piece[], x: number, massOf: (piece: Piece, x: number) => number) =>
  pieces.reduce((sum, piece) => sum + massOf(piece, x), 0);

function massBelow(piece: Piece, x: number): number {
  if (x <= piece.a) return 0;
  if (x >= piece.b) return totalOf(piece);
  return x <= piece.middle ? massFromEdge(piece.left, x) : totalOf(piece) - massFromEdge(piece.right, x);
}

function massAbove(piece: Piece, x: number): number {
  if (x >= piece.b) return 0;
  if (x <= piece.a) return totalOf(piece);
  return x > piece.middle ? massFromEdge(piece.right, x) : totalOf(piece) - massFromEdge(piece.left, x);
}

function densityAt(side: Half, x: number): number {
  const y = placeIn(side, x);
  return Math.max(0, evaluate(side.density, y) / (side.width * side.power * y ** (side.power - 1)));
}

function momentOf({ density, edge, direction, width, power }: Half, k: number): number {
  return integrate(
    (y) => evaluate(density, y) * (edge + direction * width * y ** power) ** k,
    0,
    1,
    2 * NODES,
  );
}

/** Maximal intervals on which the density is above NOTHING/width, by a scan and bisection of their ends. */
function findSupport(rho: (x: number) => number, low: number, high: number): [number, number][] {
  const width = high - low;
  if (width === 0) return [];
  const positive = (x: number) => rho(x) * width > NOTHING;
  // Closer together towards both ends, where convolutions have their smallest structures.
  const scan = Array.from(
    { length: SCAN + 1 },
    (_, i) => low + width * Math.sin((Math.PI * i) / (2 * SCAN)) ** 2,
  );
  scan[0] = low + width * 1e-13;
  scan[SCAN] = high - width * 1e-13;
  const boundary = (outside: number, inside: number) => {
    for (let step = 0; step < 60; step++) {
      const middle = (outside + inside) / 2;
      if (middle === outside || middle === inside) break;
      if (positive(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  const intervals: [number, number][] = [];
  let start: number | undefined;
  let wasPositive = false;
  for (const [i, x] of scan.entries()) {
    const isPositive = positive(x);
    if (isPositive && !wasPositive) start = i === 0 ? low : boundary(scan[i - 1], x);
    if (!isPositive && wasPositive && start !== undefined) intervals.push([start, boundary(x, scan[i - 1])]);
    wasPositive = isPositive;
  }
  if (wasPositive && start !== undefined) intervals.push([start, high]);
  return intervals;
}

/** `bound` is the lowest place of the whole law: a density that diverges there, at 0, has a hard edge. */
function half(rho: (x: number) => number, edge: number, middle: number, bound: number): Half {
  const width = Math.abs(middle - edge);
  const direction = middle > edge ? 1 : -1;
  const hard = edge === bound && bound === 0;
  const power = hard ? HARD_POWER : SOFT_POWER;
  const nodes = hard ? HARD_EDGE_NODES : NODES;
  const density = interpolate(
    0,
    1,
    Array.from(
      chebyshevNodes(0, 1, nodes),
      (y) => rho(edge + direction * width * y ** power) * width * power * y ** (power - 1),
    ),
  );
  const beyond = integrateToHigh(density, 0);
  return { edge, direction, width, power, density, beyond, total: evaluate(beyond, 0) };
}

function placeIn(side: Half, x: number): number {
  return Math.min(1, Math.abs(x - side.edge) / side.width) ** (1 / side.power);
}

function massFromEdge(side: Half, x: number): number {
  return Math.max(0, side.total - evaluate(side.beyond, placeIn(side, x)));
}
