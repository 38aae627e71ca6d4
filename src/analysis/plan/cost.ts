/**
 * What a matrix costs: the one model of it, behind the estimate of a run, the order of its work and its progress. For an
 * m x n matrix, m <= n, on the reference machine:
 *
 *   quick     values m^2 n, the sign-flip control m n, and a fixed part
 *   standard  + vectors and the permuted control, three times as much again, + the Porter-Thomas nulls, draws (m + n)
 *   full      + null spectra, m^2 each, + bootstraps
 *   compare   that for the change, + two decompositions with vectors and the summaries of both, seven times the values
 *   filter    one decomposition with vectors
 *
 * and of a low-rank product its entries, m n r, and its null, draws r^3. Nulls are kept by shape, so that only the first
 * matrix of a shape pays for them.
 */
import type { Depth } from "../records/settings.ts";

/**
 * Seconds on the reference machine (one Xeon core, Node 20, simd build). `npm run bench -- costs` measures them anew and
 * prints this record; `npm run bench -- analysis` prints the estimate beside the time of whole networks.
 */
export const COEFFICIENTS = {
  /** Of each matrix, whatever its size. */
  fixed: 0.004,
  /** Once for each worker: code that is not compiled to its best yet, and memory that grows. */
  warmUp: 0.15,
  perValueOperation: 3e-10,
  /** The sign-flip control at "quick". */
  perFlippedEntry: 5.5e-7,
  /** Likewise, deflated, from "standard": a fixed part and that of each entry. */
  deflated: 0.05,
  perDeflatedEntry: 1.5e-6,
  /** "standard" in units of the values. */
  vectorFactor: 4,
  perPorterThomasCoordinate: 2e-4,
  perNullLevelPair: 9e-6,
  bootstraps: 0.3,
  /** A comparison beyond the analysis of the change, in units of the values. */
  comparisonFactor: 7,
  filterFactor: 3,
  perProductEntry: 3e-9,
  perProductOperation: 1.5e-10,
  productNullFixed: 0.08,
  perProductNullOperation: 4e-6,
} as const;

export type Coefficients = { readonly [key in keyof typeof COEFFICIENTS]: number };

export interface Shape {
  readonly rows: number;
  readonly cols: number;
  /** Inner size r of a low-rank product. */
  readonly rank?: number;
}

/** What is done to each matrix: it is analysed, compared with its base and the change analysed, or filtered. */
export type Work = "analyze" | "compare" | "filter";

/** Seconds on the reference machine: of the matrix itself, and of the nulls of its shape. */
export interface Cost {
  readonly own: number;
  readonly nulls: number;
}

export function referenceCost(shape: Shape, depth: Depth, work: Work, c: Coefficients = COEFFICIENTS): Cost {
  const { rows, cols } = shape;
  const [m, n] = [Math.min(rows, cols), Math.max(rows, cols)];
  const values = c.fixed + c.perValueOperation * m * m * n;
  if (work === "filter") return { own: c.filterFactor * values, nulls: 0 };
  const { own, nulls } =
    shape.rank === undefined ? matrixCost(m, n, depth, values, c) : productCost(m * n, shape.rank, depth, c);
  return { own: own + (work === "compare" ? c.comparisonFactor * values : 0), nulls };
}

function matrixCost(m: number, n: number, depth: Depth, values: number, c: Coefficients): Cost {
  if (depth === "quick") return { own: values + c.perFlippedEntry * m * n, nulls: 0 };
  const flips = c.deflated + c.perDeflatedEntry * m * n;
  const vectors = { own: c.vectorFactor * values + flips, nulls: c.perPorterThomasCoordinate * (m + n) };
  if (depth === "standard") return vectors;
  return { own: vectors.own + c.bootstraps, nulls: vectors.nulls + c.perNullLevelPair * m * m };
}

function productCost(entries: number, rank: number, depth: Depth, c: Coefficients): Cost {
  const own = c.fixed + entries * (c.perProductEntry + c.perProductOperation * rank);
  const nulls = c.productNullFixed + c.perProductNullOperation * rank ** 3;
  return { own: own + (depth === "full" ? c.bootstraps : 0), nulls };
}
