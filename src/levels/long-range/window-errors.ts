/** Errors of the window statistics of one spectrum: the block bootstrap over window positions. */

import { knownOptions, requireInteger, requireNumbers } from "../../base/index.ts";
import { DEFAULT_SEED, Random } from "../../kernel/index.ts";
import { kernel } from "../../kernel/internal.ts";
import { ascendingLevels } from "../ascending.ts";
import { standardDeviation } from "../spacings/bootstrap.ts";
import { requireWindow } from "./windows.ts";

export interface WindowErrorOptions {
  /** Resamples. Default 200. */
  readonly samples?: number;
  readonly seed?: number;
}

/** Positions of one block span this many window lengths: neighbouring blocks share the levels of one. */
const BLOCK_WINDOWS = 4;
/**
 * More blocks would be shorter, and what happens at the ends of short blocks is undone by their neighbours in a rigid
 * spectrum: with 64 blocks the error of Delta_3(1) of 1,000 GOE levels comes out a third too large, with 24 about 15 %.
 */
const MOST_BLOCKS = 24;
/** Fewer blocks than this say too little about their own scatter. */
const FEWEST_BLOCKS = 6;

/**
 * Standard error of `numberVariance` (about the sample mean) at each L: the window positions are cut into blocks at
 * least 4 L long, and the blocks' exact averages of the count and of its square are resampled together. NaN where the
 * spectrum holds fewer than 6 such blocks: then only several spectra, or `nullBand`, give an error.
 * @throws as `numberVariance`.
 */
export function numberVarianceError(
  levels: ArrayLike<number>,
  L: ArrayLike<number>,
  options: WindowErrorOptions = {},
): Float64Array {
  knownOptions("numberVarianceError", options, { samples: true, seed: true });
  requireNumbers("numberVarianceError: levels", levels);
  requireNumbers("numberVarianceError: L", L);
  const { exports, memory } = kernel();
  return bootstrapBlocks("numberVarianceError", levels, L, options, {
    averages: (at, n, length, from, to) =>
      memory.frame((frame) => {
        const out = frame.f64(2);
        exports.countMoments(at, n, length, from, to, out);
        return [...frame.takeF64(out, 2)];
      }),
    statistic: ([excess, square]) => square - excess * excess,
  });
}

/** Standard error of `spectralRigidity` at each L, as `numberVarianceError`. */
export function spectralRigidityError(
  levels: ArrayLike<number>,
  L: ArrayLike<number>,
  options: WindowErrorOptions = {},
): Float64Array {
  knownOptions("spectralRigidityError", options, { samples: true, seed: true });
  requireNumbers("spectralRigidityError: levels", levels);
  requireNumbers("spectralRigidityError: L", L);
  const { exports } = kernel();
  return bootstrapBlocks("spectralRigidityError", levels, L, options, {
    averages: (at, n, length, from, to) => [exports.rigidity(at, n, length, from, to)],
    statistic: ([rigidity]) => rigidity,
  });
}

interface Averaged {
  /** Averages over the windows inside [from, to]. */
  averages(levels: number, n: number, L: number, from: number, to: number): number[];
  /** The statistic as a function of the averages over all windows. */
  statistic(averages: number[]): number;
}

function bootstrapBlocks(
  what: string,
  levels: ArrayLike<number>,
  L: ArrayLike<number>,
  { samples = 200, seed = DEFAULT_SEED }: WindowErrorOptions,
  { averages, statistic }: Averaged,
): Float64Array {
  requireInteger("samples", samples, 2);
  const x = ascendingLevels(levels, 2, what);
  const [low, high] = [x[0], x[x.length - 1]];
  return kernel().memory.frame((frame) => {
    const at = frame.putF64(x);
    return Float64Array.from(L, (length) => {
      requireWindow(length, high - low, "the spectrum");
      const positions = high - low - length;
      const count = Math.min(MOST_BLOCKS, Math.floor(positions / (BLOCK_WINDOWS * length)));
      if (count < FEWEST_BLOCKS) return Number.NaN;
      const size = positions / count;
      const blocks = Array.from({ length: count }, (_, b) =>
        averages(at, x.length, length, low + b * size, low + (b + 1) * size + length),
      );
      const replicates = new Float64Array(samples).map((_, r) => {
        const picks = new Random(seed, r).uniforms(count);
        const mean = blocks[0].map(() => 0);
        for (const u of picks)
          blocks[Math.floor(u * count)].forEach((value, k) => {
            mean[k] += value / count;
          });
        return statistic(mean);
      });
      // resampling B blocks with equal chances shows (B - 1)/B of their variance
      return standardDeviation(replicates) * Math.sqrt(count / (count - 1));
    });
  });
}
