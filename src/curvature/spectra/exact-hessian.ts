/**
 * All eigenvalues of a network's Hessian over one batch. Where the first layer is dense the batch is brought onto the span of
 * its inputs first (compress.ts), which leaves the nonzero spectrum as it is and makes the order many times smaller. The
 * matrix of a chain of dense layers comes from Bishop's formulas (bishop.ts), any other from products with the unit vectors.
 */
import {
  EPSILON,
  type FloatArray,
  knownOptions,
  type Matrix,
  type Precision,
  requireOneOf,
  WignerscopeError,
} from "../../base/index.ts";
import { eigvalsh } from "../../kernel/index.ts";
import { type CurvatureKind, Derivatives, type Network, type NetworkData } from "../../networks/index.ts";
import { chainSpectrum, type Solved } from "./chain-spectrum.ts";
import { compressInputs } from "./compress.ts";
import { type ChainLayer, denseChain } from "./dense-chain.ts";
import { nullDirections } from "./null-directions.ts";

export interface ExactOptions {
  /** The loss is the mean over samples (default) or their sum. */
  readonly reduction?: "mean" | "sum";
  /** Arithmetic of products and eigenvalues; default "f64". */
  readonly precision?: Precision;
}

export interface ExactHessianOptions extends ExactOptions {
  /** Work on the span of the batch's inputs. Default true; without it the matrix is that of all parameters. */
  readonly compress?: boolean;
  /** Keep the matrix. Default false. */
  readonly matrix?: boolean;
  /** The spectra of G and R = H - G too. Default false. */
  readonly split?: boolean;
}

export interface ExactHessian {
  /** Eigenvalues of the matrix that was solved, ascending; `parameters - order` more are exactly 0. */
  readonly values: Float64Array;
  /** The matrix that was solved, order x order; with compression in the coordinates of the span. */
  readonly matrix?: Matrix;
  /** Order of the matrix that was solved. */
  readonly order: number;
  /** Parameters of the network. */
  readonly parameters: number;
  /** Known flat directions, those that the compression took out included: as many eigenvalues are exactly 0. */
  readonly structuralZeros: number;
  /** Largest |H n|/|H| over the unit directions among them that the matrix still has: round-off. */
  readonly nullResidual: number;
  /** order eps |lambda|max: eigenvalues below it are round-off. */
  readonly tolerance: number;
  /** Eigenvalues above the tolerance, at most as many as there are directions that are not known to be flat; ascending. */
  readonly genuine: Float64Array;
  /** Eigenvalues of G = sum J^T A J and of R = H - G, ascending; with `split`. */
  readonly gaussNewton?: Float64Array;
  readonly residual?: Float64Array;
}

/** Largest order: the matrix and the solver's workspace fill linear memory, or the share of it that a browser's tab has. */
export const MOST_ORDER = Object.freeze(
  "document" in globalThis || "importScripts" in globalThis
    ? { f64: 8000, f32: 11_000 }
    : { f64: 17_000, f32: 24_000 },
);
/** Unit vectors that go through at once. */
const BLOCK = 128;

/**
 * @throws OUT_OF_MEMORY beyond MOST_ORDER, with the need; as `hessian`; NOT_FINITE when the loss or a product is not a number
 */
export function exactHessian(
  net: Network,
  parameters: FloatArray,
  batch: NetworkData,
  options: ExactHessianOptions = {},
): ExactHessian {
  knownOptions("exactHessian", options, {
    reduction: true,
    precision: true,
    compress: true,
    matrix: true,
    split: true,
  });
  const precision = requireOneOf("precision", options.precision ?? "f64", ["f64", "f32"]);
  const { reduction = "mean", compress = true, split = false } = options;
  // Checks all arguments, too.
  const given = new Derivatives(net, parameters, batch, { reduction, precision });
  const small = compress ? compressInputs(net, parameters, batch.inputs) : undefined;
  const solved = small?.network ?? net;
  const at = small?.parameters ?? parameters;
  checkOrder(solved.size, precision);
  const derivatives = small
    ? new Derivatives(small.network, at, { ...batch, inputs: small.inputs }, { reduction, precision })
    : given;
  const chain = denseChain(solved, at);
  const flat = chain ? nullDirections(solved, chain, (name) => derivatives.values(name)) : [];
  const keep = options.matrix === true || split;
  const { values, matrix, largest } = chain
    ? chainSpectrum("hessian", chain, derivatives, { precision, flat, keep })
    : solveColumns(columns("hessian", derivatives, precision), precision);
  const size = Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
  const tolerance = solved.size * EPSILON[precision] * size;
  return Object.freeze({
    values,
    ...(options.matrix && { matrix }),
    order: solved.size,
    parameters: net.size,
    structuralZeros: net.size - solved.size + flat.length,
    nullResidual: size === 0 ? 0 : largest / size,
    tolerance,
    genuine: genuineOf(values, tolerance, solved.size - flat.length),
    ...(split && matrix && parts(matrix, chain, derivatives, precision)),
  });
}

/** The largest `most` in magnitude of those above the tolerance, ascending. */
export function genuineOf(values: Float64Array, tolerance: number, most: number): Float64Array {
  return values
    .filter((value) => Math.abs(value) > tolerance)
    .sort((a, b) => Math.abs(b) - Math.abs(a))
    .slice(0, most)
    .sort();
}

const solveColumns = (matrix: Matrix, precision: Precision): Solved => ({
  values: eigvalsh(matrix, { precision }),
  matrix,
  largest: 0,
});

function parts(
  h: Matrix,
  chain: readonly ChainLayer[] | undefined,
  derivatives: Derivatives,
  precision: Precision,
) {
  const { values, matrix: g } = chain
    ? chainSpectrum("gaussNewton", chain, derivatives, { precision, flat: [], keep: true })
    : solveColumns(columns("gaussNewton", derivatives, precision), precision);
  const rest = { ...h, data: h.data.map((value, i) => value - (g?.data[i] ?? 0)) };
  return { gaussNewton: values, residual: eigvalsh(rest, { precision }) };
}

/** @throws OUT_OF_MEMORY */
function checkOrder(order: number, precision: Precision): void {
  const most = MOST_ORDER[precision];
  if (order <= most) return;
  const gigabytes = (order * order * (precision === "f64" ? 8 : 4)) / 2 ** 30;
  throw new WignerscopeError(
    "OUT_OF_MEMORY",
    `net must have at most ${most} free parameters for an exact Hessian in ${precision}, got ${order}: ` +
      `the matrix needs ${gigabytes.toFixed(1)} GiB; take a smaller batch, or spectralDensity(hessian(...))`,
  );
}

/** The whole matrix, by products with the unit vectors. */
function columns(kind: CurvatureKind, derivatives: Derivatives, precision: Precision): Matrix {
  const n = derivatives.size;
  const data = precision === "f64" ? new Float64Array(n * n) : new Float32Array(n * n);
  const v = new Float64Array(Math.min(BLOCK, n) * n);
  for (let from = 0; from < n; from += BLOCK) {
    const rows = Math.min(BLOCK, n - from);
    v.fill(0);
    for (let k = 0; k < rows; k++) v[k * n + from + k] = 1;
    derivatives.products(
      kind,
      { rows, cols: n, data: v.subarray(0, rows * n) },
      { rows, cols: n, data: data.subarray(from * n, (from + rows) * n) },
    );
  }
  return { rows: n, cols: n, data };
}
