/**
 * A statistic of a spectrum as every such figure is drawn: the data, the theory's curves with their names, and the band
 * that pure noise of the same shape fills through the same pipeline.
 */
import type { Histogram, Point } from "../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import {
  arrowsUp,
  band,
  bars,
  dots,
  errorBars,
  type Key,
  label,
  legendRow,
  line,
  path,
  simplify,
} from "../svg/marks.ts";
import { linearScale, logScale, type Scale } from "../svg/scale.ts";
import type { Figure } from "./types.ts";

/** Colours by role: the theory that noise obeys, what unrelated levels obey, and two more. */
export type Role = "law" | "other" | "third" | "fourth" | "data";

interface TheoryCurve {
  /** Markup, written beside the curve. */
  readonly name: string;
  readonly role: Role;
  readonly of: (x: number) => number;
  /** Where along the axis the name stands. */
  readonly nameAt: number;
  /** Name below the curve in place of above. */
  readonly below?: boolean;
  /** Name beside the curve, for steep ones, which a name above or below would cross. */
  readonly beside?: "left" | "right";
}

interface DataSeries {
  readonly at: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Standard errors. */
  readonly errors?: ArrayLike<number>;
  readonly style?: "dots" | "discs" | "line";
  readonly role?: Role;
  readonly name?: string;
  readonly nameAt?: number;
  readonly below?: boolean;
}

export interface StatisticData {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** `whole`: the axis counts, so it has ticks at whole numbers only. */
  readonly x: {
    readonly from: number;
    readonly to: number;
    readonly log?: boolean;
    readonly whole?: boolean;
  };
  /** Default: from 0 to just above everything drawn. */
  readonly y?: { readonly from: number; readonly to: number; readonly log?: boolean };
  readonly histogram?: Histogram;
  readonly series?: readonly DataSeries[];
  readonly curves?: readonly TheoryCurve[];
  readonly band?: {
    readonly at: ArrayLike<number>;
    readonly lower: ArrayLike<number>;
    readonly upper: ArrayLike<number>;
    /** Steps over bins of this width, centred at `at`, in place of a smooth band. */
    readonly step?: number;
  };
  /** What the lines show, in a row above the plot on the right. */
  readonly keys?: readonly Key[];
  /** Horizontal or vertical lines with a name. */
  readonly levels?: readonly Level[];
}

interface Level {
  readonly y?: number;
  readonly x?: number;
  readonly name: string;
  readonly role?: Role;
}

const SAMPLES = 160;

export function statisticFigure(data: StatisticData): Figure {
  const { x: xAxis, series = [], curves = [], levels = [], keys = [] } = data;
  const x = (xAxis.log ? logScale : linearScale)([xAxis.from, xAxis.to], X_RANGE, 5);
  const wholes = x.ticks
    .filter((t) => Number.isInteger(t.at))
    .map((t) => ({ at: t.at, label: String(t.at) }));
  if (xAxis.whole) Object.assign(x, { ticks: wholes });
  const yAxis = data.y ?? { from: 0, to: highest(data) * 1.08 };
  const y = (yAxis.log ? logScale : linearScale)([yAxis.from, yAxis.to], Y_RANGE, 5);
  const marks = [
    data.histogram ? bars(data.histogram, x, y, "noise") : "",
    bandMark(data, x, y),
    ...levels.map((level) => levelMark(level, series, x, y)[0]),
    ...curves.map((c) => path(sample(c.of, x, y), c.role)),
    ...series.map((s) => seriesMark(s, x, y)),
    ...curves.map((c) => curveName(c, x, y)),
    ...series.map((s) => seriesName(s, x, y)),
    ...levels.map((level) => levelMark(level, series, x, y)[1]),
    legendRow(keys, PLOT.right, PLOT.top - 15.5),
  ];
  const { xLabel, yLabel, description } = data;
  const svg = figure({ x, y, xLabel, yLabel, description, marks });
  return { id: data.id, title: data.title, caption: data.caption, svg };
}

function highest({ histogram, series = [], curves = [], band: shade, x }: StatisticData): number {
  let most = Math.max(0, ...(histogram?.densities ?? []));
  for (const s of series)
    for (let i = 0; i < s.values.length; i++) most = Math.max(most, s.values[i]! + (s.errors?.[i] ?? 0));
  if (shade) for (let i = 0; i < shade.upper.length; i++) most = Math.max(most, shade.upper[i]!);
  // A curve that leaves the data far below (Poisson's number variance) must not flatten them.
  const peak = Math.max(0, ...curves.map((c) => peakOf(c.of, x.from, x.to)));
  return (most > 0 ? Math.min(Math.max(most, peak), 1.6 * most) : peak) || 1;
}

function peakOf(f: (x: number) => number, from: number, to: number): number {
  let peak = 0;
  for (let i = 0; i <= SAMPLES; i++) {
    const value = f(from + ((to - from) * i) / SAMPLES);
    if (Number.isFinite(value)) peak = Math.max(peak, value);
  }
  return peak;
}

function sample(f: (x: number) => number, x: Scale, y: Scale): Point[] {
  const [left, right] = x.range;
  const [from, to] = x.domain;
  const log = Math.abs(x(Math.sqrt(from * to)) - (left + right) / 2) < 1e-6;
  const points: Point[] = [];
  for (let i = 0; i <= SAMPLES; i++) {
    const at = log ? from * (to / from) ** (i / SAMPLES) : from + ((to - from) * i) / SAMPLES;
    const value = y(f(at));
    if (!Number.isFinite(value)) continue;
    // A curve that leaves through the top ends there.
    if (value < PLOT.top) {
      const before = points[points.length - 1];
      if (before && before[1] > PLOT.top) points.push(cross(before, [x(at), value]));
      continue;
    }
    points.push([x(at), Math.min(value, PLOT.bottom)]);
  }
  return points;
}

function cross([x0, y0]: Point, [x1, y1]: Point): Point {
  return [x0 + ((x1 - x0) * (y0 - PLOT.top)) / (y0 - y1), PLOT.top];
}

function curveName({ name, role, of, nameAt, below, beside }: TheoryCurve, x: Scale, y: Scale): string {
  const [at, height] = [x(nameAt), y(of(nameAt))];
  const inside = (value: number) => Math.max(PLOT.top + 8, value);
  if (beside === "left") return label(at - 8, inside(height + 4), name, `on-${role}`, "end");
  if (beside === "right") return label(at + 8, inside(height + 4), name, `on-${role}`, "start");
  return label(at, inside(height + (below ? 14 : -7)), name, `on-${role}`, "middle");
}

function bandMark({ band: shade }: StatisticData, x: Scale, y: Scale): string {
  if (!shade) return "";
  const edge = (values: ArrayLike<number>): Point[] => {
    const points: Point[] = [];
    for (let i = 0; i < shade.at.length; i++) {
      const height = Math.min(PLOT.bottom, Math.max(PLOT.top, y(values[i]!)));
      const half = (shade.step ?? 0) / 2;
      points.push([x(shade.at[i]! - half), height]);
      if (half) points.push([x(shade.at[i]! + half), height]);
    }
    return points;
  };
  return band(edge(shade.lower), edge(shade.upper));
}

function seriesMark(s: DataSeries, x: Scale, y: Scale): string {
  const role = s.role ?? "data";
  if (s.style === "line") return lineMark(s, x, y, role);
  const points: Point[] = [];
  const above: Point[] = [];
  const errors: [number, number, number][] = [];
  const inside = (v: number) => Math.min(PLOT.bottom, Math.max(PLOT.top, v));
  for (let i = 0; i < s.at.length; i++) {
    const [at, value] = [x(s.at[i]!), y(s.values[i]!)];
    // What lies outside the figure is not drawn at its border, where it would be read as a value; above it is an arrow.
    if (!(at >= PLOT.left - 1 && at <= PLOT.right + 1)) continue;
    if (s.style === "discs" && value < PLOT.top - 1) above.push([at, PLOT.top + 1]);
    if (!(value >= PLOT.top - 1 && value <= PLOT.bottom + 1)) continue;
    points.push([at, value]);
    const error = s.errors?.[i] ?? 0;
    if (error > 0) errors.push([at, inside(y(s.values[i]! - error)), inside(y(s.values[i]! + error))]);
  }
  const color = role === "data" ? "datum" : `at-${role}`;
  return (
    errorBars(errors, `err ${color}`) +
    dots(points, `pt ${color}${s.style === "discs" ? " big" : ""}`) +
    arrowsUp(above, `pt ${color}`)
  );
}

/** A line, cut where it leaves the figure and where it has no value. */
function lineMark({ at, values }: DataSeries, x: Scale, y: Scale, role: Role): string {
  const pieces: Point[][] = [[]];
  let before: Point | undefined;
  for (let i = 0; i < at.length; i++) {
    const point: Point = [x(at[i]!), y(values[i]!)];
    const here = Number.isFinite(point[0]) && Number.isFinite(point[1]) ? point : undefined;
    const ends = before && here ? clipped(before, here) : undefined;
    if (ends) {
      const piece = pieces[pieces.length - 1]!;
      if (piece.length === 0) piece.push(ends[0]);
      piece.push(ends[1]);
    }
    // A new piece begins where this one left the figure.
    if (!ends || ends[1] !== here) pieces.push([]);
    before = here;
  }
  return pieces.map((piece) => path(simplify(piece, TOLERANCE), role)).join("");
}

/** Pixels that a line may be simplified by. */
const TOLERANCE = 0.2;

/** The part of a segment inside the figure's height, with its own ends where they are inside. */
function clipped(from: Point, to: Point): [Point, Point] | undefined {
  const [[x0, y0], [x1, y1]] = [from, to];
  if (Math.max(y0, y1) < PLOT.top || Math.min(y0, y1) > PLOT.bottom) return undefined;
  const end = (point: Point): Point => {
    const height = Math.min(PLOT.bottom, Math.max(PLOT.top, point[1]));
    // a segment with an end outside is not level
    return height === point[1] ? point : [x0 + ((x1 - x0) * (height - y0)) / (y1 - y0), height];
  };
  return [end(from), end(to)];
}

function seriesName(s: DataSeries, x: Scale, y: Scale): string {
  if (!s.name || s.nameAt === undefined) return "";
  let nearest = 0;
  for (let i = 1; i < s.at.length; i++)
    if (Math.abs(s.at[i]! - s.nameAt) < Math.abs(s.at[nearest]! - s.nameAt)) nearest = i;
  return label(
    x(s.at[nearest]!),
    y(s.values[nearest]!) + (s.below ? 16 : -8),
    s.name,
    `on-${s.role ?? "data"}`,
    "middle",
  );
}

/** Pixels of a level's name: its longest, and how far above its line it reaches. */
const NAME_WIDTH = 96;
const NAME_HEIGHT = 16;

/** The name of a level, above its right end or, where fewer points of the data are in the way, its left one. */
function atFreerEnd(
  at: number,
  name: string,
  className: string,
  series: readonly DataSeries[],
  x: Scale,
  y: Scale,
): string {
  const points = series.flatMap((s) =>
    Array.from(s.at, (place, i) => ({ left: x(place), height: y(s.values[i]!) })),
  );
  const near = points.filter(({ height }) => height <= at && height >= at - NAME_HEIGHT);
  const atRight = near.filter(({ left }) => left >= PLOT.right - NAME_WIDTH).length;
  const atLeft = near.filter(({ left }) => left <= PLOT.left + NAME_WIDTH).length;
  return atLeft < atRight
    ? label(PLOT.left + 4, at - 5, name, className)
    : label(PLOT.right, at - 5, name, className, "end");
}

/** A level's line and its name, which stands above everything else. */
function levelMark(
  level: Level,
  series: readonly DataSeries[],
  x: Scale,
  y: Scale,
): [line: string, name: string] {
  const role = level.role;
  const text = role ? `on-${role}` : "hint";
  if (level.y !== undefined) {
    const at = y(level.y);
    return [
      line([PLOT.left, at], [PLOT.right, at], role ?? "mark"),
      atFreerEnd(at, level.name, text, series, x, y),
    ];
  }
  const at = x(level.x ?? 0);
  const left = at > (PLOT.left + PLOT.right) / 2;
  return [
    line([at, PLOT.bottom], [at, PLOT.top + 4], role ?? "mark"),
    label(at + (left ? -4 : 4), PLOT.top + 12, level.name, text, left ? "end" : "start"),
  ];
}
