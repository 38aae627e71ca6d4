/** The diagonal of an operator from products with random signs (Bekas, Kokiopoulou and Saad, Appl. Numer. Math. 57, 1214, 2007). */
import { knownOptions, requireInteger } from "../../base/index.ts";
import { DEFAULT_SEED, type LinearOperator, requireOperator } from "../../kernel/index.ts";
import { type RunOptions, Watch } from "../watch.ts";
import { probes, products, row } from "./probes.ts";

export interface DiagonalOptions extends RunOptions {
  /** Products, at least 2. From the operator's order on the unit vectors are taken and the diagonal is exact. Default 100. */
  readonly matvecs?: number;
  /** Default DEFAULT_SEED; vector i takes stream i. */
  readonly seed?: number;
}

export interface DiagonalEstimate {
  readonly values: Float64Array;
  /** Of each value, from the scatter between vectors; 0 when exact. */
  readonly standardErrors: Float64Array;
  readonly exact: boolean;
  /** Products taken. */
  readonly matvecs: number;
}

/** Vectors at a time. */
const BATCH = 16;

/**
 * Means of v_i (Av)_i over vectors v of random signs: unbiased, with variance sum_(j != i) A_ij^2 a vector.
 * @throws INVALID_ARGUMENT; ABORTED; NOT_FINITE; what the operator throws
 */
export async function diagonal(op: LinearOperator, options: DiagonalOptions = {}): Promise<DiagonalEstimate> {
  knownOptions("diagonal", options, { matvecs: true, seed: true, signal: true, onProgress: true });
  requireOperator(op);
  const n = op.size;
  const matvecs = requireInteger("matvecs", options.matvecs ?? 100, 2);
  const { seed = DEFAULT_SEED } = options;
  const exact = matvecs >= n;
  const count = exact ? n : matvecs;
  const watch = new Watch(options, count);
  const values = new Float64Array(n);
  const squares = new Float64Array(n);
  for (let from = 0; from < count; from += BATCH) {
    const rows = Math.min(BATCH, count - from);
    const v = exact ? units(n, from, rows) : probes("rademacher", seed, from, rows, n);
    const av = await products(op, v, watch);
    for (let k = 0; k < rows; k++) {
      const [x, y] = [row(v, k), row(av, k)];
      if (exact) values[from + k] = y[from + k];
      else accumulate(x, y, from + k, values, squares);
    }
  }
  const standardErrors = exact ? squares : squares.map((sum) => Math.sqrt(sum / (count - 1) / count));
  return Object.freeze({ values, standardErrors, exact, matvecs: watch.done });
}

/** Welford's running mean and sum of squares of x_i y_i; `before` vectors are in them. */
function accumulate(
  x: Float64Array,
  y: Float64Array,
  before: number,
  means: Float64Array,
  squares: Float64Array,
): void {
  for (let i = 0; i < means.length; i++) {
    const difference = x[i] * y[i] - means[i];
    means[i] += difference / (before + 1);
    squares[i] += difference * (x[i] * y[i] - means[i]);
  }
}

function units(n: number, from: number, rows: number) {
  const data = new Float64Array(rows * n);
  for (let k = 0; k < rows; k++) data[k * n + from + k] = 1;
  return { rows, cols: n, data };
}
