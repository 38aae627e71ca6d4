/** TensorFlow Lite against a FlatBuffer and values that numpy wrote. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openModel, planMatrices } from "../../../src/models/index.ts";
import { FIXTURES } from "./fixtures.ts";

const [{ bytes }] = FIXTURES.tflite;
const text = readFileSync(new URL("../../fixtures/models/tflite.json", import.meta.url), "utf8");
const expected: Record<string, { readonly shape: number[]; readonly values: number[] }> = JSON.parse(text);
const open = (file: Uint8Array) => openModel(file, { name: "m.tflite" });
const model = await open(bytes);

test("constants are listed, what is computed is not", () => {
  expect(model.tensors.map(({ name }) => name)).toEqual(Object.keys(expected));
  expect(model.tensors.map(({ dtype, storedAs }) => storedAs ?? dtype)).toEqual([
    ...["F32", "F16", "U8", "I8", "I8", "I8", "F32"],
  ]);
});

test.each(Object.keys(expected))("%s has the values that were written", async (name) => {
  const { data, shape } = await model.readTensor(name);
  expect(shape).toEqual(expected[name].shape);
  expect(data).toEqual(Float32Array.from(expected[name].values));
});

test("kernels become matrices by the operator that takes them", () => {
  const sizes = ["conv", "depthwise"].map((name) => {
    const info = model.tensors.find((tensor) => tensor.name === name) ?? model.tensors[0];
    const plan = planMatrices(info);
    return plan.kind === "matrices" && plan.matrices.map(({ rows, cols }) => [rows, cols]);
  });
  expect(sizes).toEqual([[[2, 24]], [[6, 4]]]);
});

/** The file with the 32-bit number at the first place of some bytes changed. */
function patched(find: readonly number[], offset: number, value: number): Uint8Array {
  const file = new Uint8Array(bytes);
  const at = Buffer.from(file).indexOf(Buffer.from(Int32Array.from(find).buffer));
  expect(at).toBeGreaterThan(0);
  new DataView(file.buffer).setInt32(at + offset, value, true);
  return file;
}

test.each([
  ["a shape that its elements do not fill", patched([2, 3, 4], 4, 5), /takes 80 bytes, 48 are there/],
  ["a size below 0", patched([2, 3, 4], 4, -5), /-5 is not the size of a dimension/],
  ["a root beyond the file", patched([0x334c4654], -4, 1 << 30), /refers to 4 bytes/],
])("%s is an error", async (_, file, message) => {
  await expect(open(file)).rejects.toMatchObject({
    code: "CORRUPT_FILE",
    message: expect.stringMatching(message),
  });
});

test("scales that do not fit their dimension are an error", async () => {
  const file = patched([4, 1, 3, 2, 4], 4, 1);
  new DataView(file.buffer).setInt32(
    Buffer.from(file).indexOf(Buffer.from(Int32Array.of(4, 1, 3, 2, 4).buffer)) + 8,
    2,
    true,
  );
  new DataView(file.buffer).setInt32(
    Buffer.from(file).indexOf(Buffer.from(Int32Array.of(4, 1, 2, 2, 4).buffer)) + 12,
    4,
    true,
  );
  new DataView(file.buffer).setInt32(
    Buffer.from(file).indexOf(Buffer.from(Int32Array.of(4, 1, 2, 4, 4).buffer)) + 16,
    3,
    true,
  );
  await expect(open(file)).rejects.toMatchObject({
    message: expect.stringMatching(/4 scales for dimension 3/),
  });
});
