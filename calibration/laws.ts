/** The laws against matrices: draws, edges, surmises, convolutions, spikes and atoms, each where it is a theorem. */

import { type Matrix, matrix, transpose } from "../src/base/index.ts";
import * as ensembles from "../src/ensembles/index.ts";
import { eigvalsh, matmul, Random, svd, svdvals } from "../src/kernel/index.ts";
import * as laws from "../src/laws/index.ts";
import type { Report } from "./run.ts";

export const title = "Laws";

export async function calibrate(report: Report, options: { readonly scale: number }): Promise<void> {
  const seeds = (count: number) => Math.max(10, Math.round(count * options.scale));
  draws(report, seeds(2000));
  surmises(report, seeds(40_000));
  exactSpacings(report, seeds(400));
  gaussianEdges(report, seeds(2000));
  wishartEdges(report, seeds(4000));
  wishartTail(report, seeds(40_000));
  products(report, seeds(20));
  convolutions(report, seeds(20));
  rectangularSpikes(report, seeds(100));
  wignerAndCovarianceSpikes(report, seeds(100));
  dilution(report, seeds(200));
}

/** Share of true, within four standard errors of the wanted rate plus `bias`. */
function reportRate(
  report: Report,
  check: string,
  hits: number,
  tests: number,
  rate: number,
  bias = 0,
): void {
  const share = hits / tests;
  const slack = 4 * Math.sqrt((rate * (1 - rate)) / tests) + bias;
  report({
    check: `${check} (${tests} tests)`,
    measured: `${(100 * share).toFixed(2)} %`,
    wanted: `${100 * rate} % +- ${(100 * slack).toFixed(2)} %`,
    passed: Math.abs(share - rate) <= slack,
  });
}

function reportMean(
  report: Report,
  check: string,
  values: readonly number[],
  wanted: number,
  bias: number,
): void {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const error = Math.sqrt(
    values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length * (values.length - 1)),
  );
  report({
    check: `${check} (${values.length} matrices)`,
    measured: `${mean.toPrecision(5)} +- ${error.toPrecision(2)}`,
    wanted: `${wanted.toPrecision(5)}, bias below ${bias.toPrecision(2)}`,
    passed: Math.abs(mean - wanted) <= 4 * error + bias,
  });
}

/** sqrt(n) D of sorted draws, an atom counted as one step. */
function distance(sorted: Float64Array, law: laws.Law): number {
  const n = sorted.length;
  let d = 0;
  for (let i = 0; i < n; i++) {
    let last = i;
    while (last + 1 < n && sorted[last + 1] === sorted[i]) last++;
    const atom = law.atoms.find((a) => a.at === sorted[i])?.weight ?? 0;
    const cdf = law.cdf(sorted[i]);
    d = Math.max(d, Math.abs(cdf - atom - i / n), Math.abs(cdf - (last + 1) / n));
    i = last;
  }
  return d;
}

/** P(sqrt(n) D > 1.3581) = .05 in Kolmogorov's limit, with the .12 + .11/sqrt n of Stephens (1970). */
const CRITICAL = 1.3581;
const rejects = (sorted: Float64Array, law: laws.Law) => {
  const root = Math.sqrt(sorted.length);
  return distance(sorted, law) * (root + 0.12 + 0.11 / root) > CRITICAL;
};

/** Every sampler, 300 draws at a time: Kolmogorov-Smirnov must reject 5 %. */
function draws(report: Report, seeds: number): void {
  const count = 300;
  const members: laws.Law[] = [
    laws.marchenkoPastur({ q: 0.02 }),
    laws.marchenkoPastur({ q: 0.7, variable: "nu" }),
    laws.marchenkoPastur({ q: 1 }),
    laws.semicircle(),
    laws.wignerSurmise({ beta: 1 }),
    laws.wignerSurmise({ beta: 2 }),
    laws.wignerSurmise({ beta: 4 }),
    laws.exponential(),
    laws.brody({ b: 0.6 }),
    laws.berryRobnik({ rho: 0.3 }),
    laws.spacingRatio(),
    laws.spacingRatio({ beta: 4, folded: false }),
    laws.porterThomas(),
    laws.porterThomas({ dimension: 12 }),
  ];
  for (const law of members) {
    let rejected = 0;
    for (let stream = 0; stream < seeds; stream++)
      if (rejects(law.sample(new Random(101, stream), count).sort(), law)) rejected++;
    reportRate(report, `${law.name}: KS of 300 draws at 5 %`, rejected, seeds, 0.05);
  }
  for (const law of [
    laws.tracyWidom(),
    laws.fussCatalan({ k: 3 }),
    laws.productWishart({ sizes: [3, 5, 4] }),
  ]) {
    const some = Math.max(10, Math.round(seeds / 10));
    let rejected = 0;
    for (let stream = 0; stream < some; stream++)
      if (rejects(law.sample(new Random(102, stream), count).sort(), law)) rejected++;
    reportRate(report, `${law.name}: KS of 300 draws at 5 %`, rejected, some, 0.05);
  }
}

/** Surmises are theorems for 2 x 2 (spacings) and 3 x 3 (ratios) matrices. */
function surmises(report: Report, seeds: number): void {
  for (const beta of [1, 2, 4] as const) {
    const spacings = new Float64Array(seeds);
    const ratios = new Float64Array(seeds);
    for (let stream = 0; stream < seeds; stream++) {
      const two = ensembles.betaHermiteLevels(2, { beta, seed: 201, stream });
      spacings[stream] = two[1] - two[0];
      const [a, b, c] = ensembles.betaHermiteLevels(3, { beta, seed: 202, stream });
      ratios[stream] = Math.min((c - b) / (b - a), (b - a) / (c - b));
    }
    // E|x_2 - x_1| of density s^beta exp(-beta s^2/4): the scale is known, nothing is fitted.
    const gamma = {
      half1: 1,
      threeHalves: Math.sqrt(Math.PI) / 2,
      two: 1,
      fiveHalves: 0.75 * Math.sqrt(Math.PI),
      three: 2,
    };
    const mean =
      beta === 1
        ? 2 * (gamma.threeHalves / gamma.half1)
        : beta === 2
          ? Math.SQRT2 * (gamma.two / gamma.threeHalves)
          : gamma.three / gamma.fiveHalves;
    const law = laws.wignerSurmise({ beta });
    const d = distance(spacings.map((s) => s / mean).sort(), law) * Math.sqrt(seeds);
    report({
      check: `${law.name} against ${seeds} spacings of 2 x 2 matrices: sqrt(n) D`,
      measured: d.toFixed(3),
      wanted: "below 1.95 (p = .001)",
      passed: d < 1.95,
    });
    const ratioLaw = laws.spacingRatio({ beta });
    const e = distance(ratios.sort(), ratioLaw) * Math.sqrt(seeds);
    report({
      check: `${ratioLaw.name} against ${seeds} ratios of 3 x 3 matrices: sqrt(n) D`,
      measured: e.toFixed(3),
      wanted: "below 1.95 (p = .001)",
      passed: e < 1.95,
    });
  }
}

/** Spacings in the middle of large spectra follow Gaudin and Mehta, and not the surmise. */
function exactSpacings(report: Report, seeds: number): void {
  const n = 1000;
  const unfolding = laws.semicircle();
  for (const beta of [1, 2, 4] as const) {
    const spacings: number[] = [];
    for (let stream = 0; stream < seeds; stream++) {
      const levels = ensembles.betaHermiteLevels(n, { beta, seed: 251, stream });
      // The middle half, every second spacing: neighbours are anticorrelated, further ones hardly.
      for (let i = n / 4; i < (3 * n) / 4; i += 2)
        spacings.push(n * (unfolding.cdf(levels[i + 1]) - unfolding.cdf(levels[i])));
    }
    const sorted = Float64Array.from(spacings).sort();
    const root = Math.sqrt(sorted.length);
    const exact = distance(sorted, laws.gaudinMehta({ beta })) * root;
    const surmise = distance(sorted, laws.wignerSurmise({ beta })) * root;
    report({
      check: `beta = ${beta}, ${sorted.length} spacings at N = ${n}: sqrt(n) D from Gaudin-Mehta (from the surmise)`,
      measured: `${exact.toFixed(3)} (${surmise.toFixed(3)})`,
      wanted: "below 1.95 (p = .001)",
      passed: exact < 1.95,
    });
  }
}

/** The largest level of the Gaussian ensembles at N = 400: fixes the scale of each beta. */
function gaussianEdges(report: Report, seeds: number): void {
  const n = 400;
  for (const beta of [1, 2, 4] as const) {
    const law = laws.tracyWidom({ beta, convention: "stochasticAiry" });
    const edge = Array.from({ length: seeds }, (_, stream) => {
      const levels = ensembles.betaHermiteLevels(n, { beta, seed: 301, stream });
      return n ** (2 / 3) * (levels[n - 1] - 2);
    });
    reportMean(
      report,
      `beta = ${beta}, N^(2/3)(lambda_max - 2), N = ${n}`,
      edge,
      law.moment(1) ?? 0,
      0.5 * n ** (-2 / 3),
    );
    for (const level of [0.05, 0.01]) {
      const critical = law.upperQuantile(level);
      reportRate(
        report,
        `beta = ${beta}: above the upper ${100 * level} % point`,
        edge.filter((x) => x > critical).length,
        seeds,
        level,
        level * 0.1,
      );
    }
  }
}

/** False-positive rates of the edge test on white matrices, with both centrings. */
function wishartEdges(report: Report, seeds: number): void {
  for (const [n, m] of [
    [40, 20],
    [100, 100],
    [400, 100],
  ])
    for (const beta of [1, 2] as const) {
      const largest = Array.from(
        { length: seeds },
        (_, stream) => ensembles.betaLaguerreSingularValues(n, m, { beta, seed: 401, stream })[0] ** 2,
      );
      for (const centring of beta === 1 ? (["ma", "johnstone"] as const) : (["ma"] as const)) {
        const law = laws.wishartLargest({ n, m, beta, centring });
        const critical = law.upperQuantile(0.05);
        reportRate(
          report,
          `largest eigenvalue, ${n} x ${m}, beta = ${beta}${beta === 1 ? `, ${centring}` : ""}: above the 5 % point`,
          largest.filter((x) => x > critical).length,
          seeds,
          0.05,
          0.05 * m ** (-2 / 3) * (centring === "johnstone" && beta === 1 ? 6 : 2.5),
        );
      }
    }
}

/** Small p-values of the edge test stay honest. */
function wishartTail(report: Report, seeds: number): void {
  const [n, m] = [80, 40];
  const law = laws.wishartLargest({ n, m });
  const critical = law.upperQuantile(0.001);
  let above = 0;
  for (let stream = 0; stream < seeds; stream++)
    if (ensembles.betaLaguerreSingularValues(n, m, { seed: 402, stream })[0] ** 2 > critical) above++;
  reportRate(report, `largest eigenvalue, ${n} x ${m}: above the .1 % point`, above, seeds, 0.001, 0.0002);
}

/** Kolmogorov distance of one matrix's eigenvalues to its limit law: O(log N/N) by rigidity. */
function products(report: Report, seeds: number): void {
  for (const dims of [
    [200, 200, 200],
    [200, 300, 150],
    [150, 400, 250, 300],
  ]) {
    const law = laws.productWishart({ sizes: dims });
    let worst = 0;
    for (let stream = 0; stream < seeds; stream++) {
      const factors = ensembles.gaussianProduct(dims, { seed: 501, stream });
      const nu = svdvals(factors);
      const rank = Math.min(...dims);
      const levels = new Float64Array(dims[0]);
      for (let i = 0; i < rank; i++) levels[dims[0] - 1 - i] = nu[i] ** 2;
      worst = Math.max(worst, distance(levels, law));
    }
    reportDistance(
      report,
      `product of Wisharts ${dims.join("x")}: KS distance of the spectrum, worst of ${seeds}`,
      worst,
      dims[0],
    );
  }
}

function reportDistance(report: Report, check: string, worst: number, n: number): void {
  const limit = Math.log(n) / n;
  report({
    check,
    measured: worst.toFixed(4),
    wanted: `below ln N/N = ${limit.toFixed(4)}`,
    passed: worst < limit,
  });
}

/** A + U B U^T and A^(1/2) U B U^T A^(1/2) at N = 300, A and B diagonal at the quantiles of their laws. */
function convolutions(report: Report, seeds: number): void {
  const n = 300;
  const some = Math.max(3, Math.round(seeds / 4));
  const coin = laws.discrete({
    atoms: [
      { at: 1, weight: 1 },
      { at: 10, weight: 1 },
    ],
  });
  const pairs: [laws.Law, laws.Law][] = [
    [coin, laws.marchenkoPastur({ q: 0.25 })],
    [laws.semicircle(), laws.marchenkoPastur({ q: 0.5 })],
    [laws.marchenkoPastur({ q: 1, variable: "nu" }), coin],
  ];
  for (const [a, b] of pairs) {
    const diagonal = (law: laws.Law) =>
      Float64Array.from({ length: n }, (_, i) => law.quantile((i + 0.5) / n));
    const [da, db] = [diagonal(a), diagonal(b)];
    const sum = laws.freeAdditive(a, b);
    const product = a.quantile(0) < 0 ? undefined : laws.freeMultiplicative(a, b);
    let worstSum = 0;
    let worstProduct = 0;
    for (let stream = 0; stream < some; stream++) {
      const u = ensembles.haarOrthogonal(n, { seed: 601, stream });
      const scaled = matrix(
        n,
        n,
        u.data.map((v, at) => v * db[at % n]),
      );
      const rotated = matmul(scaled, transpose(u));
      const added = symmetrised(rotated, (v, i, j) => v + (i === j ? da[i] : 0));
      worstSum = Math.max(worstSum, distance(eigvalsh(added), sum));
      if (product) {
        const multiplied = symmetrised(rotated, (v, i, j) => v * Math.sqrt(da[i] * da[j]));
        worstProduct = Math.max(worstProduct, distance(eigvalsh(multiplied), product));
      }
    }
    reportDistance(report, `${sum.name}: KS distance at N = ${n}, worst of ${some}`, worstSum, n);
    if (product)
      reportDistance(report, `${product.name}: KS distance at N = ${n}, worst of ${some}`, worstProduct, n);
  }
}

function symmetrised(a: Matrix, entry: (v: number, i: number, j: number) => number): Matrix {
  const n = a.rows;
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) data[i * n + j] = entry((a.data[i * n + j] + a.data[j * n + i]) / 2, i, j);
  return matrix(n, n, data);
}

/** Outlier and overlaps of a planted direction, below, near and above the threshold. */
function rectangularSpikes(report: Report, seeds: number): void {
  for (const [rows, cols] of [
    [200, 200],
    [100, 400],
    [300, 150],
  ])
    for (const strength of [1.1, 2]) {
      const n = Math.max(rows, cols);
      const spike = laws.spikedRectangular({ theta: strength * Math.sqrt(n), rows, cols });
      const values: number[] = [];
      const left: number[] = [];
      const right: number[] = [];
      for (let stream = 0; stream < seeds; stream++) {
        const planted = ensembles.spiked(rows, cols, { strengths: [strength], seed: 701, stream });
        const { u, s, vt } = svd(planted.matrix);
        values.push(s[0]);
        const k = u.cols;
        let onLeft = 0;
        for (let i = 0; i < rows; i++) onLeft += u.data[i * k] * planted.left.data[i];
        let onRight = 0;
        for (let j = 0; j < cols; j++) onRight += vt.data[j] * planted.right.data[j];
        left.push(onLeft ** 2);
        right.push(onRight ** 2);
      }
      const name = `spike ${strength} sqrt n in ${rows} x ${cols}`;
      const small = 3 / Math.min(rows, cols);
      reportMean(report, `${name}: singular value`, values, spike.outlier, spike.outlier * small * 0.3);
      reportMean(report, `${name}: left overlap`, left, spike.leftOverlap, small);
      reportMean(report, `${name}: right overlap`, right, spike.rightOverlap, small);
    }
}

function wignerAndCovarianceSpikes(report: Report, seeds: number): void {
  const n = 200;
  const spike = laws.spikedWigner({ theta: 1.6 });
  const edge: number[] = [];
  const above: number[] = [];
  const below: number[] = [];
  const [p, samples] = [100, 400];
  const high = laws.spikedCovariance({ ell: 3, q: p / samples });
  const low = laws.spikedCovariance({ ell: 0.2, q: p / samples });
  for (let stream = 0; stream < seeds; stream++) {
    const noise = ensembles.goe(n, { seed: 801, stream });
    // Rotation invariance: the spike may sit on the first axis.
    const data = Float64Array.from(noise.data);
    data[0] += 1.6;
    edge.push(eigvalsh(matrix(n, n, data))[n - 1]);
    const x = ensembles.gaussian(p, samples, { seed: 802, stream });
    const scaled = Float64Array.from(x.data, (v, at) => {
      const row = Math.floor(at / samples);
      return v * (row === 0 ? Math.sqrt(3) : row === 1 ? Math.sqrt(0.2) : 1);
    });
    const nu = svdvals(matrix(p, samples, scaled));
    above.push(nu[0] ** 2 / samples);
    below.push(nu[p - 1] ** 2 / samples);
  }
  reportMean(report, `spiked Wigner, theta = 1.6, N = ${n}: largest level`, edge, spike.outlier, 2 / n);
  reportMean(report, `spiked covariance, ell = 3: largest eigenvalue`, above, high.outlier, 4 / p);
  reportMean(report, `spiked covariance, ell = .2: smallest eigenvalue`, below, low.outlier, 1 / p);
}

/** Sparse matrices: moments and the atom at 0. */
function dilution(report: Report, seeds: number): void {
  const n = 400;
  for (const c of [1.5, 3]) {
    const law = laws.percolatedWigner({ degree: c });
    const zeros: number[] = [];
    const fourth: number[] = [];
    const sixth: number[] = [];
    for (let stream = 0; stream < seeds; stream++) {
      const levels = eigvalsh(ensembles.percolatedWigner(n, { mode: "edge", degree: c, seed: 901, stream }));
      zeros.push(levels.filter((x) => Math.abs(x) < 1e-10).length / n);
      fourth.push(levels.reduce((sum, x) => sum + x ** 4, 0) / n);
      sixth.push(levels.reduce((sum, x) => sum + x ** 6, 0) / n);
    }
    reportMean(report, `percolated Wigner, c = ${c}: share of zeros`, zeros, law.atoms[0].weight, 3 / n);
    reportMean(
      report,
      `percolated Wigner, c = ${c}: fourth moment`,
      fourth,
      law.moment(4),
      (8 * law.moment(4)) / n,
    );
    reportMean(
      report,
      `percolated Wigner, c = ${c}: sixth moment`,
      sixth,
      law.moment(6),
      (20 * law.moment(6)) / n,
    );
  }
  for (const [rows, cols, c] of [
    [300, 200, 2],
    [200, 300, 2],
  ]) {
    const law = laws.percolatedWishart({ rows, cols, degree: c });
    const zeros: number[] = [];
    const third: number[] = [];
    for (let stream = 0; stream < seeds; stream++) {
      const levels = eigvalsh(ensembles.percolatedWishart(rows, cols, { degree: c, seed: 902, stream }));
      zeros.push(levels.filter((x) => Math.abs(x) < 1e-10).length / rows);
      third.push(levels.reduce((sum, x) => sum + x ** 3, 0) / rows);
    }
    const name = `percolated Wishart ${rows} x ${cols}, c = ${c}`;
    reportMean(report, `${name}: share of zeros`, zeros, law.atoms[0].weight, 3 / rows);
    reportMean(report, `${name}: third moment`, third, law.moment(3), (20 * law.moment(3)) / rows);
  }
}
