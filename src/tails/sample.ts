/** A tail fit's view of its data: positive values, ascending, with their logarithms. */
import { WignerscopeError } from "../base/index.ts";

export interface PositiveSample {
  /** The positive values, ascending. */
  readonly values: Float64Array;
  /** Their natural logarithms. */
  readonly logs: Float64Array;
  /** Values that are zero or negative, which no law on (0, infinity) describes; they are left out. */
  readonly numNonPositive: number;
}

/**
 * Sorts `x` and takes logarithms.
 * @throws NOT_FINITE with the position of the first NaN or infinity.
 */
export function positiveSample(x: ArrayLike<number>): PositiveSample {
  const sorted = sortedFinite(x, "x");
  const first = lowerBound(sorted, 0, true);
  const values = sorted.subarray(first);
  return { values, logs: values.map(Math.log), numNonPositive: first };
}

/**
 * An ascending copy.
 * @throws NOT_FINITE with the position of the first NaN or infinity.
 */
export function sortedFinite(x: ArrayLike<number>, name: string): Float64Array {
  const sorted = Float64Array.from(x);
  const bad = sorted.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new WignerscopeError("NOT_FINITE", `${name}[${bad}] is ${sorted[bad]}; every value must be finite`);
  return sorted.sort();
}

/** The first index of ascending `sorted` with a value >= `at` (or > `at` when `strict`). */
export function lowerBound(sorted: ArrayLike<number>, at: number, strict = false): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (strict ? sorted[middle] <= at : sorted[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The p-quantile of ascending values, linear between order statistics (type 7 of Hyndman and Fan). */
export function quantileOf(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
