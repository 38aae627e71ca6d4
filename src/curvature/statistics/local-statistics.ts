/**
 * Level statistics of batch spectra in three columns. The paper counts every level of a float32 spectrum above 1e-10; most of
 * those are round-off, and round-off looks like GOE. So its column stands beside the one of the levels that are genuine in
 * float64, and the one of round-off alone.
 */
import {
  described,
  knownOptions,
  requireLists,
  requirePositive,
  WignerscopeError,
} from "../../base/index.ts";
import { poissonSpacing, spacingRatio, wignerSurmise } from "../../laws/index.ts";
import {
  type MeanSpacingRatio,
  meanSpacingRatio,
  spacingRatios,
  spacings,
  unfoldPooled,
} from "../../levels/index.ts";
import { ksDistance } from "../../statistics/index.ts";

/** What `batchSpectra` gives of a batch, as far as it matters here. */
export interface BatchLevels {
  /** Levels that are genuine in float64. */
  readonly genuine: ArrayLike<number>;
  /** All levels in float32, for the paper's column and that of round-off. */
  readonly single?: ArrayLike<number>;
}

export interface LocalStatisticsOptions {
  /** |lambda| of a level that counts in the paper's column. Default 1e-10, the paper's. */
  readonly cutoff?: number;
  /** Ratios s_(i+1)/s_i beyond this are left out of the ratios' distances. Default 10, the paper's. */
  readonly mostRatio?: number;
}

export interface LevelColumn {
  /** Spectra with at least 4 levels, and their levels. */
  readonly spectra: number;
  readonly levels: number;
  /** Mean of min(r, 1/r) and its error; compare with MEAN_RATIOS. */
  readonly meanRatio: MeanSpacingRatio;
  /** Kolmogorov-Smirnov distances of the ratios r below `mostRatio` to the surmise and to Poisson, both cut alike. */
  readonly ratioDistance: { readonly goe: number; readonly poisson: number };
  /** The same of pool-unfolded nearest spacings, divided by their mean; absent for fewer than 2 spectra. */
  readonly spacingDistance?: { readonly goe: number; readonly poisson: number };
  /** Ratios of neighbouring spacings, min(r, 1/r). */
  readonly ratios: Float64Array;
  /** Pool-unfolded nearest spacings, mean 1. */
  readonly spacings: Float64Array;
}

export interface LocalStatistics {
  /** float32 levels above the cutoff, as the paper takes them. */
  readonly paper?: LevelColumn;
  /** Levels that are genuine in float64. */
  readonly genuine?: LevelColumn;
  /** float32 levels above the cutoff that are not genuine: the smallest, as many as are left over. */
  readonly roundOff?: LevelColumn;
}

const laws = {
  goeRatio: spacingRatio({ beta: 1, folded: false }),
  poissonRatio: spacingRatio({ beta: 0, folded: false }),
  goeSpacing: wignerSurmise({ beta: 1 }),
  poissonSpacing: poissonSpacing(),
};
/** Ratios need four levels for two of them. */
const FEWEST = 4;

/**
 * Statistics of many spectra of one ensemble; a spectrum may also be a plain list of its genuine levels. A column without two
 * ratios is absent.
 * @throws INVALID_ARGUMENT; NOT_FINITE
 */
export function localStatistics(
  spectra: readonly (BatchLevels | ArrayLike<number>)[],
  options: LocalStatisticsOptions = {},
): LocalStatistics {
  knownOptions("localStatistics", options, { cutoff: true, mostRatio: true });
  const cutoff = requirePositive("cutoff", options.cutoff ?? 1e-10);
  const mostRatio = requirePositive("mostRatio", options.mostRatio ?? 10);
  if (!Array.isArray(spectra))
    throw new WignerscopeError("INVALID_ARGUMENT", `spectra must be a list, got ${described(spectra)}`);
  const batches: readonly BatchLevels[] = spectra.map((one) => (isBatch(one) ? one : { genuine: one }));
  requireLists(
    "spectra",
    batches.map(({ genuine }) => genuine),
  );
  const paper = batches.map(({ single = [] }) => above(single, cutoff));
  const genuine = batches.map((batch) => Float64Array.from(batch.genuine).sort());
  // The genuine levels are the largest in magnitude; what the float32 spectrum has beyond as many is round-off.
  const roundOff = paper.map((levels, i) =>
    levels
      .slice()
      .sort((a, b) => Math.abs(b) - Math.abs(a))
      .slice(genuine[i].length)
      .sort(),
  );
  const columns = { paper, genuine, roundOff };
  return Object.freeze(
    Object.fromEntries(
      Object.entries(columns).flatMap(([name, levels]) => {
        const column = columnOf(levels, mostRatio);
        return column ? [[name, column]] : [];
      }),
    ),
  );
}

function isBatch(one: BatchLevels | ArrayLike<number>): one is BatchLevels {
  return typeof one === "object" && one !== null && "genuine" in one;
}

function above(levels: ArrayLike<number>, cutoff: number): Float64Array {
  return Float64Array.from(levels)
    .filter((level) => Math.abs(level) > cutoff)
    .sort();
}

function columnOf(spectra: readonly Float64Array[], mostRatio: number): LevelColumn | undefined {
  const used = spectra.filter((levels) => new Set(levels).size >= FEWEST);
  if (used.length === 0) return undefined;
  const ratios = used.flatMap((levels) => Array.from(spacingRatios(levels).r));
  const r = ratios.filter((ratio) => ratio < mostRatio);
  const unfolded =
    used.length > 1 ? unfoldPooled(used).flatMap(({ levels }) => Array.from(spacings(levels))) : [];
  const mean = unfolded.reduce((sum, s) => sum + s / unfolded.length, 0);
  const scaled = Float64Array.from(unfolded, (s) => s / mean);
  return Object.freeze({
    spectra: used.length,
    levels: used.reduce((sum, levels) => sum + levels.length, 0),
    meanRatio: meanSpacingRatio(used),
    ratioDistance: Object.freeze({
      goe: ksDistance(r, cut(laws.goeRatio, mostRatio)),
      poisson: ksDistance(r, cut(laws.poissonRatio, mostRatio)),
    }),
    ...(mean > 0 && {
      spacingDistance: Object.freeze({
        goe: ksDistance(scaled, laws.goeSpacing),
        poisson: ksDistance(scaled, laws.poissonSpacing),
      }),
    }),
    ratios: Float64Array.from(ratios, (ratio) => Math.min(ratio, 1 / ratio)),
    spacings: mean > 0 ? scaled : new Float64Array(0),
  });
}

/** A law's distribution function below `most`, renormalised (for GOE ratios below 10 by 1/.98484, as the paper has it). */
function cut(law: { cdf(x: number): number }, most: number): (x: number) => number {
  const whole = law.cdf(most);
  return (x) => Math.min(1, law.cdf(x) / whole);
}
