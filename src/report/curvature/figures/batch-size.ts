/** The largest eigenvalues against the batch size, with the best of the fitted forms. */
import type { ExactCurvature } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import type { Point } from "../../svg/binning.ts";
import { figure, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { curve, dots, errorBars, variable } from "../../svg/marks.ts";
import { logScale } from "../../svg/scale.ts";
import { counted, percent } from "../../text/numbers.ts";

const FORMS = {
  additive: "shifts of one strength over λ (noise that is added)",
  multiplicative: "shifts in proportion to λ (noise that multiplies)",
  free: "a slope of its own for each",
} as const;

export function batchSizeFigure({ batchSize }: ExactCurvature): Figure | undefined {
  if (!batchSize || batchSize.sizes.length < 2) return undefined;
  const { sizes, values, standardErrors, fits, batches } = batchSize;
  const positive = values[0].findIndex((_, i) => values.some((of) => !(of[i] > 0)));
  const count = positive < 0 ? values[0].length : positive;
  if (count === 0) return undefined;
  const all = values.flatMap((of) => Array.from(of.subarray(0, count)));
  const x = logScale([sizes[0] * 0.85, sizes[sizes.length - 1] * 1.18], X_RANGE, 4);
  const y = logScale([Math.min(...all) / 1.3, Math.max(...all) * 1.3], Y_RANGE, 5);
  const points = values.flatMap((of, k) =>
    Array.from(of.subarray(0, count), (value): Point => [x(sizes[k]), y(value)]),
  );
  const bars = values.flatMap((of, k) =>
    Array.from(of.subarray(0, count), (value, i): [number, number, number] => [
      x(sizes[k]),
      y(Math.max(y.domain[0], value - standardErrors[k][i])),
      y(Math.min(y.domain[1], value + standardErrors[k][i])),
    ]),
  );
  const best = fits.at(0);
  const curves = best
    ? Array.from(best.theta.keys()).map((i) =>
        curve(
          (b) => best.theta[i] + best.slopes[i] / b,
          x,
          y,
          [sizes[0], sizes[sizes.length - 1]],
          "law thin",
        ),
      )
    : [];
  return {
    id: "batch-size",
    title: "Outliers against the batch size",
    svg: figure({
      x,
      y,
      xLabel: "samples in a batch",
      yLabel: `largest eigenvalues ${variable("λ")} of the mean loss`,
      description: `The ${count} largest eigenvalues at ${sizes.length} batch sizes.`,
      marks: [...curves, errorBars(bars, "err"), dots(points, "pt")],
    }),
    caption: `The ${counted(count, "largest eigenvalue")} of the loss’s mean over a batch, means over ${Math.min(...batches)} to ${Math.max(...batches)} batches of a size with standard errors. A small batch tends to make curvature look larger than it is.${
      best
        ? ` Of three forms that fall to the curvature of all samples as one over the batch size, ${FORMS[best.form]} predicts the sizes left out best, to ${percent(best.heldOutError)}.`
        : ""
    }`,
  };
}
