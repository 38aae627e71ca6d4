/** Singular vectors by rank: where do they stop to be random? */
import { type Matrix, type Svd, WignerscopeError } from "../../kernel/index.ts";
import {
  boundaryRank,
  deadCoordinates,
  localization,
  porterThomas,
  type VectorSetOptions,
} from "../../vectors/index.ts";
import type { VectorSide, Vectors } from "../results.ts";

/**
 * Vectors of singular values that are round-off are arbitrary and left out, and so are the coordinates of dead inputs and
 * outputs (columns and rows of zeros), which would make the others look localised.
 * @throws TOO_FEW for rank 0 or vectors too short for the test.
 */
export function measureVectors(a: Matrix, { u, vt }: Svd, rank: number, seed: number): Vectors {
  if (rank === 0)
    throw new WignerscopeError("TOO_FEW", "the matrix has rank 0: its singular vectors are arbitrary");
  const dead = deadCoordinates(a);
  const rightVectors = { rows: rank, cols: vt.cols, data: vt.data.subarray(0, rank * vt.cols) };
  const left = measureSide(firstColumns(u, rank), { axis: "columns", exclude: dead.rows }, seed);
  const right = measureSide(rightVectors, { axis: "rows", exclude: dead.cols }, seed);
  return { left, right, boundary: boundaryRank([left.p, right.p], { seed }) };
}

function measureSide(vectors: Matrix, set: VectorSetOptions, seed: number): VectorSide {
  const { p, movingAverage, window, rejected, tests, length } = porterThomas(vectors, { ...set, seed });
  const { ipr } = localization(vectors, set);
  return Object.freeze({ p, movingAverage, window, rejectedShare: rejected.fraction, tests, length, ipr });
}

function firstColumns(a: Matrix, count: number): Matrix {
  if (count === a.cols) return a;
  const data = new Float64Array(a.rows * count);
  for (let i = 0; i < a.rows; i++) data.set(a.data.subarray(i * a.cols, i * a.cols + count), i * count);
  return { rows: a.rows, cols: count, data };
}
