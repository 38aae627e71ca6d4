/** The share of eigenvalues above each lambda on log-log axes: a power law is a straight line there. */
import type { MatrixAnalysis, Tail } from "../../analysis/index.ts";
import { betterAlternatives, inWords } from "../columns.ts";
import { counted, fixed, significant } from "../numbers.ts";
import { type Point, thin } from "../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import { dots, label, line, variable } from "../svg/marks.ts";
import { logScale, type Scale } from "../svg/scale.ts";
import type { Figure } from "./types.ts";

/** Eigenvalues below this share of xmin (or of the median, without a fit) add nothing to the look of a tail. */
const LEAST_SHARE = 1e-3;

export function tailFigure(analysis: MatrixAnalysis): Figure | undefined {
  const tail = analysis.tail.available ? analysis.tail : undefined;
  const lambda = Float64Array.from(analysis.singularValues, (nu) => nu * nu);
  const n = lambda.length;
  if (n < 2 || !(lambda[0]! > 0)) return undefined;
  const reference = tail?.xmin ?? lambda[n >> 1]!;
  let least = lambda[0]!;
  for (const value of lambda)
    if (value > reference * LEAST_SHARE && value > 0) least = Math.min(least, value);
  if (!(least < lambda[0]!)) return undefined;
  const x = logScale([least / 1.1, lambda[0]! * 1.25], X_RANGE, 5);
  const y = logScale([0.6 / n, 1.3], Y_RANGE, 4);
  const points: Point[] = [];
  // lambda is descending: i + 1 values are at or above lambda[i].
  for (let i = 0; i < n && lambda[i]! >= least; i++) points.push([x(lambda[i]!), y((i + 1) / n)]);
  const inTail = tail ? countFrom(lambda, tail.xmin) : 0;
  return {
    id: "tail",
    title: "Tail",
    svg: figure({
      x,
      y,
      xLabel: `eigenvalue ${variable("λ")} = ${variable("ν")}²`,
      yLabel: "share of eigenvalues ≥ λ",
      description: tail
        ? `Survival function of ${n} eigenvalues on log-log axes with the power law fitted above ${significant(tail.xmin)}.`
        : `Survival function of ${n} eigenvalues on log-log axes.`,
      marks: [
        dots(thin(points.slice(inTail), 1.4), "pt rest"),
        dots(thin(points.slice(0, inTail), 1.4), "pt"),
        ...(tail ? fitMarks(tail, inTail / n, lambda[0]!, x, y) : []),
      ],
    }),
    caption: caption(analysis, tail, inTail),
  };
}

function countFrom(descending: Float64Array, least: number): number {
  let k = 0;
  // xmin is one of the points; a relative margin forgives the last bit of squaring.
  while (k < descending.length && descending[k]! >= least * (1 - 1e-12)) k++;
  return k;
}

function fitMarks(tail: Tail, share: number, end: number, x: Scale, y: Scale): string[] {
  const start: Point = [x(tail.xmin), y(share)];
  // The line S(l) = share (l/xmin)^(1 - alpha), to the largest value or to the bottom of the figure.
  const reach = Math.min(end, tail.xmin * (share / y.domain[0]) ** (1 / (tail.alpha - 1)));
  const stop: Point = [x(reach), y(share * (reach / tail.xmin) ** (1 - tail.alpha))];
  const [middle, height] = [(start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2];
  const left = start[0] > PLOT.left + 60;
  // Above the line, where a falling survival function leaves the corner empty, unless it would run off the figure.
  const inside = middle < PLOT.right - 64;
  return [
    line([start[0], PLOT.bottom], [start[0], PLOT.top + 10], "mark"),
    line(start, stop, "law"),
    label(start[0] + (left ? -4 : 4), PLOT.bottom - 8, variable("λ", "min"), "hint", left ? "end" : "start"),
    label(
      inside ? middle + 8 : PLOT.right,
      inside ? height - 6 : Math.max(PLOT.top + 22, start[1] - 16),
      `${variable("α")} = ${fixed(tail.alpha, 2)}`,
      "on-law",
      inside ? "start" : "end",
    ),
  ];
}

function caption(analysis: MatrixAnalysis, tail: Tail | undefined, inTail: number): string {
  if (!tail) {
    const why = analysis.tail.available ? "" : ` (${analysis.tail.reason})`;
    return `No power law was fitted${why}.`;
  }
  const better = betterAlternatives(tail.comparisons ?? []).map(inWords);
  if (tail.verdict) return `${straight(tail, inTail)}. ${tail.verdict.reason}`;
  const verdict = better.length
    ? `; but the tail is fitted better by ${better.join(" and by ")} (likelihood-ratio test, 5 % level)`
    : tail.comparisons
      ? "; no alternative fits better at the 5 % level"
      : "";
  return `${straight(tail, inTail)}; ${alphaReading(tail.alpha)}${verdict}.`;
}

function straight(tail: Tail, inTail: number): string {
  return `A power law is straight here: the ${counted(inTail, "eigenvalue")} from λ = ${significant(tail.xmin)} up follow one with α = ${fixed(tail.alpha, 2)} ± ${fixed(tail.sigma, 2)} to within D = ${fixed(tail.D, 3)}`;
}

/** The reading of Martin and Mahoney (2021). */
function alphaReading(alpha: number): string {
  if (alpha < 2) return "below 2 is read as over-trained";
  if (alpha <= 6) return "between 2 and 6 is usual for well-trained layers";
  return "above 6 is hardly a tail, as in noise";
}
