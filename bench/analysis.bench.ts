/** The whole analysis of one matrix at each depth, beside what src/analysis/estimate.ts expects of it. */
import { analyzeMatrix, type Depth, estimateSeconds, machineFactor } from "../src/analysis/index.ts";
import { Random } from "../src/kernel/index.ts";
import type { BenchRow } from "./run.ts";

export const title =
  "Analysis of one matrix, estimate beside measurement (CPU seconds, nulls not yet cached)";

const SHAPES = [
  [128, 128],
  [256, 256],
  [512, 512],
  [1024, 1024],
  [128, 2048],
  [256, 4096],
] as const;
const LARGEST_AT_FULL = 512;

export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const factor = machineFactor();
  for (const depth of ["quick", "standard", "full"] as const satisfies readonly Depth[])
    for (const [rows, cols] of SHAPES) {
      if (depth === "full" && rows > LARGEST_AT_FULL) continue;
      const data = new Random(rows, cols).normals(rows * cols);
      // A seed of its own, so that no null is remembered.
      const seed = rows * 10_000 + cols + depth.length;
      const start = process.cpuUsage();
      analyzeMatrix({ rows, cols, data }, { depth, seed });
      const { user, system } = process.cpuUsage(start);
      const expected = estimateSeconds([{ rows, cols }], { depth, workers: 1, factor });
      report({
        name: `${depth} ${rows} x ${cols}`,
        ours: (user + system) / 1e6,
        unit: "s",
        peer: "estimate",
        peerTime: expected,
      });
    }
}
