/**
 * The exact law of neighbour spacings of large random matrices, from determinants of the sine kernel.
 *
 * On (0, t), s = 2t, let K_+- have the kernels S(x - y) +- S(x + y), S(z) = sin(pi z)/(pi z), and D_+- = det(1 - K_+-). The
 * probabilities that an interval of length s holds no level are (M. L. Mehta, Random Matrices, 3rd ed., 2004, chapters
 * 6, 7 and 11; F. Bornemann, Markov Process. Relat. Fields 16, 803 (2010), section 5)
 *   E_1(s) = D_+(s),  E_2(s) = D_+(s) D_-(s),  E_4(s) = [D_+(2s) + D_-(2s)]/2,
 * and the spacing law has 1 - F = -E', density E''. With the resolvent kernel R of K and r = R(t, t), r' = dR(x, t)/dx at
 * x = t, both from the quadrature's linear system:
 *   D' = -D r/2,  D'' = -D r'/2   (derivatives in s).
 */
import { knownOptions, requireOneOf } from "../../base/index.ts";
import {
  type ChebyshevSeries,
  chebyshevNodes,
  evaluate,
  gaussLegendre,
  integrate,
  integrateToHigh,
  interpolate,
} from "../../statistics/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import { eliminate } from "../special/fredholm.ts";

export interface GaudinMehtaOptions {
  /** Dyson's index: 1 (GOE), 2 (GUE), 4 (GSE). Default 1. */
  readonly beta?: 1 | 2 | 4;
}

/** Nodes on (0, t), t <= 9: 32 give the same. */
const NODES = 44;
/** Pieces of the tabulated density and survival function; beyond the last, 1 - F is below 1e-17. */
const PIECES = { 1: [0, 1.5, 3.5, 7.5], 2: [0, 1.5, 3, 5.5], 4: [0, 1.2, 2.5, 4] } as const;
const PIECE_NODES = 32;

interface Piece {
  readonly density: ChebyshevSeries;
  readonly survival: ChebyshevSeries;
  /** int of the density from x to the piece's end. */
  readonly rest: ChebyshevSeries;
}

const tables = new Map<1 | 2 | 4, readonly Piece[]>();

/**
 * Gaudin-Mehta law: the spacing of neighbouring levels in the bulk of large GOE, GUE or GSE matrices, unfolded to mean 1.
 * What the Wigner surmise approximates to 2 per cent: variances .28553, .17999 and .10409 (surmise .27324, .17810,
 * .10447). Density ~ (pi^2/6) s, (pi^2/3) s^2, (16 pi^4/135) s^4 at 0.
 * Source: M. Gaudin, Nucl. Phys. 25, 447 (1961); the formulas are in the file's head. pdf, cdf and survival are exact to
 * 1e-13 absolutely; the first call makes a table in some tens of milliseconds.
 * @throws INVALID_ARGUMENT unless beta is 1, 2 or 4.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * laws.gaudinMehta({ beta: 1 }).moment(2); // 1.28553
 * ```
 */
export function gaudinMehta(options: GaudinMehtaOptions = {}): Law {
  knownOptions("gaudinMehta", options, { beta: true });
  const beta = requireOneOf("beta", options.beta ?? 1, [1, 2, 4]);
  const ends = PIECES[beta];
  const last = ends[ends.length - 1];
  const pieceAt = (s: number): Piece => {
    let table = tables.get(beta);
    if (!table) {
      table = ends.slice(1).map((high, i) => tabulate(beta, ends[i], high));
      tables.set(beta, table);
    }
    return table[Math.min(table.length - 1, ends.findIndex((end) => s < end) - 1)];
  };
  const survival = (s: number) =>
    s <= 0 ? 1 : s >= last ? 0 : Math.max(0, evaluate(pieceAt(s).survival, s));
  return defineLaw({
    name: `gaudinMehta(beta=${beta})`,
    support: [[0, Number.POSITIVE_INFINITY]],
    pdf: (s) => (s < 0 || s >= last ? 0 : Math.max(0, evaluate(pieceAt(s).density, s))),
    cdf(s) {
      if (s >= ends[1]) return 1 - survival(s);
      const { rest } = pieceAt(s);
      return Math.max(0, evaluate(rest, 0) - evaluate(rest, s));
    },
    survival,
    moment(k) {
      let sum = 0;
      for (let i = 1; i < ends.length; i++)
        sum += integrate((s) => k * s ** (k - 1) * survival(s), ends[i - 1], ends[i], PIECE_NODES);
      return sum;
    },
  });
}

function tabulate(beta: 1 | 2 | 4, low: number, high: number): Piece {
  const values = Array.from(chebyshevNodes(low, high, PIECE_NODES), (s) => spacing(beta, s));
  const density = interpolate(
    low,
    high,
    values.map((v) => v.density),
  );
  return {
    density,
    survival: interpolate(
      low,
      high,
      values.map((v) => v.survival),
    ),
    rest: integrateToHigh(density, 0),
  };
}

function spacing(beta: 1 | 2 | 4, s: number): { density: number; survival: number } {
  const even = gap(1, beta === 4 ? 2 * s : s);
  if (beta === 1)
    return { density: (-even.value * even.slope) / 2, survival: (even.value * even.resolvent) / 2 };
  const odd = gap(-1, beta === 4 ? 2 * s : s);
  if (beta === 4)
    return {
      density: -(even.value * even.slope + odd.value * odd.slope),
      survival: (even.value * even.resolvent + odd.value * odd.resolvent) / 2,
    };
  const both = even.value * odd.value;
  return {
    density: (both * (even.resolvent * odd.resolvent - even.slope - odd.slope)) / 2,
    survival: (both * (even.resolvent + odd.resolvent)) / 2,
  };
}

/** D_+-(s), R(t, t) and dR(x, t)/dx at x = t = s/2. */
function gap(parity: 1 | -1, s: number): { value: number; resolvent: number; slope: number } {
  const t = s / 2;
  const { nodes, weights } = gaussLegendre(NODES);
  const x = nodes.map((y) => ((1 + y) * t) / 2);
  const root = weights.map((w) => Math.sqrt((w * t) / 2));
  const a = new Float64Array(NODES * NODES);
  for (let i = 0; i < NODES; i++)
    for (let j = 0; j <= i; j++)
      a[i * NODES + j] = a[j * NODES + i] =
        root[i] * root[j] * (sinc(x[i] - x[j]) + parity * sinc(x[i] + x[j]));
  const edge = x.map((y, i) => root[i] * (sinc(t - y) + parity * sinc(t + y)));
  const tilt = x.map((y, i) => root[i] * (sincSlope(t - y) + parity * sincSlope(t + y)));
  const solution = edge.slice();
  const value = Math.exp(eliminate(a, NODES, solution));
  let resolvent = 1 + parity * sinc(s);
  let slope = parity * sincSlope(s);
  for (let i = 0; i < NODES; i++) {
    resolvent += edge[i] * solution[i];
    slope += tilt[i] * solution[i];
  }
  return { value, resolvent, slope };
}

/** sin(pi z)/(pi z). */
function sinc(z: number): number {
  const y = Math.PI * z;
  return Math.abs(y) < 1e-4 ? 1 - (y * y) / 6 : Math.sin(y) / y;
}

/** Its derivative in z, by the series where the difference cancels. */
function sincSlope(z: number): number {
  const y = Math.PI * z;
  if (Math.abs(y) > 0.5) return (Math.cos(y) - Math.sin(y) / y) / z;
  const square = y * y;
  let term = -y / 3;
  let sum = 0;
  for (let k = 2; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
    sum += term;
    // Neighbouring terms of sum (-1)^j 2j y^(2j-1)/(2j+1)!, k = 2j.
    term *= -square / (k * (k + 3));
    if (term === 0) break;
  }
  return Math.PI * sum;
}
