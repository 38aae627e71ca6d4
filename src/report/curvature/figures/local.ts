/** Local statistics of exact batch spectra in three columns: the paper's levels, the genuine ones, round-off alone. */
import type { ExactCurvature } from "../../../analysis/index.ts";
import { poissonSpacing, spacingRatio, wignerSurmise } from "../../../laws/index.ts";
import { MEAN_RATIOS } from "../../../levels/index.ts";
import type { Figure } from "../../figures/types.ts";
import { binCount, histogram } from "../../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { bars, curve, legendRow, variable } from "../../svg/marks.ts";
import { linearScale } from "../../svg/scale.ts";
import { counted, fixed } from "../../text/numbers.ts";

type Column = NonNullable<NonNullable<ExactCurvature["local"]>["genuine"]>;

const COLUMNS = [
  [
    "genuine",
    "genuine levels",
    "eigenvalues that are neither known zeros nor round-off, in double precision",
  ],
  [
    "paper",
    "the paper’s levels",
    "all eigenvalues of a single-precision Hessian above 10⁻¹⁰ in magnitude, as the paper counts them",
  ],
  ["roundOff", "round-off alone", "what the paper’s count has beyond the genuine levels"],
] as const;

/** Spacings drawn, in mean spacings. */
const LONGEST = 4;
const FEWEST = 8;
const MOST_BINS = 40;

const spacingLaws = [
  { name: "GOE", role: "law", pdf: wignerSurmise({ beta: 1 }).pdf },
  { name: "GUE", role: "third", pdf: wignerSurmise({ beta: 2 }).pdf },
  { name: "Poisson", role: "other", pdf: poissonSpacing().pdf },
];
const ratioLaws = [
  { name: "GOE", role: "law", pdf: spacingRatio({ beta: 1 }).pdf },
  { name: "GUE", role: "third", pdf: spacingRatio({ beta: 2 }).pdf },
  { name: "Poisson", role: "other", pdf: spacingRatio({ beta: 0 }).pdf },
];

/** Ratios of the three columns, then their spacings. */
export function localFigures({ local }: ExactCurvature): Figure[] {
  if (!local) return [];
  const columns = COLUMNS.flatMap(([key, title, what]) => {
    const column = local[key];
    return column ? [{ key, title, what, column }] : [];
  });
  return [
    ...columns.flatMap(({ key, title, what, column }) =>
      column.ratios.length < FEWEST ? [] : [ratioFigure(key.toLowerCase(), title, what, column)],
    ),
    ...columns.flatMap(({ key, title, column }) =>
      column.spacings.length < FEWEST ? [] : [spacingFigure(key.toLowerCase(), title, column)],
    ),
  ];
}

interface Laws {
  readonly values: Float64Array;
  readonly most: number;
  readonly laws: typeof ratioLaws;
  readonly xLabel: string;
  readonly description: string;
}

function lawsFigure({ values, most, laws, xLabel, description }: Laws): string {
  const h = histogramOf(values, most);
  const x = linearScale([0, most], X_RANGE, 4);
  const y = linearScale(
    [0, Math.max(1.05, ...laws.map(({ pdf }) => pdf(0.02)), ...h.densities) * 1.04],
    Y_RANGE,
    4,
  );
  return figure({
    x,
    y,
    xLabel,
    yLabel: "density",
    description,
    marks: [
      bars(h, x, y, "noise"),
      ...laws.map(({ pdf, role }) => curve(pdf, x, y, [0, most], role)),
      legendRow(
        laws.map(({ name, role }) => ({ name, role })),
        PLOT.right,
        PLOT.top - 4,
      ),
    ],
  });
}

/**
 * Pooled unfolding counts levels of the other batches, so that spacings are multiples of a step: bins are whole steps, with the
 * multiples in their middle.
 */
function histogramOf(values: Float64Array, most: number) {
  const count = Math.max(10, Math.min(MOST_BINS, binCount(values.length)));
  const step = stepOf(values);
  if (step < most / (4 * MOST_BINS)) return histogram(values, 0, most, count);
  const width = step * Math.max(1, Math.round(most / count / step));
  const from = width > step ? 0 : -step / 2;
  const shifted = width > step ? values.map((value) => value + step / 2) : values;
  const bins = Math.ceil((most - from) / width);
  return histogram(shifted, from, from + bins * width, bins);
}

/** The smallest difference of two different values, beyond round-off. */
function stepOf(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i++) {
    const difference = sorted[i] - sorted[i - 1];
    if (difference > 1e-9) least = Math.min(least, difference);
  }
  return least;
}

function ratioFigure(id: string, title: string, what: string, column: Column): Figure {
  const { ratios, meanRatio, ratioDistance, spectra, levels } = column;
  const { mean, standardError } = meanRatio;
  return {
    id: `ratios-${id}`,
    title: `Spacing ratios, ${title}`,
    svg: lawsFigure({
      values: ratios,
      most: 1,
      laws: ratioLaws,
      xLabel: `ratio of neighbouring spacings, ${variable("r̃")}`,
      description: `Histogram of ${ratios.length} spacing ratios with the laws of GOE, GUE and Poisson.`,
    }),
    caption: `${counted(levels, "level")} of ${counted(spectra, "batch", "batches")}: ${what}. Mean ratio ${fixed(mean, 4)} ± ${fixed(standardError, 4)}; GOE ${fixed(MEAN_RATIOS.goe, 4)}, Poisson ${fixed(MEAN_RATIOS.poisson, 4)}. Distance to the GOE ${fixed(ratioDistance.goe, 3)}, to Poisson ${fixed(ratioDistance.poisson, 3)}.`,
  };
}

function spacingFigure(id: string, title: string, { spacings, spacingDistance }: Column): Figure {
  const distance = spacingDistance
    ? ` Distance to the GOE ${fixed(spacingDistance.goe, 3)}, to Poisson ${fixed(spacingDistance.poisson, 3)}.`
    : "";
  return {
    id: `spacings-${id}`,
    title: `Spacings, ${title}`,
    svg: lawsFigure({
      values: spacings,
      most: LONGEST,
      laws: spacingLaws,
      xLabel: `unfolded spacing ${variable("s")}`,
      description: `Histogram of ${spacings.length} unfolded spacings with the laws of GOE, GUE and Poisson.`,
    }),
    caption: `${counted(spacings.length, "spacing")} of neighbouring levels in units of their local mean, counted by the levels of the other batches, in whole steps.${distance}`,
  };
}
