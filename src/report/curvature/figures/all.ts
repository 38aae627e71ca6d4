/** The figures of a curvature analysis, in the order of reading. */
import type { CurvatureAnalysis } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import { atomFigure } from "./atom.ts";
import { batchSizeFigure } from "./batch-size.ts";
import { blocksFigure } from "./blocks.ts";
import { cdfFigure } from "./cdf.ts";
import { densityFigure } from "./density.ts";
import { localFigures } from "./local.ts";
import { outliersFigure } from "./outliers.ts";
import { splitFigure } from "./split.ts";

export function curvatureFigures(analysis: CurvatureAnalysis): readonly Figure[] {
  const own =
    analysis.kind === "exact"
      ? [batchSizeFigure(analysis), ...localFigures(analysis)]
      : [cdfFigure(analysis), atomFigure(analysis), splitFigure(analysis), blocksFigure(analysis)];
  return [densityFigure(analysis), outliersFigure(analysis), ...own].filter((one) => one !== undefined);
}
