/** Porter-Thomas p-values, pooled and single, and the boundary rank, on vectors whose law is known. */
import { boundaryRank, ensembles, type Matrix, porterThomas, Random, svd } from "../src/index.ts";
import type { Report } from "./run.ts";

export const title = "Singular vectors";

const LEVEL = 0.05;

export async function calibrate(report: Report, options: { readonly scale: number }): Promise<void> {
  const seeds = Math.max(20, Math.round(2000 * options.scale));
  for (const statistic of ["papers", "twoSided"] as const)
    for (const length of [16, 128, 1024]) gaussianVectors(report, seeds, length, statistic);
  for (const [rows, cols] of [
    [64, 64],
    [48, 96],
    [100, 30],
  ])
    singularVectors(report, seeds, rows, cols);
  pooledLarge(report, Math.max(4, Math.round(200 * options.scale)));
  boundaryUnderNull(report, seeds);
  boundaryPlanted(report, Math.max(20, Math.round(400 * options.scale)));
}

/** Rate, whether it lies within 1 % of 5 % (plus four standard errors of few tests), and the count of tests. */
function reportRate(report: Report, check: string, rejected: number, tests: number): void {
  const rate = rejected / tests;
  const slack = Math.max(0, 4 * Math.sqrt((LEVEL * (1 - LEVEL)) / tests) - 0.01);
  report({
    check: `${check} (${tests} tests)`,
    measured: `${(100 * rate).toFixed(2)} %`,
    wanted: "5 % +- 1 %",
    passed: Math.abs(rate - LEVEL) <= 0.01 + slack,
  });
}

function gaussianVectors(
  report: Report,
  seeds: number,
  length: number,
  statistic: "papers" | "twoSided",
): void {
  let rejected = 0;
  let tests = 0;
  for (let stream = 0; stream < seeds; stream++) {
    const vectors = ensembles.gaussian(4, length, { seed: 401, stream });
    rejected += porterThomas(vectors, { axis: "rows", statistic }).rejected.count;
    tests += 4;
  }
  reportRate(
    report,
    `Gaussian vectors, N = ${length}, ${statistic} distance: rejected at 5 %`,
    rejected,
    tests,
  );
}

function singularVectors(report: Report, seeds: number, rows: number, cols: number): void {
  const counts = { left: 0, right: 0, pooled: 0, tests: 0, top: 0 };
  for (let stream = 0; stream < seeds; stream++) {
    const { u, vt } = svd(ensembles.gaussian(rows, cols, { seed: 402, stream }));
    const left = porterThomas(u, { neighbours: 3 });
    const right = porterThomas(vt, { axis: "rows" });
    counts.left += left.rejected.count;
    counts.right += right.rejected.count;
    counts.top += left.p[0] < LEVEL ? 1 : 0;
    // Every sixth pool: they do not overlap.
    for (let k = 3; k + 3 <= left.tests; k += 6) {
      counts.pooled += (left.pooled?.p[k] ?? 1) < LEVEL ? 1 : 0;
      counts.tests++;
    }
  }
  const all = seeds * Math.min(rows, cols);
  const shape = `singular vectors of Gaussian ${rows} x ${cols}`;
  reportRate(report, `${shape}, left`, counts.left, all);
  reportRate(report, `${shape}, right`, counts.right, all);
  reportRate(report, `${shape}, the top left one alone`, counts.top, seeds);
  reportRate(report, `${shape}, left, pools of 6`, counts.pooled, counts.tests);
}

/** Pools of 30 vectors of one matrix are orthogonal to each other; the null's are not. */
function pooledLarge(report: Report, seeds: number): void {
  let rejected = 0;
  let tests = 0;
  for (let stream = 0; stream < seeds; stream++) {
    const { vt } = svd(ensembles.gaussian(300, 300, { seed: 403, stream }));
    const { pooled } = porterThomas(vt, { axis: "rows", neighbours: 15, pooledSamples: 3000 });
    for (let k = 15; k + 15 <= 300; k += 30) {
      rejected += (pooled?.p[k] ?? 1) < LEVEL ? 1 : 0;
      tests++;
    }
  }
  reportRate(report, "right singular vectors of Gaussian 300 x 300, pools of 30", rejected, tests);
}

function boundaryUnderNull(report: Report, seeds: number): void {
  const counts = { first: 0, last: 0, both: 0 };
  for (let stream = 0; stream < seeds; stream++) {
    const { u, vt } = svd(ensembles.gaussian(48, 96, { seed: 404, stream }));
    const left = porterThomas(u).p;
    const right = porterThomas(vt, { axis: "rows" }).p;
    counts.first += boundaryRank(left).boundary > 0 ? 1 : 0;
    counts.last += boundaryRank(left, { from: "last" }).boundary > 0 ? 1 : 0;
    counts.both += boundaryRank([left, right]).boundary > 0 ? 1 : 0;
  }
  const shape = "Gaussian 48 x 96: a boundary above 0";
  // The left vectors are a complete orthogonal matrix: its p-values repel each other a little, so the rate falls below 5 %.
  for (const [which, found] of [
    ["left vectors, first ranks", counts.first],
    ["left vectors, last ranks", counts.last],
    ["left and right together", counts.both],
  ] as const)
    report({
      check: `${shape}, ${which} (${seeds} tests)`,
      measured: `${((100 * found) / seeds).toFixed(2)} %`,
      wanted: "at most 5 % (+ 4 standard errors)",
      passed: found / seeds <= LEVEL + 4 * Math.sqrt((LEVEL * (1 - LEVEL)) / seeds),
    });
}

/** Noise with `k` planted directions, far above the threshold, whose right vectors live on `width` coordinates each. */
function localizedSpikes(rows: number, cols: number, k: number, width: number, stream: number): Matrix {
  const right = { rows: cols, cols: k, data: new Float64Array(cols * k) };
  const random = new Random(406, stream);
  for (let s = 0; s < k; s++) {
    const v = random.normals(width);
    const norm = Math.hypot(...v);
    for (let j = 0; j < width; j++) right.data[(s * width + j) * k + s] = v[j] / norm;
  }
  const strengths = Array.from({ length: k }, (_, s) => 6 - (2 * s) / Math.max(k, 10));
  return ensembles.spiked(rows, cols, { strengths, right, seed: 405, stream }).matrix;
}

/**
 * Where k localised directions stand at ranks 1..k. One rank alone says little about the second: the estimate, the likeliest
 * place of the change, then takes a few random ranks along where their p-values happen to be small. The lower bound does not.
 */
function boundaryPlanted(report: Report, seeds: number): void {
  const [rows, cols] = [150, 200];
  for (const [k, width, least] of [
    [1, 20, 0.75],
    [3, 20, 0.8],
    [10, 20, 0.9],
    [20, 10, 0.9],
  ]) {
    const estimates: number[] = [];
    let above = 0;
    let covered = 0;
    for (let stream = 0; stream < seeds; stream++) {
      const { vt } = svd(localizedSpikes(rows, cols, k, width, stream));
      const found = boundaryRank(porterThomas(vt, { axis: "rows" }).p);
      estimates.push(found.boundary);
      if (found.lower > k) above++;
      if (found.interval[0] <= k && k <= found.interval[1]) covered++;
    }
    estimates.sort((a, b) => a - b);
    const share = (off: number) => estimates.filter((b) => Math.abs(b - k) <= off).length / seeds;
    report({
      check: `${k} localised directions in ${rows} x ${cols} noise, ${seeds} matrices: boundary exact, within 1, median, largest`,
      measured: `${(100 * share(0)).toFixed(0)} %, ${(100 * share(1)).toFixed(0)} %, ${estimates[Math.floor(seeds / 2)]}, ${estimates[seeds - 1]}`,
      wanted: `median ${k}, at least ${100 * least} % within 1`,
      passed: estimates[Math.floor(seeds / 2)] === k && share(1) >= least,
    });
    report({
      check: "the same: lower confidence bound above the truth",
      measured: `${((100 * above) / seeds).toFixed(1)} %`,
      wanted: "at most 5 % (+ 4 standard errors)",
      passed: above / seeds <= LEVEL + 4 * Math.sqrt((LEVEL * (1 - LEVEL)) / seeds),
    });
    report({
      check: "the same: 95 % interval covers the truth",
      measured: `${((100 * covered) / seeds).toFixed(1)} %`,
      wanted: "at least 93 %",
      passed: covered / seeds >= 0.93 - 4 * Math.sqrt((LEVEL * (1 - LEVEL)) / seeds),
    });
  }
}
