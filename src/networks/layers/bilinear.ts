/** Products C = A B of two values, batch by batch, each matrix with its own stride. */
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import type { LayerPasses, Place } from "./layer.ts";

/** Entries from one matrix of the batch to the next and from row to row; columns are contiguous. */
interface Strides {
  readonly step: number;
  readonly row: number;
}

export interface Bilinear {
  readonly batch: number;
  /** C is m x n, A m x k, B k x n. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Strides;
  /** With `transposed` its rows are the columns of B: n x k is stored. */
  readonly b: Strides & { readonly transposed: boolean };
  readonly c: Strides;
}

/** The three products of one sample, each added to its result. */
function productsOf(run: Arithmetic, { batch, m, n, k, a, b, c }: Bilinear) {
  const { bytes } = run.type;
  const [bRow, bCol] = b.transposed ? [1, b.row] : [b.row, 1];
  /** Goes through the batch: x, y and z are where the i-th of the matrices A, B and C lie. */
  const each = (
    [x, y, z]: readonly [number, number, number],
    add: (x: number, y: number, z: number) => void,
  ) => {
    for (let i = 0; i < batch; i++)
      add(x + i * a.step * bytes, y + i * b.step * bytes, z + i * c.step * bytes);
  };
  return {
    /** C += A B */
    product: (x: number, y: number, z: number) =>
      each([x, y, z], (xi, yi, zi) => run.multiplyAdd(m, n, k, xi, a.row, 1, yi, bRow, bCol, zi, c.row)),
    /** A += D B^T, D as C */
    toLeft: (x: number, y: number, d: number) =>
      each([x, y, d], (xi, yi, di) => run.multiplyAdd(m, k, n, di, c.row, 1, yi, bCol, bRow, xi, a.row)),
    /** B += A^T D, or its transpose where that is what is stored. */
    toRight: (x: number, y: number, d: number) =>
      each([x, y, d], (xi, yi, di) => {
        if (b.transposed) run.multiplyAdd(n, k, m, di, 1, c.row, xi, a.row, 1, yi, b.row);
        else run.multiplyAdd(k, n, m, xi, 1, a.row, di, c.row, 1, yi, b.row);
      }),
  };
}

export function bilinearPasses(place: Place, run: Arithmetic, sizes: Bilinear): LayerPasses {
  const { node, inputShapes, shape } = place;
  const [left, right] = place.inputs;
  const { bytes } = run.type;
  const leftBytes = entries(inputShapes[0]) * bytes;
  const rightBytes = entries(inputShapes[1]) * bytes;
  const outBytes = entries(shape) * bytes;
  const { product, toLeft, toRight } = productsOf(run, sizes);
  return {
    forward({ samples, value }) {
      run.clear(value[node], (samples * outBytes) / bytes);
      for (let s = 0; s < samples; s++)
        product(value[left] + s * leftBytes, value[right] + s * rightBytes, value[node] + s * outBytes);
    },
    tangent({ samples, value }, { count, tangent }) {
      run.clear(tangent[node], (count * samples * outBytes) / bytes);
      for (let s = 0; s < count * samples; s++) {
        const out = tangent[node] + s * outBytes;
        const own = s % samples;
        if (tangent[left]) product(tangent[left] + s * leftBytes, value[right] + own * rightBytes, out);
        if (tangent[right]) product(value[left] + own * leftBytes, tangent[right] + s * rightBytes, out);
      }
    },
    pull({ samples, value }, { count, adjoint }) {
      for (let s = 0; s < count * samples; s++) {
        const d = adjoint[node] + s * outBytes;
        const own = s % samples;
        if (adjoint[left]) toLeft(adjoint[left] + s * leftBytes, value[right] + own * rightBytes, d);
        if (adjoint[right]) toRight(value[left] + own * leftBytes, adjoint[right] + s * rightBytes, d);
      }
    },
    curve(tape, { tangent }, { count, adjoint }) {
      const { samples } = tape;
      if (!tangent[left] || !tangent[right]) return;
      for (let s = 0; s < count * samples; s++) {
        const d = tape.adjoint[node] + (s % samples) * outBytes;
        toLeft(adjoint[left] + s * leftBytes, tangent[right] + s * rightBytes, d);
        toRight(tangent[left] + s * leftBytes, adjoint[right] + s * rightBytes, d);
      }
    },
  };
}
