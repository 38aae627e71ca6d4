/**
 * `npm run figures`: the pictures of the documentation, docs/figures/*.svg, from the library's own functions. Every
 * number is seeded, so the same sources write the same files.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { analyzeMatrix, type MatrixAnalysis } from "../src/analysis/index.ts";
import type { Matrix } from "../src/base/index.ts";
import { betaHermiteLevels, poissonLevels } from "../src/ensembles/index.ts";
import {
  marchenkoPastur,
  poissonSpacing,
  semicircle,
  spacingRatio,
  tracyWidom,
  wignerSurmise,
} from "../src/laws/index.ts";
import {
  exactFormFactor,
  exactNumberVariance,
  exactSpectralRigidity,
  formFactor,
  nullBand,
  numberVariance,
  spacingRatios,
  spacings,
  spectralRigidity,
  type UniversalityClass,
  unfold,
} from "../src/levels/index.ts";
import { openModel } from "../src/models/index.ts";
import { longRangeFigures } from "../src/report/figures/long-range.ts";
import { spacingsFigure } from "../src/report/figures/spacings.ts";
import { spectrumFigure } from "../src/report/figures/spectrum.ts";
import { type Role, type StatisticData, statisticFigure } from "../src/report/figures/statistic.ts";
import { tailFigure } from "../src/report/figures/tail.ts";
import { tailIndexFigures } from "../src/report/figures/tail-index.ts";
import type { Figure } from "../src/report/figures/types.ts";
import { vectorsFigures } from "../src/report/figures/vectors.ts";
import { histogram } from "../src/report/svg/binning.ts";
import { variable } from "../src/report/svg/marks.ts";
import { standaloneSvg } from "../src/report/svg/standalone.ts";

const OUT = "docs/figures";
/** Levels of one spectrum, and spectra of each ensemble. */
const LEVELS = 2000;
const SPECTRA = 24;

interface Class {
  readonly of: UniversalityClass;
  readonly beta: 0 | 1 | 2 | 4;
  readonly name: string;
  readonly role: Role;
}

const CLASSES: readonly Class[] = [
  { of: "poisson", beta: 0, name: "Poisson", role: "other" },
  { of: "goe", beta: 1, name: "GOE", role: "law" },
  { of: "gue", beta: 2, name: "GUE", role: "third" },
  { of: "gse", beta: 4, name: "GSE", role: "fourth" },
];

/** Unfolded spectra of a class, by the exact law of each ensemble; the outer tenths, where edges rule, are cut off. */
function spectra({ beta }: Class): Float64Array[] {
  return Array.from({ length: SPECTRA }, (_, stream) => {
    if (beta === 0) return poissonLevels(LEVELS, { stream });
    const levels = betaHermiteLevels(LEVELS, { beta, stream });
    const unfolded = unfold(levels, { method: "law", law: semicircle(), count: LEVELS }).levels;
    return unfolded.slice(unfolded.length / 10, (9 * unfolded.length) / 10);
  });
}

const SAMPLES = new Map(CLASSES.map((c) => [c.of, spectra(c)]));
const sample = (c: Class): Float64Array[] => SAMPLES.get(c.of) ?? [];

/** Mean over the spectra of a class and its standard error, at each place. */
function average(curves: readonly Float64Array[]): { values: Float64Array; errors: Float64Array } {
  const n = curves.length;
  const values = curves[0]!.map((_, i) => curves.reduce((sum, c) => sum + c[i]!, 0) / n);
  const errors = values.map((mean, i) =>
    Math.sqrt(curves.reduce((sum, c) => sum + (c[i]! - mean) ** 2, 0) / (n - 1) / n),
  );
  return { values, errors };
}

const range = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

/** Densities of the pooled values of a class in the middles of bins. */
function binned(values: readonly Float64Array[], from: number, to: number, bins: number) {
  const pooled = Float64Array.from(values.flatMap((v) => Array.from(v)));
  const h = histogram(pooled, from, to, bins);
  return { at: range(from + h.width / 2, to - h.width / 2, bins), values: Float64Array.from(h.densities) };
}

function classFigure(
  shared: Omit<StatisticData, "series" | "curves">,
  points: (c: Class) => { at: ArrayLike<number>; values: ArrayLike<number>; errors?: ArrayLike<number> },
  theory: (c: Class) => (x: number) => number,
  places: Readonly<Record<UniversalityClass, { at: number; below?: boolean; beside?: "left" | "right" }>>,
): Figure {
  return statisticFigure({
    ...shared,
    series: CLASSES.map((c) => ({ ...points(c), role: c.role })),
    curves: CLASSES.map((c) => ({
      name: c.name,
      role: c.role,
      of: theory(c),
      nameAt: places[c.of].at,
      below: places[c.of].below,
      beside: places[c.of].beside,
    })),
  });
}

const OF_SPECTRA = `${SPECTRA} spectra of ${LEVELS} levels`;

function universality(): Figure[] {
  const L = range(0.5, 20, 40);
  const tau = range(0.05, 2, 40);
  const surmise = (c: Class) => (c.beta === 0 ? poissonSpacing() : wignerSurmise({ beta: c.beta })).pdf;
  return [
    classFigure(
      {
        id: "spacings",
        title: "Level spacings",
        caption: `Spacings of ${OF_SPECTRA} and Wigner's surmises.`,
        description: "Spacing densities of four classes of levels with their laws.",
        xLabel: `unfolded spacing ${variable("s")}`,
        yLabel: "density",
        x: { from: 0, to: 3.2 },
      },
      (c) =>
        binned(
          sample(c).map((x) => spacings(x)),
          0,
          3.2,
          40,
        ),
      surmise,
      {
        poisson: { at: 0.12, beside: "right" },
        goe: { at: 1.7, beside: "right" },
        gue: { at: 0.94 },
        gse: { at: 1.0 },
      },
    ),
    classFigure(
      {
        id: "spacing-ratios",
        title: "Spacing ratios",
        caption: `Ratios of neighbouring spacings, the smaller over the larger, of ${OF_SPECTRA}, and the surmises of Atas et al. (2013); no unfolding is needed.`,
        description: "Densities of folded spacing ratios of four classes of levels with their laws.",
        xLabel: `ratio ${variable("r̃")}`,
        yLabel: "density",
        x: { from: 0, to: 1 },
      },
      (c) =>
        binned(
          sample(c).map((x) => spacingRatios(x).rTilde),
          0,
          1,
          25,
        ),
      (c) => spacingRatio({ beta: c.beta }).pdf,
      {
        poisson: { at: 0.08, beside: "right" },
        goe: { at: 0.14, beside: "left" },
        gue: { at: 0.75, below: true },
        gse: { at: 0.72 },
      },
    ),
    classFigure(
      {
        id: "number-variance",
        title: "Number variance",
        caption: `Variance of the count of levels in a window of length L over ${OF_SPECTRA}, and the exact curves.`,
        description: "Number variance of four classes of levels with the exact curves.",
        xLabel: `length of the window ${variable("L")}`,
        yLabel: `${variable("Σ")}²(${variable("L")})`,
        x: { from: 0, to: 20 },
        y: { from: 0, to: 1.6 },
      },
      (c) => ({ at: L, ...average(sample(c).map((x) => numberVariance(x, L))) }),
      (c) => (x) => exactNumberVariance(c.of, x),
      {
        poisson: { at: 1.2, beside: "right" },
        goe: { at: 17 },
        gue: { at: 17 },
        gse: { at: 17, below: true },
      },
    ),
    classFigure(
      {
        id: "spectral-rigidity",
        title: "Spectral rigidity",
        caption: `Least-squares deviation of the staircase of levels from a line over windows of length L in ${OF_SPECTRA}, and the exact curves.`,
        description: "Spectral rigidity of four classes of levels with the exact curves.",
        xLabel: `length of the window ${variable("L")}`,
        yLabel: `${variable("Δ", "3")}(${variable("L")})`,
        x: { from: 0, to: 20 },
        y: { from: 0, to: 0.42 },
      },
      (c) => ({ at: L, ...average(sample(c).map((x) => spectralRigidity(x, L))) }),
      (c) => (x) => exactSpectralRigidity(c.of, x),
      {
        poisson: { at: 4.5, beside: "left" },
        goe: { at: 17 },
        gue: { at: 17 },
        gse: { at: 17, below: true },
      },
    ),
    classFigure(
      {
        id: "form-factor",
        title: "Spectral form factor",
        caption: `Power spectrum of the level density of ${OF_SPECTRA}, smoothed over 0.1, and the exact curves.`,
        description: "Spectral form factors of four classes of levels with the exact curves.",
        xLabel: `time ${variable("τ")}, in units of the Heisenberg time`,
        yLabel: `${variable("K")}(${variable("τ")})`,
        x: { from: 0, to: 2 },
        y: { from: 0, to: 2.1 },
      },
      (c) => {
        const k = formFactor(sample(c), tau);
        return { at: tau, values: k.smoothed, errors: k.standardError };
      },
      (c) => (x) => exactFormFactor(c.of, x),
      {
        poisson: { at: 0.2 },
        goe: { at: 0.5, beside: "left" },
        gue: { at: 0.4, below: true },
        gse: { at: 1.08, beside: "right" },
      },
    ),
  ];
}

/** Number variance of one GOE spectrum, unfolded as data are, within the band of its own null. */
async function band(): Promise<Figure> {
  const L = range(0.25, 12, 48);
  const rows = 512;
  const statistic = (s: Float64Array) =>
    numberVariance(unfold(s.slice().reverse(), { method: "gaussian", a: 15 }).levels, L);
  const noise = await nullBand(statistic, { kind: "gaussian", rows, cols: rows }, { samples: 400 });
  const trusted = 5;
  return statisticFigure({
    id: "null-band",
    title: "What unfolding does",
    caption: `The band holds 95 % of 400 Gaussian matrices of 512 × 512, unfolded by Gaussian broadening with a = 15, the line is their median: broadening takes away fluctuations longer than about a/3 = ${trusted} levels. Data are compared with the band, not with the curve.`,
    description:
      "Band of the number variance of noise matrices after Gaussian broadening, below the exact GOE curve at large L.",
    xLabel: `length of the window ${variable("L")}`,
    yLabel: `${variable("Σ")}²(${variable("L")})`,
    x: { from: 0, to: 12 },
    band: { at: L, lower: noise.lower, upper: noise.upper },
    series: [
      { at: L, values: noise.median, style: "line", name: "median of noise", nameAt: 9.5, below: true },
    ],
    curves: [{ name: "GOE", role: "law", of: (x) => exactNumberVariance("goe", x), nameAt: 10.5 }],
    levels: [{ x: trusted, name: `${variable("a")}/3` }],
  });
}

function laws(): Figure[] {
  const shapes = [
    { q: 1, role: "law" as const, at: 0.15 },
    { q: 0.5, role: "third" as const, at: 1.0 },
    { q: 0.1, role: "fourth" as const, at: 0.95 },
  ];
  const density = (q: number) => marchenkoPastur({ q, variable: "nu" }).pdf;
  const roles = { 1: "law", 2: "third", 4: "fourth" } as const;
  return [
    statisticFigure({
      id: "marchenko-pastur",
      title: "Marchenko-Pastur",
      caption: "Singular values of noise over sigma sqrt(n), for three ratios q of the sides.",
      description: "Densities of the Marchenko-Pastur law in singular values for q = 1, 0.5 and 0.1.",
      xLabel: `singular value ${variable("ν")} / ${variable("σ")}√${variable("n")}`,
      yLabel: "density",
      x: { from: 0, to: 2.1 },
      curves: shapes.map(({ q, role, at }) => ({
        name: `${variable("q")} = ${q}`,
        role,
        of: density(q),
        nameAt: at,
      })),
    }),
    statisticFigure({
      id: "tracy-widom",
      title: "Tracy-Widom",
      caption: "Fluctuation of the largest eigenvalue at the edge of a bulk.",
      description: "Densities of the Tracy-Widom laws for beta = 1, 2 and 4.",
      xLabel: `scaled distance from the edge ${variable("s")}`,
      yLabel: "density",
      x: { from: -5.5, to: 3.5 },
      curves: ([1, 2, 4] as const).map((beta) => ({
        name: `${variable("β")} = ${beta}`,
        role: roles[beta],
        of: tracyWidom({ beta }).pdf,
        nameAt: { 1: 0, 2: -1.3, 4: -2.9 }[beta],
        beside: beta === 4 ? "left" : "right",
      })),
    }),
  ];
}

async function layer(file: string, name: string): Promise<Matrix> {
  const path = `test/fixtures/fashion-mlp/${file}.safetensors`;
  const model = await openModel(new Uint8Array(await readFile(path)), { name: file });
  return model.read(name);
}

/** The fixture network's second layer before and after training, and the tail of the first, which ends otherwise. */
async function network(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const state of ["init", "trained"]) {
    const analysis: MatrixAnalysis = analyzeMatrix(await layer(state, "fc2.weight"), { depth: "full" });
    const found = [
      spectrumFigure(analysis),
      spacingsFigure(analysis),
      tailFigure(analysis),
      ...tailIndexFigures(analysis),
      ...longRangeFigures(analysis),
      ...vectorsFigures(analysis),
    ];
    for (const f of found) if (f) figures.push({ ...f, id: `${state}-${f.id}` });
  }
  const first = tailFigure(analyzeMatrix(await layer("trained", "fc1.weight"), { depth: "full" }));
  if (first)
    figures.push({ ...first, id: `trained-first-${first.id}`, title: `${first.title} of the first layer` });
  return figures;
}

await mkdir(OUT, { recursive: true });
const figures = [...universality(), await band(), ...laws(), ...(await network())];
for (const f of figures) await writeFile(`${OUT}/${f.id}.svg`, `${standaloneSvg(f.svg)}\n`);
const lines = figures.map((f) => `## ${f.title}\n\n![${f.title}](${f.id}.svg)\n\n${f.caption}\n`);
await writeFile(
  `${OUT}/README.md`,
  `# Figures\n\nWritten by \`npm run figures\`; every number is seeded. Ids that begin with \`init\` and \`trained\` show the layer fc2 of the fixture network (test/fixtures/fashion-mlp) before and after training; \`trained-first-tail\` shows fc1.\n\n${lines.join("\n")}`,
);
console.log(`${figures.length} figures in ${OUT}`);
