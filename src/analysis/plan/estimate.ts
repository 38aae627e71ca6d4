/**
 * How long a run will take, before it starts. For an m x n matrix, m <= n, on the reference machine:
 *
 *   quick     values m^2 n, the sign-flip control m n, and a fixed part
 *   standard  + vectors and the permuted control, three times as much again, + the Porter-Thomas nulls, draws (m + n)
 *   full      + null spectra, m^2 each, + bootstraps
 *   compare   that for the change, + two decompositions with vectors and the summaries of both, seven times the values
 *   filter    one decomposition with vectors
 *
 * and of a low-rank product its entries, m n r, and its null, draws r^3. Nulls are kept by shape, so that only the first
 * matrix of a shape pays for them. The coefficients were fitted to bench/analysis.bench.ts, which prints estimate beside
 * measurement; this machine's speed enters through a probe.
 *
 * The estimate is of trained matrices. Their leading directions call for the sign-flip control, which a header cannot tell:
 * matrices of noise alone hardly ever need it, and take less than is estimated, a third to a tenth of it at "quick" and
 * half at "standard".
 */
import { Random, svdvals } from "../../kernel/index.ts";
import type { Model } from "../../models/index.ts";
import type { Depth } from "../records/results.ts";
import { pairMatrices } from "./model-pairs.ts";
import {
  type SelectedMatrix,
  type SelectedProduct,
  type SelectionOptions,
  selectMatrices,
} from "./selection.ts";

/** Seconds on the reference machine (one Xeon core, Node 20, simd build). */
const FIXED = 0.004;
/** Once for each worker: code that is not compiled to its best yet, and memory that grows. */
const WARM_UP = 0.15;
const PER_VALUE_OPERATION = 3e-10;
/** The sign-flip control; deflated from "standard". */
const PER_FLIPPED_ENTRY = 5.5e-7;
const PER_DEFLATED_ENTRY = 1.5e-6;
const DEFLATED = 0.05;
const VECTOR_FACTOR = 4;
const PER_PORTER_THOMAS_COORDINATE = 2e-4;
const PER_NULL_LEVEL_PAIR = 9e-6;
const BOOTSTRAPS = 0.3;
const COMPARISON_FACTOR = 7;
const FILTER_FACTOR = 3;
const PER_PRODUCT_ENTRY = 3e-9;
const PER_PRODUCT_OPERATION = 1.5e-10;
const PER_PRODUCT_NULL_OPERATION = 4e-6;
const PRODUCT_NULL_FIXED = 0.08;

const PROBE_SIZE = 160;
const PROBE_ROUNDS = 5;
/** Singular values of the probe on the reference machine. */
const REFERENCE_PROBE = 0.0021;

export interface Shape {
  readonly rows: number;
  readonly cols: number;
  /** Inner size r of a low-rank product. */
  readonly rank?: number;
}

/** What is done to each matrix: it is analysed, compared with its base and the change analysed, or filtered. */
export type Work = "analyze" | "compare" | "filter";

/** Seconds on the reference machine: of the matrix itself, and of the nulls of its shape. */
interface Cost {
  readonly own: number;
  readonly nulls: number;
}

function referenceCost(shape: Shape, depth: Depth, work: Work): Cost {
  const { rows, cols } = shape;
  const [m, n] = [Math.min(rows, cols), Math.max(rows, cols)];
  const values = FIXED + PER_VALUE_OPERATION * m * m * n;
  if (work === "filter") return { own: FILTER_FACTOR * values, nulls: 0 };
  const { own, nulls } =
    shape.rank === undefined ? matrixCost(m, n, depth, values) : productCost(m * n, shape.rank, depth);
  return { own: own + (work === "compare" ? COMPARISON_FACTOR * values : 0), nulls };
}

function matrixCost(m: number, n: number, depth: Depth, values: number): Cost {
  if (depth === "quick") return { own: values + PER_FLIPPED_ENTRY * m * n, nulls: 0 };
  const flips = DEFLATED + PER_DEFLATED_ENTRY * m * n;
  const vectors = { own: VECTOR_FACTOR * values + flips, nulls: PER_PORTER_THOMAS_COORDINATE * (m + n) };
  if (depth === "standard") return vectors;
  return { own: vectors.own + BOOTSTRAPS, nulls: vectors.nulls + PER_NULL_LEVEL_PAIR * m * m };
}

function productCost(entries: number, rank: number, depth: Depth): Cost {
  const own = FIXED + entries * (PER_PRODUCT_ENTRY + PER_PRODUCT_OPERATION * rank);
  const nulls = PRODUCT_NULL_FIXED + PER_PRODUCT_NULL_OPERATION * rank ** 3;
  return { own: own + (depth === "full" ? BOOTSTRAPS : 0), nulls };
}

/** This machine's time for a small decomposition over the reference's; takes some ten milliseconds. */
export function machineFactor(): number {
  const data = new Random(1).normals(PROBE_SIZE * PROBE_SIZE);
  const times = Array.from({ length: PROBE_ROUNDS }, () => {
    const start = performance.now();
    svdvals({ rows: PROBE_SIZE, cols: PROBE_SIZE, data });
    return (performance.now() - start) / 1000;
  }).sort((a, b) => a - b);
  return times[0] / REFERENCE_PROBE;
}

export interface EstimateOptions {
  readonly depth: Depth;
  readonly workers: number;
  /** Default "analyze". */
  readonly work?: Work;
  /** Default: measured now (`machineFactor`). */
  readonly factor?: number;
  /** The workers have done such work before. Default false. */
  readonly warm?: boolean;
}

/**
 * Estimated wall time in seconds of working on matrices of these shapes with `workers` at once. Every worker that meets a
 * shape pays for its nulls, and the most expensive matrix must be waited for. Good to a factor of about two on a machine
 * that does nothing else, for matrices with something learned in them; noise alone takes less (see above).
 */
export function estimateSeconds(shapes: readonly Shape[], options: EstimateOptions): number {
  if (shapes.length === 0) return 0;
  const { depth, workers, work = "analyze", factor = machineFactor(), warm = false } = options;
  const kinds = new Map<string, Cost & { count: number }>();
  for (const shape of shapes) {
    const key = `${shape.rows} x ${shape.cols} of ${shape.rank}`;
    const kind = kinds.get(key) ?? { ...referenceCost(shape, depth, work), count: 0 };
    kinds.set(key, { ...kind, count: kind.count + 1 });
  }
  let [total, longest] = [0, 0];
  for (const { own, nulls, count } of kinds.values()) {
    total += own * count + nulls * Math.min(count, workers);
    longest = Math.max(longest, own + nulls);
  }
  return factor * ((warm ? 0 : WARM_UP) + Math.max(longest, total / workers));
}

/** What a run will work on, and for how long. */
export interface Estimate {
  /** Matrices, low-rank products included. */
  readonly matrices: number;
  readonly products: number;
  /** Rows that will only say why not. */
  readonly skipped: number;
  /** Wall time on this machine as it is; reading the file is not counted. */
  readonly seconds: number;
}

export interface ModelEstimateOptions extends SelectionOptions {
  /** Default "standard". */
  readonly depth?: Depth;
  /** Matrices worked on at once. Default 1, as without an executor. */
  readonly workers?: number;
  /** Speed of this machine; by default measured by `machineFactor`, which takes some ten milliseconds. */
  readonly factor?: number;
}

/**
 * Estimates `analyzeModel(model, options)` without reading any weights, so for matrices as training leaves them: matrices of
 * noise alone take a third to a tenth of the time at depth "quick", where the control that only signals need is most of
 * it, and half at "standard".
 * @throws INVALID_ARGUMENT as `analyzeModel`.
 */
export function estimateAnalysis(
  model: Pick<Model, "tensors">,
  options: ModelEstimateOptions = {},
): Estimate {
  const { matrices, products, skipped } = selectMatrices(model, options);
  return estimate([...matrices, ...products], skipped.length, "analyze", options);
}

/** Estimates `compareModels(base, model, options)` likewise. @throws INVALID_ARGUMENT as `compareModels`. */
export function estimateComparison(
  base: Pick<Model, "name" | "format" | "tensors">,
  model: Pick<Model, "name" | "format" | "tensors" | "companions">,
  options: ModelEstimateOptions = {},
): Estimate {
  const { pairs, skipped } = pairMatrices(base, model, options);
  const partners = pairs.map(({ partner }) => partner);
  return estimate(partners, skipped.length, "compare", options);
}

/** Estimates `filterModel(model, write, options)`, which works in one thread. @throws INVALID_ARGUMENT as `filterModel`. */
export function estimateFilter(
  model: Pick<Model, "tensors">,
  options: Omit<ModelEstimateOptions, "depth" | "workers" | "conv" | "lowRank"> = {},
): Estimate {
  const { matrices, products, skipped } = selectMatrices(model, { ...options, conv: "flatten" });
  return estimate(matrices, skipped.length + products.length, "filter", options);
}

function estimate(
  selected: readonly (SelectedMatrix | SelectedProduct)[],
  skipped: number,
  work: Work,
  { depth = "standard", workers = 1, factor }: ModelEstimateOptions,
): Estimate {
  const shapes = selected.map((one) => ("plan" in one ? one.plan : one.product));
  const products = selected.filter((one) => "product" in one).length;
  const seconds = estimateSeconds(shapes, { depth, workers, work, factor });
  return Object.freeze({ matrices: shapes.length, products, skipped, seconds });
}
