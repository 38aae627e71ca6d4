/** Sets of vectors as the statistics take them: the columns (or rows) of a matrix, laid out one after the other. */
import {
  checkFinite,
  checkShape,
  type Matrix,
  requireInteger,
  requireOneOf,
  WignerscopeError,
} from "../base/index.ts";

export interface VectorSetOptions {
  /** Whether the vectors are the matrix's columns (as in `svd().u`, `eigh().vectors`) or its rows (`svd().vt`). Default "columns". */
  readonly axis?: "columns" | "rows";
  /** Coordinates to leave out, for instance dead inputs (see `deadCoordinates`); the rest is normalised again. */
  readonly exclude?: ArrayLike<number>;
}

/** `count` vectors of `length` coordinates, vector k at k * length, in f64. */
export interface VectorSet {
  readonly count: number;
  readonly length: number;
  readonly data: Float64Array;
}

/**
 * Lays the vectors out one after the other, without the excluded coordinates.
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT for a coordinate that does not exist or a vector that is zero.
 */
export function vectorSet(vectors: Matrix, options: VectorSetOptions): VectorSet {
  checkShape(vectors, "vectors");
  checkFinite(vectors, "vectors");
  const { axis = "columns", exclude = [] } = options;
  requireOneOf("axis", axis, ["columns", "rows"]);
  const { rows, cols, data } = vectors;
  const [count, full] = axis === "columns" ? [cols, rows] : [rows, cols];
  const kept = keptCoordinates(full, exclude);
  const length = kept.length;
  const out = new Float64Array(count * length);
  if (axis === "rows")
    for (let k = 0; k < count; k++)
      for (let i = 0; i < length; i++) out[k * length + i] = data[k * cols + kept[i]];
  // Columns in strips of 8, so that each cache line of the row-major matrix is read once.
  else
    for (let k0 = 0; k0 < count; k0 += 8)
      for (let i = 0; i < length; i++)
        for (let k = k0, end = Math.min(count, k0 + 8); k < end; k++)
          out[k * length + i] = data[kept[i] * cols + k];
  for (let k = 0; k < count; k++) {
    let i = k * length;
    const end = i + length;
    while (i < end && out[i] === 0) i++;
    if (i === end)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `vectors: vector ${k} is zero${exclude.length > 0 ? " outside the excluded coordinates" : ""}; leave it out`,
      );
  }
  return { count, length, data: out };
}

function keptCoordinates(full: number, exclude: ArrayLike<number>): Int32Array {
  const dropped = new Uint8Array(full);
  for (let i = 0; i < exclude.length; i++)
    dropped[requireInteger(`exclude[${i}]`, exclude[i], 0, full - 1)] = 1;
  return Int32Array.from({ length: full }, (_, i) => i).filter((i) => !dropped[i]);
}
