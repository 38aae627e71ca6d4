/** How the curvature of a loss is analysed: the options with their defaults, checked. */
import { knownOptions, type Precision, requireInteger, requireOneOf, requireSeed } from "../../base/index.ts";
import type { BatchSpectrum } from "../../curvature/index.ts";
import { DEFAULT_SEED } from "../../kernel/index.ts";
import type { Executor } from "../jobs/executor.ts";
import type { Progress } from "../jobs/progress.ts";
import type { Store } from "../jobs/store.ts";

export interface CurvatureAnalysisOptions {
  /** Exact spectra of batches in place of estimates over all of the data. Default false. */
  readonly exact?: boolean;
  /** How records call the network. Default "network". */
  readonly name?: string;
  /** The loss is the mean over samples (default for estimates) or their sum (default for exact batches, as in the papers). */
  readonly reduction?: "mean" | "sum";
  /** Arithmetic of the products of estimates; exact spectra are f64, with f32 beside them. Default "f64". */
  readonly precision?: Precision;
  /** Seed of every random step: vectors, and the order of samples in batches. Default DEFAULT_SEED. */
  readonly seed?: number;
  /** Estimates: Lanczos steps for each vector. Default 80. */
  readonly steps?: number;
  /** Estimates: random vectors. Default 10. */
  readonly vectors?: number;
  /** Estimates: eigenpairs, the largest in magnitude. Default one more than the classes, at least 10. */
  readonly top?: number;
  /** Estimates: products for the trace. Default 100. */
  readonly matvecs?: number;
  /** Estimates: G and R = H - G by themselves, too; exact: their spectra. Default true for estimates, false for batches. */
  readonly split?: boolean;
  /** Estimates: layer by layer, too. Default true. */
  readonly blocks?: boolean;
  /** Exact: samples in a batch. Default 64. */
  readonly batch?: number;
  /** Exact: batches at most. Default 24. */
  readonly batches?: number;
  /** Exact: the spectra in f32 beside, for the columns of the paper and of round-off. Default true. */
  readonly single?: boolean;
  /** Exact: batch sizes at which outliers are compared; none for no such study. Default batch times 1, 2, 4 and 8. */
  readonly sizes?: readonly number[];
  /** Where exact batches are computed; default this thread. The numbers do not depend on it. */
  readonly executor?: Executor;
  /** Exact: batches that are there already, and where new ones go. Default: none are kept. */
  readonly store?: Store;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Told each exact batch when it is done, unless the store had it. */
  readonly onBatch?: (batch: BatchSpectrum) => void;
}

export type CurvatureSettings = Required<
  Omit<CurvatureAnalysisOptions, "executor" | "store" | "signal" | "onProgress" | "onBatch" | "name">
>;

const SIZE_FACTORS = [1, 2, 4, 8];
const DEFAULT_BATCH = 64;
const DEFAULT_BATCHES = 24;
const LEAST_TOP = 10;

/** All options with their defaults. @throws INVALID_ARGUMENT */
export function curvatureSettings(
  options: CurvatureAnalysisOptions,
  about: { readonly parameters: number; readonly classes: number },
): CurvatureSettings {
  knownOptions("analyzeCurvature", options, {
    exact: true,
    name: true,
    reduction: true,
    precision: true,
    seed: true,
    steps: true,
    vectors: true,
    top: true,
    matvecs: true,
    split: true,
    blocks: true,
    batch: true,
    batches: true,
    single: true,
    sizes: true,
    executor: true,
    store: true,
    signal: true,
    onProgress: true,
    onBatch: true,
  });
  const { exact = false, split = !exact, blocks = true, single = true } = options;
  const batch = requireInteger("batch", options.batch ?? DEFAULT_BATCH, 1);
  const sizes = options.sizes ?? SIZE_FACTORS.map((factor) => factor * batch);
  for (const [k, size] of sizes.entries()) requireInteger(`sizes[${k}]`, size, 1);
  const most = about.parameters;
  return {
    exact,
    reduction: requireOneOf("reduction", options.reduction ?? (exact ? "sum" : "mean"), ["mean", "sum"]),
    precision: requireOneOf("precision", options.precision ?? "f64", ["f64", "f32"]),
    seed: requireSeed("seed", options.seed ?? DEFAULT_SEED),
    steps: requireInteger("steps", options.steps ?? 80, 1),
    vectors: requireInteger("vectors", options.vectors ?? 10, 2),
    top: Math.min(most, requireInteger("top", options.top ?? Math.max(LEAST_TOP, about.classes + 1), 1)),
    matvecs: requireInteger("matvecs", options.matvecs ?? 100, 6),
    split,
    blocks,
    batch,
    batches: requireInteger("batches", options.batches ?? DEFAULT_BATCHES, 1),
    single,
    sizes,
  };
}
