/**
 * Measures the coefficients of the cost model (src/analysis/plan/cost.ts) and prints them as they stand there. Times are CPU
 * seconds in one thread over this machine's factor, so seconds of the reference machine; fits are least squares of relative
 * errors, step by step from the cheapest depth. Nulls are told from the rest by doing the same matrix again: they are
 * remembered by shape and seed.
 */
import { Matrix as Dense, solve } from "ml-matrix";
import {
  analyzeMatrix,
  analyzeModel,
  analyzeProduct,
  COEFFICIENTS,
  type Coefficients,
  compareMatrices,
  type Depth,
  machineFactor,
} from "../src/analysis/index.ts";
import { matrix } from "../src/base/index.ts";
import { shrink } from "../src/bulk/index.ts";
import { spiked } from "../src/ensembles/index.ts";
import { Random } from "../src/kernel/index.ts";
import { openModel, writeTensors } from "../src/models/index.ts";
import { workerPool } from "../src/run/index.node.ts";
import { median, timeOnce } from "./clock.ts";

export const title = "The coefficients of the cost model, as measured now";

const SHAPES = [
  [64, 64],
  [128, 128],
  [128, 512],
  [256, 256],
  [256, 1024],
  [512, 512],
] as const;
/** rows, r, cols of low-rank products. */
const PRODUCTS = [
  [256, 8, 256],
  [512, 16, 1024],
  [1024, 8, 1024],
  [1024, 32, 2048],
] as const;
/** Of the directions planted, in units of sigma sqrt(n): estimates are of trained matrices, which have such. */
const STRENGTHS = [3, 2.5, 2, 1.5];
const ROUNDS = 3;
/** Seeds that no other bench uses. */
let seed = 7_000_000;

/** Of a piece of work: alone, and what its nulls cost when their shape is new. */
interface Measured {
  readonly own: number;
  readonly nulls: number;
}

export async function bench(): Promise<void> {
  const factor = machineFactor();
  const timed = (work: () => unknown) =>
    median(Array.from({ length: ROUNDS }, () => timeOnce(work))) / factor;
  /** First with a seed that is new each time, then with one that is known. */
  const apart = (work: (seed: number) => unknown): Measured => {
    work(++seed);
    const own = timed(() => work(seed));
    return { own, nulls: Math.max(0, timed(() => work(++seed)) - own) };
  };
  const measured: Coefficients = {
    ...ofMatrices(timed, apart),
    ...ofProducts(apart),
    warmUp: (await warmUp()) / factor,
  };
  const lines = Object.entries(COEFFICIENTS).map(([name, inUse]) => {
    const value = measured[name as keyof Coefficients];
    return `    ${name}: ${value.toPrecision(2)}, // in use: ${inUse}`;
  });
  console.log(`  {\n${lines.join("\n")}\n  }`);
}

/** Coefficients c >= 0 of y = sum_j c_j x_j with the least relative errors; a negative one is taken as 0 and the rest fitted again. */
function leastSquares(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  const used = rows[0].map((_, j) => j);
  for (;;) {
    const design = new Dense(rows.map((row, i) => used.map((j) => row[j] / y[i])));
    const solved = solve(design, Dense.columnVector(y.map(() => 1)), true).to1DArray();
    const negative = solved.findIndex((value) => value < 0);
    if (negative >= 0 && used.length > 1) used.splice(negative, 1);
    else return rows[0].map((_, j) => Math.max(0, solved[used.indexOf(j)] ?? 0));
  }
}

function ofMatrices(
  timed: (work: () => unknown) => number,
  apart: (work: (seed: number) => unknown) => Measured,
) {
  const cases = SHAPES.map(([rows, cols]) => {
    const at = (stream: number) => spiked(rows, cols, { strengths: STRENGTHS, seed: rows, stream }).matrix;
    const [a, base] = [at(cols), at(cols + 1)];
    const atDepth = (depth: Depth) => apart((seed) => analyzeMatrix(a, { depth, seed }));
    return {
      m: Math.min(rows, cols),
      n: Math.max(rows, cols),
      quick: atDepth("quick").own,
      standard: atDepth("standard"),
      full: atDepth("full"),
      compared: timed(() => compareMatrices(base, a, { depth: "quick" })),
      filtered: timed(() => shrink(a, { method: "edge" })),
    };
  });
  const [fixed, perValueOperation, perFlippedEntry] = leastSquares(
    cases.map(({ m, n }) => [1, m * m * n, m * n]),
    cases.map(({ quick }) => quick),
  );
  const values = ({ m, n }: { readonly m: number; readonly n: number }) =>
    fixed + perValueOperation * m * m * n;
  const [vectorFactor, deflated, perDeflatedEntry] = leastSquares(
    cases.map((one) => [values(one), 1, one.m * one.n]),
    cases.map(({ standard }) => standard.own),
  );
  const middle = (of: (one: (typeof cases)[number]) => number) => Math.max(0, median(cases.map(of)));
  return {
    fixed,
    perValueOperation,
    perFlippedEntry,
    vectorFactor,
    deflated,
    perDeflatedEntry,
    perPorterThomasCoordinate: middle(({ m, n, standard }) => standard.nulls / (m + n)),
    bootstraps: middle(({ full, standard }) => full.own - standard.own),
    perNullLevelPair: middle(({ m, full, standard }) => (full.nulls - standard.nulls) / (m * m)),
    comparisonFactor: middle((one) => (one.compared - one.quick) / values(one)),
    filterFactor: middle((one) => one.filtered / values(one)),
  };
}

function ofProducts(apart: (work: (seed: number) => unknown) => Measured) {
  const cases = PRODUCTS.map(([rows, rank, cols]) => {
    const b = matrix(rows, rank, new Random(rows, 1).normals(rows * rank));
    const a = matrix(rank, cols, new Random(cols, 2).normals(rank * cols));
    const product = { b, a, scale: 1, scaleFrom: "option" } as const;
    return {
      entries: rows * cols,
      rank,
      ...apart((seed) => analyzeProduct(product, { depth: "standard", seed })),
    };
  });
  const [perProductEntry, perProductOperation] = leastSquares(
    cases.map(({ entries, rank }) => [entries, entries * rank]),
    cases.map(({ own }) => own),
  );
  const [productNullFixed, perProductNullOperation] = leastSquares(
    cases.map(({ rank }) => [1, rank ** 3]),
    cases.map(({ nulls }) => Math.max(nulls, 1e-6)),
  );
  return { perProductEntry, perProductOperation, productNullFixed, perProductNullOperation };
}

/** Wall seconds that the first small matrix of a new worker takes beyond the second. */
async function warmUp(): Promise<number> {
  const chunks: Uint8Array[] = [];
  const small = { name: "w", shape: [64, 64], data: new Random(3).normals(64 * 64) };
  await writeTensors([small], { write: async (bytes) => void chunks.push(bytes.slice()) });
  const model = await openModel(Buffer.concat(chunks));
  const executor = workerPool({ workers: 1 });
  try {
    const times: number[] = [];
    for (let round = 0; round < 2; round++) {
      const start = performance.now();
      for await (const row of analyzeModel(model, { executor, depth: "standard" })) void row;
      times.push((performance.now() - start) / 1000);
    }
    return Math.max(0, times[0] - times[1]);
  } finally {
    executor.close();
  }
}
