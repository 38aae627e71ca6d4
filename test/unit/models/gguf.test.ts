/** GGUF files: every block format against values that transcriptions of ggml's loops computed in numpy. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openModel, planMatrices } from "../../../src/models/index.ts";
import { utf8 } from "./encoders.ts";
import { FIXTURES, ggufFile, ggufTexts } from "./fixtures.ts";

const bytes = readFileSync(new URL("../../fixtures/models/gguf.gguf", import.meta.url));
const model = await openModel(bytes, { name: "gguf.gguf" });
const coded = model.tensors.filter(({ name }) =>
  model.tensors.some((other) => other.name === `${name}.values`),
);

test("the fixture has every format that is read", () => {
  expect(coded.map(({ storedAs, dtype }) => storedAs ?? dtype)).toEqual(coded.map(({ name }) => name));
  expect(coded).toHaveLength(14);
});

test.each(coded.map(({ name }) => name))("%s has ggml's values to the last bit", async (name) => {
  const { data, rows } = await model.read(name);
  const expected = await model.read(`${name}.values`);
  expect([data, rows]).toEqual([expected.data, expected.rows]);
});

test("blocks are decoded in steps as they are whole", async () => {
  const parts: number[] = [];
  for await (const part of model.readBytes("Q6_K")) parts.push(...part);
  const { data } = await model.readTensor("Q6_K");
  expect(parts).toEqual([...new Uint8Array(data.buffer)]);
});

test("metadata is kept as text, long lists as their length", () => {
  expect(Object.fromEntries(model.metadata)).toEqual({
    "general.architecture": "llama",
    "general.alignment": "64",
    "llama.rope.freq_base": "0.5",
    "general.quantised": "true",
    "tokenizer.ggml.tokens": "(3 texts)",
    "tokenizer.ggml.scores": "(20 f32)",
    "llama.sections": "[1, -2, 3]",
    "general.big": "9223372036854775808",
  });
});

test("dimensions are reversed, experts are a stack of matrices", () => {
  const info = model.tensors.at(-1);
  expect(info?.shape).toEqual([2, 3, 4]);
  const plan = info && planMatrices(info);
  expect(plan?.kind === "matrices" && plan.matrices.map(({ rows, cols }) => [rows, cols])).toEqual([
    [3, 4],
    [3, 4],
  ]);
});

test("a header larger than the window is read on", async () => {
  const words = Array.from({ length: 60_000 }, (_, i) => `word ${i}`);
  const data = new Uint8Array(32);
  const file = ggufFile([{ name: "w", ne: [4, 2], type: 0, data }], {
    pairs: [ggufTexts("vocabulary", words)],
  });
  const { metadata, tensors } = await openModel(file, { name: "m" });
  expect(metadata.get("vocabulary")).toBe("(60000 texts)");
  expect(tensors.map(({ shape }) => shape)).toEqual([[2, 4]]);
});

test("types that are not decoded are listed", async () => {
  const data = new Uint8Array(64);
  const file = ggufFile([
    { name: "new", ne: [32], type: 77, data },
    { name: "few bits", ne: [256], type: 19, data },
  ]);
  const { tensors } = await openModel(file, { name: "m" });
  expect(tensors.map(({ reason }) => reason)).toEqual([
    "ggml element type 77 is not known to this version",
    expect.stringMatching(/^IQ1_S is not decoded/),
  ]);
});

const one = (change: object) =>
  ggufFile([{ name: "w", ne: [32], type: 2, data: new Uint8Array(32), ...change }]);

test.each([
  ["a tensor beyond the file", one({ offset: 64 }), /18 bytes at offset \d+, the file has/],
  ["rows that are no whole blocks", one({ ne: [16, 2] }), /rows of 16 values, Q4_0 has blocks of 32/],
  ["five dimensions", one({ ne: [32, 1, 1, 1, 1] }), /5 dimensions, at most 4/],
  [
    "a name twice",
    ggufFile([0, 1].map(() => ({ name: "w", ne: [8], type: 0, data: new Uint8Array(32) }))),
    /twice/,
  ],
  [
    "tensors that overlap",
    ggufFile(["a", "b"].map((name) => ({ name, ne: [8], type: 0, data: new Uint8Array(32), offset: 0 }))),
    /they overlap/,
  ],
  ["a key twice", ggufFile([], { pairs: [ggufTexts("k", []), ggufTexts("k", [])] }), /key "k" comes twice/],
])("%s is an error", async (_, file, message) => {
  await expect(openModel(file, { name: "m" })).rejects.toMatchObject({
    code: "CORRUPT_FILE",
    message: expect.stringMatching(message),
  });
});

test.each([
  ["version 1", 1, /of version 1/],
  ["big-endian files", 0x0300_0000, /big-endian/],
])("%s are refused", async (_, version, message) => {
  await expect(openModel(ggufFile([], { version }), { name: "m" })).rejects.toMatchObject({
    code: "UNSUPPORTED_FORMAT",
    message: expect.stringMatching(message),
  });
});

test("123 tensors, whose count looks like the brace of JSON, are GGUF", async () => {
  const head = FIXTURES.gguf[0].bytes.slice(0, 24);
  head[8] = 123;
  const error = await openModel(head, { name: "m" }).catch((cause) => cause);
  expect(error.message).toContain("GGUF header");
  expect(utf8("{")[0]).toBe(123);
});
