import { analyzeMatrix, type MatrixAnalysis, summarize } from "../src/analysis/index.ts";
import { type Matrix, matrix } from "../src/base/index.ts";
import { Random } from "../src/kernel/index.ts";
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

/** Independent entries whose sizes differ, by place or by chance; none of them has learned anything. */
const UNEQUAL: Readonly<Record<string, (random: Random, rows: number, cols: number) => Float64Array>> = {
  "rows of lognormal scale (deviation .5)": (random, rows, cols) => {
    const scales = random.normals(rows).map((x) => Math.exp(x / 2));
    return random.normals(rows * cols).map((x, at) => x * scales[Math.floor(at / cols)]);
  },
  "columns of lognormal scale (deviation .2)": (random, rows, cols) => {
    const scales = random.normals(cols).map((x) => Math.exp(x / 5));
    return random.normals(rows * cols).map((x, at) => x * scales[at % cols]);
  },
  "nine of ten entries zero": (random, rows, cols) => {
    const kept = random.uniforms(rows * cols);
    return random.normals(rows * cols).map((x, at) => (kept[at] < 0.1 ? x : 0));
  },
  "three of ten rows and columns zero": (random, rows, cols) => {
    const [row, col] = [random.uniforms(rows), random.uniforms(cols)];
    return random
      .normals(rows * cols)
      .map((x, at) => (row[Math.floor(at / cols)] < 0.3 || col[at % cols] < 0.3 ? 0 : x));
  },
  "Laplace entries": (random, rows, cols) => {
    const sizes = random.exponentials(rows * cols);
    return random.normals(rows * cols).map((x, at) => x * Math.sqrt(2 * sizes[at]));
  },
  "lognormal entries, all positive": (random, rows, cols) => random.normals(rows * cols).map(Math.exp),
  "Cauchy entries": (random, rows, cols) => random.students(rows * cols, 1),
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

  // Layers at the level that a model of 20 such layers uses for its first.
  const count = Math.max(40, Math.round(400 * scale));
  const level = 0.05 / LAYERS;
  for (const [name, make] of Object.entries(UNEQUAL)) {
    let learned = 0;
    for (let seed = 0; seed < count; seed++) {
      const [rows, cols] = SHAPES[seed % SHAPES.length];
      const { verdict } = analyzeMatrix(matrix(rows, cols, make(new Random(seed, 77), rows, cols)), {
        depth: "quick",
      });
      if (verdict.available && verdict.p < level && verdict.learnedSpikes > 0) learned++;
    }
    report({
      check: `${count} layers called learned at p < ${level}: ${name}`,
      measured: learned / count,
      wanted: `<= ${level} + 3 standard errors`,
      passed: learned / count <= level + 3 * Math.sqrt(level / count),
    });
  }
  for (const [strength, least] of [
    [1.2, 0],
    [1.5, 0.5],
    [2, 0.9],
  ]) {
    let found = 0;
    for (let seed = 0; seed < count; seed++) {
      const { verdict } = analyzeMatrix(layer(gaussian, 20_000 + seed, seed, strength), { depth: "quick" });
      if (verdict.available && verdict.p < level && verdict.learnedSpikes > 0) found++;
    }
    report({
      check: `${count} layers with one signal of ${strength} thresholds, called learned at p < ${level}`,
      measured: found / count,
      wanted: least > 0 ? `>= ${least}` : "no claim",
      passed: found / count >= least,
    });
  }

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
