/**
 * What an analysis costs beyond the decomposition that it cannot do without: "quick" against `svdvals`, "standard" and "full"
 * against `svd` of the same matrix in the same run. On noise, on a signal of rank 8 and on heavy tails, which ask for different
 * controls. `npm run bench -- analysis-ratios --large` adds 4096 x 4096.
 */
import { analyzeMatrix } from "../src/analysis/index.ts";
import { type Matrix, matrix } from "../src/base/index.ts";
import { gaussian, spiked } from "../src/ensembles/index.ts";
import { Random, svd, svdvals } from "../src/kernel/index.ts";
import { timeOnce } from "./clock.ts";
import type { Report } from "./run.ts";

export const title = "The cost of an analysis in decompositions (f32 weights in f64 arithmetic, CPU seconds)";

const SHAPES = [
  [1024, 1024],
  [2816, 1024],
] as const;
const LARGE = [4096, 4096] as const;
/** Largest ratio wanted at each depth. */
const TARGETS = { quick: 1.3, standard: 2, full: 4 } as const;
/** Planted directions in units of sigma sqrt(n). */
const STRENGTHS = [4, 3.5, 3, 2.5, 2.25, 2, 1.8, 1.6];
/** Tail index of the heavy entries: of finite variance, with values far beyond the edge. */
const TAIL_INDEX = 2.5;

const MATRICES: Record<string, (rows: number, cols: number) => Matrix> = {
  noise: (rows, cols) => gaussian(rows, cols, { seed: rows, stream: cols }),
  "rank 8": (rows, cols) => spiked(rows, cols, { strengths: STRENGTHS, seed: rows, stream: cols }).matrix,
  "heavy tails": (rows, cols) => {
    const random = new Random(rows, cols);
    const heavy = (u: number) => Math.sign(u - 0.5) * Math.abs(2 * u - 1) ** (-1 / TAIL_INDEX);
    return matrix(rows, cols, random.uniforms(rows * cols).map(heavy));
  },
};

export async function bench(report: Report): Promise<void> {
  const small = gaussian(128, 128, { seed: 1 });
  for (const depth of ["quick", "standard", "full"] as const) analyzeMatrix(small, { depth });
  const shapes = process.argv.includes("--large") ? [...SHAPES, LARGE] : SHAPES;
  for (const [rows, cols] of shapes)
    for (const [kind, make] of Object.entries(MATRICES)) {
      const made = make(rows, cols);
      const a = matrix(rows, cols, Float32Array.from(made.data));
      const peers = { values: timeOnce(() => svdvals(a)), vectors: timeOnce(() => svd(a)) };
      for (const depth of ["quick", "standard", "full"] as const) {
        const ours = timeOnce(() => analyzeMatrix(a, { depth, seed: rows + depth.length }));
        const [peer, peerTime] =
          depth === "quick" ? ["svdvals", peers.values] : (["svd", peers.vectors] as const);
        report({
          name: `${depth} ${rows} x ${cols}, ${kind}`,
          ours,
          unit: "s",
          peer,
          peerTime,
          note: `${(ours / peerTime).toFixed(2)} of them (wanted ${TARGETS[depth]})`,
        });
      }
    }
}
