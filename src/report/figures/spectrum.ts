/** Singular values of a layer against the Marchenko-Pastur law of its noise; what stands above the edge is marked. */
import type { LayerAnalysis } from "../../analysis/index.ts";
import { held, partsOf } from "../columns/parts.ts";
import { binCount, type Histogram, histogram, thin } from "../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import { bars, curve, label, line, path, stems, variable } from "../svg/marks.ts";
import { brokenScale, linearScale, type Scale } from "../svg/scale.ts";
import { counted, percent, significant } from "../text/numbers.ts";
import { type NoiseLaw, noiseLaw } from "./noise-law.ts";
import type { Figure } from "./types.ts";

/** The axis breaks where the largest value is further out than this multiple of the edge. */
const BREAK_BEYOND = 2.2;
/** Where the linear part of a broken axis ends, in edges. */
const TURN = 1.25;
/** Bins of the control's outline: fewer than the bars', so that it reads as one line. */
const CONTROL_BINS = 24;
/** The law's maximum takes this share of the height; a bin of zeros may be cut off. */
const HEADROOM = 1.18;

export function spectrumFigure(analysis: LayerAnalysis): Figure | undefined {
  const nu = analysis.singularValues;
  if (nu.length < 2 || !(nu[0]! > 0)) return undefined;
  const numSpikes = held(partsOf(analysis).bulk)?.numSpikes ?? 0;
  const law = noiseLaw(analysis);
  const x = spectrumScale(nu, law);
  const end = law && x.gap ? law.upper * TURN : x.domain[1];
  const h = histogram(nu, x.domain[0], end, binCount(nu.length));
  const y = linearScale([0, ceiling(h, law) * HEADROOM], Y_RANGE, 4);
  const control = controlMarks(analysis, x, y);
  const marks = [bars(clip(h, y.domain[1]), x, y, "noise"), ...control, spikeMarks(nu, numSpikes, x)];
  if (law) marks.push(...lawMarks(law, x, y));
  return {
    id: "spectrum",
    title: "Spectrum",
    svg: figure({
      x,
      y,
      xLabel: `singular value ${variable("ν")}${x.gap ? ", logarithmic past the break" : ""}`,
      yLabel: "density",
      description: law
        ? `Histogram of ${nu.length} singular values with the fitted Marchenko-Pastur law; ${numSpikes} above it.`
        : `Histogram of ${nu.length} singular values.`,
      marks,
    }),
    caption: caption(analysis, law),
  };
}

function spectrumScale(nu: Float64Array, law: NoiseLaw | undefined): Scale {
  const [most, least] = [nu[0]!, nu[nu.length - 1]!];
  // From zero unless the whole spectrum stands clear of it.
  const start = least > 0.5 * (law ? Math.min(law.upper, most) : most) ? least * 0.96 : 0;
  if (law && most > BREAK_BEYOND * law.upper)
    return brokenScale([start, most * 1.08], law.upper * TURN, X_RANGE);
  return linearScale([start, Math.max(most, law?.upper ?? 0) * 1.04], X_RANGE);
}

/** The highest density that the figure must show: the law's, and the bars' unless a single bin towers over it. */
function ceiling(h: Histogram, law: NoiseLaw | undefined): number {
  const tallest = Math.max(...h.densities);
  if (!law) return tallest;
  let peak = 0;
  for (let i = 1; i < 64; i++) {
    peak = Math.max(peak, law.density(law.lower + ((law.upper - law.lower) * i) / 64));
  }
  return peak > 0 ? Math.min(Math.max(tallest, peak), 2.5 * peak) : tallest;
}

function clip(h: Histogram, most: number): Histogram {
  return { ...h, densities: h.densities.map((d) => Math.min(d, most)) };
}

function spikeMarks(nu: Float64Array, count: number, x: Scale): string {
  const above = Array.from(nu.subarray(0, count), (v) => [x(v), 0] as const);
  const xs = thin(above.reverse(), 0.7).map((p) => p[0]);
  return stems(xs, PLOT.bottom, PLOT.bottom - 26, "spike");
}

/** The spectrum of the same entries in random places, as an outline up to its largest value. */
function controlMarks({ permuted, singularValues: nu }: LayerAnalysis, x: Scale, y: Scale): string[] {
  if (!permuted?.available) return [];
  const values = permuted.singularValues;
  const [least, most] = [Math.max(values[values.length - 1]!, x.domain[0]), values[0]!];
  if (!(most > least)) return [];
  const end = x.gap ? Math.min(most, x.domain[1]) : most;
  const h = histogram(values, least, end, CONTROL_BINS, nu.length);
  const points = h.densities.flatMap((density, i): [number, number][] => {
    const height = y(Math.min(density, y.domain[1]));
    return [
      [x(h.from + i * h.width), height],
      [x(h.from + (i + 1) * h.width), height],
    ];
  });
  return [
    path([[points[0]![0], PLOT.bottom], ...points, [points[points.length - 1]![0], PLOT.bottom]], "control"),
  ];
}

function lawMarks({ density, lower, upper }: NoiseLaw, x: Scale, y: Scale): string[] {
  const edge = x(upper);
  const roomRight = edge < PLOT.right - 40;
  return [
    curve(density, x, y, [lower, upper], "law"),
    line([edge, PLOT.bottom], [edge, PLOT.top + 10], "mark"),
    label(
      edge + (roomRight ? 4 : -4),
      PLOT.top + 16,
      variable("ν", "+"),
      "hint",
      roomRight ? "start" : "end",
    ),
  ];
}

function caption(analysis: LayerAnalysis, law: NoiseLaw | undefined): string {
  const { singularValues: nu, norms } = analysis;
  const part = partsOf(analysis).bulk;
  const bulk = held(part);
  if (!bulk || !law) {
    const why = part && !part.available ? ` (${part.reason})` : "";
    return `${counted(nu.length, "singular value")} from ${significant(nu[nu.length - 1]!)} to ${significant(nu[0]!)}; no noise law could be fitted${why}.`;
  }
  let energy = 0;
  for (let i = 0; i < bulk.numSpikes; i++) energy += nu[i]! ** 2;
  const spikes =
    bulk.numSpikes === 0
      ? "no value stands out above it"
      : `${counted(bulk.numSpikes, "value stands", "values stand")} out above it (${percent(bulk.numSpikes / nu.length)} of them, ${percent(energy / norms.norm)} of the squared norm)`;
  const control = analysis.permuted?.available
    ? ` The green outline is the spectrum of the same entries in random places, which reaches ${significant(analysis.permuted.singularValues[0]!)}.`
    : "";
  const signFlips = analysis.kind === "matrix" ? analysis.signFlips : undefined;
  const flipped = signFlips?.available
    ? ` With random signs, which decide the verdict, the same entries${signFlips.centred ? ", their mean taken off," : ""} reach ${significant(Math.max(...signFlips.norms))} in ${counted(signFlips.norms.length, "copy", "copies")}.`
    : "";
  return `The curve is the Marchenko–Pastur law of pure noise with σ = ${significant(bulk.sigma)}, which ends at ν₊ = ${significant(law.upper)}; ${spikes}.${control}${flipped}`;
}
