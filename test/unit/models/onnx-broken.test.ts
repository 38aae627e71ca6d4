/** ONNX files that are damaged, and files of no format that is read. */
import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/models/index.ts";
import { attribute, concat, graph, node, onnxModel, pb, tensorProto, utf8, varint } from "./encoders.ts";
import { FLOAT, FLOAT16, f32, open, rawData, single, weight } from "./onnx-files.ts";

describe("a broken ONNX file", () => {
  const good = single(weight("w", 1, 2));
  const inGraph = (field: Uint8Array) => onnxModel(graph([], [field]));
  const nested = (depth: number) => {
    let inside = graph([], [weight("w", 1)]);
    for (let i = 0; i < depth; i++)
      inside = graph([node("If", ["y"], [attribute("b", pb.bytes(6, inside))])], []);
    return onnxModel(inside);
  };
  const dims = (...sizes: (number | bigint)[]) =>
    concat(...sizes.map((size) => pb.int(1, size)), pb.int(2, FLOAT), rawData(f32(1)));

  it.each([
    [
      "a field that overruns its message",
      inGraph(concat([0x4a, 0x7f], f32(1))),
      /field 9 of 127 bytes overruns its message/,
    ],
    ["a length beyond 2^53", inGraph(concat([0x4a], varint(2n ** 63n))), /overruns/],
    ["a length of 2^60", inGraph(concat([0x4a], varint(2n ** 60n))), /11529215046068\d+ bytes overruns/],
    ["a varint of 11 bytes", inGraph(concat([0x10], new Uint8Array(11).fill(0x80))), /varint/],
    [
      "a varint beyond 64 bits",
      inGraph(concat([0x10], new Uint8Array(9).fill(0xff), [0x02])),
      /beyond 64 bits/,
    ],
    ["a varint that overruns", inGraph(Uint8Array.of(0x10, 0x80)), /overruns its message/],
    ["a group", inGraph(Uint8Array.of(0x0b)), /wire type 3/],
    ["wire type 7", inGraph(Uint8Array.of(0x0f)), /wire type 7/],
    ["field number 0", inGraph(Uint8Array.of(0x00, 0x00)), /impossible number/],
    ["a name that is a number", inGraph(pb.int(8, 5)), /field 8 has wire type 0, expected 2/],
    ["fixed64 that overruns", inGraph(Uint8Array.of(0x51, 1, 2)), /overruns/],
    ["a negative dimension", inGraph(dims(-1)), /negative or beyond 2\^53/],
    ["dimensions that wrap to one element", inGraph(dims(2 ** 32, 2 ** 32, 2 ** 32)), /impossibly large/],
    ["65 dimensions", inGraph(dims(...new Array<number>(65).fill(1))), /more than 64 dimensions/],
    ["too few elements", inGraph(dims(2)), /takes 8 bytes, 4 are there/],
    ["too many elements", inGraph(dims(0)), /takes 0 bytes, 4 are there/],
    ["two element fields", inGraph(concat(dims(1), pb.float(4, 1))), /fields 9 and 4/],
    [
      "the element field of another type",
      inGraph(concat(pb.int(1, 1), pb.int(2, FLOAT), pb.packed(5, [1]))),
      /field 5, expected 4/,
    ],
    [
      "half a float",
      inGraph(concat(pb.int(1, 1), pb.int(2, FLOAT), pb.bytes(4, Uint8Array.of(1, 2, 3)))),
      /not a whole number/,
    ],
    ["nesting that never ends", nested(60), /nested deeper than 100/],
    ["no graph", concat(pb.int(1, 8), pb.bytes(8, pb.int(2, 17))), /without a graph/],
    ["no version", pb.bytes(7, graph([], [])), /no ir_version/],
    ["a long name", inGraph(pb.bytes(8, new Uint8Array(70_000))), /text of 70000 bytes/],
    [
      "external entries without end",
      inGraph(concat(...Array.from({ length: 20 }, (_, i) => pb.bytes(13, pb.text(1, `${i}`))))),
      /external_data/,
    ],
  ] as const)("is refused for %s", async (_, bytes, message) => {
    await expect(open(bytes)).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringMatching(message),
    });
  });

  it("is refused when read, if only the elements are wrong", async () => {
    const tensor = (data: Uint8Array) => single(tensorProto({ name: "w", dims: [2], type: FLOAT16, data }));
    for (const [data, message] of [
      [pb.packed(5, [1, 2, 3]), /more than the 2 elements/],
      [pb.packed(5, [300]), /1 of the 2 elements/],
      [pb.packed(5, [1, 65536]), /65536 is not a code of F16/],
      [pb.packed(5, [1, -1]), /not a code of F16/],
    ] as const) {
      const model = await open(tensor(data));
      await expect(model.readTensor("w")).rejects.toMatchObject({
        code: "CORRUPT_FILE",
        message: expect.stringMatching(message),
      });
    }
  });

  it("is refused at every length but its own", async () => {
    for (let length = 0; length < good.length; length++)
      await expect(open(good.subarray(0, length)), `${length}`).rejects.toMatchObject({
        code: "CORRUPT_FILE",
      });
  });

  it("names the file and the offset", async () => {
    await expect(open(good.subarray(0, 20))).rejects.toThrow(
      /^m\.onnx: ONNX: field 7 of \d+ bytes .* at offset \d+$/,
    );
  });

  it("takes nesting as deep as protobuf does", async () => {
    expect((await open(nested(30))).tensors).toHaveLength(1);
  });

  it("does not grow with tensors that take no room", async () => {
    const swarm = concat(
      new Uint8Array(0),
      ...Array.from({ length: 260 }, () => new Uint8Array(2000).map((_, i) => (i % 2 ? 0 : 0x2a))),
    );
    await expect(open(onnxModel(swarm))).rejects.toThrow(/more than 250000 tensors/);
  });
});

describe("files of no format that is read", () => {
  it.each([
    ["PK\u0003\u0004....", /zip archive/],
    ["hello, world", /neither its first bytes nor its name/],
    ["", /empty/],
  ])("says what %j is", async (text, message) => {
    await expect(openModel(utf8(text), { name: "x.bin" })).rejects.toMatchObject({
      code: "UNSUPPORTED_FORMAT",
      message: expect.stringMatching(message),
    });
  });
});

describe("nested messages", () => {
  const one = (attributes: readonly Uint8Array[]) => graph([node("If", ["y"], attributes)], []);
  /** The model, its graph, and for each level a node, an attribute and a graph; `inner` in the last of them. */
  const nested = (levels: number, inner: Uint8Array) => {
    let bytes = inner;
    for (let level = 0; level < levels; level++) bytes = one([attribute("then_branch", pb.bytes(6, bytes))]);
    return onnxModel(bytes);
  };

  it("are followed to a depth of 100 and no further", async () => {
    const deepest = nested(32, one([attribute("a", new Uint8Array())]));
    expect((await open(deepest)).tensors).toEqual([]);
    await expect(open(nested(33, graph([], [])))).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringContaining("messages nested deeper than 100"),
    });
  });
});
