/** Smooth curves through a Ritz measure, with their widths named: never without the nodes themselves beside them. */
import { knownOptions, requireInteger, requireOneOf } from "../../base/index.ts";

/**
 * "jackson": kernel polynomial with Jackson's damping (Weisse, Wellein, Alvermann and Fehske, Rev. Mod. Phys. 78, 275, 2006).
 * The others are Gaussians of one width: "ghorbani" 1e-5 max(1, range) (Ghorbani, Krishnan and Xiao, ICML 2019),
 * "papyan" range/((m - 1) sqrt(8 ln 3)) (Papyan, arXiv 1811.07062), "gaussian" range/m.
 */
export type CurveKind = "jackson" | "gaussian" | "ghorbani" | "papyan";

export interface CurveOptions {
  /** Points of the curve, default 512. */
  readonly points?: number;
}

export interface DensityCurve {
  readonly x: Float64Array;
  /** Density of the part without the outliers; with range as abscissa it integrates to that part's share. */
  readonly y: Float64Array;
  /** Deviation of the Gaussian; of Jackson's kernel at the middle. */
  readonly width: number;
}

interface Ritz {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Share of the range that the abscissa goes beyond it on each side. */
const MARGIN = 0.05;

/** The mean curve of several Ritz measures of `steps` nodes, times `share`. */
export function densityCurve(
  measures: readonly Ritz[],
  steps: number,
  share: number,
  kind: CurveKind,
  options: CurveOptions = {},
): DensityCurve {
  knownOptions("density", options, { points: true });
  requireOneOf("kind", kind, ["jackson", "gaussian", "ghorbani", "papyan"]);
  const points = requireInteger("points", options.points ?? 512, 2);
  const low = Math.min(...measures.map(({ nodes }) => nodes[0]));
  const high = Math.max(...measures.map(({ nodes }) => nodes[nodes.length - 1]));
  // A single point of the spectrum has no range.
  const range = high > low ? high - low : Math.max(1e-12, Math.abs(high));
  const start = low - MARGIN * range;
  const length = (1 + 2 * MARGIN) * range;
  const x = Float64Array.from({ length: points }, (_, i) => start + (length * (i + 0.5)) / points);
  const scale = share / measures.length;
  if (kind === "jackson") {
    const y = x.map(() => 0);
    const degree = 2 * steps - 1;
    for (const measure of measures) addJackson(measure, start, length, degree, scale, x, y);
    return Object.freeze({ x, y, width: (Math.PI * length) / 2 / (degree + 1) });
  }
  const width = widthOf(kind, range, steps);
  const y = x.map(() => 0);
  const height = scale / (width * Math.sqrt(2 * Math.PI));
  for (const { nodes, weights } of measures)
    for (let j = 0; j < nodes.length; j++)
      for (let i = 0; i < points; i++)
        y[i] += height * weights[j] * Math.exp(-0.5 * ((x[i] - nodes[j]) / width) ** 2);
  return Object.freeze({ x, y, width });
}

function widthOf(kind: Exclude<CurveKind, "jackson">, range: number, steps: number): number {
  if (kind === "ghorbani") return 1e-5 * Math.max(1, range);
  if (kind === "gaussian") return range / steps;
  // Papyan's spectrum is mapped to [-1, 1], so that his width 2/((m - 1) sqrt(8 ln 3)) is in half ranges.
  return range / (Math.max(1, steps - 1) * Math.sqrt(8 * Math.log(3)));
}

function addJackson(
  { nodes, weights }: Ritz,
  start: number,
  length: number,
  degree: number,
  scale: number,
  x: Float64Array,
  y: Float64Array,
): void {
  const place = (value: number) => Math.acos(Math.min(1, Math.max(-1, (2 * (value - start)) / length - 1)));
  const n = degree + 1;
  const angles = nodes.map(place);
  const coefficients = Float64Array.from({ length: n }, (_, j) => {
    let moment = 0;
    for (let k = 0; k < nodes.length; k++) moment += weights[k] * Math.cos(j * angles[k]);
    const turn = (Math.PI * j) / (n + 1);
    const damping = ((n - j + 1) * Math.cos(turn) + Math.sin(turn) / Math.tan(Math.PI / (n + 1))) / (n + 1);
    return (j === 0 ? 1 : 2) * damping * moment;
  });
  for (let i = 0; i < x.length; i++) {
    const t = place(x[i]);
    let sum = 0;
    for (let j = 0; j < n; j++) sum += coefficients[j] * Math.cos(j * t);
    y[i] += (scale * sum * 2) / (length * Math.PI * Math.sin(t));
  }
}
