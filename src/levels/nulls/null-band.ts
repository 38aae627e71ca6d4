/**
 * Same-shape null bands: the law of a statistic over pure-noise matrices of the data's shape, through the very pipeline
 * that the data went through. Textbook laws are for independent draws or for infinite matrices; this is neither.
 */
import {
  knownOptions,
  requireInside,
  requireInteger,
  requireObject,
  throwIfAborted,
  WignerscopeError,
} from "../../base/index.ts";
import { DEFAULT_SEED } from "../../kernel/index.ts";
import { monteCarloP, Remembered, type RememberedKey } from "../../statistics/index.ts";
import {
  checkNullShape,
  type NullShape,
  type NullSpectrumOptions,
  nullShapeKey,
  nullSpectrum,
} from "./null-spectrum.ts";

export interface NullBandOptions extends Pick<NullSpectrumOptions, "seed" | "sampler"> {
  /** Null matrices. Default 200; a Monte-Carlo p-value is never below 1/(samples + 1). */
  readonly samples?: number;
  /** Probability inside the band. Default .95. */
  readonly coverage?: number;
  /**
   * Names the statistic with everything it depends on ("numberVariance gaussian a=15 L=1..20"). With a key the replicates
   * are kept in memory, and a later call with the same key, shape, seed, sampler and samples returns at once. Two
   * statistics must never share a key.
   */
  readonly key?: string;
  /** Stops between two replicates. */
  readonly signal?: AbortSignal;
  /** Called after each replicate. */
  readonly onProgress?: (done: number, samples: number) => void;
}

export interface NullBand {
  readonly shape: NullShape;
  readonly samples: number;
  readonly seed: number;
  readonly coverage: number;
  /** replicates[k][i]: component k of the statistic of null matrix i. */
  readonly replicates: readonly Float64Array[];
  readonly mean: Float64Array;
  readonly median: Float64Array;
  /**
   * Pointwise band: one more null matrix lies inside with probability `coverage`, at each component by itself. The ends
   * are the replicates of rank (1 - coverage)/2 (samples + 1) from below and from above, interpolated; with too few
   * samples for that the smallest and the largest, which hold it with probability (samples - 1)/(samples + 1).
   */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Time after which a long run lets other work in. */
const BREATH_MS = 40;
/** What a band is of: a number, or a curve of fixed length, from a spectrum. */
export type NullStatistic = (spectrum: Float64Array) => number | ArrayLike<number>;

/** Replicates of bands with a key: a model has some tens of shapes, and a few statistics of each. */
const bands = new Remembered<readonly Float64Array[]>(64);

/**
 * Runs `statistic` on the spectra of `samples` seeded null matrices. The statistic gets the spectrum as `svdvals`
 * ("gaussian": descending) or `eigvalsh` ("goe": ascending) returns it and gives a number or a curve, always of the same
 * length. Replicate i takes stream i of the seed.
 * @throws ABORTED; INVALID_ARGUMENT for sizes or counts that are no positive integers; whatever the statistic throws,
 * for instance TOO_FEW when the shape is too small for its window.
 * @example
 * ```ts
 * import { nullBand, nullPValue } from "wignerscope";
 * const largest = (s: Float64Array) => s[0];
 * const band = await nullBand(largest, { kind: "gaussian", rows: 40, cols: 20 }, { samples: 99 });
 * nullPValue(band, 100); // 0.01
 * ```
 */
export async function nullBand(
  statistic: NullStatistic,
  shape: NullShape,
  options: NullBandOptions = {},
): Promise<NullBand> {
  knownOptions("nullBand", options, {
    samples: true,
    coverage: true,
    key: true,
    signal: true,
    onProgress: true,
    seed: true,
    sampler: true,
  });
  const plan = planBand(shape, options);
  if (!plan.known) {
    let breath = Date.now();
    for (const done of replicate(statistic, plan)) {
      throwIfAborted(options.signal);
      options.onProgress?.(done, plan.samples);
      if (Date.now() - breath > BREATH_MS) {
        await new Promise((resume) => setTimeout(resume));
        breath = Date.now();
      }
    }
  }
  return summarize(plan);
}

/** `nullBand` in one go, for workers: without progress, a stop, or turns for the event loop. */
export function nullBandSync(
  statistic: NullStatistic,
  shape: NullShape,
  options: Omit<NullBandOptions, "signal" | "onProgress"> = {},
): NullBand {
  knownOptions("nullBandSync", options, {
    seed: true,
    sampler: true,
    samples: true,
    coverage: true,
    key: true,
  });
  const plan = planBand(shape, options);
  if (!plan.known) for (const _ of replicate(statistic, plan));
  return summarize(plan);
}

/** A band to be filled, or one that the cache has. */
interface BandPlan {
  readonly id: RememberedKey | undefined;
  readonly shape: NullShape;
  readonly samples: number;
  readonly seed: number;
  readonly coverage: number;
  readonly sampler: "reduced" | "dense";
  readonly known: boolean;
  replicates: readonly Float64Array[];
}

function planBand(shape: NullShape, options: NullBandOptions): BandPlan {
  checkNullShape(shape);
  const { seed = DEFAULT_SEED, samples = 200, coverage = 0.95, sampler = "reduced", key } = options;
  requireInteger("samples", samples, 2);
  requireInside("coverage", coverage, 0, 1);
  const id = key === undefined ? undefined : [key, ...nullShapeKey(shape), seed, samples, sampler];
  const known = id && bands.get(id);
  return { id, shape, samples, seed, coverage, sampler, known: known !== undefined, replicates: known ?? [] };
}

/** Forgets every cached band. */
export function clearNullBands(): void {
  bands.clear();
}

/**
 * Monte-Carlo p-value of an observed value against component `component` of a band: (1 + #{null at least as extreme})/
 * (1 + samples). `"upper"` (default) for distances, where large is bad; `"two-sided"` doubles the smaller tail.
 */
export function nullPValue(
  band: NullBand,
  observed: number,
  options: { readonly component?: number; readonly tail?: "upper" | "lower" | "two-sided" } = {},
): number {
  knownOptions("nullPValue", options, { component: true, tail: true });
  requireObject("nullPValue: band", band, ["replicates"]);
  const { component = 0, tail = "upper" } = options;
  requireInteger("component", component, 0, band.replicates.length - 1);
  if (Number.isNaN(observed))
    throw new WignerscopeError("NOT_FINITE", "observed is NaN, it must be a number");
  const values = band.replicates[component];
  const upper = () => monteCarloP(observed, values);
  const lower = () =>
    monteCarloP(
      -observed,
      values.map((v) => -v),
    );
  if (tail === "upper") return upper();
  return tail === "lower" ? lower() : Math.min(1, 2 * Math.min(upper(), lower()));
}

/** Fills the plan, one null matrix a step. */
function* replicate(statistic: NullStatistic, plan: BandPlan): Generator<number, void> {
  const { shape, samples, seed, sampler } = plan;
  let replicates: Float64Array[] = [];
  for (let i = 0; i < samples; i++) {
    const value = statistic(nullSpectrum(shape, { seed, stream: i, sampler }));
    const curve = typeof value === "number" ? [value] : value;
    if (i === 0) replicates = Array.from(curve, () => new Float64Array(samples));
    if (curve.length !== replicates.length)
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `nullBand: the statistic gave ${replicates.length} values at first and ${curve.length} for null matrix ${i}`,
      );
    for (let k = 0; k < curve.length; k++) replicates[k][i] = curve[k];
    yield i + 1;
  }
  plan.replicates = replicates;
  if (plan.id) bands.keep(plan.id, replicates);
}

function summarize({ replicates, shape, samples, seed, coverage }: BandPlan): NullBand {
  const sorted = replicates.map((values) => values.slice().sort());
  const at = (p: number) => Float64Array.from(sorted, (values) => atRank(values, p * (samples + 1)));
  return Object.freeze({
    shape,
    samples,
    seed,
    coverage,
    replicates,
    mean: Float64Array.from(replicates, (values) => values.reduce((sum, v) => sum + v, 0) / samples),
    median: at(0.5),
    lower: at((1 - coverage) / 2),
    upper: at((1 + coverage) / 2),
  });
}

/**
 * The ascending value of rank r = 1 .. n, interpolated. A further draw falls below it with probability r/(n + 1), because
 * every order of the n + 1 draws is equally likely. Percentiles of the sample alone would make a band too narrow: .94 in
 * place of .95 for 199 samples.
 */
function atRank(ascending: Float64Array, rank: number): number {
  const place = Math.min(ascending.length, Math.max(1, rank)) - 1;
  const low = Math.floor(place);
  const high = Math.min(ascending.length - 1, low + 1);
  return ascending[low] + (place - low) * (ascending[high] - ascending[low]);
}
