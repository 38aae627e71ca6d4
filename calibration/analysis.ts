import { analyzeMatrix, type MatrixAnalysis, summarize } from "../src/analysis/index.ts";
import { type Matrix, matrix, Random } from "../src/kernel/index.ts";
import type { Report } from "./run.ts";

export const title = "Verdicts: models of pure noise, of heavy-tailed entries, and with planted signals";

const LAYERS = 20;
const SHAPES = [
  [64, 64],
  [64, 128],
  [100, 60],
  [80, 320],
] as const;

type Draw = (random: Random, count: number) => Float64Array;
const gaussian: Draw = (random, count) => random.normals(count);
/** Student's t with 3 degrees of freedom. */
const student: Draw = (random, count) => {
  const [z, a, b, c] = [0, 1, 2, 3].map(() => random.normals(count));
  return z.map((x, i) => x / Math.sqrt((a[i] ** 2 + b[i] ** 2 + c[i] ** 2) / 3));
};

function layer(draw: Draw, seed: number, index: number, strength = 0): Matrix {
  const [rows, cols] = SHAPES[index % SHAPES.length];
  const random = new Random(seed, index);
  const data = draw(random, rows * cols);
  if (strength > 0) {
    const threshold = (rows * cols) ** 0.25;
    const [u, v] = [random.normals(rows), random.normals(cols)];
    const factor = (strength * threshold) / Math.sqrt(rows * cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] += factor * u[i] * v[j];
  }
  return matrix(rows, cols, data);
}

function learnedLayers(analyses: readonly MatrixAnalysis[]): boolean[] {
  const layers = analyses.map((analysis, index) => ({
    index,
    name: String(index),
    dtype: "F64",
    shape: [analysis.rows, analysis.cols],
    status: "analyzed" as const,
    analysis,
    seconds: 0,
  }));
  return summarize(layers).tested.map(({ learned }) => learned);
}

export async function calibrate(report: Report, { scale }: { readonly scale: number }): Promise<void> {
  const seeds = Math.max(20, Math.round(200 * scale));
  const share = (draw: Draw, depth: "quick" | "standard") => {
    let clean = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const analyses = Array.from({ length: LAYERS }, (_, k) =>
        analyzeMatrix(layer(draw, seed, k), { depth }),
      );
      if (learnedLayers(analyses).every((learned) => !learned)) clean++;
    }
    return clean / seeds;
  };
  const noise = share(gaussian, "quick");
  report({
    check: `Gaussian models of ${LAYERS} layers without a layer called learned, ${seeds} seeds`,
    measured: noise,
    wanted: ">= .95 - 2 standard errors",
    passed: noise >= 0.95 - 2 * Math.sqrt((0.05 * 0.95) / seeds),
  });
  const heavy = share(student, "standard");
  report({
    check: `Student t3 models of ${LAYERS} layers without a layer called learned, ${seeds} seeds`,
    measured: heavy,
    wanted: ">= .95 - 2 standard errors",
    passed: heavy >= 0.95 - 2 * Math.sqrt((0.05 * 0.95) / seeds),
  });

  // Power and error together: one signal in every second layer, at three times the detection threshold.
  const models = Math.ceil(seeds / 4);
  let [found, planted, wrong] = [0, 0, 0];
  for (let seed = 1; seed <= models; seed++) {
    const analyses = Array.from({ length: LAYERS }, (_, k) =>
      analyzeMatrix(layer(gaussian, 10_000 + seed, k, k % 2 === 0 ? 3 : 0), { depth: "quick" }),
    );
    const learned = learnedLayers(analyses);
    planted += LAYERS / 2;
    found += learned.filter((value, k) => value && k % 2 === 0).length;
    if (learned.some((value, k) => value && k % 2 === 1)) wrong++;
  }
  report({
    check: `signals at three times the threshold that are found, of ${planted}`,
    measured: found / planted,
    wanted: ">= .99",
    passed: found / planted >= 0.99,
  });
  report({
    check: `of ${models} such models, those with a layer wrongly called learned`,
    measured: wrong / models,
    wanted: "<= .05 + 2 standard errors",
    passed: wrong / models <= 0.05 + 2 * Math.sqrt((0.05 * 0.95) / models),
  });
}
