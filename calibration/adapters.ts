/** Low-rank adapters of noise: how often a factor pair of independent entries, or a model of them, is called learned. */
import { analyzeProduct, holm, type MatrixAnalysis } from "../src/analysis/index.ts";
import { matrix, Random } from "../src/kernel/index.ts";
import type { CalibrationRow } from "./run.ts";

export const title = "Low-rank adapters of noise, and with a planted direction";

const LAYERS = 20;
/** out x r x in. */
const SHAPES = [
  [96, 4, 64],
  [128, 8, 256],
  [256, 16, 128],
  [128, 2, 128],
] as const;
const LEVEL = 0.05;

type Draw = (random: Random, count: number) => Float64Array;

/** Entries of B; A starts uniform, as trainers start it. */
const LAWS: Readonly<Record<string, Draw>> = {
  Gaussian: (random, count) => random.normals(count),
  "signs +-1": (random, count) => random.uniforms(count).map((x) => (x < 0.5 ? -1 : 1)),
  "Student t3": (random, count) => random.students(count, 3),
  "fifth powers of Gaussians": (random, count) => random.normals(count).map((x) => x ** 5),
};
const uniform: Draw = (random, count) => random.uniforms(count).map((x) => 2 * x - 1);

function adapter(draw: Draw, seed: number, layer: number, strength = 0): MatrixAnalysis {
  const [rows, r, cols] = SHAPES[layer % SHAPES.length];
  const random = new Random(seed, layer);
  const b = matrix(rows, r, draw(random, rows * r));
  const a = matrix(r, cols, uniform(random, r * cols));
  // A direction that both factors share at one inner index.
  for (let i = 0; i < rows; i++) b.data[i * r] += strength * (i % 2 === 0 ? 1 : -1);
  for (let j = 0; j < cols; j++) a.data[j] += strength * (j % 3 === 0 ? 1 : -1);
  return analyzeProduct({ b, a, scale: 1, scaleFrom: "option" }, { depth: "quick" });
}

/** How many layers of the model are called learned, by the rule of `summarize`. */
function learnedLayers(analyses: readonly MatrixAnalysis[]): number {
  const verdicts = analyses.flatMap(({ verdict }) => (verdict.available ? [verdict] : []));
  const adjusted = holm(verdicts.map(({ p }) => p));
  return verdicts.filter(({ learnedSpikes }, k) => adjusted[k] < LEVEL && learnedSpikes > 0).length;
}

export async function calibrate(
  report: (row: CalibrationRow) => void,
  { scale }: { readonly scale: number },
): Promise<void> {
  const seeds = Math.max(20, Math.round(200 * scale));
  const model = (draw: Draw, seed: number, strength = 0) =>
    Array.from({ length: LAYERS }, (_, k) => adapter(draw, seed, k, strength));
  for (const [name, draw] of Object.entries(LAWS)) {
    let called = 0;
    for (let seed = 1; seed <= seeds; seed++) if (learnedLayers(model(draw, seed)) > 0) called++;
    report({
      check: `adapters of ${LAYERS} pairs of noise, B ${name}, with a pair called learned, ${seeds} seeds`,
      measured: called / seeds,
      wanted: "<= .05 + 2 standard errors",
      passed: called / seeds <= LEVEL + 2 * Math.sqrt((LEVEL * (1 - LEVEL)) / seeds),
    });
  }
  const models = Math.ceil(seeds / 10);
  let found = 0;
  for (let seed = 1; seed <= models; seed++) found += learnedLayers(model(LAWS.Gaussian, 1000 + seed, 2));
  report({
    check: `directions of twice the entries' deviation that are found, of ${models * LAYERS}`,
    measured: found / (models * LAYERS),
    wanted: ">= .95",
    passed: found / (models * LAYERS) >= 0.95,
  });
}
