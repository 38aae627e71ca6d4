/** The distribution function of a Hessian's eigenvalues, with both error bands. */
import type { EstimatedCurvature } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import type { Point } from "../../svg/binning.ts";
import { figure, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { band, path, simplify, variable } from "../../svg/marks.ts";
import { linearScale } from "../../svg/scale.ts";
import { percent, significant } from "../../text/numbers.ts";
import { signedScale } from "./signed-scale.ts";

/** The linear middle of the axis, as a share of the range, where the resolution at 0 is not larger. */
const MIDDLE = 1e-4;

export function cdfFigure({ density }: EstimatedCurvature): Figure | undefined {
  if (!density) return undefined;
  const { cdf, range, atom, wasserstein } = density;
  const threshold = Math.max(MIDDLE * (range[1] - range[0]), atom.resolution) || 1;
  const x = signedScale([cdf.x[0], cdf.x[cdf.x.length - 1]], threshold, X_RANGE);
  const y = linearScale([0, 1.02], Y_RANGE, 5);
  const points = (values: Float64Array) => Array.from(cdf.x, (at, i): Point => [x(at), y(values[i])]);
  let widest = 0;
  for (let i = 0; i < cdf.x.length; i++) widest = Math.max(widest, cdf.bandUpper[i] - cdf.bandLower[i]);
  return {
    id: "cdf",
    title: "Distribution of the eigenvalues",
    svg: figure({
      x,
      y,
      xLabel: `eigenvalue ${variable("λ")}, logarithmic away from 0`,
      yLabel: `share at or below ${variable("λ")}`,
      description:
        "Distribution function of the Hessian's eigenvalues with its quadrature bounds and its Monte-Carlo band.",
      marks: [
        band(points(cdf.lower), points(cdf.upper), "noise"),
        band(points(cdf.bandLower), points(cdf.bandUpper)),
        path(simplify(points(cdf.value), 0.1), "law"),
      ],
    }),
    caption: `The share of eigenvalues at or below λ. Grey: between these bounds lies, for certain, the average over the vectors that were drawn (quadrature). Blue: the 95 % band for the matrix itself, from the scatter between vectors; at its widest ${percent(widest)}. Moved along the axis the estimate is off by at most ${significant(wasserstein.quadrature, 2)} on average, besides that scatter.`,
  };
}
