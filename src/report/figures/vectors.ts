/** Are the singular vectors random? Porter-Thomas p-values and localisation against rank. */
import type { LayerAnalysis, VectorSide, Vectors } from "../../analysis/index.ts";
import type { BoundaryRank } from "../../vectors/index.ts";
import { held, partsOf } from "../columns/parts.ts";
import type { Point } from "../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import { label, line, path, rect, simplify, variable } from "../svg/marks.ts";
import { linearScale, logScale, type Scale } from "../svg/scale.ts";
import { fixed, percent, probability } from "../text/numbers.ts";
import type { Figure } from "./types.ts";

/** Half-width of 95 % of the averages of `window` uniform p-values. */
const spread = (window: number): number => 1.96 / Math.sqrt(12 * window);
/** Pixels that a line may be simplified by. */
const TOLERANCE = 0.5;

export function vectorsFigures(analysis: LayerAnalysis): Figure[] {
  const vectors = held(partsOf(analysis).vectors);
  if (!vectors || vectors.left.p.length < vectors.left.window) return [];
  return [porterThomasFigure(vectors), localizationFigure(vectors)];
}

function curveOf(values: Float64Array, x: Scale, y: Scale, role: string): string {
  const [bottom, top] = y.domain;
  const points = Array.from(values, (v, i): Point => [x(i + 1), y(Math.min(top, Math.max(bottom, v)))]);
  return path(simplify(points, TOLERANCE), role);
}

/** Where the test puts the end of the vectors that are not random. */
function boundaryMark({ boundary }: BoundaryRank, x: Scale): string[] {
  if (boundary < 1) return [];
  const at = x(boundary + 0.5);
  const right = at < PLOT.right - 70;
  return [
    line([at, PLOT.bottom], [at, PLOT.top], "mark"),
    label(at + (right ? 4 : -4), PLOT.top + 11, `rank ${boundary}`, "hint", right ? "start" : "end"),
  ];
}

/** Two names at the top right, where no line is wanted. */
function names(y: number): string[] {
  return [
    label(PLOT.right, y, "left vectors", "on-law", "end"),
    label(PLOT.right - 74, y, "right vectors", "on-other", "end"),
  ];
}

function porterThomasFigure({ left, right, boundary }: Vectors): Figure {
  const x = linearScale([1, left.p.length], X_RANGE, 5);
  const y = linearScale([0, 1], Y_RANGE, 4);
  const half = spread(left.window);
  const [low, high] = [y(0.5 + half), y(0.5 - half)];
  return {
    id: "porter-thomas",
    title: "Are the vectors random?",
    svg: figure({
      x,
      y,
      xLabel: "rank, the largest singular value first",
      yLabel: `Porter–Thomas ${variable("p")}, mean of ${left.window} neighbours`,
      description: `Moving averages of the Porter-Thomas p-values of ${left.tests} left and ${right.tests} right singular vectors against rank.`,
      marks: [
        rect(PLOT.left, low, PLOT.right - PLOT.left, high - low, "band"),
        ...boundaryMark(boundary, x),
        curveOf(right.movingAverage, x, y, "other solid"),
        curveOf(left.movingAverage, x, y, "law thin"),
        ...names(PLOT.bottom - 8),
      ],
    }),
    caption: `Where vectors are random the averaged p-value wanders about one half (shaded: 95 % of such averages); where it sinks, they hold structure. Of the left vectors ${percent(left.rejectedShare)} and of the right ones ${percent(right.rejectedShare)} lie below 0.05, where chance alone puts 5 %; ${boundaryReading(boundary)}.`,
  };
}

function boundaryReading({ boundary, interval, pValue, level }: BoundaryRank): string {
  if (boundary === 0) return `no leading vectors stand out as a group (p = ${probability(pValue)})`;
  return `the first ${boundary} are not random as a group (p = ${probability(pValue)}; ${percent(1 - level)} of refits put the boundary between ${interval[0]} and ${interval[1]})`;
}

function localizationFigure({ left, right, boundary }: Vectors): Figure {
  // In units of the random value 3/(N + 2), so that both sides share an axis.
  const scaled = (side: VectorSide) => side.ipr.map((v) => (v * (side.length + 2)) / 3);
  const [l, r] = [scaled(left), scaled(right)];
  const most = Math.max(2, maximum(l), maximum(r));
  const x = linearScale([1, left.p.length], X_RANGE, 5);
  const y = logScale([Math.min(0.7, minimum(l), minimum(r)) * 0.95, most * 1.15], Y_RANGE, 4);
  return {
    id: "localization",
    title: "How localised are they?",
    svg: figure({
      x,
      y,
      xLabel: "rank, the largest singular value first",
      yLabel: "inverse participation ratio, random = 1",
      description:
        "Inverse participation ratios of the left and right singular vectors against rank, in units of a random vector's.",
      marks: [
        line([PLOT.left, y(1)], [PLOT.right, y(1)], "mark"),
        ...boundaryMark(boundary, x),
        curveOf(r, x, y, "other solid"),
        curveOf(l, x, y, "law thin"),
        ...names(PLOT.top + 24),
      ],
    }),
    caption: `A random vector has 1; a vector on few coordinates has many times that. The largest is ${fixed(maximum(l), 1)} among the left vectors (rank ${place(l)}) and ${fixed(maximum(r), 1)} among the right ones (rank ${place(r)}).`,
  };
}

const maximum = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);
const minimum = (values: Float64Array): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const place = (values: Float64Array): number => values.indexOf(maximum(values)) + 1;
