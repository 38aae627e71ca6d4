/** Level statistics of the singular values: does the spectrum repel like a random matrix's? */
import { WignerscopeError } from "../../../base/index.ts";
import { exponential, wignerSurmise } from "../../../laws/index.ts";
import {
  DEFAULT_BROADENING,
  meanSpacingRatio,
  type NullBand,
  nullBandSync,
  nullPValue,
  numberVariance,
  spacings,
  spectralRigidity,
  unfold,
} from "../../../levels/index.ts";
import { ksDistance } from "../../../statistics/index.ts";
import type { LevelCurves, Levels, LevelsNull } from "../../records/matrix-results.ts";
import type { MatrixSettings } from "../../records/settings.ts";
import { attempt } from "./attempt.ts";

/** Null matrices behind bands and p-values at depth "full": the ends of a band of 95 % are ranks 2.5 and 97.5 of 99. */
const NULL_SAMPLES = 99;

const SURMISE = wignerSurmise({ beta: 1 });
const POISSON = exponential();
/** Window lengths of the long-range statistics, up to the length that the broadening can be trusted to (a/3). */
const LENGTHS = Float64Array.from({ length: 2 * Math.floor(DEFAULT_BROADENING / 3) }, (_, k) => (k + 1) / 2);

/**
 * @param s singular values that are not round-off, descending
 * @param shape of the noise matrices to compare with: as many levels as `s`, and the longer side
 * @throws TOO_FEW where the broadening leaves no levels.
 */
export function measureLevels(
  s: Float64Array,
  shape: { rows: number; cols: number },
  settings: MatrixSettings,
): Levels {
  const levels = pipeline(s);
  if (settings.depth !== "full") return levels;
  return { ...levels, null: compareWithNoise(levels, shape, settings.seed) };
}

function pipeline(s: Float64Array): Levels {
  const ascending = s.slice().reverse();
  const { levels: unfolded, diagnostics } = unfold(ascending, { method: "gaussian", a: DEFAULT_BROADENING });
  const gaps = spacings(unfolded);
  const ratio = meanSpacingRatio(ascending);
  return {
    unfolded,
    diagnostics,
    spacings: gaps,
    ksWigner: ksDistance(gaps, SURMISE.cdf),
    ksPoisson: ksDistance(gaps, POISSON.cdf),
    meanRatio: ratio.mean,
    meanRatioError: ratio.standardError,
    curves: attempt(() => longRange(unfolded)),
  };
}

/** @throws TOO_FEW where the spectrum is shorter than the longest window needs. */
function longRange(unfolded: Float64Array): LevelCurves {
  const length = unfolded[unfolded.length - 1] - unfolded[0];
  const least = 2 * LENGTHS[LENGTHS.length - 1];
  if (!(length > least))
    throw new WignerscopeError(
      "TOO_FEW",
      `long windows need more than ${least} unfolded levels, there are ${Math.round(length)}`,
    );
  return Object.freeze({
    L: LENGTHS,
    numberVariance: numberVariance(unfolded, LENGTHS),
    spectralRigidity: spectralRigidity(unfolded, LENGTHS),
  });
}

/** The same numbers of noise matrices of the same shape, through the same pipeline: all statistics in one band. */
function compareWithNoise(levels: Levels, shape: { rows: number; cols: number }, seed: number): LevelsNull {
  const statistic = (spectrum: Float64Array) => {
    const { ksWigner, meanRatio, curves } = pipeline(spectrum);
    return [
      ksWigner,
      meanRatio,
      ...(curves.available ? [...curves.numberVariance, ...curves.spectralRigidity] : []),
    ];
  };
  const key = `levels gaussian a=${DEFAULT_BROADENING} L<=${LENGTHS[LENGTHS.length - 1]}`;
  const band = nullBandSync(statistic, { kind: "gaussian", ...shape }, { samples: NULL_SAMPLES, seed, key });
  const count = levels.curves.available ? LENGTHS.length : 0;
  return Object.freeze({
    samples: band.samples,
    ksWignerP: nullPValue(band, levels.ksWigner, { component: 0 }),
    meanRatioP: nullPValue(band, levels.meanRatio, { component: 1, tail: "two-sided" }),
    meanRatio: [band.lower[1], band.upper[1]] as const,
    numberVariance: cut(band, 2, count),
    spectralRigidity: cut(band, 2 + count, count),
  });
}

function cut(
  band: NullBand,
  from: number,
  count: number,
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  return Object.freeze({
    lower: band.lower.slice(from, from + count),
    upper: band.upper.slice(from, from + count),
  });
}
