/** The whole analysis, and comparison, of one matrix at each depth, beside what src/analysis/estimate.ts expects of it. */
import {
  analyzeMatrix,
  compareMatrices,
  type Depth,
  estimateSeconds,
  machineFactor,
  type Work,
} from "../src/analysis/index.ts";
import { Random } from "../src/kernel/index.ts";
import { timeOnce } from "./clock.ts";
import type { BenchRow, Report } from "./run.ts";

export const title =
  "Analysis and comparison of one matrix, estimate beside measurement (CPU seconds, nulls not yet cached)";

const SHAPES = [
  [128, 128],
  [256, 256],
  [512, 512],
  [1024, 1024],
  [128, 2048],
  [256, 4096],
] as const;
const LARGEST_AT_FULL = 512;

export async function bench(report: Report): Promise<void> {
  const factor = machineFactor();
  for (const depth of ["quick", "standard", "full"] as const satisfies readonly Depth[])
    for (const [rows, cols] of SHAPES) {
      if (depth === "full" && rows > LARGEST_AT_FULL) continue;
      const shape = { rows, cols };
      const [matrix, base] = [cols, cols + 1].map((stream) => ({
        ...shape,
        data: new Random(rows, stream).normals(rows * cols),
      }));
      // A seed for each, so that no null is remembered.
      const seed = rows * 10_000 + cols + depth.length;
      const time = (work: Work, run: () => void): BenchRow => ({
        name: `${work} ${depth} ${rows} x ${cols}`,
        ours: timeOnce(run),
        unit: "s",
        peer: "estimate",
        peerTime: estimateSeconds([shape], { depth, workers: 1, factor, work }),
      });
      report(time("analyze", () => analyzeMatrix(matrix, { depth, seed })));
      report(time("compare", () => compareMatrices(base, matrix, { depth, seed: seed + 500 })));
    }
}
