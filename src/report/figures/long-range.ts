/** Long-range level statistics: how rigid the spectrum is over L levels. */
import type { LayerAnalysis, LevelCurves, Levels } from "../../analysis/index.ts";
import { exactNumberVariance, exactSpectralRigidity, type UniversalityClass } from "../../levels/index.ts";
import { variable } from "../svg/marks.ts";
import { fixed } from "../text/numbers.ts";
import { type StatisticData, statisticFigure } from "./statistic.ts";
import type { Figure } from "./types.ts";

/** Most of a curve that may lie outside a 95 % band before the caption says that it leaves it. */
const OUTSIDE_BY_CHANCE = 0.1;

interface LongRange {
  readonly id: string;
  readonly title: string;
  readonly symbol: string;
  readonly name: string;
  readonly what: string;
  readonly values: Float64Array;
  readonly band: { readonly lower: Float64Array; readonly upper: Float64Array } | undefined;
  readonly exact: (universality: UniversalityClass, L: number) => number;
}

export function longRangeFigures({ levels }: LayerAnalysis): Figure[] {
  if (!levels.available || !levels.curves.available) return [];
  const { curves, null: noise } = levels;
  return [
    longRangeFigure(levels, curves, {
      id: "number-variance",
      title: "Number variance",
      symbol: `${variable("Σ")}²(${variable("L")})`,
      name: "number variance",
      what: "How much the count of levels in a window of L mean spacings varies",
      values: curves.numberVariance,
      band: noise?.numberVariance,
      exact: exactNumberVariance,
    }),
    longRangeFigure(levels, curves, {
      id: "spectral-rigidity",
      title: "Spectral rigidity",
      symbol: `${variable("Δ", "3")}(${variable("L")})`,
      name: "spectral rigidity",
      what: "How far the staircase of levels strays from a straight line over L mean spacings",
      values: curves.spectralRigidity,
      band: noise?.spectralRigidity,
      exact: exactSpectralRigidity,
    }),
  ];
}

function longRangeFigure({ unfolded, null: noise }: Levels, curves: LevelCurves, item: LongRange): Figure {
  const { L } = curves;
  const last = L[L.length - 1]!;
  const data: StatisticData = {
    id: item.id,
    title: item.title,
    caption: caption(item, last, noise?.samples),
    description: `${item.title} of ${unfolded.length} levels against the length of the window, with GOE and Poisson curves.`,
    xLabel: `length of the window ${variable("L")}, in levels`,
    yLabel: item.symbol,
    x: { from: 0, to: last },
    series: [{ at: L, values: item.values }],
    curves: [
      { name: "GOE", role: "law", of: (x) => item.exact("goe", x), nameAt: 0.92 * last, below: true },
      {
        name: "Poisson",
        role: "other",
        of: (x) => item.exact("poisson", x),
        nameAt: poissonPlace(item, last),
      },
    ],
    band: item.band && { at: L, ...item.band },
  };
  return statisticFigure(data);
}

/** Where the Poisson line is still inside the figure, left of its way out. */
function poissonPlace({ exact, values, band }: LongRange, last: number): number {
  const most = Math.max(...values, ...(band?.upper ?? []), exact("goe", last));
  for (let x = 0.6 * last; x > 0.05 * last; x *= 0.95) if (exact("poisson", x) < 1.1 * most) return x;
  return 0.05 * last;
}

function caption(
  { what, values, band, exact }: LongRange,
  last: number,
  samples: number | undefined,
): string {
  const end = values[values.length - 1]!;
  const reading = `${what}: at L = ${last} it is ${fixed(end, 2)} here, ${fixed(exact("goe", last), 2)} for the GOE and ${fixed(exact("poisson", last), 2)} for unrelated levels`;
  if (!band) return `${reading}.`;
  let outside = 0;
  values.forEach((v, i) => {
    if (v < band.lower[i]! || v > band.upper[i]!) outside++;
  });
  const verdict =
    outside > OUTSIDE_BY_CHANCE * values.length
      ? `${outside} of ${values.length} points leave the band`
      : "the points stay in the band";
  return `${reading}. The band holds 95 % of ${samples} noise matrices of this shape through the same pipeline; ${verdict}.`;
}
