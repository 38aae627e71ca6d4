/**
 * Level statistics on spectra whose statistics are known: GOE, GUE, GSE (tridiagonal models), Poisson levels, singular
 * values of Gaussian matrices. GOE, GUE and GSE levels are unfolded by the semicircle law, the limit of their mean
 * density.
 */
import { betaHermite, poissonLevels } from "../src/ensembles/index.ts";
import { eighTridiagonal, Random } from "../src/kernel/index.ts";
import { semicircle, wignerSurmise } from "../src/laws/index.ts";
import {
  exactFormFactor,
  exactNumberVariance,
  exactSpectralRigidity,
  fitBrody,
  formFactor,
  MEAN_RATIOS,
  meanSpacingRatio,
  nullBand,
  nullPValue,
  nullSpectrum,
  numberVariance,
  numberVarianceError,
  spacingRatios,
  spacings,
  spectralRigidity,
  spectralRigidityError,
  type UniversalityClass,
  unfold,
} from "../src/levels/index.ts";
import { andersonDarlingSurvival } from "../src/statistics/anderson-darling.ts";
import { andersonDarlingDistance, ksDistance, ksTest } from "../src/statistics/index.ts";

export const title = "Level statistics";

type Report = (row: { check: string; measured: number | string; wanted: string; passed: boolean }) => void;

const CLASSES = ["goe", "gue", "gse", "poisson"] as const;
const DYSON = { goe: 1, gue: 2, gse: 4 } as const;
const LENGTHS = [0.5, 1, 2, 5, 10, 20, 35, 50];

export async function calibrate(report: Report, { scale }: { scale: number }): Promise<void> {
  const times = (count: number) => Math.max(10, Math.round(count * scale));
  for (const name of CLASSES) meanRatios(report, name, times(1250));
  for (const name of CLASSES) ratioCorrelations(report, name, times(500));
  spacingCorrelation(report, times(500));
  for (const name of CLASSES) windows(report, name, times(200));
  windowsAtLevels(report, times(200));
  for (const name of CLASSES) formFactors(report, name, times(200));
  windowErrors(report, times(200));
  blockCounts(report, times(1000));
  broadeningBias(report, times(1000));
  polynomialTrust(report, times(1000));
  for (const [rows, cols] of [
    [256, 256],
    [128, 512],
  ] as const)
    await spacingTests(report, rows, cols, times(20_000), times(2000));
  andersonDarlingLimit(report);
  brody(report, times(200));
}

/** Levels of one spectrum: eigenvalues with semicircle edges at -+2, or a Poisson process. */
function levelsOf(name: UniversalityClass, n: number, stream: number): Float64Array {
  if (name === "poisson") return poissonLevels(n, { stream });
  const { d, e } = betaHermite(n, { beta: DYSON[name], stream });
  return eighTridiagonal(d, e).values;
}

function exactlyUnfolded(name: UniversalityClass, n: number, stream: number): Float64Array {
  const levels = levelsOf(name, n, stream);
  return name === "poisson" ? levels : unfold(levels, { method: "law", law: semicircle(), count: n }).levels;
}

/** Mean and standard error over independent spectra. */
function meanOf(values: readonly number[]): { mean: number; error: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

function meanRatios(report: Report, name: UniversalityClass, spectra: number): void {
  // the published means are those of the bulk: leave a tenth of the levels at each edge
  const bulks = Array.from({ length: spectra }, (_, i) => levelsOf(name, 1000, i).slice(100, 901));
  const { mean, standardError, count } = meanSpacingRatio(bulks);
  const z = (mean - MEAN_RATIOS[name]) / standardError;
  report({
    check: `mean spacing ratio of ${name}, ${count} ratios`,
    measured: `${mean.toFixed(5)}, ${z.toFixed(2)} standard errors off`,
    wanted: `${MEAN_RATIOS[name].toFixed(5)} within 3`,
    passed: Math.abs(z) < 3,
  });
}

/** Correlation of a sequence with itself `lag` places on, pooled over independent sequences about their common mean. */
function correlation(sequences: readonly Float64Array[], lag: number): number {
  const count = sequences.reduce((sum, values) => sum + values.length, 0);
  const mean = sequences.reduce((sum, values) => values.reduce((part, v) => part + v, sum), 0) / count;
  let [variance, covariance, pairs] = [0, 0, 0];
  for (const values of sequences)
    for (let i = 0; i < values.length; i++) {
      variance += (values[i] - mean) ** 2 / count;
      if (i < lag) continue;
      covariance += (values[i] - mean) * (values[i - lag] - mean);
      pairs++;
    }
  return covariance / pairs / variance;
}

/** What the standard error of the mean ratio takes in, and what it leaves out. */
function ratioCorrelations(report: Report, name: UniversalityClass, spectra: number): void {
  const wanted = { poisson: 0.156, goe: 0.24, gue: 0.27, gse: 0.29 }[name];
  const ratios = Array.from(
    { length: spectra },
    (_, i) => spacingRatios(levelsOf(name, 1000, i).slice(100, 901)).rTilde,
  );
  const [neighbours, next] = [correlation(ratios, 1), correlation(ratios, 2)];
  report({
    check: `correlation of spacing ratios of ${name}, 1 and 2 places apart, ${spectra} spectra`,
    measured: `${neighbours.toFixed(3)}, ${next.toFixed(3)}`,
    wanted: `${wanted} +- .01, 0 +- .01`,
    passed: Math.abs(neighbours - wanted) < 0.01 && Math.abs(next) < 0.01,
  });
}

/** Why a bootstrap of spacings takes blocks. */
function spacingCorrelation(report: Report, spectra: number): void {
  const bulks = Array.from({ length: spectra }, (_, i) =>
    spacings(exactlyUnfolded("goe", 1000, i).slice(100, 901)),
  );
  const [neighbours, next] = [correlation(bulks, 1), correlation(bulks, 2)];
  report({
    check: `correlation of spacings of goe, 1 and 2 places apart, ${spectra} spectra`,
    measured: `${neighbours.toFixed(3)}, ${next.toFixed(3)}`,
    wanted: "-.27 +- .01, -.09 +- .01",
    passed: Math.abs(neighbours + 0.27) < 0.01 && Math.abs(next + 0.09) < 0.01,
  });
}

/**
 * Two readings of the same spectra. In the middle half, where the semicircle law is the mean density far more exactly
 * than the scatter, the mean over spectra must meet the curve within its standard error; eight curves at eight L: the
 * largest of 64 independent z-scores passes 3.5 in one of 34 runs. Over the whole spectrum, both soft edges included,
 * GOE, GUE and GSE may differ from the infinite bulk by a finite-size share, which is bounded in per cent.
 */
function windows(report: Report, name: UniversalityClass, spectra: number): void {
  const n = 2000;
  // the count of a Poisson process has no sharp mean: take its variance about L
  const about = name === "poisson" ? "L" : "sample";
  const within = [n / 4, (3 * n) / 4] as const;
  const levels = Array.from({ length: spectra }, (_, i) => exactlyUnfolded(name, n, i));
  const readings = [
    [
      "Sigma^2",
      exactNumberVariance,
      (x: Float64Array, o: object) => numberVariance(x, LENGTHS, { about, ...o }),
    ],
    ["Delta_3", exactSpectralRigidity, (x: Float64Array, o: object) => spectralRigidity(x, LENGTHS, o)],
  ] as const;
  for (const [what, exact, statistic] of readings) {
    const deviations = (options: object) => {
      const curves = levels.map((x) => statistic(x, options));
      return LENGTHS.map((L, k) => {
        const { mean, error } = meanOf(curves.map((curve) => curve[k]));
        return {
          L,
          z: (mean - exact(name, L)) / error,
          relative: mean / exact(name, L) - 1,
          error: error / mean,
        };
      });
    };
    const middle = deviations({ within });
    const worst = middle.reduce((a, b) => (Math.abs(b.z) > Math.abs(a.z) ? b : a));
    const last = middle[middle.length - 1];
    report({
      check: `${what} of ${name}, L = .5 to 50, ${spectra} spectra of ${n} levels, middle half`,
      measured: `largest deviation ${worst.z.toFixed(2)} standard errors (${percent(worst.relative)} at L = ${worst.L}); at L = 50 ${percent(last.relative)} +- ${percent(last.error)}`,
      wanted: "exact curve within 3.5",
      passed: Math.abs(worst.z) < 3.5,
    });
    if (name === "poisson") continue;
    const whole = deviations({});
    const largest = whole.reduce((a, b) => (Math.abs(b.relative) > Math.abs(a.relative) ? b : a));
    const surest = whole.reduce((a, b) => (Math.abs(b.z) > Math.abs(a.z) ? b : a));
    report({
      check: `the same over the whole spectrum, both ends included`,
      measured: `largest deviation ${percent(largest.relative)} +- ${percent(largest.error)} at L = ${largest.L}; most significant ${percent(surest.relative)} (${surest.z.toFixed(1)} standard errors) at L = ${surest.L}`,
      wanted: "within 2 %",
      passed: Math.abs(largest.relative) < 0.02,
    });
  }
}

/** Delta_3 over windows that start on a level or in the middle of a gap only, which `spectralRigidity` does not do. */
function windowsAtLevels(report: Report, spectra: number): void {
  for (const [L, wanted] of [
    [1, 0.93],
    [2, 0.935],
  ]) {
    const ratios = Array.from({ length: spectra }, (_, i) => {
      const x = exactlyUnfolded("goe", 1000, i).slice(250, 751);
      let [sum, windows] = [0, 0];
      for (let k = 0; k + 20 < x.length; k++)
        for (const start of [x[k], (x[k] + x[k + 1]) / 2]) {
          const shifted = x.slice(k, k + 20).map((level) => level - start);
          sum += spectralRigidity(shifted, L, { within: [0, L] });
          windows++;
        }
      return sum / windows / exactSpectralRigidity("goe", L);
    });
    const { mean, error } = meanOf(ratios);
    report({
      check: `Delta_3 of goe over its exact curve, windows from levels and mid-gaps only, L = ${L}`,
      measured: `${mean.toFixed(4)} +- ${error.toFixed(4)}`,
      wanted: `${wanted} +- .01: a biased choice of windows`,
      passed: Math.abs(mean - wanted) < 0.01,
    });
  }
}

function formFactors(report: Report, name: UniversalityClass, spectra: number): void {
  const tau = [0.1, 0.25, 0.5, 0.75, 1.25, 1.75, 2.5];
  const bandwidth = 0.02;
  const list = Array.from({ length: spectra }, (_, i) => {
    const x = exactlyUnfolded(name, 2000, i);
    return x.slice(500, 1500);
  });
  const each = list.map((x) => formFactor(x, tau, { bandwidth }).smoothed);
  const pooled = formFactor(list, tau, { bandwidth });
  const scores = tau.map((t, k) => {
    const { mean, error } = meanOf(each.map((values) => values[k]));
    return { t, z: (mean - exactFormFactor(name, t)) / error, ratio: pooled.standardError[k] / error };
  });
  const worst = scores.reduce((a, b) => (Math.abs(b.z) > Math.abs(a.z) ? b : a));
  report({
    check: `form factor of ${name}, tau = .1 to 2.5, ${spectra} spectra`,
    measured: `largest deviation ${worst.z.toFixed(2)} standard errors at tau = ${worst.t}`,
    wanted: "exact curve within 3.5",
    passed: Math.abs(worst.z) < 3.5,
  });
  const { mean: ratio } = meanOf(scores.map((score) => score.ratio));
  report({
    check: `form factor of ${name}: its own standard error over the scatter of spectra`,
    measured: ratio,
    wanted: "1 +- .15",
    passed: Math.abs(ratio - 1) < 0.15,
  });
}

/** The errors that one spectrum gives of itself, against the scatter over spectra. */
function windowErrors(report: Report, spectra: number): void {
  const lengths = [1, 5, 20];
  for (const name of ["goe", "poisson"] as const)
    for (const [what, statistic, errorOf] of [
      ["Sigma^2", numberVariance, numberVarianceError],
      ["Delta_3", spectralRigidity, spectralRigidityError],
    ] as const) {
      const values = lengths.map((): number[] => []);
      const errors = lengths.map((): number[] => []);
      for (let i = 0; i < spectra; i++) {
        const x = exactlyUnfolded(name, 1000, i);
        statistic(x, lengths).forEach((v, k) => {
          values[k].push(v);
        });
        errorOf(x, lengths, { samples: 100 }).forEach((v, k) => {
          errors[k].push(v);
        });
      }
      const ratios = lengths.map(
        (_, k) => meanOf(errors[k]).mean / (meanOf(values[k]).error * Math.sqrt(spectra)),
      );
      report({
        check: `block-bootstrap error of ${what} of ${name} over its scatter, L = ${lengths.join(", ")}`,
        measured: ratios.map((r) => r.toFixed(2)).join(", "),
        wanted: ".75 to 1.25",
        passed: ratios.every((r) => r > 0.75 && r < 1.25),
      });
    }
}

/**
 * Why `spectralRigidityError` stops at 24 blocks. The bootstrap of a mean of B blocks estimates their standard deviation
 * over sqrt B, so that no resampling is needed here.
 */
function blockCounts(report: Report, spectra: number): void {
  const L = 1;
  const counts = [24, 64];
  const values: number[] = [];
  const errors = counts.map((): number[] => []);
  for (let i = 0; i < spectra; i++) {
    const x = exactlyUnfolded("goe", 1000, i);
    values.push(spectralRigidity(x, L));
    const low = x[0];
    const positions = x[x.length - 1] - low - L;
    counts.forEach((count, k) => {
      const edge = (b: number) => low + (b / count) * positions;
      const blocks = Array.from({ length: count }, (_, b) =>
        spectralRigidity(x, L, { within: [edge(b), edge(b + 1) + L] }),
      );
      errors[k].push(meanOf(blocks).error);
    });
  }
  const scatter = meanOf(values).error * Math.sqrt(spectra);
  const [few, many] = errors.map((list) => meanOf(list).mean / scatter);
  report({
    check: `block error of Delta_3(1) of goe over its scatter, ${counts.join(" and ")} blocks, ${spectra} spectra of 1000 levels`,
    measured: `${few.toFixed(3)}, ${many.toFixed(3)}`,
    wanted: "1.15 +- .1, 1.33 +- .1: 64 blocks would mislead more",
    passed: Math.abs(few - 1.15) < 0.1 && Math.abs(many - 1.33) < 0.1,
  });
}

/** What Gaussian unfolding takes from the long windows of square noise matrices. */
function broadeningBias(report: Report, spectra: number): void {
  const lengths = [5, 10, 20];
  const sums = lengths.map(() => 0);
  for (let i = 0; i < spectra; i++) {
    const { levels } = unfold(nullSpectrum({ kind: "gaussian", rows: 512, cols: 512 }, { stream: i }), {
      method: "gaussian",
    });
    numberVariance(levels, lengths).forEach((v, k) => {
      sums[k] += v / spectra / exactNumberVariance("goe", lengths[k]);
    });
  }
  report({
    check: "Sigma^2 over its exact curve after Gaussian unfolding, a = 15, 512 x 512, L = 5, 10, 20",
    measured: sums.map((r) => r.toFixed(3)).join(", "),
    wanted: ".97, .90, .74 within .02: trust L <= a/3",
    passed: [0.97, 0.9, 0.74].every((want, k) => Math.abs(sums[k] - want) < 0.02),
  });
}

function polynomialTrust(report: Report, spectra: number): void {
  for (const degree of [5, 7, 11]) {
    let [sum, L] = [0, 0];
    for (let i = 0; i < spectra; i++) {
      const { levels, diagnostics } = unfold(levelsOf("goe", 512, i), { method: "polynomial", degree });
      L = diagnostics.trustedL;
      sum += numberVariance(levels, L) / spectra / exactNumberVariance("goe", L);
    }
    report({
      check: `Sigma^2 over its exact curve at the trusted L = ${L.toFixed(1)} after polynomial unfolding of degree ${degree}, 512 levels`,
      measured: sum,
      wanted: "1 within .06",
      passed: Math.abs(sum - 1) < 0.06,
    });
  }
}

/** Rejection rates of true noise matrices, whose spacings are neither independent nor of the surmise. */
async function spacingTests(
  report: Report,
  rows: number,
  cols: number,
  nulls: number,
  seeds: number,
): Promise<void> {
  const law = wignerSurmise({ beta: 1 });
  const sample = (spectrum: Float64Array) => spacings(unfold(spectrum, { method: "gaussian" }).levels);
  const band = await nullBand(
    (s) => ksDistance(sample(s), law),
    { kind: "gaussian", rows, cols },
    { samples: nulls, seed: 1 },
  );
  let [rejected, textbook] = [0, 0];
  for (let i = 0; i < seeds; i++) {
    const s = sample(nullSpectrum({ kind: "gaussian", rows, cols }, { seed: 2, stream: i }));
    if (nullPValue(band, ksDistance(s, law)) <= 0.05) rejected++;
    if (ksTest(s, law).pValue <= 0.05) textbook++;
  }
  report({
    check: `KS of spacings, ${rows} x ${cols}: rejections at 5 % with the Monte-Carlo null, ${seeds} seeds`,
    measured: percent(rejected / seeds),
    wanted: "5 % +- 1 %",
    passed: Math.abs(rejected / seeds - 0.05) <= 0.01,
  });
  report({
    check: `the same with the p-value of independent draws, which is not valid here`,
    measured: percent(textbook / seeds),
    wanted: "below 2 %",
    passed: textbook / seeds < 0.02,
  });
}

/**
 * How far the limit law of A^2 is from the law of a few independent draws. A million samples at every scale: their own
 * scatter is .0003 at p = .1 and .0005 at p = .5.
 */
function andersonDarlingLimit(report: Report): void {
  const samples = 1_000_000;
  for (const [n, nearZero, everywhere] of [
    [8, 0.003, 0.008],
    [20, 0.002, 0.004],
  ]) {
    const random = new Random(3, n);
    const distances = new Float64Array(samples).map(() =>
      andersonDarlingDistance(random.uniforms(n), (u) => u),
    );
    distances.sort();
    const furthest = (last: number) => {
      let error = 0;
      for (let percentile = 1; percentile <= last; percentile++) {
        const p = andersonDarlingSurvival(distances[Math.round((1 - percentile / 100) * samples)]);
        error = Math.max(error, Math.abs(p - percentile / 100));
      }
      return error;
    };
    const [small, any] = [furthest(10), furthest(99)];
    report({
      check: `p-value of Anderson and Darling's limit law, ${n} draws: largest error up to p = .1, and anywhere`,
      measured: `${small.toFixed(4)}, ${any.toFixed(4)}`,
      wanted: `below ${nearZero}, below ${everywhere}`,
      passed: small < nearZero && any < everywhere,
    });
  }
}

function brody(report: Report, spectra: number): void {
  // as many levels, the middle of larger spectra, unfolded by their own law: what infinite GOE gives such a fit
  const reference = meanOf(
    Array.from({ length: spectra }, (_, i) => {
      const s = spacings(exactlyUnfolded("goe", 1024, i).slice(256, 768));
      return fitBrody(s, { bootstrap: false }).beta;
    }),
  );
  report({
    check: "Brody's beta of 512 levels of exactly unfolded goe, maximum likelihood",
    measured: `${reference.mean.toFixed(3)} +- ${reference.error.toFixed(3)}`,
    wanted: ".95 +- .02",
    passed: Math.abs(reference.mean - 0.95) < 0.02,
  });
  const fits = Array.from({ length: spectra }, (_, i) => {
    const { levels } = unfold(nullSpectrum({ kind: "gaussian", rows: 512, cols: 512 }, { stream: i }), {
      method: "gaussian",
    });
    return fitBrody(spacings(levels), { bootstrap: { samples: 40 } });
  });
  const { mean, error } = meanOf(fits.map((fit) => fit.beta));
  report({
    check: "the same of 512 x 512 noise, Gaussian unfolding",
    measured: `${mean.toFixed(3)} +- ${error.toFixed(3)}`,
    wanted: "the line above +- .02, below 1",
    passed: Math.abs(mean - reference.mean) < 0.02 && mean < 1,
  });
  const ratio = meanOf(fits.map((fit) => fit.standardError)).mean / (error * Math.sqrt(spectra));
  report({
    check: "its block-bootstrap error over the scatter of matrices",
    measured: ratio,
    wanted: ".8 to 1.25",
    passed: ratio > 0.8 && ratio < 1.25,
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
