/** The null of the Porter-Thomas test: the exact law of one entry, and the Monte-Carlo law of the distance. */

import { WignerscopeError } from "../base/index.ts";
import { Random } from "../kernel/index.ts";
import { kernel } from "../kernel/internal.ts";
import { Remembered } from "../statistics/index.ts";

/** The shortest vector that the test takes: below, a few normalised entries determine each other. */
const SHORTEST = 8;

/** @throws TOO_FEW below 8 coordinates */
export function requireTestable(length: number): void {
  if (length < SHORTEST)
    throw new WignerscopeError(
      "TOO_FEW",
      `the Porter-Thomas test needs vectors of at least ${SHORTEST} coordinates, got ${length}`,
    );
}

/** "papers": max_i |F(x_(i)) - i/(N - 1)|, i from 0. "twoSided": the Kolmogorov-Smirnov distance. */
export type PorterThomasStatistic = "papers" | "twoSided";

/** sup |z| of the table; beyond 9 the normal law leaves 1e-19. */
const FARTHEST = 9;
/** Cells of the table: the cubic between nodes errs by h^4/384 max |F''''| < 2e-12. */
const CELLS = 2048;

/** Interleaved F(z_j) - 1/2 and h F'(z_j) at z_j = j top/cells, as assembly/statistics/porter-thomas.ts reads them. */
export interface EntryTable {
  readonly nodes: Float64Array;
  readonly cells: number;
  readonly top: number;
}

/** By length of the vectors; a matrix has two. */
const tables = new Remembered<EntryTable>(64);
/** Laws of the distance; a matrix needs two to four. */
const nulls = new Remembered<Float64Array>(64);

/**
 * The law of z = sqrt(N) x for one entry x of a uniform unit vector of length N: density proportional to
 * (1 - z^2/N)^((N - 3)/2) on |z| < sqrt N, integrated cell by cell with four Gauss-Legendre points. It is what the
 * empirical law of a pool of normalised Gaussian vectors tends to as the pool grows.
 */
export function entryTable(length: number): EntryTable {
  return tables.recall([length], () => tabulate(length));
}

function tabulate(length: number): EntryTable {
  const top = Math.min(FARTHEST, Math.sqrt(length));
  const h = top / CELLS;
  const power = (length - 3) / 2;
  const density = (z: number) => {
    const rest = (z * z) / length;
    return rest < 1 ? Math.exp(power * Math.log1p(-rest)) : 0;
  };
  const nodes = new Float64Array(2 * (CELLS + 1));
  let area = 0;
  for (let j = 0; j <= CELLS; j++) {
    nodes[2 * j] = area;
    nodes[2 * j + 1] = h * density(j * h);
    for (let k = 0; k < 4; k++) area += h * GAUSS_WEIGHTS[k] * density((j + GAUSS_POINTS[k]) * h);
  }
  const total = 2 * nodes[2 * CELLS];
  for (let i = 0; i < nodes.length; i++) nodes[i] /= total;
  return { nodes, cells: CELLS, top };
}

/** Gauss-Legendre with four points on [0, 1]. */
const GAUSS_POINTS = [0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970263];
const GAUSS_WEIGHTS = [0.17392742256872692, 0.32607257743127305, 0.32607257743127305, 0.17392742256872692];

export interface NullKey {
  /** Coordinates N of a vector. */
  readonly length: number;
  /** Vectors whose entries are tested together. */
  readonly pool: number;
  readonly samples: number;
  readonly seed: number;
  readonly statistic: PorterThomasStatistic;
}

/**
 * Distances of `samples` fresh pools of independent normalised Gaussian vectors, ascending; remembered.
 * @throws TOO_FEW below `SHORTEST` coordinates.
 */
export function porterThomasNull(key: NullKey): Float64Array {
  const { length, pool, samples, seed, statistic } = key;
  requireTestable(length);
  return nulls.recall([length, pool, samples, seed, statistic], () => simulateDistances(key));
}

function simulateDistances({ length, pool, samples, seed, statistic }: NullKey): Float64Array {
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const { nodes, cells, top } = entryTable(length);
    const table = frame.putF64(nodes);
    const vectors = frame.f64(pool * length);
    const work = frame.bytes(exports.uniformDistanceWorkspace(pool * length));
    const out = frame.f64(samples);
    const papers = statistic === "papers" ? 1 : 0;
    new Random(seed).advance((state) =>
      exports.porterThomasNull(state, pool, length, samples, papers, table, cells, top, vectors, work, out),
    );
    return frame.takeF64(out, samples).sort();
  });
}
