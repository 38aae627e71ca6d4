/** The two parts of a Hessian, H = G + R, by their spectra. */
import type { DensityRecord, EstimatedCurvature } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import type { Point } from "../../svg/binning.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { legendRow, path, variable } from "../../svg/marks.ts";
import { linearScale } from "../../svg/scale.ts";
import { percent, significant } from "../../text/numbers.ts";
import { signedScale } from "./signed-scale.ts";

/** The linear middle of the axis, as a share of the range, where the resolution at 0 is not larger. */
const MIDDLE = 1e-4;

export function splitFigure({ density, gaussNewton, residual }: EstimatedCurvature): Figure | undefined {
  if (!density || !gaussNewton || !residual) return undefined;
  const parts = [
    [density, "data"],
    [gaussNewton, "law"],
    [residual, "other"],
  ] as const;
  const low = Math.min(...parts.map(([{ range }]) => range[0]));
  const high = Math.max(...parts.map(([{ range }]) => range[1]));
  const x = signedScale([low, high], Math.max(MIDDLE * (high - low), density.atom.resolution) || 1, X_RANGE);
  const y = linearScale([0, 1.02], Y_RANGE, 5);
  const share = gaussNewton.squares.value / (gaussNewton.squares.value + residual.squares.value);
  return {
    id: "parts",
    title: "The two parts of the Hessian",
    svg: figure({
      x,
      y,
      xLabel: `eigenvalue ${variable("λ")}, logarithmic away from 0`,
      yLabel: `share at or below ${variable("λ")}`,
      description: "Distribution functions of the Hessian, its Gauss-Newton part and the residual.",
      marks: [
        ...parts.map(([part, role]) => path(points(part, x, y), role)),
        legendRow(
          [
            { name: `${variable("H")} = ${variable("G")} + ${variable("R")}`, role: "data" },
            { name: variable("G"), role: "law" },
            { name: variable("R"), role: "other" },
          ],
          PLOT.right,
          PLOT.top - 4,
        ),
      ],
    }),
    caption: `G is the curvature of the loss seen through the outputs (Gauss–Newton): never negative, and nearly all of the large eigenvalues. R is the bending of the network itself, from ${significant(residual.range[0])} to ${significant(residual.range[1])}; negative eigenvalues of H come from it. G carries ${percent(share)} of the squared size of both.`,
  };
}

function points({ cdf }: DensityRecord, x: (v: number) => number, y: (v: number) => number): Point[] {
  return Array.from(
    cdf.x,
    (at, i): Point => [Math.min(PLOT.right, Math.max(PLOT.left, x(at))), y(cdf.value[i])],
  );
}
