/** The plans of analysis, comparison and filter, and the loop that carries them out. */
import { beforeAll, describe, expect, test } from "vitest";
import {
  type AnalysisPlan,
  type ComparisonResult,
  type Executor,
  type Finished,
  type LayerResult,
  planAnalysis,
  planComparison,
  type Store,
  thisThread,
} from "../../../../src/analysis/index.ts";
import { carryOut } from "../../../../src/analysis/jobs/carry-out.ts";
import { fulfil, sourceOf } from "../../../../src/analysis/jobs/fulfil.ts";
import { referenceCost } from "../../../../src/analysis/plan/cost.ts";
import { WignerscopeError } from "../../../../src/base/index.ts";
import { gaussian } from "../../../../src/ensembles/index.ts";
import { type Model, openModel } from "../../../../src/models/index.ts";
import { type Entry, safetensors } from "../safetensors.ts";

const entry = (name: string, rows: number, cols: number, seed = 1): Entry => ({
  name,
  shape: [rows, cols],
  data: gaussian(rows, cols, { seed }).data as Float64Array,
});
const entries = [
  entry("small", 10, 12),
  entry("large", 20, 30, 2),
  entry("alike", 12, 10, 3),
  entry("tiny", 2, 2),
];
const open = (some: readonly Entry[] = entries, name = "m") => openModel(safetensors(some), { name });
const settings = { minSize: 5, depth: "quick" } as const;

let model: Model;
beforeAll(async () => {
  model = await open();
});

/** A store in the test's hands. */
function memory(): Store & { readonly kept: Map<string, Finished> } {
  const kept = new Map<string, Finished>();
  return {
    kept,
    has: async (id) => kept.has(id),
    get: async (id) => kept.get(id)!,
    append: async (finished) => void kept.set(finished.id, finished),
  };
}

async function rowsOf(
  plan: AnalysisPlan,
  options: Parameters<typeof carryOut>[1] = {},
): Promise<LayerResult[]> {
  const rows: LayerResult[] = [];
  for await (const row of carryOut(plan, options)) rows.push(row);
  return rows;
}

describe("a plan", () => {
  test("has the most expensive first, those of one cost in the model's order, and says what each costs", () => {
    const { steps, rows } = planAnalysis(model, settings);
    expect(steps.map(({ name, index }) => [name, index])).toEqual([
      ["large", 1],
      ["small", 0],
      ["alike", 2],
    ]);
    expect(steps[0].task).toMatchObject({
      work: "analyze",
      cost: referenceCost({ rows: 20, cols: 30 }, "quick", "analyze").own,
      input: { matrix: { of: "model", plan: { tensor: "large", rows: 20, cols: 30 } } },
      options: { precision: "f64", depth: "quick" },
    });
    expect(rows).toMatchObject([{ name: "tiny", status: "skipped", code: "TOO_SMALL" }]);
  });

  test("names tasks by contents, work and options, and by nothing else", async () => {
    const ids = (some: Model, options: Parameters<typeof planAnalysis>[1]) =>
      planAnalysis(some, { ...settings, ...options }).steps.map(({ task }) => task.id);
    const known = ids(model, {});
    expect(new Set(known).size).toBe(3);
    expect(ids(await open(), {})).toEqual(known);
    expect(ids(model, { layers: ["la*"] })).toEqual([known[0]]);
    for (const other of [
      ids(model, { depth: "standard" }),
      ids(model, { precision: "f32" }),
      ids(model, { seed: 5 }),
      ids(model, { identity: { model: "10 bytes of yesterday" } }),
      ids(await open(entries, "another"), {}),
      // The same tensors at other places of a file are other contents.
      ids(await open([entry("first", 3, 3), ...entries]), {}),
    ])
      expect(known.filter((id) => other.includes(id))).toEqual([]);
  });

  test("of a comparison costs what both matrices do and names both models", async () => {
    const base = await open(entries, "base");
    const plan = planComparison(base, model, settings);
    expect(plan.steps.map(({ name }) => name)).toEqual(["large", "small", "alike"]);
    expect(plan.steps[0].task).toMatchObject({
      work: "compare",
      cost: referenceCost({ rows: 20, cols: 30 }, "quick", "compare").own,
      input: { base: { of: "base" }, matrix: { of: "model" } },
      options: { directions: 10, precision: "f64", depth: "quick" },
    });
    const other = planComparison(await open(entries, "other base"), model, settings);
    expect(other.steps[0].task.id).not.toBe(plan.steps[0].task.id);
  });

  test("refuses options that no analysis takes, before anything is read", () => {
    const plan = (options: object) => () => Reflect.apply(planAnalysis, undefined, [model, options]);
    expect(plan({ depth: "deep" })).toThrow("depth must be one of quick, standard, full, got deep");
    expect(plan({ precision: "f16" })).toThrow("precision must be one of f64, f32, got f16");
    expect(plan({ seed: -1 })).toThrow("seed must be an integer >= 0, got -1");
  });
});

describe("carried out", () => {
  test("every result is stored, and none is computed twice", async () => {
    const store = memory();
    const plan = planAnalysis(model, settings);
    const first = await rowsOf(plan, { store });
    expect([...store.kept.keys()].sort()).toEqual(plan.steps.map(({ task }) => task.id).sort());
    const never: Executor = {
      concurrency: 1,
      run: () => Promise.reject(new Error("nothing is left to do")),
    };
    expect(await rowsOf(plan, { store, executor: never })).toEqual(first);
  });

  test("what is there comes first, and counts as done", async () => {
    const store = memory();
    const plan = planAnalysis(model, settings);
    const [largest] = plan.steps;
    await store.append({ id: largest.task.id, result: { kept: true }, seconds: 9 });
    const progress: string[] = [];
    const rows = await rowsOf(plan, {
      store,
      onProgress: ({ done, total, name }) => progress.push(`${done}/${total} ${name}`),
    });
    expect(rows.map(({ name }) => name)).toEqual(["tiny", "large", "small", "alike"]);
    expect(rows[1]).toMatchObject({ status: "analyzed", analysis: { kept: true }, seconds: 9 });
    expect(progress).toEqual(["1/3 large", "2/3 small", "3/3 alike"]);
  });

  test("a failure is a row and is not stored", async () => {
    const store = memory();
    const executor: Executor = {
      concurrency: 1,
      async run(task, fulfil, signal) {
        if (task.id === broken) throw new WignerscopeError("READ_FAILED", "the cable was pulled");
        return thisThread.run(task, fulfil, signal);
      },
    };
    const plan = planAnalysis(model, settings);
    const broken = plan.steps[1].task.id;
    const rows = await rowsOf(plan, { store, executor });
    expect(rows.find(({ name }) => name === "small")).toMatchObject({
      index: 0,
      status: "skipped",
      code: "READ_FAILED",
      reason: "the cable was pulled",
    });
    expect(store.kept.size).toBe(2);
    expect(store.kept.has(broken)).toBe(false);
  });

  test("the record has the options in full, in the model's order", async () => {
    const plan = planAnalysis(model, { ...settings, adapterScale: 2, layers: ["*"] });
    const rows = await rowsOf(plan);
    const record = plan.record(rows, { complete: true, seconds: 4 });
    expect(record.options).toEqual({
      layers: ["*"],
      minSize: 5,
      conv: "flatten",
      gates: "together",
      lowRank: "product",
      precision: "f64",
      depth: "quick",
      seed: 20_220_328,
      adapterScale: 2,
    });
    expect(record).toMatchObject({ complete: true, seconds: 4 });
    expect(record.layers.map(({ name }) => name)).toEqual(["small", "large", "alike", "tiny"]);
  });

  test("of a comparison, its record goes by the name that was given", async () => {
    const plan = planComparison(model, model, { ...settings, name: "step 3" });
    const rows: ComparisonResult[] = [];
    for await (const row of carryOut(plan, {})) rows.push(row);
    const record = plan.record(rows, { complete: false, seconds: 1 });
    expect([record.base.name, record.model.name, record.complete]).toEqual(["m", "step 3", false]);
    expect(record.summary).toMatchObject({ compared: 3, identical: 3 });
  });
});

describe("a task's matrices", () => {
  test("are refused before they are read when no kernel could hold them", async () => {
    const [{ task }] = planAnalysis(model, settings).steps;
    if (task.work !== "analyze") throw new Error("not an analysis");
    const plan = { name: "w", tensor: "w", rows: 2 ** 15, cols: 2 ** 15 };
    const input = { matrix: { of: "model", plan } } as const;
    await expect(fulfil({ ...task, input }, { model: sourceOf(model) }, undefined)).rejects.toMatchObject({
      code: "OUT_OF_MEMORY",
      message: "a matrix of 32768 x 32768 takes at least 4096 MiB, the kernel's memory is at most 4096 MiB",
    });
  });

  test("need the model that they come from", async () => {
    const [{ task }] = planAnalysis(model, settings).steps;
    await expect(fulfil(task, {}, undefined)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "the task refers to a model that is not open",
    });
  });

  test("of one tensor share one read", async () => {
    const reads: string[] = [];
    const readTensor: Model["readTensor"] = (name, options) => {
      reads.push(name);
      return model.readTensor(name, options);
    };
    const source = sourceOf({ ...model, readTensor });
    await source.read("small", undefined);
    await source.read("small", undefined);
    await source.read("large", undefined);
    expect(reads).toEqual(["small", "large"]);
  });
});
