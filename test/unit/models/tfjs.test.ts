/** TensorFlow.js models against files and values that numpy wrote. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blobFolder, openModel, planMatrices } from "../../../src/models/index.ts";
import { utf8 } from "./encoders.ts";

const at = (path: string) => readFileSync(new URL(`../../fixtures/models/${path}`, import.meta.url));
const shards = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
const folder = blobFolder(new Map(shards.map((name) => [name, new Blob([at(`tfjs/${name}`)])])));
const text = at("tfjs/model.json").toString();
const expected: Record<string, number[]> = JSON.parse(at("tfjs.json").toString());
const open = (json: string, name = "model.json") => openModel(utf8(json), { name, folder });

test("every weight has the values that were written", async () => {
  const model = await open(text);
  expect(model.format).toBe("tfjs");
  expect(model.metadata.get("format")).toBe("graph-model");
  expect(model.tensors.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const { name, readable } of model.tensors)
    if (readable)
      expect((await model.readTensor(name)).data, name).toEqual(Float32Array.from(expected[name]));
  const facts = model.tensors.map(({ dtype, storedAs, kind }) => [dtype, storedAs, kind]);
  expect(facts.slice(1, 6)).toEqual([
    ["U8", undefined, "integer"],
    ["F32", "U8", "float"],
    ["F32", "U8", "float"],
    ["F32", "U16", "float"],
    ["F16", undefined, "float"],
  ]);
});

test("kernels become matrices with the channels last", async () => {
  const { tensors } = await open(text);
  const info = (name: string) => tensors.find((tensor) => tensor.name === name) ?? tensors[0];
  const shapes = (name: string, conv: "flatten" | "slices") => {
    const plan = planMatrices(info(name), { conv });
    if (plan.kind === "none") throw new Error(plan.reason);
    return plan.matrices.map((matrix) => [matrix.name, matrix.rows, matrix.cols, matrix.slice?.first]);
  };
  expect(shapes("conv/kernel", "flatten")).toEqual([["conv/kernel", 24, 5, undefined]]);
  expect(shapes("conv/kernel", "slices")[4]).toEqual(["conv/kernel[1,1]", 4, 5, 80]);
  expect(shapes("depth/weights", "flatten")).toEqual([["depth/weights", 9, 4, undefined]]);
  expect(shapes("dense/kernel", "flatten")).toEqual([["dense/kernel", 5, 3, undefined]]);
});

test("a manifest alone is read, and says depthwise by the name", async () => {
  const { weightsManifest } = JSON.parse(text.replaceAll("depth/weights", "depthwise_filter"));
  const { format, tensors } = await open(JSON.stringify(weightsManifest), "x");
  expect(format).toBe("tfjs");
  expect(tensors.map(({ layout }) => layout)[3]).toEqual({ kind: "channels-last", depthwise: true });
});

test.each([
  ["files that are too long", (json: string) => json.replace("[5, 3]", "[4, 3]"), /its weights end at/],
  ["files that are too short", (json: string) => json.replace("[5, 3]", "[50, 3]"), /600 bytes at 0/],
  ["an unknown type", (json: string) => json.replace('"int32"', '"int31"'), /element type "int31"/],
  [
    "an unknown rounding",
    (json: string) => json.replace('"dtype": "uint16", "s', '"dtype": "u", "s'),
    /to "u"/,
  ],
  ["a file twice", (json: string) => json.replace("shard2of2", "shard1of2"), /listed twice/],
  ["a name twice", (json: string) => json.replace('"half/kernel"', '"dense/bias"'), /is there twice/],
  ["no manifest", () => '{"modelTopology": {}}', /weightsManifest is missing/],
])("%s are an error", async (_, change, message) => {
  await expect(open(change(text))).rejects.toMatchObject({
    code: "CORRUPT_FILE",
    message: expect.stringMatching(message),
  });
});

test("paths that lead out, missing files and a missing folder are errors of their own", async () => {
  const other = (path: string) => open(text.replace("group1-shard2of2.bin", path));
  await expect(other("../x.bin")).rejects.toMatchObject({ code: "UNSAFE_PATH" });
  await expect(other("x.bin")).rejects.toMatchObject({ code: "READ_FAILED" });
  await expect(openModel(utf8(text), { name: "m.json" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("what lies behind texts is listed", async () => {
  const json = text.replace(
    '"name": "ids", "shape": [4], "dtype": "int32"',
    '"name": "ids", "shape": [4], "dtype": "string"',
  );
  const { tensors } = await open(json);
  expect(tensors.slice(-2).map(({ readable, reason }) => [readable, reason])).toEqual([
    [false, expect.stringContaining("text")],
    [false, expect.stringContaining("behind texts")],
  ]);
});
