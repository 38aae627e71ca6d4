/** From the coefficients of the Lanczos processes to all that they say: plain data in, so that runs can be kept and sent. */
import { requireFinite } from "../../base/index.ts";
import { findRoot, studentSurvival } from "../../statistics/index.ts";
import { type CurveKind, type CurveOptions, type DensityCurve, densityCurve } from "./curves.ts";
import { meanWithError, type ProbeLaw } from "./probes.ts";
import {
  atomBound,
  bracket,
  type Quadrature,
  quadratureOf,
  resolutionAt,
  transportBound,
} from "./quadrature.ts";

/** An eigenpair that was taken out. */
export interface Outlier {
  readonly value: number;
  /** |Av - value v|. */
  readonly residual: number;
}

/** What the runs left: plain data. */
export interface LanczosCoefficients {
  /** Order of the operator. */
  readonly size: number;
  /** Steps asked for; a vector whose Krylov space ended before took fewer. */
  readonly steps: number;
  readonly seed: number;
  readonly probes: ProbeLaw;
  /** Diagonal of T, for each vector. */
  readonly alpha: readonly Float64Array[];
  /** Off-diagonal of T and behind it the norm of the last residual, for each vector. */
  readonly beta: readonly Float64Array[];
  /** Whether the vector's Krylov space was exhausted: its nodes and weights are then its measure itself. */
  readonly exact: readonly boolean[];
  /** Largest in magnitude first; whether they lie outside a bulk is for the reader. */
  readonly outliers: readonly Outlier[];
  /** Products that were taken, those for the outliers included. */
  readonly matvecs: number;
}

export interface CdfEstimate {
  /** Share of the spectrum at or below x. */
  readonly value: number;
  /** Between these lies, for certain, the mean over these vectors of their own distribution functions. */
  readonly lower: number;
  readonly upper: number;
  /** Between vectors. */
  readonly standardError: number;
  /** 95 % band over vectors (Student's t), for the spectrum's own distribution function. */
  readonly band: readonly [number, number];
}

export interface AtomEstimate {
  /** Share of the spectrum at x is at most this... */
  readonly bound: number;
  /** ...give or take this, the scatter between vectors... */
  readonly standardError: number;
  /** ...and mass nearer to x than this is counted with it. */
  readonly resolution: number;
}

export interface SpectralDensity extends LanczosCoefficients {
  /** Outliers and the Ritz values of all vectors, ascending. */
  readonly nodes: Float64Array;
  /** Their weights, in sum 1. */
  readonly weights: Float64Array;
  readonly range: readonly [number, number];
  /** Moments 0 to 8 of the spectrum (moment 1 is the trace over n), with standard errors between vectors. */
  readonly moments: readonly { readonly value: number; readonly standardError: number }[];
  /**
   * How far the Ritz measure can be from the truth in Wasserstein-1. `bound` = range 12/(steps - 1/2) holds with
   * `probability` (Chen, Trogdon and Ubaru, ICML 2021, theorem 1), a statement before any product is taken; `quadrature`
   * is what the rule of the coefficients found leaves open inside the outermost nodes, a mean over vectors.
   */
  readonly wasserstein: {
    readonly bound: number;
    readonly probability: number;
    readonly quadrature: number;
  };
  cdf(x: number): CdfEstimate;
  atom(x: number): AtomEstimate;
  /** A smooth curve of the part without the outliers. */
  density(kind: CurveKind, options?: CurveOptions): DensityCurve;
}

const MOMENTS = 9;
const COVERAGE = 0.95;

export function spectralDensityOf(coefficients: LanczosCoefficients): SpectralDensity {
  const { size, alpha, beta, exact, outliers, steps } = coefficients;
  const top = outliers.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  const measures = alpha.map((a, v) => quadratureOf(a, beta[v], exact[v], top));
  const share = (size - outliers.length) / size;
  const quantile = studentQuantile(measures.length - 1);
  const { nodes, weights } = combine(measures, outliers, size);
  const range = Object.freeze([nodes[0], nodes[nodes.length - 1]] as const);
  const width = range[1] - range[0];

  const cdf = (x: number): CdfEstimate => {
    requireFinite("x", x);
    const out = outliers.filter(({ value }) => value <= x).length / size;
    const brackets = measures.map((measure) => bracket(measure, x));
    const { mean, standardError } = meanWithError(brackets.map(({ value }) => value));
    const lower = meanWithError(brackets.map((one) => one.lower)).mean;
    const upper = meanWithError(brackets.map((one) => one.upper)).mean;
    const value = out + share * mean;
    const error = share * standardError;
    const clip = (y: number) => Math.min(out + share, Math.max(out, y));
    return Object.freeze({
      value,
      lower: out + share * lower,
      upper: out + share * upper,
      standardError: error,
      band: Object.freeze([clip(value - quantile * error), clip(value + quantile * error)] as const),
    });
  };
  const atom = (x: number): AtomEstimate => {
    requireFinite("x", x);
    const out = outliers.filter(({ value, residual }) => Math.abs(value - x) <= residual).length / size;
    const { mean, standardError } = meanWithError(measures.map((measure) => atomBound(measure, x)));
    const resolution = meanWithError(measures.map((measure) => resolutionAt(measure, x))).mean;
    return Object.freeze({
      bound: Math.min(1, out + share * mean),
      standardError: share * standardError,
      resolution,
    });
  };
  return Object.freeze({
    ...coefficients,
    nodes,
    weights,
    range,
    moments: momentsOf(measures, outliers, size),
    wasserstein: Object.freeze({
      ...beforehand(width, steps, size, measures.length),
      quadrature: share * meanWithError(measures.map(transportBound)).mean,
    }),
    cdf,
    atom,
    density: (kind: CurveKind, options?: CurveOptions) => densityCurve(measures, steps, share, kind, options),
  });
}

function combine(measures: readonly Quadrature[], outliers: readonly Outlier[], size: number) {
  const share = (size - outliers.length) / size;
  const all = [
    ...outliers.map(({ value }) => [value, 1 / size] as const),
    ...measures.flatMap(({ nodes, weights }) =>
      Array.from(nodes, (node, i) => [node, (share * weights[i]) / measures.length] as const),
    ),
  ].sort((a, b) => a[0] - b[0]);
  return {
    nodes: Float64Array.from(all, ([node]) => node),
    weights: Float64Array.from(all, ([, weight]) => weight),
  };
}

function momentsOf(measures: readonly Quadrature[], outliers: readonly Outlier[], size: number) {
  const share = (size - outliers.length) / size;
  return Object.freeze(
    Array.from({ length: MOMENTS }, (_, k) => {
      const { mean, standardError } = meanWithError(
        measures.map(({ nodes, weights }) => nodes.reduce((sum, node, i) => sum + weights[i] * node ** k, 0)),
      );
      const out = outliers.reduce((sum, { value }) => sum + value ** k / size, 0);
      return Object.freeze({ value: out + share * mean, standardError: share * standardError });
    }),
  );
}

/**
 * With m = ceil(12/t + 1/2) steps and 4 ln(2 n/eta)/((n + 2) t^2) vectors W1 <= t range with probability 1 - eta. Solved for t
 * and eta; the probability is 0 where the vectors are too few to promise anything.
 */
function beforehand(range: number, steps: number, n: number, vectors: number) {
  const t = 12 / (steps - 0.5);
  const eta = 2 * n * Math.exp((-vectors * (n + 2) * t * t) / 4);
  return { bound: t * range, probability: Math.max(0, 1 - eta) };
}

/** The t that a Student variable exceeds in modulus with probability 1 - COVERAGE. */
function studentQuantile(freedom: number): number {
  const tail = (1 - COVERAGE) / 2;
  let high = 2;
  while (studentSurvival(high, freedom) > tail) high *= 2;
  return findRoot((t) => studentSurvival(t, freedom) - tail, 0, high);
}
