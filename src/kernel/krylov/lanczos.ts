/**
 * The Lanczos process with full reorthogonalisation (Lanczos, J. Res. NBS 45, 255, 1950; Golub and Meurant, Matrices,
 * Moments and Quadrature, 2010, for the weights).
 *
 * From a unit vector q_0 it builds the orthonormal basis of the Krylov space of a symmetric operator A and its
 * projection, the tridiagonal T with diagonal alpha and off-diagonal beta. The eigenvalues theta_i of T (Ritz values)
 * and the squared first components w_i of its eigenvectors are the nodes and weights of a quadrature:
 * q_0 . f(A) q_0 = sum w_i f(theta_i), exact for polynomials up to degree 2 steps - 1. Without reorthogonalisation
 * converged values come back as ghosts and spoil the weights, so every new vector is cleared of the whole basis
 * (krylov-basis.ts).
 */
import {
  type FloatArray,
  type Matrix,
  requireOptions,
  throwIfAborted,
  transpose,
  WignerscopeError,
} from "../../base/index.ts";
import { matmul } from "../dense/products.ts";
import { eighTridiagonal } from "../eigen/tridiagonal.ts";
import { DEFAULT_SEED, Random } from "../random.ts";
import { KrylovBasis } from "./krylov-basis.ts";

export interface LanczosOptions {
  /** Steps to take, at least 1; never more than n are. */
  readonly steps: number;
  /** Seed of the random start, a vector of independent normals; default DEFAULT_SEED. */
  readonly seed?: number;
  /** Stream of that seed, for independent starts; default 0. */
  readonly stream?: number;
  /** The start itself, of length n and any nonzero size. */
  readonly start?: ArrayLike<number>;
  /** Ritz vectors too; default false. */
  readonly vectors?: boolean;
  /**
   * The process stops when a residual is below this times the size of T met so far: the Krylov space is then invariant
   * to that accuracy. Default 10 sqrt(n) 2^-53; raise it to the operator's own accuracy if that is coarser.
   */
  readonly tolerance?: number;
  /** Stops between two steps with ABORTED. */
  readonly signal?: AbortSignal;
}

export interface Lanczos {
  /** Ritz values, ascending. */
  readonly values: Float64Array;
  /** Quadrature weights: squared first components of T's eigenvectors; their sum is 1. */
  readonly weights: Float64Array;
  /** |beta_last s_last,i|: an eigenvalue of A lies within this distance of each Ritz value. */
  readonly residuals: Float64Array;
  /** Diagonal of T, `steps` entries. */
  readonly alpha: Float64Array;
  /** Off-diagonal of T, and behind it the norm of the last residual: `steps` entries. */
  readonly beta: Float64Array;
  /** Steps taken: fewer than asked for when the Krylov space was exhausted. */
  readonly steps: number;
  /** True when the process ended on an invariant subspace: the values are then eigenvalues of A. */
  readonly invariant: boolean;
  /** n x steps, Ritz vectors in the columns in the order of the values (or of those chosen); only on request. */
  readonly vectors?: Matrix;
}

/**
 * Runs the Lanczos process on the symmetric operator `matvec` of order n. An asynchronous `matvec` gives a promise. The
 * vector it is handed is a copy and its own. Memory: 8 n bytes for each step, and a few vectors.
 * @throws INVALID_ARGUMENT, INVALID_SHAPE when a product has another length, NOT_FINITE when it has a NaN or an
 * infinity or a norm above the largest f64, ABORTED, OUT_OF_MEMORY
 */
export function lanczos(matvec: (v: Float64Array) => FloatArray, n: number, options: LanczosOptions): Lanczos;
export function lanczos(
  matvec: (v: Float64Array) => Promise<FloatArray>,
  n: number,
  options: LanczosOptions,
): Promise<Lanczos>;
export function lanczos(
  matvec: (v: Float64Array) => FloatArray | Promise<FloatArray>,
  n: number,
  options: LanczosOptions,
): Lanczos | Promise<Lanczos> {
  requireOptions("lanczos", options, {
    steps: true,
    seed: true,
    stream: true,
    start: true,
    vectors: true,
    tolerance: true,
    signal: true,
  });
  const process = lanczosProcess(n, options);
  let turn = process.next(new Float64Array(0));
  while (!turn.done) {
    const product = matvec(turn.value);
    if (product instanceof Promise) return continueAsync(process, product, matvec);
    turn = process.next(product);
  }
  return turn.value;
}

async function continueAsync(
  process: Generator<Float64Array, Lanczos, FloatArray>,
  first: Promise<FloatArray>,
  matvec: (v: Float64Array) => FloatArray | Promise<FloatArray>,
): Promise<Lanczos> {
  let turn = process.next(await first);
  while (!turn.done) turn = process.next(await matvec(turn.value));
  return turn.value;
}

/** What the owner of a process decides while it runs. */
export interface LanczosHooks {
  /** Indices of the Ritz values whose vectors are wanted; by default all. */
  readonly choose?: (values: Float64Array, residuals: Float64Array) => readonly number[];
  /** Asked after each step, with T as far as it is there: true ends the process. */
  readonly done?: (alpha: readonly number[], beta: readonly number[]) => boolean;
  /** Orthonormal rows of length n: the process runs on the operator between their complements. */
  readonly deflated?: Matrix;
}

/**
 * The process by itself: yields the vectors to be multiplied and takes their products; returns the result. Several
 * processes that run in lock step share their products as blocks.
 * @throws as `lanczos`, from its steps
 */
export function* lanczosProcess(
  n: number,
  options: LanczosOptions,
  { choose, done, deflated }: LanczosHooks = {},
): Generator<Float64Array, Lanczos, FloatArray> {
  checkOptions(n, options);
  const most = Math.min(options.steps, n - (deflated?.rows ?? 0));
  const tolerance = options.tolerance ?? 10 * Math.sqrt(n) * 2 ** -53;
  const basis = startBasis(n, most, options, deflated);
  const alpha: number[] = [];
  const beta: number[] = [];
  let size = 0;
  let invariant = false;
  while (alpha.length < most) {
    throwIfAborted(options.signal);
    const product = yield basis.vector(alpha.length);
    // Callers without types forget to return it.
    if (product?.length !== n)
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `matvec must give ${n} entries, gave ${product?.length ?? product} at step ${alpha.length}`,
      );
    const { projection, before, norm } = basis.orthogonalise(product);
    if (!(before < Number.POSITIVE_INFINITY)) throw notFinite(product, alpha.length);
    alpha.push(projection);
    beta.push(norm);
    size = Math.max(size, Math.abs(projection) + norm);
    invariant = norm <= tolerance * size;
    if (invariant || alpha.length === most || done?.(alpha, beta)) break;
    basis.push(norm);
  }
  return ritz(
    n,
    Float64Array.from(alpha),
    Float64Array.from(beta),
    invariant,
    options.vectors ? basis : undefined,
    choose,
  );
}

/** Ritz values, weights, residuals and vectors of the tridiagonal projection. */
function ritz(
  n: number,
  alpha: Float64Array,
  beta: Float64Array,
  invariant: boolean,
  basis: KrylovBasis | undefined,
  choose: LanczosHooks["choose"],
): Lanczos {
  const steps = alpha.length;
  const { values, vectors } = eighTridiagonal(alpha, beta.subarray(0, steps - 1), { vectors: true });
  const s = vectors.data;
  const last = beta[steps - 1];
  const weights = values.map((_, i) => s[i] * s[i]);
  const residuals = values.map((_, i) => Math.abs(last * s[(steps - 1) * steps + i]));
  const result = { values, weights, residuals, alpha, beta, steps, invariant };
  if (!basis) return Object.freeze(result);
  const rows = new Float64Array(steps * n);
  for (let i = 0; i < steps; i++) rows.set(basis.vector(i), i * n);
  const chosen = choose?.(values, residuals) ?? Array.from(values.keys());
  const wanted = new Float64Array(chosen.length * steps);
  for (const [k, i] of chosen.entries())
    for (let j = 0; j < steps; j++) wanted[k * steps + j] = s[j * steps + i];
  const combined = matmul(
    { rows: chosen.length, cols: steps, data: wanted },
    { rows: steps, cols: n, data: rows },
  );
  return Object.freeze({ ...result, vectors: transpose(combined) });
}

function startBasis(n: number, most: number, options: LanczosOptions, deflated?: Matrix): KrylovBasis {
  const start = options.start ?? new Random(options.seed ?? DEFAULT_SEED, options.stream ?? 0).normals(n);
  if (start.length !== n)
    throw new WignerscopeError("INVALID_SHAPE", `start must have ${n} entries, got ${start.length}`);
  const basis = new KrylovBasis(start, most, { deflated });
  if (basis.size === 0)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `start must be finite and not zero, its norm is ${basis.startNorm}`,
    );
  return basis;
}

function checkOptions(n: number, options: LanczosOptions): void {
  for (const [name, value] of [
    ["n", n],
    ["steps", options.steps],
  ] as const)
    if (!Number.isSafeInteger(value) || value < 1)
      throw new WignerscopeError("INVALID_ARGUMENT", `${name} must be a positive integer, got ${value}`);
  const { tolerance } = options;
  if (tolerance !== undefined && !(tolerance >= 0 && tolerance < 1))
    throw new WignerscopeError("INVALID_ARGUMENT", `tolerance must be in [0, 1), got ${tolerance}`);
}

function notFinite(product: FloatArray, step: number): WignerscopeError {
  const bad = product.findIndex((value) => !Number.isFinite(value));
  const what = bad < 0 ? "a vector whose norm overflows" : `${product[bad]} at entry [${bad}]`;
  return new WignerscopeError("NOT_FINITE", `matvec gave ${what} in step ${step}`);
}
