/** The matrices of second derivatives of a network's loss, as operators, over all parameters or some blocks of them. */
import { type FloatArray, knownOptions, type Matrix, WignerscopeError } from "../../base/index.ts";
import type { LinearOperator } from "../../kernel/index.ts";
import {
  type CurvatureKind,
  Derivatives,
  type DerivativesOptions,
  type Network,
  type NetworkData,
} from "../../networks/index.ts";

export interface CurvatureOptions extends DerivativesOptions {
  /**
   * Names of the parameters that the operator is restricted to ("fc1.weight"; * stands for any characters). Default all. Its
   * vectors have the entries of these parameters only, in the order of the flat vector.
   */
  readonly parameters?: readonly string[];
}

const NAMES = { parameters: true, precision: true, reduction: true, chunk: true, memory: true } as const;

/** The Hessian of the loss. @throws as `Derivatives`; NOT_FINITE for a loss that is not a number; INVALID_ARGUMENT for a pattern that no parameter matches */
export function hessian(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: CurvatureOptions = {},
): LinearOperator {
  knownOptions("hessian", options, NAMES);
  return curvatureOperator("hessian", net, parameters, data, options);
}

/** The Gauss-Newton matrix G = sum J^T A J, A the loss's second derivative at the outputs. @throws as `hessian` */
export function gaussNewton(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: CurvatureOptions = {},
): LinearOperator {
  knownOptions("gaussNewton", options, NAMES);
  return curvatureOperator("gaussNewton", net, parameters, data, options);
}

/** The residual R = H - G. @throws as `hessian` */
export function residual(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: CurvatureOptions = {},
): LinearOperator {
  knownOptions("residual", options, NAMES);
  return curvatureOperator("residual", net, parameters, data, options);
}

/** The empirical Fisher matrix: mean (or sum) of g g^T over the samples' own gradients g. @throws as `hessian` */
export function empiricalFisher(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: CurvatureOptions = {},
): LinearOperator {
  knownOptions("empiricalFisher", options, NAMES);
  return curvatureOperator("fisher", net, parameters, data, options);
}

/**
 * The covariance of the samples' gradients, mean of (g - mean g)(g - mean g)^T; with `reduction: "sum"` times the number
 * of samples: the covariance of a sum over as many independent samples. @throws as `hessian`
 */
export function gradientCovariance(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: CurvatureOptions = {},
): LinearOperator {
  knownOptions("gradientCovariance", options, NAMES);
  return curvatureOperator("fisher", net, parameters, data, options, true);
}

function curvatureOperator(
  kind: CurvatureKind,
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  { parameters: patterns, ...options }: CurvatureOptions,
  centred = false,
): LinearOperator {
  const derivatives = new Derivatives(net, parameters, data, options);
  // Throws where there is no finite loss to be differentiated; the values are kept for the products.
  derivatives.loss();
  const whole: Products = (v, out) => derivatives.products(kind, v, out);
  const full = centred ? withoutMean(whole, derivatives) : whole;
  const places = patterns && placesOf(net, patterns);
  const size = places?.length ?? net.size;
  const products = places ? restricted(full, places, net.size) : full;
  return Object.freeze({
    size,
    apply(v: Float64Array, out: Float64Array) {
      products({ rows: 1, cols: size, data: v }, { rows: 1, cols: size, data: out });
    },
    applyBlock: products,
  });
}

type Products = (v: Matrix, out: Matrix) => void;

/** F - c g g^T with g the gradient of the whole loss: c is 1 for means and 1/samples for sums. */
function withoutMean(products: Products, derivatives: Derivatives): Products {
  const gradient = derivatives.gradient();
  const c = derivatives.reduction === "mean" ? 1 : 1 / derivatives.samples;
  return (v, out) => {
    products(v, out);
    const n = gradient.length;
    for (let k = 0; k < v.rows; k++) {
      let along = 0;
      for (let i = 0; i < n; i++) along += gradient[i] * v.data[k * n + i];
      for (let i = 0; i < n; i++) out.data[k * n + i] -= c * along * gradient[i];
    }
  };
}

/** The block of rows and columns at `places`. */
function restricted(products: Products, places: Int32Array, n: number): Products {
  return (v, out) => {
    const wide = { rows: v.rows, cols: n, data: new Float64Array(v.rows * n) };
    const images = { rows: v.rows, cols: n, data: new Float64Array(v.rows * n) };
    const m = places.length;
    for (let k = 0; k < v.rows; k++)
      for (let i = 0; i < m; i++) wide.data[k * n + places[i]] = v.data[k * m + i];
    products(wide, images);
    for (let k = 0; k < v.rows; k++)
      for (let i = 0; i < m; i++) out.data[k * m + i] = images.data[k * n + places[i]];
  };
}

/** Indices of the parameters whose names match a pattern, ascending. */
function placesOf(net: Network, patterns: readonly string[]): Int32Array {
  const chosen = new Set<number>();
  for (const pattern of patterns) {
    const glob = globOf(String(pattern));
    const matching = net.slices.filter(({ name }) => glob.test(name));
    if (matching.length === 0)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `parameters: "${pattern}" must match one of ${net.slices.map(({ name }) => name).join(", ")}`,
      );
    for (const { offset, size } of matching) for (let i = 0; i < size; i++) chosen.add(offset + i);
  }
  return Int32Array.from(chosen).sort();
}

function globOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
