/** Files that are small and ask for much: long names, names made up from them, tensors that no memory holds. */
import { describe, expect, it } from "vitest";
import { analyzeModel, type LayerResult } from "../../../src/index.ts";
import { openModel } from "../../../src/models/index.ts";
import {
  attribute,
  concat,
  graph,
  node,
  onnxModel,
  pb,
  raw,
  safetensors,
  tensorProto,
  utf8,
} from "./encoders.ts";
import { open } from "./onnx-files.ts";

const LONGEST = 4096;
const nameless = pb.bytes(
  10,
  tensorProto({ dims: [1], type: 1, data: pb.bytes(9, raw(Float32Array.of(1))) }),
);
/** A node whose attribute holds `count` tensors without a name: each is called like the node. */
const crowd = (output: string, count: number, operator = "Constant") =>
  onnxModel(
    graph(
      [
        node(
          operator,
          [output],
          [attribute("value", concat(...new Array<Uint8Array>(count).fill(nameless)))],
        ),
      ],
      [],
    ),
  );
const corrupt = (message: RegExp) => ({ code: "CORRUPT_FILE", message: expect.stringMatching(message) });

describe("names in an ONNX file", () => {
  it("are read up to 4 KB", async () => {
    const [info] = (await open(crowd("n".repeat(LONGEST), 1))).tensors;
    expect(info.name).toBe("n".repeat(LONGEST));
    await expect(open(crowd("n".repeat(LONGEST + 1), 1))).rejects.toMatchObject(
      corrupt(/a text of 4097 bytes, at most 4096 are read/),
    );
  });

  it("are not multiplied: 64 KB for thousands of tensors in 81 KB", async () => {
    const file = crowd("n".repeat(65_536), 1000);
    expect(file.length).toBeLessThan(82_000);
    await expect(open(file)).rejects.toMatchObject(corrupt(/a text of 65536 bytes/));
  });

  it("have 32 Mi characters in all, also those that are made up", async () => {
    // Each counts as the file has it, and again where " (2)", " (3)", ... are appended.
    expect((await open(crowd("n".repeat(LONGEST), 4000))).tensors).toHaveLength(4000);
    await expect(open(crowd("n".repeat(LONGEST), 4100))).rejects.toMatchObject(
      corrupt(/names of more than 33554432 characters in all/),
    );
    // Of a node that is not a Constant, the attribute's name is appended.
    await expect(open(crowd("n".repeat(LONGEST), 8192, "Other"))).rejects.toMatchObject(corrupt(/33554432/));
  });

  it("are unique, whatever the file calls its tensors", async () => {
    const { tensors } = await open(crowd("n", 3));
    expect(tensors.map(({ name }) => name)).toEqual(["n", "n (2)", "n (3)"]);
  });

  it("of metadata are bounded, too, its values less", async () => {
    const property = (key: string, value: string) =>
      onnxModel(graph([], []), pb.bytes(14, concat(pb.text(1, key), pb.text(2, value))));
    const { metadata } = await open(property("k".repeat(LONGEST), "v".repeat(100_000)));
    expect(metadata.get("k".repeat(LONGEST))).toHaveLength(100_000);
    await expect(open(property("k".repeat(LONGEST + 1), "v"))).rejects.toMatchObject(corrupt(/4097 bytes/));
  });
});

describe("names in a safetensors file", () => {
  const named = (name: string) => safetensors([{ name, dtype: "F32", shape: [1], data: new Uint8Array(4) }]);

  it("are read up to 4096 characters", async () => {
    expect((await openModel(named("n".repeat(LONGEST)))).tensors[0].name).toHaveLength(LONGEST);
    await expect(openModel(named("n".repeat(LONGEST + 1)))).rejects.toMatchObject(
      corrupt(/a key of 4097 characters, at most 4096 are read at character 1$/),
    );
    const metadata = safetensors([], { metadata: { ["k".repeat(LONGEST + 1)]: "v" } });
    await expect(openModel(metadata)).rejects.toMatchObject(corrupt(/a key of 4097 characters/));
  });

  it("of control characters end as an error that is short", async () => {
    // Each takes six bytes in the file: a million of them.
    const error = await openModel(named("\u0001".repeat(1_000_000))).catch((error: Error) => error);
    expect(error).toMatchObject(corrupt(/a key of 1000000 characters/));
    expect((error as Error).message.length).toBeLessThan(200);
  });
});

describe("tensors that no memory holds", () => {
  const header = (shape: readonly number[], dtype: string, bytes: number) => {
    const text = JSON.stringify({ w: { dtype, shape, data_offsets: [0, bytes] } });
    return safetensors([], { header: text });
  };
  /** A sparse file: its header, and zeros that are counted. */
  function sparse(shape: readonly number[], dtype: string, bytes: number) {
    const head = header(shape, dtype, bytes);
    const asked = { bytes: 0 };
    const source = {
      name: "sparse.safetensors",
      size: head.length + bytes,
      async read(offset: number, length: number) {
        asked.bytes += length;
        const out = new Uint8Array(length);
        if (offset < head.length) out.set(head.subarray(offset, offset + length));
        return out;
      },
    };
    return { source, asked };
  }

  it.each([
    ["F32", 2 ** 16, 2 ** 14, 4 * 2 ** 30],
    ["BF16", 2 ** 16, 2 ** 14, 2 * 2 ** 30],
    ["F8_E4M3", 2 ** 16, 2 ** 14, 2 ** 30],
    ["F64", 2 ** 15, 2 ** 14, 4 * 2 ** 30],
  ])("%s of %i x %i is refused before it is read", async (dtype, rows, cols, bytes) => {
    const { source, asked } = sparse([rows, cols], dtype, bytes);
    const model = await openModel(source);
    const before = asked.bytes;
    await expect(model.read("w")).rejects.toMatchObject({
      code: "OUT_OF_MEMORY",
      message: expect.stringMatching(
        /sparse\.safetensors: tensor "w": its \d+ elements take 4\.0 GiB of memory/,
      ),
    });
    expect(asked.bytes).toBe(before);
  });

  it("is a row that says why, and the other layers are analysed", async () => {
    const bytes = 4 * 2 ** 30;
    const text = JSON.stringify({
      big: { dtype: "F32", shape: [2 ** 15, 2 ** 15], data_offsets: [0, bytes] },
      small: { dtype: "F32", shape: [3, 4], data_offsets: [bytes, bytes + 48] },
    });
    const head = safetensors([], { header: text });
    let longest = 0;
    const source = {
      name: "sparse.safetensors",
      size: head.length + bytes + 48,
      async read(offset: number, length: number) {
        longest = Math.max(longest, length);
        const out = new Uint8Array(length);
        if (offset < head.length) out.set(head.subarray(offset, offset + length));
        else out.set(raw(Float32Array.from({ length: 12 }, (_, i) => Math.sin(i * i))));
        return out;
      },
    };
    const rows = new Map<string, LayerResult>();
    for await (const row of analyzeModel(await openModel(source), { depth: "quick", minSize: 2 }))
      rows.set(row.name, row);
    expect(rows.get("big")).toMatchObject({ status: "skipped", code: "OUT_OF_MEMORY" });
    expect(rows.get("small")?.status).toBe("analyzed");
    expect(longest).toBeLessThan(10_000);
  });

  it("is a matter of its size alone: a matrix above 4 GiB still lists", async () => {
    const { source, asked } = sparse([2 ** 20, 2 ** 20], "F32", 4 * 2 ** 40);
    const { tensors } = await openModel(source);
    expect(tensors[0]).toMatchObject({ readable: true, bytes: 4 * 2 ** 40, shape: [2 ** 20, 2 ** 20] });
    expect(asked.bytes).toBeLessThan(10_000);
  });
});

it("a text that is not a file says so in few words", async () => {
  await expect(openModel(utf8("x".repeat(1_000_000)), { name: "x".repeat(50) })).rejects.toMatchObject({
    code: "UNSUPPORTED_FORMAT",
  });
});
