/** Spectral densities of known operators: how often bands hold the truth, and what of planted ensembles is found. */
import { fitSpectrum, localStatistics, spectralDensity } from "../src/curvature/index.ts";
import { goe, poissonLevels, wishart } from "../src/ensembles/index.ts";
import { eigvalsh, operator, Random } from "../src/kernel/index.ts";
import { MEAN_RATIOS } from "../src/levels/index.ts";
import type { Report } from "./run.ts";

export const title = "Curvature: bands of spectral densities, fits of ensembles, local statistics";

const ORDER = 400;

/** Normal vectors do not see in which basis a matrix is diagonal. */
const diagonalOperator = (levels: ArrayLike<number>) =>
  operator(levels.length, (v, out) => {
    for (let i = 0; i < out.length; i++) out[i] = levels[i] * v[i];
  });

export async function calibrate(report: Report, { scale }: { readonly scale: number }): Promise<void> {
  await bands(report, Math.max(40, Math.round(500 * scale)));
  await fits(report, Math.max(20, Math.round(100 * scale)));
  ratios(report, Math.max(10, Math.round(100 * scale)));
}

async function bands(report: Report, seeds: number): Promise<void> {
  const bulk = eigvalsh(goe(ORDER - 5, { seed: 11 }));
  const levels = Float64Array.of(...bulk, 3, 4, 5, 7, 9).sort();
  const places = [-1.5, -0.8, 0, 0.6, 1.4];
  const op = diagonalOperator(levels);
  let covered = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const density = await spectralDensity(op, { seed });
    for (const x of places) {
      const truth = levels.filter((level) => level <= x).length / ORDER;
      const [low, high] = density.cdf(x).band;
      if (low <= truth && truth <= high) covered++;
    }
  }
  const share = covered / (seeds * places.length);
  // Places of one spectrum share their vectors: the slack counts seeds only.
  const slack = 2 * Math.sqrt((0.95 * 0.05) / seeds);
  report({
    check: `95 % Monte-Carlo band of the distribution function holds the truth, 80 steps x 10 vectors, ${seeds} seeds`,
    measured: share,
    wanted: ".93 to .97, and 2 standard errors",
    passed: share >= 0.93 - slack && share <= 0.97 + slack,
  });
}

async function fits(report: Report, spectra: number): Promise<void> {
  const options = { samples: 19, order: 150 } as const;
  for (const [name, family, draw] of [
    ["semicircle", { kind: "semicircle" }, (seed: number) => goe(150, { seed })],
    ["Marchenko-Pastur", { kind: "marchenkoPastur" }, (seed: number) => wishart(150, 300, { seed })],
  ] as const) {
    let rejected = 0;
    for (let seed = 1; seed <= spectra; seed++) {
      const { pValue = 1 } = await fitSpectrum(eigvalsh(draw(5000 + seed)), family, { ...options, seed });
      if (pValue <= 0.1) rejected++;
    }
    const rate = rejected / spectra;
    const slack = 3 * Math.sqrt((0.1 * 0.9) / spectra);
    report({
      check: `true ${name} spectra rejected at .1, ${spectra} spectra`,
      measured: rate,
      wanted: ".1 +- 3 standard errors",
      passed: Math.abs(rate - 0.1) <= slack,
    });
  }
}

function ratios(report: Report, batches: number): void {
  const random = new Random(3);
  for (const [name, wanted, draw] of [
    ["GOE", MEAN_RATIOS.goe, (stream: number) => eigvalsh(goe(200, { seed: 21, stream }))],
    ["Poisson", MEAN_RATIOS.poisson, (stream: number) => poissonLevels(200, { seed: 22, stream })],
    // what a batch of few samples has: low rank beside zeros, which are not genuine
    ["GOE of low rank", MEAN_RATIOS.goe, (stream: number) => eigvalsh(goe(60, { seed: 23, stream }))],
  ] as const) {
    const spectra = Array.from({ length: batches }, (_, k) => {
      const genuine = draw(k);
      const noise = random.normals(100).map((x) => 1e-8 * x);
      return { genuine, single: Float64Array.of(...genuine, ...noise).sort() };
    });
    const found = localStatistics(spectra).genuine?.meanRatio;
    const { mean = 0, standardError = 0 } = found ?? {};
    report({
      check: `mean ratio of the genuine levels, ${name}, ${batches} batches`,
      measured: `${mean.toFixed(4)} +- ${standardError.toFixed(4)}`,
      wanted: `${wanted.toFixed(4)} +- 4 standard errors`,
      passed: Math.abs(mean - wanted) <= 4 * standardError,
    });
  }
}
