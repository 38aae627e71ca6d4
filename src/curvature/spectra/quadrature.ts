/**
 * What the coefficients (alpha, beta) of one Lanczos process say for certain of the spectral measure of its start vector.
 *
 * With Ritz values theta_1 < ... < theta_m and weights w_i the distribution function Psi of the start vector obeys
 *     sum_(j<i) w_j <= Psi(theta_i-) <= Psi(theta_i) <= sum_(j<=i) w_j
 * (Chebyshev, Markov and Stieltjes; Szego, Orthogonal Polynomials, 3.41), and the mass at x is at most Christoffel's
 * 1/sum_(k<m) p_k(x)^2, p_k the orthonormal polynomials.
 */
import { eighTridiagonal } from "../../kernel/index.ts";

/** A converged Ritz value, relative to the largest: its node is an eigenvalue, where Psi jumps. */
const CONVERGED = 1e-8;
/** Ritz values this near to x, relative to the largest, have converged to it: the recurrence at x is then only round-off. */
const SAME = 1e-11;

export interface Quadrature {
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  /** Ascending. */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  /** sums[i] = w_0 + ... + w_(i-1); one more than there are nodes. */
  readonly sums: Float64Array;
  readonly converged: readonly boolean[];
  /** The Krylov space was exhausted: nodes and weights are the measure itself. */
  readonly exact: boolean;
  /** Largest |theta|, of what was taken out before too. */
  readonly scale: number;
}

export interface Bracket {
  readonly lower: number;
  readonly upper: number;
  /** Between the two: jumps at converged nodes, elsewhere straight from the middle of one node's weight to the next. */
  readonly value: number;
}

/**
 * @param beta off-diagonal, and behind it the norm of the last residual
 * @param size largest magnitude of what was taken out before: round-off is relative to it
 */
export function quadratureOf(alpha: Float64Array, beta: Float64Array, exact: boolean, size = 0): Quadrature {
  const m = alpha.length;
  const { values, vectors } = eighTridiagonal(alpha, beta.subarray(0, m - 1), { vectors: true });
  const weights = values.map((_, i) => vectors.data[i] ** 2);
  const sums = new Float64Array(m + 1);
  for (let i = 0; i < m; i++) sums[i + 1] = sums[i] + weights[i];
  const own = Math.max(Math.abs(values[0]), Math.abs(values[m - 1]));
  const converged = Array.from(
    values,
    (_, i) => exact || Math.abs(beta[m - 1] * vectors.data[(m - 1) * m + i]) <= CONVERGED * own,
  );
  return { alpha, beta, nodes: values, weights, sums, converged, exact, scale: Math.max(own, size) };
}

/** How many of the ascending nodes are <= x. */
export function countUpTo(nodes: Float64Array, x: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bounds of Psi(x) that hold for the start vector, to round-off. */
export function bracket({ nodes, sums, converged, exact }: Quadrature, x: number): Bracket {
  const m = nodes.length;
  const i = countUpTo(nodes, x);
  if (exact) return { lower: sums[i], upper: sums[i], value: sums[i] };
  const at = i > 0 && nodes[i - 1] === x;
  const lower = sums[Math.max(0, i - 1)];
  const upper = at ? sums[i] : sums[Math.min(m, i + 1)];
  const after = i === 0 ? 0 : converged[i - 1] ? sums[i] : (sums[i - 1] + sums[i]) / 2;
  const before = i === m ? 1 : converged[i] ? sums[i] : (sums[i] + sums[i + 1]) / 2;
  const share = i === 0 || i === m ? 0 : (x - nodes[i - 1]) / (nodes[i] - nodes[i - 1]);
  const value =
    i === 0 ? 0 : i === m ? (x > nodes[m - 1] ? sums[m] : after) : after + share * (before - after);
  return { lower, upper, value: Math.min(upper, Math.max(lower, value)) };
}

/** An upper bound of the start vector's mass at x, falling with every step. */
export function atomBound(q: Quadrature, x: number): number {
  let near = 0;
  for (let i = 0; i < q.nodes.length; i++)
    if (Math.abs(q.nodes[i] - x) <= SAME * q.scale) near += q.weights[i];
  if (q.exact) return near;
  return Math.min(1, Math.max(near, christoffel(q, x)));
}

function christoffel({ alpha, beta }: Quadrature, x: number): number {
  let previous = 0;
  let current = 1;
  let sum = 1;
  for (let k = 0; k + 1 < alpha.length; k++) {
    const next = ((x - alpha[k]) * current - (k > 0 ? beta[k - 1] * previous : 0)) / beta[k];
    previous = current;
    current = next;
    sum += next * next;
    if (!(sum < Number.POSITIVE_INFINITY)) return 0;
  }
  return 1 / sum;
}

/** Distance to which a point mass at x can be told from mass beside it: to the next nodes on both sides, the mean. */
export function resolutionAt({ nodes, scale }: Quadrature, x: number): number {
  const m = nodes.length;
  let above = 0;
  while (above < m && nodes[above] <= x + SAME * scale) above++;
  let below = m - 1;
  while (below >= 0 && nodes[below] >= x - SAME * scale) below--;
  const distances = [...(above < m ? [nodes[above] - x] : []), ...(below >= 0 ? [x - nodes[below]] : [])];
  return distances.length === 0 ? 0 : distances.reduce((sum, d) => sum + d, 0) / distances.length;
}

/** Most by which the Ritz measure is off, integral of |Psi - Ritz|, inside the outermost nodes: from the bounds above. */
export function transportBound({ nodes, weights, exact }: Quadrature): number {
  if (exact) return 0;
  let sum = 0;
  for (let i = 0; i + 1 < nodes.length; i++)
    sum += (nodes[i + 1] - nodes[i]) * Math.max(weights[i], weights[i + 1]);
  return sum;
}
