/** What callers without types pass by mistake is refused in words that name it. */
import { describe, expect, it } from "vitest";
import {
  blobFolder,
  httpFolder,
  httpSource,
  openModel,
  openModelAddress,
  planMatrices,
  writeSafetensors,
} from "../../../src/models/index.ts";
import { codeOf } from "../error-code.ts";
import { raw, safetensors } from "./encoders.ts";

const file = safetensors([{ name: "w", dtype: "F32", shape: [1, 2], data: raw(Float32Array.of(1, 2)) }]);
const untyped = (value: unknown) => value as never;
const refusal = (message: string) => ({
  code: "INVALID_ARGUMENT",
  message: expect.stringContaining(message),
});

describe("openModel", () => {
  it.each([
    [
      "an option misspelt",
      { signl: undefined },
      'openModel: there is no option "signl"; did you mean "signal"?',
    ],
    [
      "a name in place of options",
      "m.onnx",
      'openModel: options must be an object such as { folder }, got "m.onnx"',
    ],
    ["null", null, "openModel: options must be an object such as { folder }, got null"],
    ["a path in place of a folder", { folder: "/models" }, "folder must be a ModelFolder such as"],
  ])("refuses %s", async (_, options, message) => {
    await expect(openModel(file, untyped(options))).rejects.toMatchObject(refusal(message));
  });

  it.each([
    ["a path", "m.onnx"],
    ["nothing", undefined],
    ["a list", [1, 2]],
  ])("refuses %s as the file", async (_, source) => {
    await expect(openModel(untyped(source))).rejects.toMatchObject(
      refusal("source must be a byte source, a Blob or a Uint8Array"),
    );
  });

  it("gives a model whose reads refuse options that they do not have", async () => {
    const model = await openModel(file);
    const wrong = untyped({ dtype: "f32" });
    await expect(model.read("w", wrong)).rejects.toMatchObject(
      refusal('readTensor: there is no option "dtype"'),
    );
    await expect(model.readTensor("w", wrong)).rejects.toMatchObject(refusal("readTensor"));
    expect(codeOf(() => model.readBytes("w", wrong))).toBe("INVALID_ARGUMENT");
    await expect(model.readTensor("w", untyped(null))).rejects.toMatchObject(refusal("got null"));
  });
});

it("planMatrices refuses options and values that it does not have", async () => {
  const [info] = (await openModel(file)).tensors;
  expect(() => planMatrices(info, untyped({ convolution: "slices" }))).toThrow(
    'there is no option "convolution"',
  );
  expect(() => planMatrices(info, untyped({ conv: "slice" }))).toThrow(/conv must be one of flatten, slices/);
  expect(() => planMatrices(info, untyped({ gates: "yes" }))).toThrow(/gates must be one of together, split/);
});

it("writeSafetensors refuses a path in place of a sink, and options that it does not have", async () => {
  const model = await openModel(file);
  const sink = { write: () => {} };
  await expect(writeSafetensors(model, untyped("out.safetensors"))).rejects.toMatchObject(
    refusal('sink must have a function write, got "out.safetensors"'),
  );
  await expect(writeSafetensors(model, sink, untyped({ replaces: 1 }))).rejects.toMatchObject(
    refusal('did you mean "replace"?'),
  );
});

it("blobFolder refuses what is not a list of files", () => {
  expect(() => blobFolder(untyped(undefined))).toThrow(/files must be Files, or a Map/);
  expect(() => blobFolder(untyped(7))).toThrow("got 7");
});

it("addresses must be absolute", async () => {
  for (const open of [httpSource, openModelAddress])
    await expect(open("models/m.onnx")).rejects.toMatchObject(
      refusal('url must be an absolute URL, got "models/m.onnx"'),
    );
  expect(() => httpFolder("models/")).toThrow(/absolute URL/);
});
