/** How long an analysis of curvature will take: products are timed on the spot, they differ from network to network. */
import { type FloatArray, requireObject } from "../../base/index.ts";
import { pickSamples } from "../../curvature/index.ts";
import { eigvalsh } from "../../kernel/index.ts";
import { Derivatives, type Network, type NetworkData } from "../../networks/index.ts";
import { estimatedCosts } from "./estimated.ts";
import { type CurvatureAnalysisOptions, curvatureSettings } from "./settings.ts";

export interface CurvatureEstimate {
  /** On one thread. */
  readonly seconds: number;
  /** Products with the Hessian at most (estimates), or batches (exact). */
  readonly steps: number;
}

/** Vectors in the block that is timed. */
const TIMED = 16;
const RUNS = 3;
/** Order of the eigenproblem that is timed; the time of larger ones grows with the third power. */
const TIMED_ORDER = 256;

/** @throws as `analyzeCurvature` */
export function estimateCurvature(
  net: Network,
  parameters: FloatArray,
  data: NetworkData,
  options: CurvatureAnalysisOptions = {},
): CurvatureEstimate {
  const settings = curvatureSettings(options, {
    parameters: net?.size ?? 0,
    classes: net?.output?.at(-1) ?? 0,
  });
  requireObject("estimateCurvature: net", net, ["size", "output", "nodes"]);
  if (!settings.exact) {
    const products = Object.values(estimatedCosts(net, settings)).reduce((sum, cost) => sum + cost, 0);
    const { precision } = settings;
    const each = timeOfProduct(new Derivatives(net, parameters, data, { precision }));
    return { seconds: products * each, steps: products };
  }
  const { batch, batches, single, split } = settings;
  const samples = Math.min(batch, data.inputs.rows);
  const count = Math.min(batches, Math.ceil(data.inputs.rows / batch));
  const order = solvedOrder(net, samples);
  const build = denseOnly(net) ? 0 : order * columnTime(net, parameters, data, samples);
  const solve = timeOfSpectrum() * (order / TIMED_ORDER) ** 3;
  const spectra = (split ? 3 : 1) + (single ? 0.6 : 0);
  return { seconds: count * spectra * (build + solve), steps: count };
}

/** Order of the matrix of a batch: a first dense layer on flat samples is brought onto the span of its inputs. */
export function solvedOrder(net: Network, samples: number): number {
  const [, first] = net.nodes;
  if (net.input.length !== 1 || first.layer?.kind !== "dense") return net.size;
  const width = first.parameters.reduce((sum, { size }) => sum + size, 0) / first.size;
  return net.size - first.size * (width - Math.min(width, samples));
}

/** Of dense layers on flat samples the matrix is built by formula, in little time beside its eigenvalues'. */
function denseOnly(net: Network): boolean {
  return (
    net.input.length === 1 &&
    net.nodes.every(({ layer, parameters }) => parameters.length === 0 || layer?.kind === "dense")
  );
}

/** Seconds for one column of a batch's matrix, by a product. */
function columnTime(net: Network, parameters: FloatArray, data: NetworkData, samples: number): number {
  const first = pickSamples(
    data,
    Array.from({ length: samples }, (_, i) => i),
  );
  return timeOfProduct(new Derivatives(net, parameters, first));
}

function timeOfProduct(derivatives: Derivatives): number {
  derivatives.loss();
  const n = derivatives.size;
  const block = { rows: TIMED, cols: n, data: new Float64Array(TIMED * n).fill(1) };
  const out = { rows: TIMED, cols: n, data: new Float64Array(TIMED * n) };
  return fastest(() => derivatives.products("hessian", block, out)) / TIMED;
}

/** Seconds of the fastest of a few runs: the first ones warm up. */
function fastest(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    work();
    least = Math.min(least, (performance.now() - start) / 1000);
  }
  return least;
}

function timeOfSpectrum(): number {
  const n = TIMED_ORDER;
  const data = Float64Array.from({ length: n * n }, (_, i) => {
    const [r, c] = [Math.floor(i / n), i % n];
    return Math.cos((r + 1) * (c + 1));
  });
  return fastest(() => eigvalsh({ rows: n, cols: n, data }));
}
