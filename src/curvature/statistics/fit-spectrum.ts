/**
 * Which random matrix ensemble a spectrum looks like: the member of a family that is nearest in Wasserstein-1, and how near a
 * true member would have come, simulated through the same pipeline.
 *
 * Both sides are quantiles at the same places, so that the best scale for a shape is a weighted median of ratios (least
 * absolute deviations through the origin); a shape parameter is searched by golden sections on a log scale, its levels drawn
 * with a fixed seed.
 */
import { knownOptions, requireInteger, throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { DEFAULT_SEED, eigvalsh, type LinearOperator, matmul, operator } from "../../kernel/index.ts";
import { minimizeOnInterval, monteCarloP } from "../../statistics/index.ts";
import { type SpectralDensity, spectralDensityOf } from "../spectra/density-of.ts";
import { spectralDensity } from "../spectra/spectral-density.ts";
import type { RunOptions } from "../watch.ts";
import { type Family, type FamilyModel, familyModel } from "./families.ts";
import { type Measure, quantiles, type SortedMeasure, sortedMeasure } from "./measure.ts";

export interface FitSpectrumOptions extends RunOptions {
  /** Exact zeros that are known (`structuralZeros`), taken out of levels before the fit. Default 0. */
  readonly structuralZeros?: number;
  /** Largest levels in magnitude that are taken out as outliers. Default: none of levels, those of a `SpectralDensity`. */
  readonly outliers?: number;
  /** Members that are simulated for the p-value. Default 99; 0 for none. */
  readonly samples?: number;
  /** Order of the simulated matrices. Default the number of levels, at most 400. */
  readonly order?: number;
  /** Default DEFAULT_SEED. */
  readonly seed?: number;
}

export interface SpectrumFit {
  readonly family: Family;
  /** Levels of the fitted member are this times those at scale 1, which each ensemble states.  */
  readonly scale: number;
  /** The fitted shape parameter, where the family has one. */
  readonly shape?: { readonly name: string; readonly value: number };
  /** Parameters that were fitted. */
  readonly parameters: number;
  /** Wasserstein-1 of what was fitted to the fitted member. */
  readonly distance: number;
  /** The same over the mean magnitude of the levels. */
  readonly relative: number;
  /**
   * log distance + parameters log(n)/(2 n), Schwarz's criterion for least absolute deviations (Machado, Econometric Theory 9,
   * 478, 1993), n the number of levels or nodes: the family with the least is preferred.
   */
  readonly criterion: number;
  /** (1 + #{simulated distance >= distance})/(1 + samples), distances relative to their spectra's mean magnitude. */
  readonly pValue?: number;
  /** Relative distances of simulated members, fitted in the same way. */
  readonly null: Float64Array;
  /** Order of the simulated matrices: smaller than the data's, they scatter more and p is the larger for it. */
  readonly order: number;
  /** What was taken out before the fit. */
  readonly removed: { readonly outliers: number; readonly zeros: number };
  /** Where the member fails most: the quantile level at which data and member are furthest apart, and the two values. */
  readonly worst: { readonly at: number; readonly data: number; readonly member: number };
}

/** Quantiles that are compared. */
const PLACES = 512;
/** Order of the matrices that stand for a family's limit, and of the null's at most. */
const MEMBER_ORDER = 400;
const MEMBERS = 2;
const SHAPE_TOLERANCE = 0.02;
/** Streams of the null begin here: none is a stream of the members. */
const NULL_STREAM = 1000;

/**
 * Fits a family to levels or to a spectral density. Of a density the simulated members go through `spectralDensity` with the same
 * steps, vectors and number of outliers taken out.
 * @throws TOO_FEW for fewer than 10 levels after what is taken out; INVALID_ARGUMENT; NOT_FINITE; ABORTED
 */
export async function fitSpectrum(
  spectrum: Measure | SpectralDensity,
  family: Family,
  options: FitSpectrumOptions = {},
): Promise<SpectrumFit> {
  knownOptions("fitSpectrum", options, {
    structuralZeros: true,
    outliers: true,
    samples: true,
    order: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  const model = familyModel(family);
  const samples = requireInteger("samples", options.samples ?? 99, 0);
  const { seed = DEFAULT_SEED } = options;
  const bulk = prepare(spectrum, options);
  const members = memberTable(model, seed);
  const fit = nearest(bulk.measure, members, model);
  const order = requireInteger(
    "order",
    options.order ?? Math.min(MEMBER_ORDER, Math.max(10, bulk.levels)),
    10,
  );
  const simulated: number[] = [];
  for (let i = 0; i < samples; i++) {
    throwIfAborted(options.signal);
    const draw = model.draw(order, fit.shape, seed, NULL_STREAM + i);
    const measure = isDensity(spectrum)
      ? densityBulk(await spectralDensity(dense(draw), sameRun(spectrum, seed, i, options.signal)))
      : sortedMeasure("member", eigvalsh(draw));
    simulated.push(nearest(measure, members, model).relative);
    options.onProgress?.(i + 1, samples);
    await new Promise((resume) => setTimeout(resume));
  }
  const parameters = model.shape ? 2 : 1;
  return Object.freeze({
    family,
    scale: fit.scale,
    ...(model.shape && { shape: Object.freeze({ name: model.shape.name, value: fit.shape }) }),
    parameters,
    distance: fit.distance,
    relative: fit.relative,
    criterion: Math.log(fit.distance) + (parameters * Math.log(bulk.levels)) / (2 * bulk.levels),
    ...(samples > 0 && { pValue: monteCarloP(fit.relative, simulated) }),
    null: Float64Array.from(simulated),
    order,
    removed: Object.freeze(bulk.removed),
    worst: Object.freeze(fit.worst),
  });
}

function isDensity(spectrum: Measure | SpectralDensity): spectrum is SpectralDensity {
  return typeof spectrum === "object" && spectrum !== null && "alpha" in spectrum;
}

function prepare(spectrum: Measure | SpectralDensity, options: FitSpectrumOptions) {
  const zeros = requireInteger("structuralZeros", options.structuralZeros ?? 0, 0);
  const outliers = requireInteger("outliers", options.outliers ?? 0, 0);
  if (isDensity(spectrum)) {
    const measure = withoutZeros(densityBulk(spectrum), zeros / (spectrum.size - spectrum.outliers.length));
    return { measure, levels: measure.nodes.length, removed: { outliers: spectrum.outliers.length, zeros } };
  }
  const all = sortedMeasure("spectrum", spectrum);
  const order = Array.from(all.nodes.keys()).sort((a, b) => Math.abs(all.nodes[b]) - Math.abs(all.nodes[a]));
  const kept = order.slice(outliers, Math.max(outliers, order.length - zeros)).sort((a, b) => a - b);
  if (kept.length < 10)
    throw new WignerscopeError("TOO_FEW", `spectrum must have at least 10 levels to fit, got ${kept.length}`);
  const measure = sortedMeasure("spectrum", {
    nodes: kept.map((i) => all.nodes[i]),
    weights: kept.map((i) => all.weights[i]),
  });
  return { measure, levels: kept.length, removed: { outliers, zeros } };
}

/** The Ritz measure of the part without outliers. */
function densityBulk(density: SpectralDensity): SortedMeasure {
  const { nodes, weights } = spectralDensityOf({ ...density, outliers: [] });
  return sortedMeasure("spectrum", { nodes, weights });
}

/** Takes weight off the nodes nearest to 0. */
function withoutZeros({ nodes, weights }: SortedMeasure, share: number): SortedMeasure {
  if (share === 0) return { nodes, weights };
  const left = weights.slice();
  let missing = Math.min(share, 1);
  for (const i of Array.from(nodes.keys()).sort((a, b) => Math.abs(nodes[a]) - Math.abs(nodes[b]))) {
    const taken = Math.min(missing, left[i]);
    left[i] -= taken;
    missing -= taken;
  }
  return sortedMeasure("spectrum", { nodes, weights: left });
}

function sameRun(density: SpectralDensity, seed: number, i: number, signal: AbortSignal | undefined) {
  const { steps, alpha, probes, outliers } = density;
  return {
    steps,
    vectors: alpha.length,
    probes,
    deflate: outliers.length,
    seed: seed + 1 + i,
    ...(signal && { signal }),
  };
}

function dense(a: { readonly rows: number; readonly data: Float64Array }): LinearOperator {
  const n = a.rows;
  return operator(n, (v) => matmul({ rows: n, cols: n, data: a.data }, { rows: n, cols: 1, data: v }).data);
}

/** Quantiles at scale 1 of the member of a shape, drawn once for each. */
function memberTable(model: FamilyModel, seed: number): (shape: number) => Float64Array {
  const drawn = new Map<number, Float64Array>();
  return (shape) => {
    const known = drawn.get(shape);
    if (known) return known;
    const levels = new Float64Array(MEMBERS * MEMBER_ORDER);
    for (let i = 0; i < MEMBERS; i++)
      levels.set(eigvalsh(model.draw(MEMBER_ORDER, shape, seed, i)), i * MEMBER_ORDER);
    const made = quantiles(sortedMeasure("member", levels), PLACES);
    drawn.set(shape, made);
    return made;
  };
}

interface Nearest {
  readonly scale: number;
  readonly shape: number;
  readonly distance: number;
  readonly relative: number;
  readonly worst: { readonly at: number; readonly data: number; readonly member: number };
}

function nearest(
  measure: SortedMeasure,
  members: (shape: number) => Float64Array,
  model: FamilyModel,
): Nearest {
  const data = quantiles(measure, PLACES);
  const size = data.reduce((sum, x) => sum + Math.abs(x) / PLACES, 0);
  if (size === 0) throw new WignerscopeError("INVALID_ARGUMENT", "spectrum must not be 0 throughout");
  const at = (logShape: number) => scaled(data, members(Math.exp(logShape)));
  const { shape } = model;
  const best = shape ? coarseThenFine((x) => at(x).distance, Math.log(shape.low), Math.log(shape.high)) : 0;
  const { scale, distance } = at(best);
  const member = members(Math.exp(best));
  let worst = 0;
  for (let i = 1; i < PLACES; i++)
    if (Math.abs(data[i] - scale * member[i]) > Math.abs(data[worst] - scale * member[worst])) worst = i;
  return {
    scale,
    shape: Math.exp(best),
    distance,
    relative: distance / size,
    worst: { at: (worst + 0.5) / PLACES, data: data[worst], member: scale * member[worst] },
  };
}

/** Members of neighbouring shapes are drawn and rough: a grid finds the valley, golden sections its floor. */
function coarseThenFine(f: (x: number) => number, low: number, high: number): number {
  const grid = 8;
  const step = (high - low) / grid;
  const places = Array.from({ length: grid + 1 }, (_, i) => low + i * step);
  const values = places.map(f);
  const i = values.indexOf(Math.min(...values));
  return minimizeOnInterval(f, places[Math.max(0, i - 1)], places[Math.min(grid, i + 1)], SHAPE_TOLERANCE);
}

/** min over c of mean |data - c member|: the median of data/member weighted by |member|. */
function scaled(data: Float64Array, member: Float64Array): { scale: number; distance: number } {
  const ratios = Array.from(member.keys())
    .filter((i) => member[i] !== 0)
    .map((i) => ({ ratio: data[i] / member[i], weight: Math.abs(member[i]) }))
    .sort((a, b) => a.ratio - b.ratio);
  const half = ratios.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  const scale = ratios.find(({ weight }) => (below += weight) >= half)?.ratio ?? 0;
  let distance = 0;
  for (let i = 0; i < data.length; i++) distance += Math.abs(data[i] - scale * member[i]) / data.length;
  return { scale, distance };
}
