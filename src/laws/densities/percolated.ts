/**
 * Diluted ("percolated") Wigner and Wishart matrices: a finite number c of non-zero entries in a row on average.
 *
 * Moments: the local limit of the graph is a Poisson tree, and the moment of order 2k (of X X^T: k) is the expected weight of
 * the closed walks of length 2k from its root. Split a walk by the child of its first step, to which it goes r >= 1
 * times: the rest of the tree is independent and again a Poisson tree (Mecke's formula). With M(k, j) the weight of walks
 * of half-length k that leave the root j times, E over an edge of w^(2r) = (2r-1)!!/c^r, and rate Poisson(rate) children,
 *   M(k, j) = sum_(r, l) rate E[w^(2r)] binom(j-1, r-1) [sum_i M'(l, i) binom(i+r-1, r-1)] M(k-r-l, j-r),
 * M' being that of the child's kind. Same recursion as O. Khorunzhy, M. Shcherbina and V. Vengerovsky, J. Math. Phys. 45,
 * 1648 (2004).
 *
 * Atoms at 0: C. Bordenave, M. Lelarge and J. Salez, Ann. Probab. 39, 1097 (2011), Theorem 2 and its bipartite version:
 * one minus the rank, which for continuous weights is the size of the largest matching.
 */
import { requireInteger, requireOptions, requirePositive } from "../../base/index.ts";
import type { Atom } from "../law.ts";

/** What is known of a law without a density formula. */
export interface PartialLaw {
  readonly name: string;
  readonly atoms: readonly Atom[];
  /** The k-th raw moment. @throws INVALID_ARGUMENT unless k is a non-negative integer. */
  moment(k: number): number;
}

export interface PercolatedWignerOptions {
  /** Mean number c of non-zero entries in a row. */
  readonly degree: number;
  /** Standard deviation of a non-zero entry times sqrt c. Default 1: second moment 1. */
  readonly sigma?: number;
}

/**
 * Spectrum of the symmetric N x N matrix with entries B_ij g_ij, B Bernoulli(c/N), c = degree, g normal of variance sigma^2/c, as
 * N -> infinity: second moment sigma^2, fourth sigma^4 (2 + 3/c), odd ones 0; atom at 0 of weight
 * x + exp(-c x) + c x exp(-c x) - 1 with x the smallest root of x = exp(-c exp(-c x)). It has infinitely many further
 * atoms (finite trees), all of them small, that are not listed. Sources in the file's head.
 * @throws INVALID_ARGUMENT unless degree and sigma are positive.
 */
export function percolatedWigner(options: PercolatedWignerOptions): PartialLaw {
  requireOptions("percolatedWigner", options, { degree: true, sigma: true });
  const c = requirePositive("degree", options.degree);
  const sigma = requirePositive("sigma", options.sigma ?? 1);
  return Object.freeze({
    name: `percolatedWigner(degree=${c}, sigma=${sigma})`,
    atoms: zeroAtom(corank(c, c, 1)),
    moment(k: number) {
      requireInteger("k", k, 0);
      if (k % 2 === 1) return 0;
      return treeMoment(c, c, c, k / 2) * sigma ** k;
    },
  });
}

export interface PercolatedWishartOptions {
  /** Rows of X: the size of X X^T, relative to cols. */
  readonly rows: number;
  readonly cols: number;
  /** Mean number c of non-zero entries in a row of X. */
  readonly degree: number;
  /** Standard deviation of a non-zero entry times sqrt c. Default 1. */
  readonly sigma?: number;
}

/**
 * Spectrum of X X^T, X rows x cols with entries B_ij g_ij, B Bernoulli(c/cols), c = degree, g normal of variance sigma^2/c, in the
 * limit of large sizes: mean sigma^2, second moment sigma^4 (1 + rows/cols + 3/c); atom at 0 of weight
 * max over a of exp(-c b) - (cols/rows)(1 - b) + c a b, b = exp(-d a), d = c rows/cols the mean number in a column; it
 * is at least max(1 - cols/rows, exp(-c)). Sources in the file's head.
 * @throws INVALID_ARGUMENT unless all are positive.
 */
export function percolatedWishart(options: PercolatedWishartOptions): PartialLaw {
  requireOptions("percolatedWishart", options, { rows: true, cols: true, degree: true, sigma: true });
  const rows = requirePositive("rows", options.rows);
  const cols = requirePositive("cols", options.cols);
  const c = requirePositive("degree", options.degree);
  const sigma = requirePositive("sigma", options.sigma ?? 1);
  const d = (c * rows) / cols;
  return Object.freeze({
    name: `percolatedWishart(${rows}x${cols}, degree=${c}, sigma=${sigma})`,
    atoms: zeroAtom(corank(c, d, cols / rows)),
    moment: (k: number) => treeMoment(c, d, c, requireInteger("k", k, 0)) * sigma ** (2 * k),
  });
}

function zeroAtom(weight: number): readonly Atom[] {
  return Object.freeze(weight > 0 ? [Object.freeze({ at: 0, weight })] : []);
}

/** Expected weight of closed walks of length 2k from a root with Poisson(rate) children, whose own have Poisson(childRate). */
function treeMoment(rate: number, childRate: number, c: number, k: number): number {
  // walks[kind][h][j]: half-length h, j departures; kind 0 is the root's, 1 the child's.
  const walks = [0, 1].map(() => Array.from({ length: k + 1 }, (_, h) => new Float64Array(h + 1)));
  walks[0][0][0] = walks[1][0][0] = 1;
  const binomials = pascal(2 * k + 1);
  for (let h = 1; h <= k; h++)
    for (const kind of [0, 1])
      for (let j = 1; j <= h; j++) {
        let edge = kind === 0 ? rate : childRate;
        let sum = 0;
        for (let r = 1; r <= j; r++) {
          edge *= (2 * r - 1) / c;
          let below = 0;
          for (let l = 0; l <= h - r && j - r <= h - r - l; l++) {
            let inside = 0;
            for (let i = 0; i <= l; i++) inside += walks[1 - kind][l][i] * binomials[i + r - 1][r - 1];
            below += inside * walks[kind][h - r - l][j - r];
          }
          sum += edge * binomials[j - 1][r - 1] * below;
        }
        walks[kind][h][j] = sum;
      }
  return walks[0][k].reduce((sum, v) => sum + v, 0);
}

function pascal(n: number): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i <= n; i++) {
    const row = new Float64Array(i + 1).fill(1);
    for (let j = 1; j < i; j++) row[j] = rows[i - 1][j - 1] + rows[i - 1][j];
    rows.push(row);
  }
  return rows;
}

const MAX_STEPS = 10_000;

/**
 * max over a in [0, 1] of m(a) = exp(-c b) - ratio (1 - b) + c a b, b = exp(-d a). Its stationary points are the
 * fixed points of a -> exp(-c exp(-d a)), a sigmoid with at most three; the outer two are the maxima, and the iteration
 * climbs to them from 0 and from 1. There m is flat, so that an error of 1e-8 in a does not show.
 */
function corank(c: number, d: number, ratio: number): number {
  let best = 0;
  for (const start of [0, 1]) {
    let a = start;
    for (let step = 0; step < MAX_STEPS; step++) {
      const next = Math.exp(-c * Math.exp(-d * a));
      const done = Math.abs(next - a) < 1e-16;
      a = next;
      if (done) break;
    }
    const b = Math.exp(-d * a);
    best = Math.max(best, Math.exp(-c * b) + ratio * Math.expm1(-d * a) + c * a * b);
  }
  return best;
}
