/** The frame of a figure: axes with few ticks, labels at the ends, marks inside. */
import { escapeHtml } from "../text/text.ts";
import { label, px } from "./marks.ts";
import type { Scale } from "./scale.ts";

export const WIDTH = 360;
export const HEIGHT = 236;
/** Pixel intervals that the axes of a default figure map to. */
export const PLOT = { left: 38, right: 350, top: 24, bottom: 200 } as const;
export const X_RANGE = [PLOT.left, PLOT.right] as const;
export const Y_RANGE = [PLOT.bottom, PLOT.top] as const;

interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  /** Markup for the ends of the axes. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** What the figure shows, for those who do not see it. Plain text. */
  readonly description: string;
  /** Markup, later marks above earlier ones. */
  readonly marks: readonly string[];
  readonly width?: number;
  readonly height?: number;
}

/** One `<svg>` element. Its colours come from classes; `standalone` adds them for use outside the report. */
export function figure(frame: Frame): string {
  const { x, y, width = WIDTH, height = HEIGHT } = frame;
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  return [
    `<svg class="fig" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(frame.description)}">`,
    gridLines(y, left, right),
    ...frame.marks,
    baseline(x, bottom),
    xTicks(x, bottom, height),
    yTicks(y, left),
    label(right, height - 4, frame.xLabel, "ax", "end"),
    label(0, top - 12, frame.yLabel, "ax"),
    "</svg>",
  ].join("");
}

function gridLines(y: Scale, left: number, right: number): string {
  const labelled = y.ticks.filter((t) => t.label && Math.abs(y(t.at) - y.range[0]) > 1);
  return `<path class="grid" d="${labelled.map((t) => `M${px(left)},${px(y(t.at))}H${px(right)}`).join("")}"/>`;
}

function baseline(x: Scale, bottom: number): string {
  const [left, right] = x.range;
  if (!x.gap) return `<path class="axis" d="M${px(left)},${px(bottom)}H${px(right)}"/>`;
  const [a, b] = x.gap;
  const slash = (at: number) => `M${px(at - 2)},${px(bottom + 4)}L${px(at + 2)},${px(bottom - 4)}`;
  return `<path class="axis" d="M${px(left)},${px(bottom)}H${px(a)}M${px(b)},${px(bottom)}H${px(right)}${slash(a)}${slash(b)}"/>`;
}

function xTicks(x: Scale, bottom: number, height: number): string {
  const marks = x.ticks.map((t) => `M${px(x(t.at))},${px(bottom)}v${t.label ? 4 : 2.5}`).join("");
  const labels = x.ticks
    .filter((t) => t.label)
    .map((t) => label(x(t.at), Math.min(bottom + 15, height - 16), t.label, "tk", "middle"));
  return `<path class="axis" d="${marks}"/>${labels.join("")}`;
}

function yTicks(y: Scale, left: number): string {
  return y.ticks
    .filter((t) => t.label)
    .map((t) => label(left - 6, y(t.at) + 3.5, t.label, "tk", "end"))
    .join("");
}
