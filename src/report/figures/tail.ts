/** The share of eigenvalues above each lambda on log-log axes: a power law is a straight line there. */
import type { LayerAnalysis, Tail } from "../../analysis/index.ts";
import {
  type Alternative,
  alternativeSurvival,
  type Comparison,
  type PowerLawFit,
  powerLawSurvival,
} from "../../tails/index.ts";
import { inWords } from "../columns/quantity.ts";
import { type Point, thin } from "../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import { dots, type Key, label, legend, legendSize, line, path, simplify, variable } from "../svg/marks.ts";
import { logScale, type Scale } from "../svg/scale.ts";
import { counted, fixed, significant } from "../text/numbers.ts";
import type { Figure } from "./types.ts";

/** Eigenvalues below this share of xmin (or of the median, without a fit) add nothing to the look of a tail. */
const LEAST_SHARE = 1e-3;
/** Decades before the tail for each of its own, so that it takes about half of the figure; never less than a factor. */
const DECADES_BEFORE = 1.15;
const LEAST_BEFORE = 1.3;
/** Samples of a law's curve. */
const SAMPLES = 64;

/** How each alternative is drawn: by colour and by dashes. */
const ROLES: Record<Alternative, string> = {
  truncatedPowerLaw: "third",
  lognormal: "other",
  stretchedExponential: "fourth",
  exponential: "fifth",
};

/** A fitted law as it is drawn. */
interface DrawnLaw {
  readonly key: Key;
  /** Share of the tail at or above lambda. */
  readonly survival: (lambda: number) => number;
}

/** The fit that the answer is about, or the one over all starts where there are too few points for an answer. */
export function judgedFit(tail: Tail): PowerLawFit {
  return tail.verdict.fit ?? tail;
}

export function tailFigure(analysis: LayerAnalysis): Figure | undefined {
  const tail = analysis.tail.available ? judgedFit(analysis.tail) : undefined;
  const lambda = Float64Array.from(analysis.singularValues, (nu) => nu * nu);
  const n = lambda.length;
  if (n < 2 || !(lambda[0]! > 0 && lambda[0]! < Number.POSITIVE_INFINITY)) return undefined;
  const least = leastShown(lambda, tail);
  if (!(least < lambda[0]!)) return undefined;
  const x = logScale([least / 1.02, lambda[0]! * 1.08], X_RANGE, 5);
  const y = logScale([0.6 / n, 1.3], Y_RANGE, 4);
  const points: Point[] = [];
  // lambda is descending: i + 1 values are at or above lambda[i].
  for (let i = 0; i < n && lambda[i]! >= least; i++) points.push([x(lambda[i]!), y((i + 1) / n)]);
  const inTail = tail ? countFrom(lambda, tail.xmin) : 0;
  const laws = analysis.tail.available ? drawnLaws(analysis.tail) : [];
  return {
    id: "tail",
    title: "Tail",
    svg: figure({
      x,
      y,
      xLabel: `eigenvalue ${variable("λ")} = ${variable("ν")}²`,
      yLabel: "share of eigenvalues ≥ λ",
      description: tail
        ? `Survival function of ${n} eigenvalues on log-log axes with the laws fitted above ${significant(tail.xmin)}.`
        : `Survival function of ${n} eigenvalues on log-log axes.`,
      marks: [
        tail ? startMark(tail, x) : "",
        dots(thin(points.slice(inTail), 1.4), "pt rest"),
        dots(thin(points.slice(0, inTail), 1.4), "pt datum"),
        // the power law and what fits better than it above the rest
        ...[...laws].reverse().map((law) => lawMark(law, tail!, inTail / n, x, y)),
        tail
          ? legend(
              laws.map((law) => law.key),
              ...legendPlace(laws, points, x(tail.xmin)),
            )
          : "",
      ],
    }),
    caption: caption(analysis, inTail),
  };
}

/** Where the axis begins, among the values before the tail. */
function leastShown(descending: Float64Array, tail: PowerLawFit | undefined): number {
  const n = descending.length;
  const most = descending[0]!;
  const reference = tail?.xmin ?? descending[n >> 1]!;
  const wanted = tail ? Math.min(1 / LEAST_BEFORE, (tail.xmin / most) ** DECADES_BEFORE) : 0;
  const from = reference * Math.max(LEAST_SHARE, wanted);
  return descending.reduce((least, value) => (value >= from && value > 0 ? value : least), most);
}

/** The power law, then its alternatives, the likeliest first; those whose best fit is the power law are left out. */
function drawnLaws(tail: Tail): DrawnLaw[] {
  const { comparisons = [], better } = tail.verdict;
  const fit = judgedFit(tail);
  const alternatives = comparisons
    .filter((c) => !isPowerLaw(c))
    .sort((a, b) => b.logLikelihood - a.logLikelihood)
    .map((c): DrawnLaw => {
      const strong = better.includes(c.alternative);
      const key = { name: inWords(c.alternative), role: ROLES[c.alternative], strong };
      return { key, survival: alternativeSurvival(c, fit) };
    });
  const name = `power law, ${variable("α")} = ${fixed(fit.alpha, 2)}`;
  return [{ key: { name, role: "law", strong: false }, survival: powerLawSurvival(fit) }, ...alternatives];
}

/** A family that contains the power law, with the power law as its best member. */
function isPowerLaw({ nested, logLikelihoodRatio }: Comparison): boolean {
  return nested && logLikelihoodRatio === 0;
}

/** From xmin to the right end of the figure or to its bottom. */
function lawMark(
  { key, survival }: DrawnLaw,
  { xmin }: PowerLawFit,
  share: number,
  x: Scale,
  y: Scale,
): string {
  const end = x.domain[1];
  const points: Point[] = [];
  for (let i = 0; i <= SAMPLES; i++) {
    const lambda = xmin * (end / xmin) ** (i / SAMPLES);
    const height = y(share * survival(lambda));
    if (height <= PLOT.bottom) {
      points.push([x(lambda), height]);
      continue;
    }
    const [x0, y0] = points[points.length - 1]!;
    // straight down to the bottom, also where the survival is 0 and its logarithm infinite
    const part = Number.isFinite(height) ? (PLOT.bottom - y0) / (height - y0) : 1;
    points.push([x0 + part * (x(lambda) - x0), PLOT.bottom]);
    break;
  }
  return path(simplify(points, 0.2), `${key.role}${key.strong ? " strong" : ""}`);
}

function startMark({ xmin }: PowerLawFit, x: Scale): string {
  const at = x(xmin);
  const right = at < PLOT.right - 40;
  return (
    line([at, PLOT.bottom], [at, PLOT.top + 10], "mark") +
    label(at + (right ? 4 : -4), PLOT.bottom - 8, variable("λ", "min"), "hint", right ? "start" : "end")
  );
}

/** Below the data on the left where the names fit there, else above them on the right. */
function legendPlace(
  laws: readonly DrawnLaw[],
  points: readonly Point[],
  start: number,
): [left: number, top: number] {
  const [width, height] = legendSize(laws.map((law) => law.key));
  const [left, top] = [PLOT.left + 6, PLOT.bottom - 6 - height];
  const free = start > left + width && points.every(([px, py]) => px > left + width + 4 || py < top - 4);
  return free ? [left, top] : [PLOT.right - width, PLOT.top];
}

function countFrom(descending: Float64Array, least: number): number {
  let k = 0;
  // xmin is one of the points; a relative margin forgives the last bit of squaring.
  while (k < descending.length && descending[k]! >= least * (1 - 1e-12)) k++;
  return k;
}

function caption({ tail }: LayerAnalysis, inTail: number): string {
  if (!tail.available) return `No power law was fitted (${tail.reason}).`;
  const fit = judgedFit(tail);
  const { alpha, sigma, D, xmin } = fit;
  return [
    `On these axes a power law is a straight line: the best one for the ${counted(inTail, "eigenvalue")} from λ = ${significant(xmin)} up has α = ${fixed(alpha, 2)} ± ${fixed(sigma, 2)} and stays within D = ${fixed(D, 3)} of them.`,
    tail.verdict.reason,
    ...alphaReading(tail),
    ...alternativesReading(tail),
    ...otherStart(tail, fit),
  ].join(" ");
}

/** What the curves beside the power law say. */
function alternativesReading({ verdict: { comparisons, better, test } }: Tail): string[] {
  if (!comparisons) return [];
  const same = comparisons.filter(isPowerLaw).map((c) => inWords(c.alternative));
  const sentences: string[] = [];
  if (better.length)
    sentences.push(
      `The heavier ${better.length > 1 ? "lines describe" : "line describes"} the tail better (likelihood ratios, 5 % over all of them): ${inARow(better.map(inWords))}.`,
    );
  else if (!test)
    sentences.push(
      "None of the other laws describes the tail better (likelihood ratios, 5 % over all of them).",
    );
  if (same.length)
    sentences.push(`The best ${inARow(same)} ${same.length > 1 ? "are" : "is"} the power law itself.`);
  return sentences;
}

/** The fit over all starts, where it is another one than the tail that was judged. */
function otherStart({ alpha, xmin, numPlSpikes }: Tail, judged: PowerLawFit): string[] {
  if (xmin === judged.xmin) return [];
  return [
    `A start at λ = ${significant(xmin)} fits more closely (α = ${fixed(alpha, 2)}, the one in the tables), but leaves ${counted(numPlSpikes, "value")}, too few to judge.`,
  ];
}

function inARow(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** The reading of Martin and Mahoney (2021), which is one of power laws. */
function alphaReading(tail: Tail): string[] {
  const { answer } = tail.verdict;
  if (answer !== "power law" && answer !== "not tested") return [];
  const { alpha } = judgedFit(tail);
  const reading =
    alpha < 2
      ? "below 2 is read as over-trained"
      : alpha <= 6
        ? "between 2 and 6 is usual for well-trained layers"
        : "above 6 is hardly a tail, as in noise";
  return [`${answer === "power law" ? "Its exponent" : "If it does, an exponent"} ${reading}.`];
}
