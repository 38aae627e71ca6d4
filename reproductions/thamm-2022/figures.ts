/** The paper's figures for one layer in both regimes, by the report's own drawing. */
import { wignerSurmise } from "../../src/laws/index.ts";
import { exactNumberVariance } from "../../src/levels/index.ts";
import { statisticFigure } from "../../src/report/figures/statistic.ts";
import type { Figure } from "../../src/report/figures/types.ts";
import { histogram } from "../../src/report/svg/binning.ts";
import { LENGTHS, type Measured } from "./measure.ts";

/** The measured matrix and a Gaussian one of its shape and size of entries. */
export interface Pair {
  readonly data: Measured;
  readonly gaussian: Measured;
}

const KEYS = [
  { name: "Gaussian matrix", role: "third" },
  { name: "theory", role: "law" },
] as const;
const [GAUSSIAN] = KEYS;

/** @param title names layer and regime, @param id starts the figures' file names */
export function figuresOf(id: string, title: string, { data, gaussian }: Pair): Figure[] {
  const ranks = (values: ArrayLike<number>) => Float64Array.from({ length: values.length }, (_, k) => k + 1);
  const edge = Math.max(data.numbers.robustEdge, gaussian.numbers.robustEdge);
  const end = 1.5 * edge;
  const outline = histogram(gaussian.values, 0, end, 36);
  const { numbers } = data;
  return [
    statisticFigure({
      id: `${id}-density`,
      title: `${title}: singular values`,
      caption: `The paper's edge is ${numbers.paperEdge.toFixed(3)} with ${numbers.paperSpikes} values above it, the robust fit's ${numbers.robustEdge.toFixed(3)} with ${numbers.robustSpikes}; the largest value is ${numbers.largest.toFixed(2)}. The line is a Gaussian matrix with the variance of the weights before training.`,
      description: "Histogram of the singular values with a Gaussian matrix's as a line.",
      xLabel: "singular value",
      yLabel: "density",
      x: { from: 0, to: end },
      histogram: histogram(data.values, 0, end, 36),
      series: [
        {
          at: outline.densities.map((_, k) => outline.from + (k + 0.5) * outline.width),
          values: outline.densities,
          style: "line",
          role: "third",
        },
      ],
      levels: [{ x: numbers.paperEdge, name: "paper's edge" }],
      keys: [GAUSSIAN],
    }),
    statisticFigure({
      id: `${id}-spacings`,
      title: `${title}: spacings`,
      caption: `Brody's parameter is ${numbers.brody.toFixed(3)} ± ${numbers.brodyError.toFixed(3)}, the Gaussian matrix's ${gaussian.numbers.brody.toFixed(3)}.`,
      description: "Histogram of unfolded spacings with the Wigner surmise.",
      xLabel: "unfolded spacing",
      yLabel: "density",
      x: { from: 0, to: 4 },
      histogram: histogram(data.spacings, 0, 4, 24),
      curves: [{ name: "Wigner (GOE)", role: "law", of: wignerSurmise().pdf, nameAt: 2.3 }],
    }),
    statisticFigure({
      id: `${id}-variance`,
      title: `${title}: number variance`,
      caption: "Dots are the layer's, the second line a Gaussian matrix's through the same unfolding.",
      description: "Number variance against the window's length.",
      xLabel: "levels in the window",
      yLabel: "number variance",
      x: { from: 0.5, to: 5.5 },
      series: [
        { at: LENGTHS, values: numbers.numberVariance, style: "discs" },
        { at: LENGTHS, values: gaussian.numbers.numberVariance, style: "line", role: "third" },
      ],
      curves: [{ name: "", role: "law", of: (length) => exactNumberVariance("goe", length), nameAt: 4 }],
      keys: KEYS,
    }),
    statisticFigure({
      id: `${id}-vectors`,
      title: `${title}: singular vectors`,
      caption: `p-values of the right singular vectors against the Porter-Thomas law by rank, with the average over 15; ${(100 * numbers.leadingRejected).toFixed(0)} % of the ten leading ones and ${(100 * numbers.bulkRejected).toFixed(0)} % of those from a fifth of the ranks on are below .05.`,
      description: "p-values by rank with their moving average.",
      xLabel: "rank",
      yLabel: "p",
      x: { from: 0, to: data.vectorP.length },
      y: { from: 0, to: 1.02 },
      series: [
        { at: ranks(data.vectorP), values: data.vectorP },
        { at: ranks(data.vectorAverage), values: data.vectorAverage, style: "line", role: "law" },
        {
          at: ranks(gaussian.vectorAverage),
          values: gaussian.vectorAverage,
          style: "line",
          role: "third",
        },
      ],
      keys: [GAUSSIAN],
    }),
    statisticFigure({
      id: `${id}-hill`,
      title: `${title}: local exponent`,
      caption: `A power law would be a plateau at the left. The test of it has p = ${numbers.powerLawP.toFixed(3)}.`,
      description: "Local Hill exponent of the squared singular values against the reciprocal of their size.",
      xLabel: "largest value / value, squared",
      yLabel: "local exponent",
      x: { from: 1, to: HILL_END, log: true },
      y: { from: 0.1, to: 100, log: true },
      series: [
        { ...hillLine(data), style: "line", role: "law" },
        { ...hillLine(gaussian), style: "line", role: "third" },
      ],
      keys: [GAUSSIAN],
    }),
  ];
}

/** Values below a tenth of the largest are not of the tail. */
const HILL_END = 100;

/** The part of the line that is in the figure. */
function hillLine({ hill, values }: Measured) {
  const at = hill.inverseX.map((inverse) => inverse * values[0] ** 2);
  const inside = Array.from(at.keys()).filter((k) => at[k] <= HILL_END);
  return {
    at: Float64Array.from(inside, (k) => at[k]),
    values: Float64Array.from(inside, (k) => hill.exponent[k]),
  };
}
