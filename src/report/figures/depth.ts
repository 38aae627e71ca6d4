/** Metrics against depth: one point per analysed matrix at its number, which is that of the tables and files. */

import type { AnalyzedLayer } from "../../analysis/index.ts";
import { MEAN_RATIOS } from "../../levels/index.ts";
import { hasExponent } from "../../tails/index.ts";
import { held, partsOf } from "../columns/parts.ts";
import type { Point } from "../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import { arrowsUp, dots, label, line, px, rect, stems, variable } from "../svg/marks.ts";
import { linearScale, type Scale } from "../svg/scale.ts";
import { counted, fixed, median, percent } from "../text/numbers.ts";
import type { Figure } from "./types.ts";

/** Fewer points than this show no depth. */
const LEAST_LAYERS = 3;
/** Exponents above this are all alike: hardly a tail. They are arrows at the top. */
const HIGHEST_ALPHA = 12;

interface Reading {
  readonly position: number;
  readonly value: number;
  readonly error: number;
}

export function depthFigures(layers: readonly AnalyzedLayer[]): Figure[] {
  if (layers.length < LEAST_LAYERS) return [];
  return [alphaByDepth(layers), energyByDepth(layers), ratioByDepth(layers)].filter((f) => f !== undefined);
}

function readings(
  layers: readonly AnalyzedLayer[],
  read: (layer: AnalyzedLayer) => readonly [value: number, error: number] | undefined,
): Reading[] {
  return layers.flatMap((layer) => {
    const pair = read(layer);
    return pair && Number.isFinite(pair[0])
      ? [{ position: layer.index, value: pair[0], error: pair[1] }]
      : [];
  });
}

/** From the first to the last number of the layers; `room` is empty space on the right, in shares of the axis. */
function positionScale(layers: readonly AnalyzedLayer[], room = 0): Scale {
  const { from, to } = numberRange(layers);
  const scale = linearScale([from, to + room * (to - from)], X_RANGE, Math.min(6, to - from));
  const whole = scale.ticks.filter(({ at }) => Number.isInteger(at) && at >= from && at <= to);
  return Object.assign(scale, { ticks: whole });
}

/** The ends of an axis of the layers' numbers. */
export function numberRange(layers: readonly { readonly index: number }[]): {
  readonly from: number;
  readonly to: number;
} {
  const numbers = layers.map(({ index }) => index);
  return { from: Math.min(...numbers) - 0.5, to: Math.max(...numbers) + 0.5 };
}

/** What the axis of numbers says. */
export const NUMBER_LABEL = "number of the matrix (#)";

function points(values: readonly Reading[], x: Scale, y: Scale): Point[] {
  return values.map((r) => [x(r.position), y(r.value)]);
}

/** Points of a class, and arrows at the top for the values above it. */
function pointsAndArrows(values: readonly Reading[], x: Scale, y: Scale, className: string): string {
  const inside = values.filter((r) => r.value <= y.domain[1]);
  const above = values.filter((r) => r.value > y.domain[1]);
  return (
    dots(points(inside, x, y), `${className} big`) +
    arrowsUp(
      above.map((r) => [x(r.position), PLOT.top + 1]),
      className,
    )
  );
}

function errorBars(values: readonly Reading[], x: Scale, y: Scale): string {
  const [least, most] = y.domain;
  const clamp = (v: number) => Math.min(most, Math.max(least, v));
  const d = values
    .filter((r) => r.error > 0 && Number.isFinite(r.error))
    .map(
      (r) => `M${px(x(r.position))},${px(y(clamp(r.value - r.error)))}V${px(y(clamp(r.value + r.error)))}`,
    );
  return d.length ? `<path class="err" d="${d.join("")}"/>` : "";
}

function alphaByDepth(layers: readonly AnalyzedLayer[]): Figure | undefined {
  const exponents = (wanted: boolean) =>
    readings(layers, ({ analysis: { tail } }) =>
      tail.available && hasExponent(tail.verdict) === wanted ? [tail.alpha, tail.sigma] : undefined,
    );
  const [values, others] = [exponents(true), exponents(false)];
  const all = [...values, ...others];
  if (all.length < LEAST_LAYERS) return undefined;
  const x = positionScale(layers);
  const most = Math.min(HIGHEST_ALPHA, Math.max(7, ...all.map((r) => r.value * 1.08)));
  const y = linearScale([0, most], Y_RANGE, 5);
  const inside = values.filter((r) => r.value <= most);
  return {
    id: "alpha-by-depth",
    title: "Tail exponent by depth",
    svg: figure({
      x,
      y,
      xLabel: NUMBER_LABEL,
      yLabel: `tail exponent ${variable("α")}`,
      description: `Tail exponents of ${all.length} matrices by depth.`,
      marks: [
        rect(PLOT.left, y(6), PLOT.right - PLOT.left, y(2) - y(6), "zone"),
        label(PLOT.right - 4, y(6) + 12, "2 to 6", "hint", "end"),
        pointsAndArrows(others, x, y, "pt rest"),
        errorBars(inside, x, y),
        pointsAndArrows(values, x, y, "pt"),
      ],
    }),
    caption: alphaCaption(layers, values, others, most),
  };
}

function alphaCaption(
  layers: readonly AnalyzedLayer[],
  values: readonly Reading[],
  others: readonly Reading[],
  most: number,
): string {
  const sentences: string[] = [];
  if (values.length) {
    const usual = values.filter((r) => r.value >= 2 && r.value <= 6).length;
    sentences.push(
      `${usual} of ${counted(values.length, "exponent")} lie in the shaded range from 2 to 6 that is usual for well-trained layers; lower means a heavier tail, higher means hardly any.`,
    );
  }
  const untested = layers.filter(
    ({ analysis: { tail } }) => tail.available && tail.verdict.answer === "not tested",
  ).length;
  if (untested) sentences.push(`For ${untested} it was not tested whether a power law fits.`);
  if (others.length)
    sentences.push(
      `${counted(others.length, "pale point belongs to a tail that is", "pale points belong to tails that are")} not a power law, or too short to judge: their exponents say nothing.`,
    );
  const above = [...values, ...others].filter((r) => r.value > most).length;
  if (above)
    sentences.push(`${counted(above, "arrow stands", "arrows stand")} for values above ${fixed(most, 0)}.`);
  return sentences.join(" ");
}

/** The share of the squared norm that stands above the noise edge. */
export function spikeEnergy({ analysis }: AnalyzedLayer): number | undefined {
  const bulk = held(partsOf(analysis).bulk);
  if (!bulk) return undefined;
  let energy = 0;
  for (let i = 0; i < bulk.numSpikes; i++) energy += analysis.singularValues[i]! ** 2;
  return energy / analysis.norms.norm;
}

function energyByDepth(layers: readonly AnalyzedLayer[]): Figure | undefined {
  const values = readings(layers, (layer) => {
    const share = spikeEnergy(layer);
    return share === undefined ? undefined : [share, 0];
  });
  if (values.length < LEAST_LAYERS) return undefined;
  const x = positionScale(layers);
  const y = linearScale([0, 1], Y_RANGE, 4);
  const shares = values.map((r) => r.value).sort((a, b) => a - b);
  const at = points(values, x, y);
  return {
    id: "spikes-by-depth",
    title: "Signal by depth",
    svg: figure({
      x,
      y,
      xLabel: NUMBER_LABEL,
      yLabel: "share of the squared norm above the noise edge",
      description: `Share of the squared norm above the noise edge of ${values.length} matrices by depth.`,
      marks: [at.map((p) => stems([p[0]], PLOT.bottom, p[1], "stem")).join(""), dots(at, "pt big spike-pt")],
    }),
    caption: `Each stroke is the part of a matrix that the noise law cannot explain, from ${percent(shares[0]!)} to ${percent(shares[shares.length - 1]!)} of its squared norm, ${percent(median(shares))} in the middle.`,
  };
}

/** Room for the names of the two levels, in shares of the axis. */
const LABEL_ROOM = 0.28;

function ratioByDepth(layers: readonly AnalyzedLayer[]): Figure | undefined {
  const values = readings(layers, ({ analysis: { levels } }) =>
    levels.available ? [levels.meanRatio, levels.meanRatioError] : undefined,
  );
  if (values.length < LEAST_LAYERS) return undefined;
  const x = positionScale(layers, LABEL_ROOM);
  const lowest = Math.min(0.36, ...values.map((r) => r.value - 0.02));
  const highest = Math.max(0.6, ...values.map((r) => r.value + 0.02));
  const y = linearScale([lowest, highest], Y_RANGE, 5);
  const agree = values.filter((r) => Math.abs(r.value - MEAN_RATIOS.goe) <= 2 * r.error).length;
  const level = (value: number, name: string, of: string) => [
    line([PLOT.left, y(value)], [PLOT.right, y(value)], of),
    label(PLOT.right, y(value) - 5, name, of === "law" ? "on-law" : "on-other", "end"),
  ];
  return {
    id: "ratio-by-depth",
    title: "Level repulsion by depth",
    svg: figure({
      x,
      y,
      xLabel: NUMBER_LABEL,
      yLabel: "mean spacing ratio ⟨r̃⟩",
      description: `Mean spacing ratios of ${values.length} matrices by depth with the values of GOE and Poisson levels.`,
      marks: [
        ...level(MEAN_RATIOS.goe, "GOE 0.531", "law"),
        ...level(MEAN_RATIOS.poisson, "Poisson 0.386", "other"),
        errorBars(values, x, y),
        dots(points(values, x, y), "pt big"),
      ],
    }),
    caption: `${agree} of ${counted(values.length, "matrix", "matrices")} repel their levels as a random matrix does (within two standard errors of ${fixed(MEAN_RATIOS.goe, 3)}); by chance alone about one in twenty would lie outside.`,
  };
}
