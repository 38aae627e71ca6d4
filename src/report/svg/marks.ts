/**
 * Marks of a figure as SVG text. Everything is drawn with classes, colours come from the style sheet's variables, so
 * one figure serves light, dark and print. Text inside marks is markup of our own making, never a name from a file.
 */
import type { Histogram, Point } from "./binning.ts";
import type { Scale } from "./scale.ts";

/** Coordinates with one decimal: a tenth of a pixel is finer than any screen shows. */
export function px(value: number): string {
  const text = value.toFixed(1);
  return text.endsWith(".0") ? text.slice(0, -2) : text;
}

/** An open path through points in pixels. */
export function path(points: readonly Point[], className: string): string {
  if (points.length === 0) return "";
  const d = points.map(([x, y], i) => `${i === 0 ? "M" : i === 1 ? "L" : " "}${px(x)},${px(y)}`).join("");
  return `<path class="${className}" d="${d}"/>`;
}

/** The graph of a function over [from, to], sampled where the scale is smooth, clipped to the scale's top. */
export function curve(
  f: (x: number) => number,
  x: Scale,
  y: Scale,
  [from, to]: readonly [number, number],
  className: string,
  samples = 120,
): string {
  const points: Point[] = [];
  for (let i = 0; i <= samples; i++) {
    // Denser at both ends, where laws have square-root edges.
    const at = from + ((to - from) * (1 - Math.cos((Math.PI * i) / samples))) / 2;
    const value = f(at);
    if (Number.isFinite(value)) points.push([x(at), Math.max(y(value), y.range[1] - 2)]);
  }
  return path(simplify(points, TOLERANCE), className);
}

/** Pixels by which a thinned curve may miss its samples. */
const TOLERANCE = 0.1;

/** Drops points that the line between the kept ones passes within `tolerance` pixels. */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  const kept = points.slice(0, 1);
  let from = 0;
  for (let to = 2; to <= points.length; to++) {
    if (to < points.length && within(points, from, to, tolerance)) continue;
    kept.push(points[to - 1]!);
    from = to - 1;
  }
  return kept;
}

function within(points: readonly Point[], from: number, to: number, tolerance: number): boolean {
  const [x0, y0] = points[from]!;
  const [dx, dy] = [points[to]![0] - x0, points[to]![1] - y0];
  const length = Math.hypot(dx, dy) || 1;
  for (let i = from + 1; i < to; i++) {
    const [x, y] = points[i]!;
    if (Math.abs(dy * (x - x0) - dx * (y - y0)) > tolerance * length) return false;
  }
  return true;
}

/** A histogram as one filled outline. */
export function bars(h: Histogram, x: Scale, y: Scale, className: string): string {
  const base = px(y(0));
  let d = "";
  let open = false;
  h.densities.forEach((density, i) => {
    if (density === 0) {
      if (open) d += `V${base}`;
      open = false;
      return;
    }
    const left = px(x(h.from + i * h.width));
    if (!open) d += `M${left},${base}`;
    d += `V${px(y(density))}H${px(x(h.from + (i + 1) * h.width))}`;
    open = true;
  });
  if (open) d += `V${base}`;
  return d ? `<path class="${className}" d="${d}"/>` : "";
}

/** Points as dots: one path of zero-length strokes with round ends, ten bytes each. */
export function dots(points: readonly Point[], className: string): string {
  if (points.length === 0) return "";
  return `<path class="${className}" d="${points.map(([x, y]) => `M${px(x)},${px(y)}h0`).join("")}"/>`;
}

/** Half the width and the height of an arrow's head, in pixels, and its whole length. */
const ARROW = { half: 2.6, head: 3.4, length: 8 };

/** Upward arrows with their tips at `tips`: values beyond the top of a figure, which a point there would misstate. */
export function arrowsUp(tips: readonly Point[], className: string): string {
  if (tips.length === 0) return "";
  const { half, head, length } = ARROW;
  const d = tips.map(
    ([x, y]) =>
      `M${px(x)},${px(y + length)}V${px(y)}M${px(x - half)},${px(y + head)}L${px(x)},${px(y)}L${px(x + half)},${px(y + head)}`,
  );
  return `<path class="${className} arrow" d="${d.join("")}"/>`;
}

/** Vertical lines from the base to `top` at each x. */
export function stems(xs: readonly number[], base: number, top: number, className: string): string {
  if (xs.length === 0) return "";
  return `<path class="${className}" d="${xs.map((x) => `M${px(x)},${px(base)}V${px(top)}`).join("")}"/>`;
}

export function line([x1, y1]: Point, [x2, y2]: Point, className: string): string {
  return `<path class="${className}" d="M${px(x1)},${px(y1)}L${px(x2)},${px(y2)}"/>`;
}

export function rect(x: number, y: number, width: number, height: number, className: string): string {
  return `<rect class="${className}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"/>`;
}

export function label(
  x: number,
  y: number,
  markup: string,
  className = "",
  anchor: "start" | "middle" | "end" = "start",
): string {
  const classes = `lb${className && ` ${className}`}`;
  return `<text class="${classes}" x="${px(x)}" y="${px(y)}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}>${markup}</text>`;
}

/** A variable in italics, with an optional subscript. */
export function variable(name: string, subscript = ""): string {
  const sub = subscript ? `<tspan class="sub" dy="3">${subscript}</tspan><tspan dy="-3">\u200a</tspan>` : "";
  return `<tspan class="var">${name}</tspan>${sub}`;
}

/** The area between two curves over the same places. */
export function band(lower: readonly Point[], upper: readonly Point[], className = "band"): string {
  if (lower.length === 0) return "";
  const points = [...upper, ...[...lower].reverse()];
  return `<path class="${className}" d="M${points.map(([x, y]) => `${px(x)},${px(y)}`).join("L")}Z"/>`;
}

/** Vertical error bars. */
export function errorBars(
  bars: readonly (readonly [x: number, low: number, high: number])[],
  className: string,
): string {
  if (bars.length === 0) return "";
  return `<path class="${className}" d="${bars.map(([x, low, high]) => `M${px(x)},${px(low)}V${px(high)}`).join("")}"/>`;
}

/** One line of a legend: what a line of a class shows. */
export interface Key {
  /** Markup. */
  readonly name: string;
  /** Class of the line. */
  readonly role: string;
  readonly strong?: boolean;
}

const KEY_HEIGHT = 13;
const KEY_LINE = 17;
const KEY_GAP = 4;
/** Between names side by side, with what the estimate of their width may lack. */
const KEY_APART = 16;
/** About what a character of a name takes. */
const KEY_CHARACTER = 5.3;

const keyWidth = ({ name }: Key): number =>
  KEY_LINE + KEY_GAP + KEY_CHARACTER * name.replace(/<[^>]*>/g, "").length;

/** Width, about, and height of a legend. */
export function legendSize(keys: readonly Key[]): [width: number, height: number] {
  return [Math.max(0, ...keys.map(keyWidth)), KEY_HEIGHT * keys.length];
}

/** Names one below the other, each behind a piece of its line. */
export function legend(keys: readonly Key[], left: number, top: number): string {
  return keys.map((key, i) => keyMark(key, left, top + KEY_HEIGHT * (i + 0.5))).join("");
}

/** Names side by side up to `right`, each behind a piece of its line. */
export function legendRow(keys: readonly Key[], right: number, y: number): string {
  let left = right + KEY_APART;
  return [...keys]
    .reverse()
    .map((key) => {
      left -= keyWidth(key) + KEY_APART;
      return keyMark(key, left, y);
    })
    .join("");
}

function keyMark({ name, role, strong }: Key, left: number, y: number): string {
  const weight = strong ? " strong" : "";
  return (
    line([left, y], [left + KEY_LINE, y], role + weight) +
    label(left + KEY_LINE + KEY_GAP, y + 3.5, name, `key${weight}`)
  );
}
