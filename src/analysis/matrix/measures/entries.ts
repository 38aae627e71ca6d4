/** Statistics of a matrix's entries, without regard to their places. */
import type { Matrix } from "../../../base/index.ts";
import { matmul } from "../../../kernel/index.ts";
import type { EntryStatistics } from "../../records/matrix-results.ts";

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

/** Entries of a product that are in memory at once: 8 MB. */
const ENTRIES_AT_ONCE = 2 ** 20;

/** The same of the entries of b a, a block of rows after the other: the product itself may be too large to hold. */
export function measureProductEntries(b: Matrix, a: Matrix): EntryStatistics {
  const [rows, rank, cols] = [b.rows, b.cols, a.cols];
  const count = rows * cols;
  const columnSums = new Float64Array(rank);
  const rowSums = new Float64Array(rank);
  for (let i = 0; i < b.data.length; i++) columnSums[i % rank] += b.data[i];
  for (let i = 0; i < a.data.length; i++) rowSums[Math.floor(i / cols)] += a.data[i];
  const mean = columnSums.reduce((sum, x, k) => sum + x * rowSums[k], 0) / count;
  const step = Math.max(1, Math.floor(ENTRIES_AT_ONCE / cols));
  let [zeros, maxAbs, squares] = [0, 0, 0];
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    const block = { rows: to - from, cols: rank, data: b.data.subarray(from * rank, to * rank) };
    const { data } = matmul(block, a);
    for (let i = 0; i < data.length; i++) {
      if (data[i] === 0) zeros++;
      maxAbs = Math.max(maxAbs, Math.abs(data[i]));
      squares += (data[i] - mean) ** 2;
    }
  }
  return Object.freeze({ count, mean, variance: squares / count, zeros, maxAbs });
}

/** Entries of absolute size above `threshold`. */
export function countLarger({ data }: Matrix, threshold: number): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]) > threshold) count++;
  return count;
}
