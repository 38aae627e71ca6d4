/** Low-rank adapters of noise: how often a factor pair of independent entries, or a model of them, is called learned. */
import { analyzeProduct, type ProductAnalysis } from "../src/analysis/index.ts";
import { matrix } from "../src/base/index.ts";
import { measureProductNoise } from "../src/bulk/index.ts";
import { productSingularValues, Random } from "../src/kernel/index.ts";
import { holm } from "../src/statistics/index.ts";
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

function adapter(draw: Draw, seed: number, layer: number, strength = 0): ProductAnalysis {
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
function learnedLayers(analyses: readonly ProductAnalysis[]): number {
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
  pValues(report, scale);
}

/**
 * The p-values themselves, B Gaussian and A Gaussian or uniform. The null is that of Gaussian factors, and uniform entries have
 * a lighter tail: their norms scatter less, and p is conservative. Scales cancel.
 */
function pValues(report: (row: CalibrationRow) => void, scale: number): void {
  const levels = [0.5, 0.05, 0.01];
  for (const [rows, r, cols, products] of [
    [128, 2, 128, 4000],
    [512, 4, 256, 2000],
    [768, 8, 768, 1000],
    [256, 64, 256, 400],
  ])
    for (const [name, draw] of [
      ["Gaussian", LAWS.Gaussian],
      ["uniform", uniform],
    ] as const) {
      const count = Math.max(40, Math.round(products * scale));
      const p = Float64Array.from({ length: count }, (_, i) => {
        const random = new Random(i, 400);
        const b = matrix(rows, r, LAWS.Gaussian(random, rows * r));
        const s = productSingularValues(b, matrix(r, cols, draw(random, r * cols)));
        // A null drawn once is shared by all products; every quarter of them has another.
        return measureProductNoise(s, { rows, cols, seed: 1 + Math.floor((4 * i) / count) }).largestP;
      });
      const rates = levels.map((level) => p.filter((value) => value <= level).length / count);
      report({
        check: `p <= .5, .05, .01 on products ${rows} x ${r} x ${cols} of noise, A ${name}, ${count} products`,
        measured: rates.map((rate) => rate.toPrecision(2)).join(", "),
        wanted: name === "Gaussian" ? "the level +- 4 standard errors" : "<= the level + 4 standard errors",
        passed: rates.every((rate, k) => {
          const slack = 4 * Math.sqrt((levels[k] * (1 - levels[k])) / count);
          return rate <= levels[k] + slack && (name !== "Gaussian" || rate >= levels[k] - slack);
        }),
      });
    }
}
