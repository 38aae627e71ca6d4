/** A model against its base: spectra before and after, the directions that stayed, the change against depth. */
import type { MatrixComparison } from "../../analysis/index.ts";
import { held } from "../columns/parts.ts";
import { binCount, histogram } from "../svg/binning.ts";
import { type Key, variable } from "../svg/marks.ts";
import { counted, fixed, percent, significant } from "../text/numbers.ts";
import { NUMBER_LABEL, numberRange } from "./depth.ts";
import { spectrumFigure } from "./spectrum.ts";
import { type StatisticData, statisticFigure } from "./statistic.ts";
import type { Figure } from "./types.ts";

/** Values beyond this multiple of the median are counted in the caption, not drawn. */
const FARTHEST = 6;

/** The colours of left and right singular vectors. */
const SIDES: readonly Key[] = [
  { name: "left", role: "law" },
  { name: "right", role: "other" },
];

export function changeFigures(comparison: MatrixComparison): Figure[] {
  const figures = [beforeAfterFigure(comparison), overlapFigure(comparison)];
  const delta = comparison.delta && spectrumFigure(comparison.delta);
  if (delta)
    figures.push({
      ...delta,
      id: "delta",
      title: "The change by itself",
      caption: `The spectrum of W − W₀. ${delta.caption}`,
    });
  return figures;
}

function beforeAfterFigure({ base, model }: MatrixComparison): Figure {
  const [before, after] = [base.singularValues, model.singularValues];
  const median = Math.max(before[before.length >> 1]!, after[after.length >> 1]!);
  const end = Math.min(Math.max(before[0]!, after[0]!) * 1.02, FARTHEST * median || 1) || 1;
  const bins = binCount(before.length);
  const [h, outline] = [histogram(after, 0, end, bins), histogram(before, 0, end, bins)];
  const outside = after.filter((v) => v > end).length;
  const steps = outline.densities.flatMap((d, i) => [
    [outline.from + i * outline.width, d],
    [outline.from + (i + 1) * outline.width, d],
  ]);
  const beyond = outside ? ` ${counted(outside, "value lies", "values lie")} beyond the figure.` : "";
  return statisticFigure({
    id: "before-after",
    title: "Before and after",
    description: "Histograms of the singular values of the model and of its base.",
    caption: `Grey is the model, the outline its base. The largest singular value went from ${significant(before[0]!)} to ${significant(after[0]!)}, the stable rank from ${significant(base.norms.stableRank)} to ${significant(model.norms.stableRank)}.${beyond}`,
    xLabel: `singular value ${variable("ν")}`,
    yLabel: "density",
    x: { from: 0, to: end },
    histogram: h,
    series: [{ at: steps.map((p) => p[0]!), values: steps.map((p) => p[1]!), style: "line", role: "law" }],
  });
}

function overlapFigure({ leftOverlap, rightOverlap, directions, rows, cols }: MatrixComparison): Figure {
  const at = Float64Array.from({ length: directions }, (_, k) => k + 1);
  const last = directions - 1;
  return statisticFigure({
    id: "overlap",
    title: "Directions kept",
    description: "Overlap of the leading singular subspaces of model and base against their dimension.",
    caption: `How nearly the first k singular vectors of model and base span the same space: 1 is the same space; unrelated ones of ${rows} and ${cols} coordinates have k/${rows} and k/${cols}. At k = ${directions} it is ${fixed(leftOverlap[last]!, 2)} on the left and ${fixed(rightOverlap[last]!, 2)} on the right.`,
    xLabel: `dimension ${variable("k")}`,
    yLabel: "overlap of the subspaces",
    x: { from: 0, to: directions + 0.5, whole: true },
    y: { from: 0, to: 1.05 },
    series: [
      { at, values: rightOverlap, role: "other" },
      { at, values: leftOverlap, role: "law" },
    ],
    curves: [
      {
        name: "unrelated",
        role: "third",
        of: (k) => Math.min(1, k / Math.min(rows, cols)),
        nameAt: directions * 0.75,
      },
    ],
    keys: SIDES,
  });
}

/** Fewer matrices than this show no depth. */
const LEAST_LAYERS = 3;

/** Of the compared layers of one model, each at its number. */
export function changeByDepth(
  layers: readonly { readonly index: number; readonly comparison: MatrixComparison }[],
): Figure[] {
  if (layers.length < LEAST_LAYERS) return [];
  const comparisons = layers.map(({ comparison }) => comparison);
  const at = Float64Array.from(layers, ({ index }) => index);
  const shared = {
    xLabel: NUMBER_LABEL,
    x: { ...numberRange(layers), whole: true },
  } satisfies Partial<StatisticData>;
  const change = comparisons.map((c) => c.relativeDistance);
  const overlap = (side: "leftOverlap" | "rightOverlap") =>
    comparisons.map((c) => c[side][c.directions - 1] ?? Number.NaN);
  const sorted = change.filter(Number.isFinite).sort((a, b) => a - b);
  const figures = [
    statisticFigure({
      ...shared,
      id: "change-by-depth",
      title: "How far each matrix moved",
      description: "Relative change of each matrix against depth.",
      caption: `Norm of the change over the norm of the base, from ${percent(sorted[0] ?? Number.NaN)} to ${percent(sorted[sorted.length - 1] ?? Number.NaN)}.`,
      yLabel: "relative change",
      series: [{ at, values: change, role: "law", style: "discs" }],
    }),
    statisticFigure({
      ...shared,
      id: "overlap-by-depth",
      title: "Directions kept by depth",
      description: "Overlap of leading singular subspaces against depth.",
      caption: "Overlap of the leading singular subspaces of model and base: 1 where they are the same.",
      yLabel: "overlap",
      y: { from: 0, to: 1.05 },
      keys: SIDES,
      series: [
        { at, values: overlap("rightOverlap"), role: "other", style: "discs" },
        { at, values: overlap("leftOverlap"), role: "law", style: "discs" },
      ],
    }),
  ];
  const exponents = exponentsByDepth(comparisons, at, shared);
  return exponents ? [...figures, exponents] : figures;
}

function exponentsByDepth(
  comparisons: readonly MatrixComparison[],
  at: Float64Array,
  shared: Pick<StatisticData, "xLabel" | "x">,
): Figure | undefined {
  const alpha = (state: "base" | "model") => comparisons.map((c) => held(c[state].tail)?.alpha ?? Number.NaN);
  if (alpha("model").filter(Number.isFinite).length < LEAST_LAYERS) return undefined;
  return statisticFigure({
    ...shared,
    id: "alpha-by-depth",
    title: "Tail exponents by depth",
    description: "Tail exponents of base and model against depth.",
    caption:
      "Power-law exponents of the tails, of the base and of the model; an arrow stands for a value above 12. Whether a power law fits was not tested.",
    yLabel: `tail exponent ${variable("α")}`,
    y: { from: 0, to: 12 },
    keys: [
      { name: "base", role: "other" },
      { name: "model", role: "law" },
    ],
    series: [
      { at, values: alpha("base"), role: "other", style: "discs" },
      { at, values: alpha("model"), role: "law", style: "discs" },
    ],
  });
}
