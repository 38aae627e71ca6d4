/** Records of runs: rows in the model's order, whatever the order they came in, and the facts as given. */
import { expect, test } from "vitest";
import {
  assembleAnalysis,
  assembleComparison,
  SCHEMA,
  type SkippedLayer,
} from "../../../src/analysis/index.ts";
import { VERSION } from "../../../src/base/index.ts";

const row = (index: number): SkippedLayer => ({
  index,
  name: `w${index}`,
  dtype: "F32",
  shape: [3],
  status: "skipped",
  code: "NOT_A_MATRIX",
  reason: "one-dimensional",
});
const model = { name: "m", format: "npy" as const, tensors: [] };
const facts = { options: { seed: 1 }, complete: false, seconds: 2.5 };
const given = [row(10), row(2), row(0), row(9), row(1)];

test("an analysis has its rows by index, by number and not by text", () => {
  const record = assembleAnalysis(model, given, facts);
  expect(record.layers.map(({ index }) => index)).toEqual([0, 1, 2, 9, 10]);
  expect(given.map(({ index }) => index)).toEqual([10, 2, 0, 9, 1]);
  expect(record).toMatchObject({
    schema: SCHEMA,
    generator: { name: "wignerscope", version: VERSION },
    model: { name: "m", format: "npy", tensors: 0 },
    ...facts,
    summary: { tests: 0, learnedLayers: 0, sentence: "No layer was analysed." },
  });
});

test("a comparison has, too, with the base's facts and the model's in their places", () => {
  const base = { ...model, name: "before" };
  const record = assembleComparison(base, model, given, facts);
  expect(record.layers.map(({ index }) => index)).toEqual([0, 1, 2, 9, 10]);
  expect([record.base.name, record.model.name]).toEqual(["before", "m"]);
  expect(record).toMatchObject({ schema: 2, ...facts, summary: { compared: 0, identical: 0 } });
});
