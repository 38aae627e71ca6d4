/**
 * How long an analysis or a comparison will take, before it starts. For an m x n matrix, m <= n, on the reference machine:
 *
 *   quick     values m^2 n, and a fixed part
 *   standard  + vectors and the permuted control, three times as much again, + the Porter-Thomas nulls, draws (m + n)
 *   full      + null spectra, m^2 each, + bootstraps
 *   compare   that for the change, + two decompositions with vectors and the values of both, ten times the values
 *
 * Nulls are kept by shape, so that only the first matrix of a shape pays for them. The coefficients were fitted to
 * bench/analysis.bench.ts, which prints estimate beside measurement; this machine's speed enters through a probe.
 */
import { Random, svdvals } from "../kernel/index.ts";
import type { Depth } from "./results.ts";

/** Seconds on the reference machine (one Xeon core, Node 20, simd build). */
const FIXED = 0.004;
const PER_VALUE_OPERATION = 3e-10;
const VECTOR_FACTOR = 4;
const PER_PORTER_THOMAS_COORDINATE = 2e-4;
const PER_NULL_LEVEL_PAIR = 9e-6;
const BOOTSTRAPS = 0.3;
const COMPARISON_FACTOR = 10;

const PROBE_SIZE = 160;
const PROBE_ROUNDS = 5;
/** Singular values of the probe on the reference machine. */
const REFERENCE_PROBE = 0.0021;

export interface Shape {
  readonly rows: number;
  readonly cols: number;
}

/** What is done to each matrix: it is analysed, or compared with its base and the change analysed. */
export type Work = "analyze" | "compare";

/** Seconds on the reference machine: of the matrix itself, and of the nulls of its shape. */
function referenceSeconds({ rows, cols }: Shape, depth: Depth, work: Work): { own: number; nulls: number } {
  const [m, n] = [Math.min(rows, cols), Math.max(rows, cols)];
  const values = FIXED + PER_VALUE_OPERATION * m * m * n;
  const before = work === "compare" ? COMPARISON_FACTOR * values : 0;
  if (depth === "quick") return { own: before + values, nulls: 0 };
  const vectors = {
    own: before + VECTOR_FACTOR * values,
    nulls: PER_PORTER_THOMAS_COORDINATE * (m + n),
  };
  if (depth === "standard") return vectors;
  return { own: vectors.own + BOOTSTRAPS, nulls: vectors.nulls + PER_NULL_LEVEL_PAIR * m * m };
}

/** This machine's time for a small decomposition over the reference's; takes some ten milliseconds. */
export function machineFactor(): number {
  const data = new Random(1).normals(PROBE_SIZE * PROBE_SIZE);
  const times = Array.from({ length: PROBE_ROUNDS }, () => {
    const start = performance.now();
    svdvals({ rows: PROBE_SIZE, cols: PROBE_SIZE, data });
    return (performance.now() - start) / 1000;
  }).sort((a, b) => a - b);
  return times[0] / REFERENCE_PROBE;
}

export interface EstimateOptions {
  readonly depth: Depth;
  readonly workers: number;
  /** Default "analyze". */
  readonly work?: Work;
  /** Default: measured now (`machineFactor`). */
  readonly factor?: number;
}

/**
 * Estimated wall time in seconds of working on matrices of these shapes with `workers` at once. Every worker that meets a
 * shape pays for its nulls, and the most expensive matrix must be waited for. Good to a factor of about two.
 */
export function estimateSeconds(shapes: readonly Shape[], options: EstimateOptions): number {
  const { depth, workers, work = "analyze", factor = machineFactor() } = options;
  const kinds = new Map<string, { own: number; nulls: number; count: number }>();
  for (const shape of shapes) {
    const key = `${shape.rows} x ${shape.cols}`;
    const kind = kinds.get(key) ?? { ...referenceSeconds(shape, depth, work), count: 0 };
    kinds.set(key, { ...kind, count: kind.count + 1 });
  }
  let [total, longest] = [0, 0];
  for (const { own, nulls, count } of kinds.values()) {
    total += own * count + nulls * Math.min(count, workers);
    longest = Math.max(longest, own + nulls);
  }
  return factor * Math.max(longest, total / workers);
}
