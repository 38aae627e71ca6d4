/** What callers without types may pass for a model and for its options. */
import { expect, test } from "vitest";
import { analyzeModel, compareModels, filterModel } from "../../../src/analysis/index.ts";
import { openModel } from "../../../src/models/index.ts";
import { safetensors } from "./safetensors.ts";

const model = await openModel(safetensors([{ name: "w", shape: [2, 2], data: Float64Array.of(1, 0, 0, 1) }]));

/** The first thing that comes of a call: the functions with rows check when the first is asked for. */
async function firstOf(call: () => AsyncIterator<unknown> | Promise<unknown>): Promise<unknown> {
  const called = call();
  return "next" in called ? called.next() : called;
}
const refusal = async (
  work: (...args: never[]) => AsyncIterator<unknown> | Promise<unknown>,
  ...args: unknown[]
) =>
  firstOf(() => Reflect.apply(work, undefined, args)).then(
    () => "nothing was refused",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

test("a path is not a model yet", async () => {
  expect(await refusal(analyzeModel, "model.safetensors")).toBe(
    'analyzeModel takes an open model, got "model.safetensors": openModelFile(path) first',
  );
  expect(await refusal(compareModels, model, "tuned.safetensors")).toBe(
    'compareModels takes an open model, got "tuned.safetensors": openModelFile(path) first',
  );
  expect(await refusal(filterModel, undefined)).toBe(
    "filterModel takes an open model, as openModel and openModelFile return it, got undefined",
  );
  expect(await refusal(analyzeModel, { tensors: [] })).toMatch(/got an object$/);
});

test("an option that does not exist is refused, with the one that may be meant", async () => {
  expect(await refusal(analyzeModel, model, { dept: "full" })).toBe(
    'analyzeModel: there is no option "dept"; did you mean "depth"?',
  );
  expect(await refusal(compareModels, model, model, { direction: 3 })).toMatch(
    /did you mean "directions"\?$/,
  );
  expect(
    await refusal(filterModel, model, async () => ({ bytes: 0 }), {
      rule: { method: "edge" },
      conv: "flatten",
    }),
  ).toBe(
    'filterModel: there is no option "conv"; there are rule, precision, seed, layers, minSize, executor, signal, onProgress',
  );
});
