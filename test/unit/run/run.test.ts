import { afterEach, expect, test, vi } from "vitest";
import { type LayerResult, planAnalysis } from "../../../src/analysis/index.ts";
import { WignerscopeError } from "../../../src/base/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import { openModel } from "../../../src/models/index.ts";
import { isStop, memoryStore, run } from "../../../src/run/index.ts";
import { safetensors } from "../analysis/safetensors.ts";

const shapes = [30, 20, 10];
const model = await openModel(
  safetensors(
    shapes.map((n) => ({ name: `w${n}`, shape: [n, n], data: gaussian(n, n).data as Float64Array })),
  ),
  { name: "m" },
);
const plan = planAnalysis(model, { minSize: 5, depth: "quick" });

afterEach(() => vi.restoreAllMocks());

test("returns the record of all rows, and each row with the record so far as it comes", async () => {
  const seen: [string, number, boolean][] = [];
  const record = await run(plan, {
    onRow: (row, soFar) => seen.push([row.name, soFar().layers.length, soFar().complete]),
  });
  expect(seen).toEqual([
    ["w30", 1, false],
    ["w20", 2, false],
    ["w10", 3, false],
  ]);
  expect(record.complete).toBe(true);
  expect(record.layers).toHaveLength(3);
});

test("says how long it took", async () => {
  let clock = 5000;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
  const seen: number[] = [];
  const onRow = (_: LayerResult, soFar: () => { readonly seconds: number }) => {
    clock += 250;
    seen.push(soFar().seconds);
  };
  expect((await run(plan, { onRow })).seconds).toBe(0.75);
  expect(seen).toEqual([0.25, 0.5, 0.75]);
});

test("stopped, returns what is done, and goes on from it with a store", async () => {
  const stop = new AbortController();
  const store = memoryStore();
  const part = await run(plan, { store, signal: stop.signal, onRow: () => stop.abort() });
  expect([part.complete, part.layers.length]).toEqual([false, 1]);
  const worked: LayerResult[] = [];
  const rest = await run(plan, { store, onRow: (row) => worked.push(row) });
  expect(rest.complete).toBe(true);
  expect(rest.layers[0]).toStrictEqual(part.layers[0]);
  const whole = await run(plan);
  const untimed = ({ layers }: typeof whole) => layers.map((layer) => ({ ...layer, seconds: 0 }));
  expect(untimed(rest)).toEqual(untimed(whole));
});

test("throws what is no stop", async () => {
  const failing = {
    ...memoryStore(),
    append: () => Promise.reject(new WignerscopeError("WRITE_FAILED", "full")),
  };
  await expect(run(plan, { store: failing })).rejects.toMatchObject({ code: "WRITE_FAILED" });
  const stopped = AbortSignal.abort();
  const aborted = new WignerscopeError("ABORTED", "stopped");
  expect([isStop(aborted, stopped), isStop(aborted, undefined)]).toEqual([true, false]);
  expect(isStop(new Error("ABORTED"), stopped)).toBe(false);
});
