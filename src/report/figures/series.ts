/** Several models against one base, checkpoints above all: how far all matrices moved, and which directions they kept. */
import type { ModelComparison } from "../../analysis/index.ts";
import { fixed, median, percent } from "../text/numbers.ts";
import { statisticFigure } from "./statistic.ts";
import type { Figure } from "./types.ts";

/** The least, the median and the largest of a number over the matrices of one model; NaN where there is none. */
interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (k: number) => sorted[k] ?? Number.NaN;
  return { least: at(0), median: sorted.length ? median(sorted) : Number.NaN, most: at(sorted.length - 1) };
}

const each = (comparison: ModelComparison, read: (c: Compared) => number | undefined) =>
  comparison.layers.flatMap((layer) =>
    layer.status === "compared" ? [read(layer.comparison) ?? Number.NaN] : [],
  );
type Compared = Extract<ModelComparison["layers"][number], { status: "compared" }>["comparison"];

export const movedBy = (comparison: ModelComparison): Spread =>
  spread(each(comparison, (c) => c.relativeDistance));
export const leftKept = (comparison: ModelComparison): Spread =>
  spread(each(comparison, (c) => c.leftOverlap[c.directions - 1]));
export const rightKept = (comparison: ModelComparison): Spread =>
  spread(each(comparison, (c) => c.rightOverlap[c.directions - 1]));

/** Fewer models than this are no series. */
const LEAST_MODELS = 3;

/** In the order given; none for one or two models. */
export function seriesFigures(comparisons: readonly ModelComparison[]): Figure[] {
  const known = comparisons.filter(({ summary }) => summary.compared > 0);
  if (known.length < LEAST_MODELS) return [];
  const at = Float64Array.from(known, (_, k) => k + 1);
  const shared = {
    xLabel: "model, in the order given",
    x: { from: 0.8, to: known.length + 0.2, whole: true },
  };
  const drawn = (spreads: readonly Spread[]) => ({
    band: { at, lower: spreads.map((s) => s.least), upper: spreads.map((s) => s.most) },
    series: [{ at, values: spreads.map((s) => s.median), style: "line", role: "law" } as const],
  });
  const [moved, kept] = [known.map(movedBy), known.map(leftKept)];
  const [first, last] = [0, known.length - 1];
  return [
    statisticFigure({
      ...shared,
      ...drawn(moved),
      id: "moved-by-model",
      title: "How far the models moved",
      description: "Relative change of the matrices against the model.",
      caption: `Norm of the change over the norm of the base: the median over the matrices, and the range from the smallest to the largest. The median goes from ${percent(moved[first]!.median)} to ${percent(moved[last]!.median)}.`,
      yLabel: "relative change",
    }),
    statisticFigure({
      ...shared,
      ...drawn(kept),
      id: "kept-by-model",
      title: "Directions the models kept",
      description: "Overlap of the leading left singular subspaces with the base's against the model.",
      caption: `Overlap of the leading left singular subspaces with the base's, 1 where they are the same: the median over the matrices, and the range from the smallest to the largest. The median goes from ${fixed(kept[first]!.median, 2)} to ${fixed(kept[last]!.median, 2)}.`,
      yLabel: "overlap",
      y: { from: 0, to: 1.05 },
    }),
  ];
}
