/**
 * How long a run will take, before it starts: the costs of its matrices (cost.ts), this machine's speed from a probe, and
 * the workers.
 *
 * The estimate is of trained matrices. Their leading directions call for the sign-flip control, which a header cannot tell:
 * matrices of noise alone hardly ever need it, and take less than is estimated, a third to a tenth of it at "quick" and
 * half at "standard".
 */
import { knownOptions } from "../../base/index.ts";
import { Random, svdvals } from "../../kernel/index.ts";
import type { Model } from "../../models/index.ts";
import type { Depth } from "../records/settings.ts";
import { COEFFICIENTS, type Cost, referenceCost, type Shape, type Work } from "./cost.ts";
import { pairMatrices } from "./model-pairs.ts";
import {
  SELECTION_OPTIONS,
  type SelectedMatrix,
  type SelectedProduct,
  type SelectionOptions,
  selectionOf,
  selectMatrices,
  shapeOf,
} from "./selection.ts";

const PROBE_SIZE = 160;
const PROBE_ROUNDS = 5;
/** Singular values of the probe on the reference machine. */
const REFERENCE_PROBE = 0.0021;

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
  return factor * ((warm ? 0 : COEFFICIENTS.warmUp) + Math.max(longest, total / workers));
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

const ESTIMATE_OPTIONS = { ...SELECTION_OPTIONS, depth: true, workers: true, factor: true } as const;

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
  knownOptions("estimateAnalysis", options, ESTIMATE_OPTIONS);
  const { matrices, products, skipped } = selectMatrices(model, selectionOf(options));
  return estimate([...matrices, ...products], skipped.length, "analyze", options);
}

/** Estimates `compareModels(base, model, options)` likewise. @throws INVALID_ARGUMENT as `compareModels`. */
export function estimateComparison(
  base: Pick<Model, "name" | "format" | "tensors">,
  model: Pick<Model, "name" | "format" | "tensors" | "companions">,
  options: ModelEstimateOptions = {},
): Estimate {
  knownOptions("estimateComparison", options, ESTIMATE_OPTIONS);
  const { pairs, skipped } = pairMatrices(base, model, selectionOf(options));
  const partners = pairs.map(({ partner }) => partner);
  return estimate(partners, skipped.length, "compare", options);
}

/** Estimates `filterModel(model, write, options)` likewise. @throws INVALID_ARGUMENT as `filterModel`. */
export function estimateFilter(
  model: Pick<Model, "tensors">,
  options: Omit<ModelEstimateOptions, "depth" | "conv" | "lowRank"> = {},
): Estimate {
  knownOptions("estimateFilter", options, ESTIMATE_OPTIONS);
  const { matrices, products, skipped } = selectMatrices(model, { ...selectionOf(options), conv: "flatten" });
  return estimate(matrices, skipped.length + products.length, "filter", options);
}

function estimate(
  selected: readonly (SelectedMatrix | SelectedProduct)[],
  skipped: number,
  work: Work,
  { depth = "standard", workers = 1, factor }: ModelEstimateOptions,
): Estimate {
  const shapes = selected.map(shapeOf);
  const products = selected.filter((one) => one.kind === "product").length;
  const seconds = estimateSeconds(shapes, { depth, workers, work, factor });
  return Object.freeze({ matrices: shapes.length, products, skipped, seconds });
}
