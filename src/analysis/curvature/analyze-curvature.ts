/** The curvature of a network's loss at one point of parameter space, as one record. */
import type { FloatArray } from "../../base/index.ts";
import { Derivatives, evaluate, type Network, type NetworkData } from "../../networks/index.ts";
import { generator } from "../records/assemble.ts";
import { type RunFacts, SCHEMA } from "../records/run-records.ts";
import { estimated, estimatedCosts } from "./estimated.ts";
import { exact, STUDY_COST } from "./exact.ts";
import type { CurvatureAnalysis, CurvaturePoint, CurvatureSubject } from "./records.ts";
import { type CurvatureAnalysisOptions, type CurvatureSettings, curvatureSettings } from "./settings.ts";
import { Stages } from "./stages.ts";

/**
 * Estimates over all of the data: the spectral density of the Hessian with its bands, the bound of its zeros, trace, top
 * eigenpairs, the parts G and R, the layers; or, with `exact`, all eigenvalues batch by batch with their local statistics,
 * and the largest ones against the batch size. The signal stops it between two products; the record then holds what was
 * finished, with `complete` false.
 * @throws INVALID_ARGUMENT; INVALID_SHAPE, NOT_FINITE, TOO_FEW for what does not fit together; NOT_FINITE for a loss that is
 *   not a number; OUT_OF_MEMORY beyond the order that an exact spectrum may have
 */
export async function analyzeCurvature(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: CurvatureAnalysisOptions = {},
): Promise<CurvatureAnalysis> {
  const network = subjectOf(net, data, options.name);
  const settings = curvatureSettings(options, network);
  const point = pointOf(net, parameters, data);
  const { signal, onProgress, onBatch, executor, store } = options;
  const stages = new Stages(costsOf(net, settings), { signal, onProgress });
  const found = settings.exact
    ? ({
        kind: "exact",
        ...(await exact(net, parameters, data, settings, stages, { onBatch, executor, store })),
      } as const)
    : ({ kind: "estimated", ...(await estimated(net, parameters, data, settings, stages)) } as const);
  return Object.freeze({
    schema: SCHEMA,
    generator: generator(),
    network,
    point,
    options: shownOptions(settings),
    complete: stages.complete,
    seconds: stages.seconds,
    ...found,
  });
}

function costsOf(net: Network, settings: CurvatureSettings): number[] {
  if (settings.exact) return settings.sizes.length > 0 ? [1, STUDY_COST] : [1];
  return Object.values(estimatedCosts(net, settings));
}

function subjectOf(net: Network, data: NetworkData, name = "network"): CurvatureSubject {
  return Object.freeze({
    name,
    input: net?.input ?? [],
    layers: (net?.nodes?.length ?? 1) - 1,
    parameters: net?.size ?? 0,
    loss: net?.loss?.kind ?? "crossEntropy",
    samples: data?.inputs?.rows ?? 0,
    classes: net?.output?.[net.output.length - 1] ?? 0,
  });
}

function pointOf(net: Network, parameters: FloatArray, data: NetworkData): CurvaturePoint {
  const { loss, accuracy } = evaluate(net, parameters, data);
  const gradient = new Derivatives(net, parameters, data).gradient();
  const gradientNorm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  return Object.freeze({ loss, ...(accuracy !== undefined && { accuracy }), gradientNorm });
}

/** The options that a run of this kind looks at. */
function shownOptions(settings: CurvatureSettings): RunFacts["options"] {
  const { exact: isExact, reduction, precision, seed, steps, vectors, top, matvecs } = settings;
  const { split, blocks, batch, batches, single, sizes } = settings;
  if (isExact) {
    return Object.freeze({
      ...{ exact: true, reduction, seed, batch, batches, single, split },
      sizes: sizes.map(String),
    });
  }
  return Object.freeze({
    ...{ exact: false, reduction, precision, seed, steps, vectors, top, matvecs, split, blocks },
  });
}
