/**
 * The trace of an operator from products with random vectors, three ways, each with its standard error:
 *
 * - "hutchinson": mean of v.Av (Hutchinson, Commun. Stat. 18, 1059, 1989); error falls as 1/sqrt(matvecs).
 * - "hutch++": a third of the products finds a subspace Q that carries the large part, a third takes its trace exactly,
 *   the rest is Hutchinson on the complement (Meyer, Musco, Musco and Woodruff, SOSA 2021).
 * - "xtrace": every vector is the test vector of the subspace of all others (Epperly, Tropp and Webber, SIAM J. Matrix Anal.
 *   Appl. 45, 1, 2024); the best where eigenvalues decay, and of no gain where they do not.
 */
import {
  knownOptions,
  type Matrix,
  requireInteger,
  requireOneOf,
  transpose,
  WignerscopeError,
} from "../../base/index.ts";
import { DEFAULT_SEED, type LinearOperator, matmul, qr, requireOperator } from "../../kernel/index.ts";
import { type RunOptions, Watch } from "../watch.ts";
import { addScaled, clearOf, dot, meanWithError, type ProbeLaw, probes, products, row } from "./probes.ts";
import { checkSymmetric } from "./symmetry.ts";

export type TraceMethod = "hutchinson" | "hutch++" | "xtrace";

export interface TraceOptions extends RunOptions {
  /** Default "xtrace". */
  readonly method?: TraceMethod;
  /** Products with the operator, at least 6. Default 100. Fewer may be taken: thirds and halves are rounded down. */
  readonly matvecs?: number;
  /** Default DEFAULT_SEED; vector i takes stream i. */
  readonly seed?: number;
  /** Law of the vectors' entries. Default "normal". */
  readonly probes?: ProbeLaw;
}

export interface TraceEstimate {
  readonly value: number;
  /** Of the value, from the scatter between vectors. */
  readonly standardError: number;
  readonly method: TraceMethod;
  /** Products taken. */
  readonly matvecs: number;
}

/** A column of R this much smaller than the largest is round-off: the sketch has found the operator's whole range. */
const RANK_TOLERANCE = 1e-13;

/** @throws INVALID_ARGUMENT; NOT_SYMMETRIC; ABORTED; NOT_FINITE; what the operator throws */
export async function trace(op: LinearOperator, options: TraceOptions = {}): Promise<TraceEstimate> {
  knownOptions("trace", options, {
    method: true,
    matvecs: true,
    seed: true,
    probes: true,
    signal: true,
    onProgress: true,
  });
  requireOperator(op);
  const method = requireOneOf("method", options.method ?? "xtrace", ["hutchinson", "hutch++", "xtrace"]);
  const matvecs = requireInteger("matvecs", options.matvecs ?? 100, 6);
  const watch = new Watch(options, matvecs);
  const { seed = DEFAULT_SEED, probes: law = "normal" } = options;
  const draw = (first: number, count: number) => probes(law, seed, first, count, op.size);
  const estimates = { hutchinson, "hutch++": hutchPlusPlus, xtrace };
  const { mean, standardError } = await estimates[method](op, matvecs, draw, watch);
  return Object.freeze({ value: mean, standardError, method, matvecs: watch.done });
}

type Draw = (first: number, count: number) => Matrix<Float64Array>;
type Estimate = Promise<{ mean: number; standardError: number }>;

async function hutchinson(op: LinearOperator, matvecs: number, draw: Draw, watch: Watch): Estimate {
  const v = draw(0, matvecs);
  const av = await products(op, v, watch);
  checkSymmetric(v, av);
  return meanWithError(Array.from({ length: matvecs }, (_, i) => dot(row(v, i), row(av, i))));
}

async function hutchPlusPlus(op: LinearOperator, matvecs: number, draw: Draw, watch: Watch): Estimate {
  const sketch = Math.min(op.size, Math.floor(matvecs / 3));
  const tests = matvecs - 2 * sketch;
  const v = draw(0, sketch);
  const av = await products(op, v, watch);
  checkSymmetric(v, av);
  const basis = transpose(orthonormal(av).q);
  const images = await products(op, basis, watch);
  let inside = 0;
  for (let k = 0; k < basis.rows; k++) inside += dot(row(basis, k), row(images, k));
  const g = draw(sketch, tests);
  for (let i = 0; i < tests; i++) clearOf(basis, row(g, i));
  const ag = await products(op, g, watch);
  const rest = meanWithError(Array.from({ length: tests }, (_, i) => dot(row(g, i), row(ag, i))));
  return { mean: inside + rest.mean, standardError: rest.standardError };
}

/**
 * With Y = A Omega = Q R, H = Q^T A Q and s_i the i-th column of R^-T divided by its norm, the span of Y without its
 * column i is Q without the direction Q s_i. So estimate i is tr H - s_i.H s_i plus the quadratic form of A at what
 * that span leaves of omega_i, rescaled to the norm that a normal vector of the complement has on average.
 */
async function xtrace(op: LinearOperator, matvecs: number, draw: Draw, watch: Watch): Estimate {
  const n = op.size;
  const m = Math.min(n, Math.floor(matvecs / 2));
  const omega = draw(0, m);
  const y = await products(op, omega, watch);
  checkSymmetric(omega, y);
  const { q, r } = orthonormal(y);
  const basis = transpose(q);
  const images = await products(op, basis, watch);
  const h = matmul(basis, transpose(images)) as Matrix<Float64Array>;
  let inside = 0;
  for (let k = 0; k < m; k++) inside += h.data[k * m + k];
  const s = directions(r);
  // The range is found, nothing is left to estimate.
  if (!s || m === n) return { mean: inside, standardError: 0 };
  const w = transpose(matmul(basis, transpose(omega)) as Matrix<Float64Array>);
  const estimates = Array.from({ length: m }, (_, i) => {
    const si = row(s, i);
    const x = row(w, i).slice();
    addScaled(-dot(si, x), si, x);
    const left = row(omega, i).slice();
    for (let k = 0; k < m; k++) addScaled(-x[k], row(basis, k), left);
    let form = dot(row(omega, i), row(y, i));
    for (let k = 0; k < m; k++) form -= 2 * x[k] * dot(row(images, k), row(omega, i));
    form += quadratic(h, x);
    const scale = (n - m + 1) / dot(left, left);
    return inside - quadratic(h, si) + scale * form;
  });
  return meanWithError(estimates);
}

function orthonormal(rows: Matrix<Float64Array>): { q: Matrix<Float64Array>; r: Matrix<Float64Array> } {
  const { q, r } = qr(transpose(rows));
  if (!(q.data instanceof Float64Array && r.data instanceof Float64Array))
    throw new WignerscopeError("INVALID_ARGUMENT", "the factors must be f64");
  return { q: { ...q, data: q.data }, r: { ...r, data: r.data } };
}

const quadratic = (h: Matrix<Float64Array>, x: Float64Array) => {
  let sum = 0;
  for (let k = 0; k < h.rows; k++) sum += x[k] * dot(row(h, k), x);
  return sum;
};

/** Columns of R^-T, each divided by its norm, in the rows; undefined when R is singular to round-off. */
function directions(r: Matrix<Float64Array>): Matrix<Float64Array> | undefined {
  const m = r.rows;
  const at = (i: number, j: number) => r.data[i * m + j];
  let largest = 0;
  for (let i = 0; i < m; i++) largest = Math.max(largest, Math.abs(at(i, i)));
  const data = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    if (!(Math.abs(at(i, i)) > RANK_TOLERANCE * largest)) return undefined;
    // R^T x = e_i, forward: x_j = 0 before i.
    const x = data.subarray(i * m, (i + 1) * m);
    for (let j = i; j < m; j++) {
      let sum = j === i ? 1 : 0;
      for (let k = i; k < j; k++) sum -= at(k, j) * x[k];
      x[j] = sum / at(j, j);
    }
    const norm = Math.sqrt(dot(x, x));
    for (let j = i; j < m; j++) x[j] /= norm;
  }
  return { rows: m, cols: m, data };
}
