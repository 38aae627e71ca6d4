/** Curvature over all of the data, from products with the Hessian: density, top pairs, trace, its two parts, its layers. */
import type { FloatArray } from "../../base/index.ts";
import {
  gaussNewton,
  hessian,
  type LinearOperator,
  residual,
  spectralDensity,
  structuralZeros,
  topEigenpairs,
  trace,
} from "../../curvature/index.ts";
import type { Network, NetworkData } from "../../networks/index.ts";
import { BLOCK_PROBES, BLOCK_STEPS, blockCurvature, blocksOf } from "./blocks.ts";
import { densityRecord } from "./density-record.ts";
import type { EstimatedCurvature } from "./records.ts";
import type { CurvatureSettings } from "./settings.ts";
import type { StageRun, Stages } from "./stages.ts";

/** Stages with their products, as many as they can take. */
export function estimatedCosts(net: Network, settings: CurvatureSettings): Readonly<Record<string, number>> {
  const { steps, vectors, top, matvecs, split, blocks } = settings;
  const density = steps * vectors + steps + 10;
  return {
    top: 20 * top + 100 + top,
    density,
    trace: matvecs,
    ...(split && { gaussNewton: density, residual: density }),
    ...(blocks && { blocks: BLOCK_PROBES + BLOCK_STEPS * blocksOf(net).length }),
  };
}

type Estimates = Pick<
  EstimatedCurvature,
  "structuralZeros" | "top" | "density" | "trace" | "gaussNewton" | "residual" | "blocks"
>;

export async function estimated(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  settings: CurvatureSettings,
  stages: Stages,
): Promise<Estimates> {
  const { reduction, precision, seed, steps, vectors, matvecs } = settings;
  const costs = estimatedCosts(net, settings);
  const how = { reduction, precision };
  const h = hessian(net, parameters, data, how);
  const densityOf = (name: string, op: LinearOperator) =>
    stages.run({
      name,
      cost: costs[name],
      work: async (run: StageRun) =>
        densityRecord(await spectralDensity(op, { steps, vectors, seed, ...run })),
    });
  const zeros = structuralZeros(net, parameters, data);
  const top = await stages.run({
    name: "top",
    cost: costs.top,
    work: (run) => topEigenpairs(h, settings.top, { which: "magnitude", seed, ...run }),
  });
  const density = await densityOf("density", h);
  const traced = await stages.run({
    name: "trace",
    cost: costs.trace,
    work: (run) => trace(h, { matvecs, seed, ...run }),
  });
  const parts = settings.split
    ? {
        gaussNewton: await densityOf("gaussNewton", gaussNewton(net, parameters, data, how)),
        residual: await densityOf("residual", residual(net, parameters, data, how)),
      }
    : undefined;
  const blocks =
    settings.blocks && top
      ? await stages.run({
          name: "blocks",
          cost: costs.blocks,
          work: (run) => blockCurvature(h, net, top, seed, run),
        })
      : undefined;
  return {
    ...(zeros !== undefined && { structuralZeros: zeros }),
    ...(top && {
      top: Object.freeze({ values: top.values, residuals: top.residuals, converged: top.converged }),
    }),
    ...(density && { density }),
    ...(traced && { trace: traced }),
    ...(parts?.gaussNewton && { gaussNewton: parts.gaussNewton }),
    ...(parts?.residual && { residual: parts.residual }),
    ...(blocks && { blocks }),
  };
}
