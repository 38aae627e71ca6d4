/** Statistics of a matrix's entries, without regard to their places. */
import type { Matrix } from "../../kernel/index.ts";
import type { EntryStatistics } from "../results.ts";

/** Mean, variance and extremes, in two passes so that the variance does not cancel. */
export function measureEntries({ data }: Matrix): EntryStatistics {
  const count = data.length;
  let sum = 0;
  let zeros = 0;
  let maxAbs = 0;
  for (let i = 0; i < count; i++) {
    sum += data[i];
    if (data[i] === 0) zeros++;
    maxAbs = Math.max(maxAbs, Math.abs(data[i]));
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (data[i] - mean) ** 2;
  return Object.freeze({ count, mean, variance: squares / count, zeros, maxAbs });
}

/** Entries of absolute size above `threshold`. */
export function countLarger({ data }: Matrix, threshold: number): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]) > threshold) count++;
  return count;
}
