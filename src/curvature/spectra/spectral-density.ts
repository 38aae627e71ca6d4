/**
 * The spectral density of an operator by stochastic Lanczos quadrature (Ubaru, Chen and Saad, SIAM J. Matrix Anal. Appl. 38,
 * 1075, 2017): each random vector's Ritz values and weights are a quadrature for its own spectral measure, and the measures
 * of normal vectors average to the operator's.
 *
 * The largest eigenpairs are found first and taken out; the vectors then see the rest only, whose measure weighs (n - k)/n.
 * On a network's Hessian ten of them carry most of sum lambda^2, and with it most of the scatter between vectors.
 */
import { knownOptions, type Matrix, requireInteger, transpose } from "../../base/index.ts";
import { DEFAULT_SEED, type LinearOperator, requireOperator } from "../../kernel/index.ts";
import { type RunOptions, Watch } from "../watch.ts";
import { type SpectralDensity, spectralDensityOf } from "./density-of.ts";
import { lockStep } from "./lock-step.ts";
import { type ProbeLaw, probes } from "./probes.ts";
import { searchTop } from "./top-eigenpairs.ts";

export interface SpectralDensityOptions extends RunOptions {
  /** Lanczos steps for each vector. Default 80. */
  readonly steps?: number;
  /** Random vectors, at least 2. Default 10. */
  readonly vectors?: number;
  /** Default DEFAULT_SEED; vector i takes stream i. */
  readonly seed?: number;
  /** Law of the vectors' entries. Default "normal". */
  readonly probes?: ProbeLaw;
  /**
   * Eigenpairs, the largest in magnitude, that are looked for and taken out before; those that do not converge in `steps`
   * steps stay in. 0 for none. Default 10.
   */
  readonly deflate?: number;
}

const DEFAULT_STEPS = 80;
const DEFAULT_VECTORS = 10;
const DEFAULT_DEFLATED = 10;
/**
 * A pair is taken out when its residual is below this times the largest value. What stays coupled moves other eigenvalues by
 * at most that; products in f32 reach it.
 */
const DEFLATION_TOLERANCE = 3e-6;

/**
 * Estimates the spectral density of a symmetric operator, with error bars. Products: steps x vectors, and up to steps +
 * deflate for the outliers. Memory: 8 n bytes for each step of each vector.
 * @throws INVALID_ARGUMENT; NOT_SYMMETRIC; ABORTED; NOT_FINITE; OUT_OF_MEMORY; what the operator throws
 */
export async function spectralDensity(
  op: LinearOperator,
  options: SpectralDensityOptions = {},
): Promise<SpectralDensity> {
  knownOptions("spectralDensity", options, {
    steps: true,
    vectors: true,
    seed: true,
    probes: true,
    deflate: true,
    signal: true,
    onProgress: true,
  });
  requireOperator(op);
  const n = op.size;
  const steps = requireInteger("steps", options.steps ?? DEFAULT_STEPS, 1);
  const vectors = requireInteger("vectors", options.vectors ?? DEFAULT_VECTORS, 2);
  const deflate = Math.min(n - 1, requireInteger("deflate", options.deflate ?? DEFAULT_DEFLATED, 0));
  const { seed = DEFAULT_SEED, probes: law = "normal" } = options;
  const starts = probes(law, seed, 0, vectors, n);
  const searched = deflate > 0 ? Math.min(n, steps) + deflate : 0;
  const watch = new Watch(options, searched + vectors * Math.min(n, steps));
  const found = deflate > 0 ? await outliers(op, deflate, steps, seed, watch) : undefined;
  const size = found ? Math.max(...found.pairs.map(({ value }) => Math.abs(value))) : 0;
  const runs = await lockStep(op, starts, steps, watch, found?.rows, size);
  return spectralDensityOf({
    size: n,
    steps,
    seed,
    probes: law,
    alpha: runs.map(({ alpha }) => alpha),
    beta: runs.map(({ beta }) => beta),
    exact: runs.map(({ invariant, steps: taken }) => invariant || taken === n),
    outliers: found?.pairs ?? [],
    matvecs: watch.done,
  });
}

async function outliers(op: LinearOperator, k: number, steps: number, seed: number, watch: Watch) {
  const search = {
    which: "magnitude",
    tolerance: DEFLATION_TOLERANCE,
    steps: Math.min(op.size, steps),
    seed,
  } as const;
  const { values, residuals, converged, vectors } = await searchTop(op, k, search, watch);
  // Values that the tolerance does not tell from 0 belong to the rest.
  const least = DEFLATION_TOLERANCE * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const kept = Array.from(values.keys()).filter((i) => converged[i] && Math.abs(values[i]) > least);
  if (kept.length === 0) return undefined;
  const all = transpose(vectors);
  const rows: Matrix<Float64Array> = {
    rows: kept.length,
    cols: op.size,
    data: new Float64Array(kept.length * op.size),
  };
  for (const [to, i] of kept.entries())
    rows.data.set(all.data.subarray(i * op.size, (i + 1) * op.size), to * op.size);
  return { rows, pairs: kept.map((i) => ({ value: values[i], residual: residuals[i] })) };
}
