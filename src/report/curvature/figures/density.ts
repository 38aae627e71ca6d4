/** The spectral density of a Hessian on a logarithmic axis: its mass as stems, never only a smooth curve. */
import type { CurvatureAnalysis, DensityRecord, ExactCurvature } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import type { Point } from "../../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { band, label, legendRow, path, variable } from "../../svg/marks.ts";
import { linearScale, logScale, type Scale } from "../../svg/scale.ts";
import { counted, percent, significant } from "../../text/numbers.ts";

/** Stems across the figure. */
const BINS = 96;
/** The axis of shares begins at a half eigenvalue, but shows no more than these decades. */
const MOST_DECADES = 8;

export function densityFigure(analysis: CurvatureAnalysis): Figure | undefined {
  if (analysis.kind === "exact") return exactFigure(analysis);
  return analysis.density && estimatedFigure(analysis.density);
}

interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  /** Width of a bin in eigenvalues. */
  readonly width: number;
}

function frameOf(low: number, high: number, size: number): Frame {
  const margin = 0.03 * (high - low || 1);
  const x = linearScale([low - margin, high + margin], X_RANGE, 5);
  const y = logScale([Math.max(0.3 / size, 10 ** -MOST_DECADES), 1.6], Y_RANGE, 5);
  return { x, y, width: (x.domain[1] - x.domain[0]) / BINS };
}

/** Share of the mass in each bin. */
export function sharesOf(
  nodes: ArrayLike<number>,
  weight: (i: number) => number,
  from: number,
  width: number,
): Float64Array {
  const shares = new Float64Array(BINS);
  for (let i = 0; i < nodes.length; i++)
    shares[Math.min(BINS - 1, Math.max(0, Math.floor((nodes[i] - from) / width)))] += weight(i);
  return shares;
}

/** Stems from the base to each share that the axis shows. */
function stemsOf(shares: Float64Array, { x, y, width }: Frame): string {
  const d = Array.from(shares, (share, i) => {
    if (share < y.domain[0]) return "";
    const at = x(x.domain[0] + (i + 0.5) * width).toFixed(1);
    return `M${at},${PLOT.bottom}V${y(share).toFixed(1)}`;
  });
  return `<path class="data" d="${d.join("")}"/>`;
}

const AXES = {
  xLabel: `eigenvalue ${variable("λ")}`,
  yLabel: "share of the eigenvalues (logarithmic)",
} as const;

function estimatedFigure(density: DensityRecord): Figure {
  const { nodes, weights, range, size, outliers, curve, alpha, steps } = density;
  const frame = frameOf(range[0], range[1], size);
  const { x, y, width } = frame;
  const apart = new Set(outliers.map(({ value }) => value));
  const bulk = sharesOf(nodes, (i) => (apart.has(nodes[i]) ? 0 : weights[i]), x.domain[0], width);
  const curvePoints = (shift: number): Point[] =>
    binned(curve.x, (i) => curve.y[i] + shift * curve.standardError[i], width).flatMap(
      ([at, share]): Point[] =>
        at < x.domain[0] || at > x.domain[1] ? [] : [[x(at), y(Math.max(y.domain[0], share))]],
    );
  const visible = curvePoints(0).filter(([, py]) => py < PLOT.bottom - 0.5);
  return {
    id: "density",
    title: "Spectral density",
    svg: figure({
      x,
      y,
      ...AXES,
      description: `Share of the eigenvalues of the Hessian by their value, from ${significant(range[0])} to ${significant(range[1])}.`,
      marks: [
        band(curvePoints(-2), curvePoints(2)),
        stemsOf(bulk, frame),
        path(visible, "law"),
        outlierMarks(outliers, frame, size),
        legendRow(
          [
            { name: "estimate", role: "data" },
            { name: "smoothed", role: "law" },
            { name: "taken out", role: "spike" },
          ],
          PLOT.right,
          PLOT.top - 4,
        ),
      ],
    }),
    caption: `Each stem is the share of the ${counted(size, "eigenvalue")} in a ${BINS}th of the figure’s width, estimated from ${counted(alpha.length, "random vector")} of ${steps} steps; one eigenvalue is a share of ${significant(1 / size, 1)}. Red: the ${counted(outliers.length, "eigenvalue")} found by themselves and taken out first. The curve smooths the rest (a Gaussian of width ${significant(curve.width, 2)}, counted in the same bins) with its 95 % band over vectors; where no stem stands it is smoothing only.`,
  };
}

/** Mass of a density within half a width of each of its places, which are evenly spaced. */
function binned(places: Float64Array, density: (i: number) => number, width: number): [number, number][] {
  const step = places[1] - places[0];
  const reach = Math.max(0.5, width / step / 2);
  const sums = new Float64Array(places.length + 1);
  for (let i = 0; i < places.length; i++) sums[i + 1] = sums[i] + Math.max(0, density(i)) * step;
  const upTo = (place: number) => {
    const at = Math.min(places.length, Math.max(0, place));
    const i = Math.min(places.length - 1, Math.floor(at));
    return sums[i] + (at - i) * (sums[i + 1] - sums[i]);
  };
  return Array.from(places, (at, i): [number, number] => [at, upTo(i + 0.5 + reach) - upTo(i + 0.5 - reach)]);
}

/** Single eigenvalues: each is a share of one over the order. */
function outlierMarks(outliers: DensityRecord["outliers"], { x, y }: Frame, size: number): string {
  const top = y(1 / size).toFixed(1);
  const marks = outliers.map(({ value }) => `M${x(value).toFixed(1)},${PLOT.bottom}V${top}`);
  return marks.length === 0 ? "" : `<path class="spike" d="${marks.join("")}"/>`;
}

function exactFigure({ batches, network }: ExactCurvature): Figure | undefined {
  if (batches.length === 0) return undefined;
  const total = batches.length * network.parameters;
  const low = Math.min(...batches.map(({ values }) => values[0]));
  const high = Math.max(...batches.map(({ values }) => values[values.length - 1]));
  const frame = frameOf(Math.min(0, low), Math.max(0, high), total);
  const genuine = batches.reduce((sum, batch) => sum + batch.genuine.length, 0);
  const shares = new Float64Array(BINS);
  for (const { genuine: levels } of batches) {
    const own = sharesOf(levels, () => 1 / total, frame.x.domain[0], frame.width);
    for (let i = 0; i < BINS; i++) shares[i] += own[i];
  }
  const zeros = 1 - genuine / total;
  const zeroBin = Math.floor((0 - frame.x.domain[0]) / frame.width);
  shares[Math.min(BINS - 1, Math.max(0, zeroBin))] += zeros;
  return {
    id: "density",
    title: "Spectrum of the batches",
    svg: figure({
      x: frame.x,
      y: frame.y,
      ...AXES,
      description: `Share of the eigenvalues of ${batches.length} batch Hessians by their value.`,
      marks: [
        stemsOf(shares, frame),
        label(frame.x(0) + 5, frame.y(Math.max(zeros, frame.y.domain[0])) + 4, "zeros", "hint"),
      ],
    }),
    caption: `All eigenvalues of ${counted(batches.length, "batch", "batches")} together: ${percent(zeros)} are zeros or round-off, the other ${counted(genuine, "level")} run from ${significant(low)} to ${significant(high)}. Each stem is the share in a ${BINS}th of the figure’s width.`,
  };
}
