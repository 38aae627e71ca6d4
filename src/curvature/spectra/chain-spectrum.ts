/** The spectrum of a chain's Hessian: the matrix is built in linear memory and reduced where it stands. */
import type { FloatArray, Matrix, Precision } from "../../base/index.ts";
import { eigenvaluesInPlace, kernel, real, rowStride } from "../../kernel/internal.ts";
import type { Derivatives } from "../../networks/index.ts";
import { chainMatrix, type MatrixInMemory } from "./bishop.ts";
import type { ChainLayer } from "./dense-chain.ts";
import { largestImage, type NullDirection } from "./null-directions.ts";

export interface Solved {
  readonly values: Float64Array;
  readonly matrix?: Matrix;
  /** Largest |H n| over the known flat directions n. */
  readonly largest: number;
}

/** Builds the matrix of a chain of dense layers in linear memory and finds its eigenvalues there. */
export function chainSpectrum(
  kind: "hessian" | "gaussNewton",
  chain: readonly ChainLayer[],
  derivatives: Derivatives,
  wanted: { readonly precision: Precision; readonly flat: readonly NullDirection[]; readonly keep: boolean },
): Solved {
  const { flat, keep } = wanted;
  const type = real(wanted.precision);
  const order = derivatives.size;
  return kernel().memory.frame((frame) => {
    // Cache lines, an odd number of them: the solver's columns then do not fall on the same cache sets.
    const stride = rowStride(order, type);
    const target = { order, stride, at: frame.bytes(order * stride * type.bytes) };
    chainMatrix(frame, target, kind, chain, derivatives, type);
    const rows = frame.view(type.array, target.at, order * stride);
    const largest = largestImage(rows, target, flat);
    const matrix = keep ? { rows: order, cols: order, data: tight(rows, target) } : undefined;
    const values = eigenvaluesInPlace(frame, target, type, "exactHessian");
    return { values, largest, ...(matrix && { matrix }) };
  });
}

/** A copy without what lies between the rows. */
function tight(values: FloatArray, { order, stride }: MatrixInMemory): FloatArray {
  const out = values instanceof Float64Array ? new Float64Array(order ** 2) : new Float32Array(order ** 2);
  for (let i = 0; i < order; i++) out.set(values.subarray(i * stride, i * stride + order), i * order);
  return out;
}
