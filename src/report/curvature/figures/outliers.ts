/** The largest eigenvalues by rank, with guides at the ranks that the number of classes suggests. */
import type { CurvatureAnalysis } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import type { Point } from "../../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { dots, errorBars, label, line, variable } from "../../svg/marks.ts";
import { logScale } from "../../svg/scale.ts";
import { counted } from "../../text/numbers.ts";

/** Ranks drawn beyond the last guide, as a factor. */
const BEYOND = 1.6;
/** Pixels that two guides' names need. */
const APART = 24;

interface Ranked {
  readonly values: readonly number[];
  readonly errors?: readonly number[];
}

export function outliersFigure(analysis: CurvatureAnalysis): Figure | undefined {
  const { classes } = analysis.network;
  const all = rankedOf(analysis);
  const most = Math.ceil(BEYOND * classes ** 2);
  const values = all.values.slice(0, most).filter((value) => value > 0);
  if (values.length < 3) return undefined;
  const errors = all.errors?.slice(0, values.length);
  const [high, low] = [values[0], values[values.length - 1]];
  const x = logScale([0.9, values.length * 1.1], X_RANGE, 5);
  const y = logScale([low / 1.6, high * 1.6], Y_RANGE, 5);
  const points = values.map((value, i): Point => [x(i + 1), y(value)]);
  const bars = errors?.flatMap((error, i): [number, number, number][] =>
    error > 0 ? [[x(i + 1), y(Math.max(y.domain[0], values[i] - error)), y(values[i] + error)]] : [],
  );
  return {
    id: "outliers",
    title: "Largest eigenvalues",
    svg: figure({
      x,
      y,
      xLabel: "rank by magnitude",
      yLabel: `|${variable("λ")}|`,
      description: `The ${values.length} largest eigenvalues in magnitude by rank, with guides at ${classes - 1}, ${classes} and ${classes ** 2}.`,
      marks: [...guides(classes, values.length, x), errorBars(bars ?? [], "err"), dots(points, "pt")],
    }),
    caption: `${counted(values.length, "eigenvalue")} by magnitude${errors ? ", means over the batches with their standard deviations" : ""}. With C = ${classes} classes a cross-entropy tends to set C − 1 or C eigenvalues apart, the class means, and up to C² more, the pairs of classes: a gap at a dotted line is that structure.`,
  };
}

function rankedOf(analysis: CurvatureAnalysis): Ranked {
  if (analysis.kind === "exact") {
    const { ranked } = analysis;
    return ranked
      ? { values: Array.from(ranked.means), errors: Array.from(ranked.standardDeviations) }
      : { values: [] };
  }
  return { values: Array.from(analysis.top?.values ?? [], Math.abs) };
}

function guides(classes: number, ranks: number, x: (rank: number) => number): string[] {
  let last = Number.NEGATIVE_INFINITY;
  return [
    [classes - 1, "C−1"],
    [classes, "C"],
    [classes ** 2, "C²"],
  ].flatMap(([rank, name]) => {
    if (typeof rank !== "number" || rank < 1 || rank >= ranks) return [];
    const at = x(rank + 0.5);
    const near = at - last < APART;
    last = at;
    return [
      line([at, PLOT.bottom], [at, PLOT.top], "mark"),
      label(near ? at + 2 : at - 2, PLOT.top + 8, String(name), "hint", near ? "start" : "end"),
    ];
  });
}
