/** The flat table of a curvature analysis: one row for the Hessian, G, R and each layer, or one for each exact batch. */
import type {
  BlockCurvature,
  CurvatureAnalysis,
  DensityRecord,
  EstimatedCurvature,
  ExactCurvature,
} from "../../analysis/index.ts";
import { meanSpacingRatio } from "../../levels/index.ts";

type Scattered = DensityRecord["trace"];
type Batch = ExactCurvature["batches"][number];

/** What a row is of. */
export type CurvaturePart = "hessian" | "gaussNewton" | "residual" | "layer" | "batch";

export interface CurvatureRow {
  readonly part: CurvaturePart;
  /** The layer's name, the batch's number; else the part's own. */
  readonly name: string;
  readonly parameters: number;
  readonly samples: number;
  readonly trace?: Scattered;
  readonly squares?: Scattered;
  readonly largest?: number;
  readonly largestResidual?: number;
  readonly smallest?: number;
  readonly topShare?: number;
  readonly density?: DensityRecord;
  readonly structuralZeros?: number;
  readonly batch?: Batch;
  readonly ratio?: { readonly mean: number; readonly standardError: number };
}

export function curvatureRows(analysis: CurvatureAnalysis): readonly CurvatureRow[] {
  return analysis.kind === "exact" ? analysis.batches.map(batchRow(analysis)) : estimatedRows(analysis);
}

function estimatedRows(analysis: EstimatedCurvature): CurvatureRow[] {
  const { network, density, trace, top, gaussNewton, residual, blocks = [] } = analysis;
  const about = { parameters: network.parameters, samples: network.samples };
  const of = (part: "hessian" | "gaussNewton" | "residual", record: DensityRecord): CurvatureRow => ({
    part,
    name: part,
    ...about,
    density: record,
    trace: record.trace,
    squares: record.squares,
    largest: record.range[1],
    smallest: record.range[0],
  });
  const whole: CurvatureRow = {
    ...(density ? of("hessian", density) : { part: "hessian", name: "hessian", ...about }),
    ...(trace && { trace }),
    ...(top && topOf(top)),
    ...(analysis.structuralZeros !== undefined && { structuralZeros: analysis.structuralZeros }),
  };
  return [
    whole,
    ...(gaussNewton ? [of("gaussNewton", gaussNewton)] : []),
    ...(residual ? [of("residual", residual)] : []),
    ...blocks.map((block) => layerRow(block, network.samples)),
  ];
}

/** The largest of the top pairs, with its residual. */
function topOf({ values, residuals }: NonNullable<EstimatedCurvature["top"]>) {
  const at = values.indexOf(Math.max(...values));
  return { largest: values[at], largestResidual: residuals[at] };
}

function layerRow(block: BlockCurvature, samples: number): CurvatureRow {
  const { name, parameters, trace, squares, largest, residual, topShares } = block;
  return {
    part: "layer",
    name,
    parameters,
    samples,
    trace,
    squares,
    ...(largest > 0 ? { largest, largestResidual: residual } : { smallest: largest }),
    topShare: topShares[0],
  };
}

function batchRow({ network }: ExactCurvature): (batch: Batch) => CurvatureRow {
  return (batch) => {
    const { values, genuine, structuralZeros, samples, index } = batch;
    const total = (power: 1 | 2) => values.reduce((sum, value) => sum + value ** power, 0);
    const exactly = (value: number) => ({ value, standardError: 0 });
    return {
      part: "batch",
      name: String(index),
      parameters: network.parameters,
      samples,
      trace: exactly(total(1)),
      squares: exactly(total(2)),
      largest: values[values.length - 1],
      smallest: values[0],
      structuralZeros,
      batch,
      ...(genuine.length >= FEWEST_LEVELS && { ratio: meanSpacingRatio([genuine]) }),
    };
  };
}

/** Two ratios need four levels. */
const FEWEST_LEVELS = 4;
