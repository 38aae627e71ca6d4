/** The outermost eigenpairs by one Lanczos process with full reorthogonalisation, judged by their true residuals. */
import {
  knownOptions,
  type Matrix,
  requireBetween,
  requireInteger,
  requireOneOf,
  requirePositive,
  transpose,
} from "../../base/index.ts";
import {
  DEFAULT_SEED,
  eighTridiagonal,
  type LinearOperator,
  lanczosProcess,
  Random,
  requireOperator,
} from "../../kernel/index.ts";
import { type RunOptions, Watch } from "../watch.ts";
import { dot, products, row } from "./probes.ts";
import { checkSymmetric } from "./symmetry.ts";

export interface TopEigenpairsOptions extends RunOptions {
  /** Largest (default), smallest, or largest in magnitude. */
  readonly which?: "largest" | "smallest" | "magnitude";
  /** Converged is a pair whose residual |Av - theta v| is at most this times the largest |theta|. Default 1e-8. */
  readonly tolerance?: number;
  /** Most Lanczos steps. Default 20 k + 100, at most the operator's order. */
  readonly steps?: number;
  /** Default DEFAULT_SEED. */
  readonly seed?: number;
}

export interface TopEigenpairs {
  /** In the order asked for: outermost first. */
  readonly values: Float64Array;
  /** n x k, unit eigenvectors in the columns. */
  readonly vectors: Matrix<Float64Array>;
  /** |A v - theta v|: an eigenvalue lies within this distance of each value. */
  readonly residuals: Float64Array;
  /** Whether each residual is within the tolerance. */
  readonly converged: readonly boolean[];
  /** Products taken. */
  readonly matvecs: number;
}

/** The stream of a seed that starts the search for eigenpairs: no probe has it. */
const STREAM = 2 ** 32;
/** And that of the pair of vectors whose products say whether the operator is symmetric. */
const SYMMETRY_STREAM = STREAM + 1;
/** Convergence is looked for every so many steps: an eigenproblem of T each time. */
const LOOK_EVERY = 10;
const DEFAULT_TOLERANCE = 1e-8;
/**
 * The process goes on until the residuals that T estimates are this small, relative to the largest value: values are then
 * right to round-off, since their error is that squared, and true residuals hold a coarser tolerance.
 */
const SETTLED = 1e-8;
/** ... or, for a finer tolerance, this share of it. */
const MARGIN = 0.1;

/**
 * The k outermost eigenpairs. A multiple eigenvalue comes once: one process sees one vector of its eigenspace. Pairs that have
 * not converged after `steps` come too, with `converged` false; fewer than k come when the Krylov space ends before.
 * @throws INVALID_ARGUMENT unless 1 <= k <= op.size; NOT_SYMMETRIC; ABORTED; NOT_FINITE; OUT_OF_MEMORY; what the operator throws
 */
export async function topEigenpairs(
  op: LinearOperator,
  k: number,
  options: TopEigenpairsOptions = {},
): Promise<TopEigenpairs> {
  knownOptions("topEigenpairs", options, {
    which: true,
    tolerance: true,
    steps: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  requireOperator(op);
  requireInteger("k", k, 1);
  requireBetween("k", k, 1, op.size);
  const steps = Math.min(op.size, requireInteger("steps", options.steps ?? 20 * k + 100, 1));
  const search = {
    which: requireOneOf("which", options.which ?? "largest", ["largest", "smallest", "magnitude"]),
    tolerance: requirePositive("tolerance", options.tolerance ?? DEFAULT_TOLERANCE),
    steps,
    seed: options.seed ?? DEFAULT_SEED,
  };
  const watch = new Watch(options, steps + k + 2);
  const random = new Random(search.seed, SYMMETRY_STREAM);
  const pair = { rows: 2, cols: op.size, data: random.normals(2 * op.size) };
  checkSymmetric(pair, await products(op, pair, watch));
  return searchTop(op, k, search, watch);
}

/** The same with all options given and a watch that others share; `matvecs` counts what the watch has seen. */
export async function searchTop(
  op: LinearOperator,
  k: number,
  { which, tolerance, steps, seed }: Required<Omit<TopEigenpairsOptions, keyof RunOptions>>,
  watch: Watch,
): Promise<TopEigenpairs> {
  const outermost = (values: Float64Array) =>
    Array.from(values.keys())
      .sort((a, b) => rank(which, values[b]) - rank(which, values[a]))
      .slice(0, k);
  const process = lanczosProcess(
    op.size,
    {
      steps,
      start: new Random(seed, STREAM).normals(op.size),
      vectors: true,
    },
    {
      choose: (values) => outermost(values),
      done: (alpha, beta) => {
        if (alpha.length < k || alpha.length % LOOK_EVERY !== 0) return false;
        const { values, residuals } = ritzOf(alpha, beta);
        const size = largest(values);
        return outermost(values).every((i) => residuals[i] <= Math.min(SETTLED, MARGIN * tolerance) * size);
      },
    },
  );
  const one = { rows: 1, cols: op.size };
  let turn = process.next(new Float64Array(0));
  while (!turn.done) turn = process.next((await products(op, { ...one, data: turn.value }, watch)).data);
  const result = turn.value;
  const order = outermost(result.values);
  const vectors = result.vectors as Matrix<Float64Array>;
  return judge(
    op,
    vectors,
    order.map((i) => result.values[i]),
    tolerance * largest(result.values),
    watch,
  );
}

async function judge(
  op: LinearOperator,
  vectors: Matrix<Float64Array>,
  values: readonly number[],
  threshold: number,
  watch: Watch,
): Promise<TopEigenpairs> {
  const rows = transpose(vectors);
  const images = await products(op, rows, watch);
  const residuals = Float64Array.from(values, (value, k) => {
    const difference = row(images, k).map((y, i) => y - value * rows.data[k * op.size + i]);
    return Math.sqrt(dot(difference, difference));
  });
  return Object.freeze({
    values: Float64Array.from(values),
    vectors,
    residuals,
    converged: Object.freeze(Array.from(residuals, (residual) => residual <= threshold)),
    matvecs: watch.done,
  });
}

function rank(which: "largest" | "smallest" | "magnitude", value: number): number {
  if (which === "magnitude") return Math.abs(value);
  return which === "largest" ? value : -value;
}

const largest = (values: Float64Array) => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);

/** Ritz values and estimated residuals of T. */
function ritzOf(alpha: readonly number[], beta: readonly number[]) {
  const m = alpha.length;
  const { values, vectors } = eighTridiagonal(alpha, beta.slice(0, m - 1), { vectors: true });
  const last = beta[m - 1];
  return { values, residuals: values.map((_, i) => Math.abs(last * vectors.data[(m - 1) * m + i])) };
}
