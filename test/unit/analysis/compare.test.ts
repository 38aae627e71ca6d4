import { describe, expect, test } from "vitest";
import {
  type ComparisonResult,
  compareMatrices,
  compareModels,
  type Executor,
  type Matrix,
  type Model,
  matmul,
  matrix,
  openModel,
  Random,
  thisThread,
} from "../../../src/index.ts";
import { npy, raw } from "../models/encoders.ts";
import { type Entry, safetensors } from "./safetensors.ts";

function gaussian(rows: number, cols: number, seed: number, sigma = 1): Matrix<Float64Array> {
  return matrix(
    rows,
    cols,
    new Random(seed).normals(rows * cols).map((x) => sigma * x),
  );
}

function plus(a: Matrix, b: Matrix): Matrix<Float64Array> {
  return matrix(
    a.rows,
    a.cols,
    Float64Array.from(a.data, (x, i) => x + b.data[i]),
  );
}

const frobenius = (a: Matrix) => Math.hypot(...a.data);

describe("compareMatrices", () => {
  const base = gaussian(80, 120, 1);

  test("a matrix and itself are identical, and nothing is analysed as noise", () => {
    const comparison = compareMatrices(base, { ...base, data: base.data.slice() });
    expect(comparison).toMatchObject({ identical: true, distance: 0, relativeDistance: 0 });
    expect(comparison.delta).toBeUndefined();
    expect(comparison.leftOverlap[9]).toBeCloseTo(1, 10);
  });

  test("a learned direction shows in the change and moves the leading vectors", () => {
    const [u, v] = [gaussian(80, 1, 2), gaussian(1, 120, 3)];
    const change = matmul(u, v);
    const comparison = compareMatrices(base, plus(base, change));
    expect(comparison.distance).toBeCloseTo(frobenius(change), 8);
    expect(comparison.delta?.norms.matrixRank).toBe(1);
    expect(comparison.model.bulk).toMatchObject({ available: true, numSpikes: 1 });
    expect(comparison.delta).toMatchObject({ kind: "matrix", depth: "standard" });
    expect(comparison.leftOverlap[0]).toBeLessThan(0.5);
  });

  test("unrelated matrices overlap as chance has it, k/length", () => {
    const { leftOverlap, rightOverlap } = compareMatrices(base, gaussian(80, 120, 9), { directions: 40 });
    expect(leftOverlap[39]).toBeCloseTo(40 / 80, 1);
    expect(rightOverlap[39]).toBeCloseTo(40 / 120, 1);
  });

  test("different shapes and bad options are refused", () => {
    expect(() => compareMatrices(base, gaussian(80, 121, 1))).toThrow(/80 x 120.*80 x 121/);
    expect(() => compareMatrices(base, base, { directions: 0 })).toThrow(/directions/);
  });
});

async function collect(base: readonly Entry[], model: readonly Entry[], options = {}) {
  const [a, b] = await Promise.all(
    [base, model].map((entries) => openModel(safetensors(entries), { name: "m" })),
  );
  const results: ComparisonResult[] = [];
  for await (const result of compareModels(a, b, { minSize: 10, depth: "quick", directions: 3, ...options }))
    results.push(result);
  return new Map(results.map((result) => [result.name, result]));
}

describe("compareModels", () => {
  const entry = (name: string, a: Matrix): Entry => ({ name, shape: [a.rows, a.cols], data: a.data });

  test("pairs by name, and says what has no partner", async () => {
    const [kept, before, after] = [gaussian(20, 30, 1), gaussian(20, 20, 2), gaussian(20, 20, 3)];
    const rows = await collect(
      [entry("same", kept), entry("moved", before), entry("gone", before), entry("grown", before)],
      [entry("same", kept), entry("moved", after), entry("grown", gaussian(20, 25, 4))],
    );
    expect(rows.get("same")).toMatchObject({ status: "compared", comparison: { identical: true } });
    expect(rows.get("moved")).toMatchObject({ status: "compared", comparison: { identical: false } });
    expect(rows.get("gone")).toMatchObject({
      status: "skipped",
      code: "UNMATCHED",
      reason: expect.stringContaining("no tensor"),
    });
    expect(rows.get("grown")).toMatchObject({
      code: "UNMATCHED",
      reason: expect.stringContaining("20 x 25"),
    });
  });

  test("two .npy files are a pair, whatever they are called", async () => {
    const array = (seed: number) =>
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (30, 40), }", raw(gaussian(30, 40, seed).data));
    const base = await openModel(array(1), { name: "step-0.npy" });
    const model = await openModel(array(2), { name: "step-9.npy" });
    const rows: ComparisonResult[] = [];
    for await (const row of compareModels(base, model, { minSize: 10, depth: "quick" })) rows.push(row);
    expect(rows).toMatchObject([{ name: "step-0", status: "compared", comparison: { identical: false } }]);
  });

  test("a low-rank adapter is its product, scaled", async () => {
    const base = gaussian(20, 30, 5);
    const [a, b] = [gaussian(4, 30, 6), gaussian(20, 4, 7)];
    const adapter = [
      entry("base_model.model.fc.lora_A.weight", a),
      entry("base_model.model.fc.lora_B.weight", b),
    ];
    const row = (await collect([entry("fc.weight", base)], adapter, { adapterScale: 2 })).get("fc.weight");
    if (row?.status !== "compared") throw new Error("not compared");
    expect(row.comparison.distance).toBeCloseTo(2 * frobenius(matmul(b, a)), 3);
    expect(row.comparison.delta?.norms.stableRank).toBeLessThan(4);
  });

  test("no more pairs are in memory than the executor works on", async () => {
    const entries = (seed: number) =>
      Array.from({ length: 8 }, (_, k) => entry(`w${k}`, gaussian(20 + k, 30, seed + k)));
    let [alive, most] = [0, 0];
    // Counts a tensor from its read until the work on it is done.
    const counted = async (seed: number): Promise<Model> => {
      const model = await openModel(safetensors(entries(seed)), { name: "m" });
      const readTensor: Model["readTensor"] = async (name, options) => {
        alive++;
        most = Math.max(most, alive);
        return model.readTensor(name, options);
      };
      return { ...model, readTensor };
    };
    const executor: Executor = {
      concurrency: 3,
      async run(task, fulfil, signal) {
        const job = await fulfil();
        const done = await thisThread.run(task, async () => job, signal);
        alive -= 2;
        return done;
      },
    };
    const [base, model] = [await counted(1), await counted(100)];
    let compared = 0;
    for await (const row of compareModels(base, model, { minSize: 10, depth: "quick", executor }))
      if (row.status === "compared") compared++;
    expect(compared).toBe(8);
    expect(most).toBe(6);
  });
});
