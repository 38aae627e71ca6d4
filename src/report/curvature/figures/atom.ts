/** How many eigenvalues are 0: the bound that falls with every step, beside the zeros that are known. */
import type { EstimatedCurvature } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import type { Point } from "../../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { dots, errorBars, label, line, path } from "../../svg/marks.ts";
import { linearScale, logScale } from "../../svg/scale.ts";
import { counted, fixed, percent, significant } from "../../text/numbers.ts";

export function atomFigure({ density, structuralZeros, network }: EstimatedCurvature): Figure | undefined {
  if (!density || density.atom.steps.length < 2) return undefined;
  const { steps, bounds, standardErrors, bound, standardError, resolution } = density.atom;
  const known = structuralZeros === undefined ? undefined : structuralZeros / network.parameters;
  const low = Math.min(known ?? 1, ...bounds);
  const floor = low > 0.5 ? Math.max(0, low - 0.3 * (1 - low)) : 0;
  const x = logScale([steps[0] * 0.93, steps[steps.length - 1] * 1.07], X_RANGE, 4);
  const y = linearScale([floor, 1 + 0.03 * (1 - floor)], Y_RANGE, 5);
  const points = Array.from(steps, (m, i): Point => [x(m), y(bounds[i])]);
  const bars = Array.from(steps, (m, i): [number, number, number] => [
    x(m),
    y(Math.max(floor, bounds[i] - 2 * standardErrors[i])),
    y(Math.min(y.domain[1], bounds[i] + 2 * standardErrors[i])),
  ]);
  const guide =
    known === undefined
      ? []
      : [
          line([PLOT.left, y(known)], [PLOT.right, y(known)], "third"),
          label(
            PLOT.right,
            y(known) + (y(known) > PLOT.bottom - 18 ? -5 : 12),
            "known zeros, at least",
            "on-third",
            "end",
          ),
        ];
  return {
    id: "zeros",
    title: "Flat directions",
    svg: figure({
      x,
      y,
      xLabel: "Lanczos steps",
      yLabel: "share of zeros, at most",
      description: `Upper bound of the share of zero eigenvalues against the number of steps, ${fixed(bound, 3)} at the end.`,
      marks: [errorBars(bars, "err"), path(points, "law thin"), dots(points, "pt"), ...guide],
    }),
    caption: `The share of eigenvalues that are 0 is at most what the curve says: after all steps ${fixed(100 * bound, 1)} ± ${significant(100 * standardError, 1)} %, counting all nearer to 0 than ${significant(resolution, 2)}. ${
      known === undefined
        ? "Of this network no zeros are known beforehand."
        : `${counted(structuralZeros ?? 0, "eigenvalue is", "eigenvalues are")} known to be exactly 0 (${percent(known)}): dead inputs, silent units, shifts of all logits.`
    } A curve that is still falling would fall further with more steps.`,
  };
}
