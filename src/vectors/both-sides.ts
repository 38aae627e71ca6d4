/** The singular vectors of one matrix, left and right together: which are random, and where randomness begins. */
import { type Matrix, requireOptions, WignerscopeError } from "../base/index.ts";
import type { Svd } from "../kernel/index.ts";
import { type BoundaryRank, boundaryRank } from "./boundary-rank.ts";
import { deadCoordinates } from "./dead-coordinates.ts";
import { type PorterThomas, porterThomas } from "./porter-thomas.ts";
import type { VectorSetOptions } from "./vector-set.ts";

/** The vectors of one side, and how `porterThomas` and `localization` are to read them. */
export interface TestedSide {
  readonly vectors: Matrix;
  readonly set: VectorSetOptions;
  readonly tests: PorterThomas;
}

/**
 * Draws behind each p-value, which is exact for any number of them; the boundary's null has p-values of the same grid. The draws
 * are the larger part of the cost: 5,000 took two thirds of a singular value decomposition of 2816 x 1024.
 */
const DRAWS = 2000;

export interface TestedVectors {
  /** Columns of U: patterns over the rows (outputs). */
  readonly left: TestedSide;
  /** Rows of V^T: patterns over the columns (inputs). */
  readonly right: TestedSide;
  /** From both sides together. */
  readonly boundary: BoundaryRank;
}

/**
 * Porter-Thomas tests of the first `rank` left and right vectors of a decomposition of `a`, and their boundary rank. The
 * coordinates of dead inputs and outputs (columns and rows of zeros), which would make the others look localised, are left
 * out. Vectors beyond `rank`, those of round-off, are arbitrary and not tested.
 * @throws TOO_FEW for rank 0 or vectors too short for the test.
 */
export function testVectors(
  a: Matrix,
  decomposition: Pick<Svd, "u" | "vt">,
  options: { readonly rank: number; readonly seed?: number },
): TestedVectors {
  requireOptions("testVectors", options, { rank: true, seed: true });
  const { rank, seed } = options;
  const { u, vt } = decomposition;
  if (rank === 0)
    throw new WignerscopeError("TOO_FEW", "the matrix has rank 0: its singular vectors are arbitrary");
  const dead = deadCoordinates(a);
  const rightVectors = { rows: rank, cols: vt.cols, data: vt.data.subarray(0, rank * vt.cols) };
  const side = (vectors: Matrix, set: VectorSetOptions): TestedSide =>
    Object.freeze({ vectors, set, tests: porterThomas(vectors, { ...set, seed, samples: DRAWS }) });
  const left = side(firstColumns(u, rank), { axis: "columns", exclude: dead.rows });
  const right = side(rightVectors, { axis: "rows", exclude: dead.cols });
  return Object.freeze({
    left,
    right,
    boundary: boundaryRank([left.tests.p, right.tests.p], { seed, draws: DRAWS }),
  });
}

function firstColumns(a: Matrix, count: number): Matrix {
  if (count === a.cols) return a;
  const data = new Float64Array(a.rows * count);
  for (let i = 0; i < a.rows; i++) data.set(a.data.subarray(i * a.cols, i * a.cols + count), i * count);
  return { rows: a.rows, cols: count, data };
}
