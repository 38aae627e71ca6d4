/** Whether an operator is what the algorithms take it for: linear, symmetric, the same from call to call, and the Hessian. */
import { knownOptions, requireFunction, requireInteger } from "../../base/index.ts";
import { DEFAULT_SEED, type LinearOperator, requireOperator } from "../../kernel/index.ts";
import { addScaled, dot, probes, products, row } from "../spectra/probes.ts";
import { asymmetry } from "../spectra/symmetry.ts";
import { type RunOptions, Watch } from "../watch.ts";

export interface CheckOperatorOptions extends RunOptions {
  /** Pairs of random vectors. Default 3. */
  readonly pairs?: number;
  /** Default DEFAULT_SEED. */
  readonly seed?: number;
  /** The gradient at w; with it products are held against (g(w + h v) - g(w - h v))/2h at `at`. */
  readonly gradient?: (w: Float64Array) => ArrayLike<number>;
  /** The point at which the operator is the Hessian; needed with `gradient`. */
  readonly at?: ArrayLike<number>;
}

export interface OperatorCheck {
  /** Largest |u.Av - v.Au| sqrt n/(|Av| |u|): round-off for a symmetric operator, about 1 for a matrix without symmetry. */
  readonly asymmetry: number;
  /** Largest |A(u + 2v) - Au - 2Av|/(|Au| + 2|Av|). */
  readonly nonlinearity: number;
  /** Largest |Av - Av'|/|Av| between two products with the same vector: 0 unless the operator draws or sums in varying order. */
  readonly irreproducibility: number;
  /** Largest |Av - finite difference|/|Av|; only where a gradient was given. */
  readonly finiteDifference?: number;
  /** All of them within TOLERANCES. */
  readonly passed: boolean;
}

/** What f32 products keep; the finite difference has the gradient's curvature in it. */
export const TOLERANCES = Object.freeze({
  asymmetry: 1e-3,
  nonlinearity: 1e-4,
  irreproducibility: 1e-5,
  finiteDifference: 1e-3,
});

/** Cube root of the unit roundoff: where the errors of a central difference, h^2 and eps/h, meet. */
const STEP = 6e-6;

/**
 * @throws INVALID_ARGUMENT; INVALID_SHAPE when `at` or the gradient has another length; ABORTED; NOT_FINITE; what the operator
 *   throws
 */
export async function checkOperator(
  op: LinearOperator,
  options: CheckOperatorOptions = {},
): Promise<OperatorCheck> {
  knownOptions("checkOperator", options, {
    pairs: true,
    seed: true,
    gradient: true,
    at: true,
    signal: true,
    onProgress: true,
  });
  requireOperator(op);
  const { pairs: count = 3, seed = DEFAULT_SEED, gradient, at } = options;
  const pairs = requireInteger("pairs", count, 1);
  const n = op.size;
  const v = probes("normal", seed, 0, 2 * pairs, n);
  const watch = new Watch(options, 5 * pairs);
  const av = await products(op, v, watch);
  const again = await products(op, { ...v, data: v.data.slice() }, watch);
  const sums = { rows: pairs, cols: n, data: new Float64Array(pairs * n) };
  for (let i = 0; i < pairs; i++) {
    row(sums, i).set(row(v, 2 * i));
    addScaled(2, row(v, 2 * i + 1), row(sums, i));
  }
  const images = await products(op, sums, watch);
  const found = { asymmetry: 0, nonlinearity: 0, irreproducibility: 0 };
  for (let i = 0; i < pairs; i++) {
    const [a, b] = [row(av, 2 * i), row(av, 2 * i + 1)];
    found.asymmetry = Math.max(found.asymmetry, asymmetry(row(v, 2 * i), row(v, 2 * i + 1), a, b));
    const left = row(images, i).slice();
    addScaled(-1, a, left);
    addScaled(-2, b, left);
    found.nonlinearity = Math.max(found.nonlinearity, ratio(norm(left), norm(a) + 2 * norm(b)));
  }
  for (let i = 0; i < v.rows; i++)
    found.irreproducibility = Math.max(found.irreproducibility, gap(row(again, i), row(av, i)));
  const finiteDifference = gradient && differences(gradient, at, v.rows, (i) => [row(v, i), row(av, i)], n);
  const passed =
    found.asymmetry <= TOLERANCES.asymmetry &&
    found.nonlinearity <= TOLERANCES.nonlinearity &&
    found.irreproducibility <= TOLERANCES.irreproducibility &&
    (finiteDifference === undefined || finiteDifference <= TOLERANCES.finiteDifference);
  return Object.freeze({ ...found, ...(finiteDifference !== undefined && { finiteDifference }), passed });
}

function differences(
  gradient: (w: Float64Array) => ArrayLike<number>,
  at: ArrayLike<number> | undefined,
  count: number,
  pair: (i: number) => readonly [Float64Array, Float64Array],
  n: number,
): number {
  requireFunction("gradient", gradient);
  requireInteger("at.length", at?.length ?? 0, n);
  const w = Float64Array.from(at ?? []);
  const size = Math.max(1, norm(w));
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const [v, av] = pair(i);
    const h = (STEP * size) / norm(v);
    const side = (sign: number) => {
      const moved = w.slice();
      addScaled(sign * h, v, moved);
      return Float64Array.from(gradient(moved));
    };
    const [plus, minus] = [side(1), side(-1)];
    const difference = plus.map((x, k) => (x - minus[k]) / (2 * h));
    worst = Math.max(worst, gap(difference, av));
  }
  return worst;
}

const norm = (x: Float64Array) => Math.sqrt(dot(x, x));
const ratio = (part: number, whole: number) => (part === 0 ? 0 : part / whole);

/** |a - b|/|b| */
function gap(a: Float64Array, b: Float64Array): number {
  return ratio(norm(a.map((x, i) => x - b[i])), norm(b));
}
