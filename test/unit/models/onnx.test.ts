/** The ONNX reader on files made by the tests' own encoder. */
import { describe, expect, it } from "vitest";
import { type ByteSource, blobFolder, memorySource, openModel } from "../../../src/models/index.ts";
import {
  attribute,
  concat,
  externalData,
  graph,
  node,
  onnxModel,
  pb,
  raw,
  tensorProto,
  utf8,
  varint,
} from "./encoders.ts";

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const FLOAT16 = 10;
const DOUBLE = 11;
const BFLOAT16 = 16;

const f32 = (...values: number[]) => raw(Float32Array.from(values));
const rawData = (bytes: Uint8Array) => pb.bytes(9, bytes);
const weight = (name: string, ...values: number[]) =>
  tensorProto({ name, dims: [1, values.length], type: FLOAT, data: rawData(f32(...values)) });
const constant = (output: string, value: Uint8Array) =>
  node("Constant", [output], [attribute("value", pb.bytes(5, value))]);
const single = (tensor: Uint8Array) => onnxModel(graph([], [tensor]));
const open = (bytes: Uint8Array) => openModel(bytes, { name: "m.onnx" });

describe("initialisers", () => {
  const cases: Record<string, [Uint8Array, number[]]> = {
    "raw float": [
      tensorProto({ name: "w", dims: [2, 2], type: FLOAT, data: rawData(f32(1, 2, 3, 4)) }),
      [1, 2, 3, 4],
    ],
    "raw float, packed dims": [
      tensorProto({ name: "w", dims: [2, 2], type: FLOAT, data: rawData(f32(1, 2, 3, 4)), packedDims: true }),
      [1, 2, 3, 4],
    ],
    "packed float_data": [
      tensorProto({ name: "w", dims: [3], type: FLOAT, data: pb.bytes(4, f32(1, 2, 3)) }),
      [1, 2, 3],
    ],
    "single float_data": [
      tensorProto({
        name: "w",
        dims: [3],
        type: FLOAT,
        data: concat(pb.float(4, 1), pb.float(4, 2), pb.float(4, 3)),
      }),
      [1, 2, 3],
    ],
    "float_data in several pieces": [
      tensorProto({
        name: "w",
        dims: [5],
        type: FLOAT,
        data: concat(
          pb.bytes(4, f32(1, 2)),
          pb.float(4, 3),
          pb.text(12, "doc"),
          pb.float(4, 4),
          pb.bytes(4, f32(5)),
        ),
      }),
      [1, 2, 3, 4, 5],
    ],
    "packed double_data": [
      tensorProto({
        name: "w",
        dims: [2],
        type: DOUBLE,
        data: pb.bytes(10, raw(Float64Array.of(Math.PI, -1))),
      }),
      [Math.PI, -1],
    ],
    "single double_data": [
      tensorProto({
        name: "w",
        dims: [2],
        type: DOUBLE,
        data: concat(pb.double(10, Math.PI), pb.double(10, -1)),
      }),
      [Math.PI, -1],
    ],
    "raw double": [
      tensorProto({ name: "w", dims: [1], type: DOUBLE, data: rawData(raw(Float64Array.of(Math.E))) }),
      [Math.E],
    ],
    "raw float16": [
      tensorProto({
        name: "w",
        dims: [2],
        type: FLOAT16,
        data: rawData(raw(Uint16Array.of(0x3c00, 0xc000))),
      }),
      [1, -2],
    ],
    "float16 in int32_data": [
      tensorProto({ name: "w", dims: [2], type: FLOAT16, data: pb.packed(5, [0x3c00, 0xc000]) }),
      [1, -2],
    ],
    "float16 in single int32_data": [
      tensorProto({
        name: "w",
        dims: [2],
        type: FLOAT16,
        data: concat(pb.int(5, 0x3c00), pb.int(5, 0xc000)),
      }),
      [1, -2],
    ],
    "bfloat16 in int32_data": [
      tensorProto({ name: "w", dims: [2], type: BFLOAT16, data: pb.packed(5, [0x3f80, 0xc000]) }),
      [1, -2],
    ],
    "float8e4m3fn in int32_data": [
      tensorProto({ name: "w", dims: [2], type: 17, data: pb.packed(5, [0x38, 0xc0]) }),
      [1, -2],
    ],
    "raw float8e4m3fn": [
      tensorProto({ name: "w", dims: [2], type: 17, data: rawData(Uint8Array.of(0x38, 0xc0)) }),
      [1, -2],
    ],
    "raw float8e4m3fnuz": [
      tensorProto({ name: "w", dims: [2], type: 18, data: rawData(Uint8Array.of(0x40, 0xc8)) }),
      [1, -2],
    ],
    "raw float8e5m2": [
      tensorProto({ name: "w", dims: [2], type: 19, data: rawData(Uint8Array.of(0x3c, 0xc0)) }),
      [1, -2],
    ],
    "raw float8e5m2fnuz": [
      tensorProto({ name: "w", dims: [2], type: 20, data: rawData(Uint8Array.of(0x40, 0xc4)) }),
      [1, -2],
    ],
    "a scalar": [tensorProto({ name: "w", dims: [], type: FLOAT, data: pb.float(4, 5) }), [5]],
    "no elements": [tensorProto({ name: "w", dims: [0, 3], type: FLOAT, data: new Uint8Array(0) }), []],
  };

  it.each(Object.entries(cases))("reads %s", async (_, [tensor, values]) => {
    const model = await open(single(tensor));
    expect(model.tensors).toMatchObject([{ name: "w", kind: "float", readable: true }]);
    expect([...(await model.readTensor("w")).data]).toEqual(values);
  });

  it("lists integers, texts and unknown types with the reason", async () => {
    const types = [2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 21, 22, 23, 24, 25, 26, 99];
    const tensors = types.map((type) =>
      tensorProto({ name: `t${type}`, dims: [0], type, data: new Uint8Array(0) }),
    );
    const model = await open(onnxModel(graph([], tensors)));
    expect(model.tensors.every((tensor) => !tensor.readable && tensor.reason)).toBe(true);
    expect(model.tensors.map((tensor) => tensor.dtype)).toEqual(
      "U8 I8 U16 I16 I32 I64 STRING BOOL U32 U64 C64 C128 U4 I4 F4 F8_E8M0 U2 I2 ONNX_99".split(" "),
    );
  });

  it("gives the bytes of integers, negative ones too", async () => {
    const model = await open(
      onnxModel(
        graph(
          [],
          [
            tensorProto({ name: "i32", dims: [3], type: INT32, data: pb.packed(5, [-1, 5, -2147483648]) }),
            tensorProto({
              name: "i64",
              dims: [2],
              type: INT64,
              data: concat(pb.int(7, -1n), pb.int(7, 2n ** 62n + 1n)),
            }),
            tensorProto({ name: "u8", dims: [2], type: 2, data: pb.packed(5, [0, 255]) }),
            tensorProto({ name: "u64", dims: [1], type: 13, data: pb.packed(11, [2n ** 64n - 1n]) }),
          ],
        ),
      ),
    );
    const bytes = async (name: string) => {
      const parts: Uint8Array[] = [];
      for await (const chunk of model.readBytes(name)) parts.push(chunk);
      return concat(...parts).buffer;
    };
    expect(new Int32Array(await bytes("i32"))).toEqual(Int32Array.of(-1, 5, -2147483648));
    expect(new BigInt64Array(await bytes("i64"))).toEqual(BigInt64Array.of(-1n, 2n ** 62n + 1n));
    expect(new Uint8Array(await bytes("u8"))).toEqual(Uint8Array.of(0, 255));
    expect(new BigUint64Array(await bytes("u64"))).toEqual(BigUint64Array.of(2n ** 64n - 1n));
  });

  it("reads typed data that is longer than any window or chunk", async () => {
    const halves = 200_000;
    const codes = Array.from({ length: halves }, (_, i) => i % 0x7c00);
    const values = Float32Array.from({ length: 1_500_000 }, (_, i) => i);
    const singles = new Uint8Array(5_000_000);
    const view = new DataView(singles.buffer);
    for (let i = 0; i < 1_000_000; i++) {
      singles[5 * i] = 0x25; // field 4, wire type 5
      view.setFloat32(5 * i + 1, i, true);
    }
    const model = await open(
      onnxModel(
        graph(
          [],
          [
            tensorProto({ name: "half", dims: [halves], type: FLOAT16, data: pb.packed(5, codes) }),
            tensorProto({
              name: "float",
              dims: [values.length],
              type: FLOAT,
              data: pb.bytes(4, raw(values)),
            }),
            tensorProto({ name: "singles", dims: [1000, 1000], type: FLOAT, data: singles }),
          ],
        ),
      ),
    );
    const half = (await model.readTensor("half")).data;
    const direct = await open(
      single(
        tensorProto({
          name: "w",
          dims: [halves],
          type: FLOAT16,
          data: rawData(raw(Uint16Array.from(codes))),
        }),
      ),
    );
    expect(Buffer.compare(raw(half), raw((await direct.readTensor("w")).data))).toBe(0);
    expect(Buffer.compare(raw((await model.readTensor("float")).data), raw(values))).toBe(0);
    expect((await model.readTensor("singles")).data.every((value, i) => value === i)).toBe(true);
  });

  it("lists sparse tensors, segments and tensors without elements", async () => {
    const values = tensorProto({ name: "s", dims: [1], type: FLOAT, data: rawData(f32(3)) });
    const indices = tensorProto({ dims: [1], type: INT64, data: pb.packed(7, [4]) });
    const sparse = concat(pb.bytes(1, values), pb.bytes(2, indices), pb.int(3, 10), pb.int(3, 20));
    const stripped = tensorProto({ name: "gone", dims: [4, 4], type: FLOAT, data: new Uint8Array(0) });
    const segment = concat(weight("part", 1), pb.bytes(3, concat(pb.int(1, 0), pb.int(2, 1))));
    const model = await open(onnxModel(graph([], [stripped, segment], pb.bytes(15, sparse))));
    expect(model.tensors).toMatchObject([
      { name: "gone", readable: false, reason: expect.stringContaining("no elements") },
      { name: "part", readable: false, reason: expect.stringContaining("segment") },
      { name: "s", readable: false, shape: [10, 20], reason: expect.stringContaining("sparse") },
    ]);
    await expect(model.readTensor("gone")).rejects.toMatchObject({ code: "READ_FAILED" });
  });
});

describe("graphs", () => {
  it("finds initialisers, constants and the tensors of nested graphs, in the file's order", async () => {
    const inner = graph([constant("deep", weight("ignored", 6))], [weight("inner", 5)]);
    const loop = graph([node("Loop", ["l"], [attribute("body", pb.bytes(6, inner))])], [weight("then", 4)]);
    const branches = [
      attribute("then_branch", pb.bytes(6, loop)),
      attribute("else_branch", pb.bytes(6, graph([], [weight("else", 7)]))),
    ];
    const model = await open(
      onnxModel(
        graph(
          [
            constant("c", weight("c_value", 1)),
            node("If", ["y"], branches),
            node(
              "Custom",
              ["z", "z2"],
              [
                attribute("table", pb.bytes(5, weight("t", 8))),
                attribute("many", pb.bytes(10, weight("u", 9))),
              ],
            ),
            node("Scan", ["s"], [attribute("graphs", pb.bytes(11, graph([], [weight("scan", 10)])))]),
          ],
          [weight("w", 2), weight("v", 3)],
        ),
      ),
    );
    expect(model.tensors.map((tensor) => tensor.name)).toEqual(
      "c deep inner then else z.table z.many scan w v".split(" "),
    );
    const values = await Promise.all(
      model.tensors.map(async ({ name }) => (await model.readTensor(name)).data[0]),
    );
    expect(values).toEqual([1, 6, 5, 4, 7, 8, 9, 10, 2, 3]);
  });

  it("reads value_float and value_floats of a Constant, and of nothing else", async () => {
    const floats = concat(pb.float(7, 1), pb.float(7, 2), pb.float(7, 3));
    const model = await open(
      onnxModel(
        graph(
          [
            node("Constant", ["scalar"], [attribute("value_float", pb.float(2, 2.5))]),
            node("Constant", ["list"], [attribute("value_floats", floats)]),
            node("Constant", ["packed"], [attribute("value_floats", pb.bytes(7, f32(4, 5)))]),
            node("Constant", ["count"], [attribute("value_int", pb.int(3, 7))]),
            node("Elu", ["e"], [attribute("alpha", pb.float(2, 1)), attribute("value_floats", floats)]),
          ],
          [],
        ),
      ),
    );
    expect(model.tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["scalar", []],
      ["list", [3]],
      ["packed", [2]],
    ]);
    expect([...(await model.readTensor("scalar")).data]).toEqual([2.5]);
    expect([...(await model.readTensor("list")).data]).toEqual([1, 2, 3]);
    expect([...(await model.readTensor("packed")).data]).toEqual([4, 5]);
  });

  it("finds the tensors of functions and training graphs, and the metadata", async () => {
    const fn = concat(pb.text(1, "f"), pb.bytes(7, constant("in_function", weight("x", 1))));
    const training = pb.bytes(1, graph([], [weight("in_training", 2)]));
    const pair = concat(pb.text(1, "author"), pb.text(2, "nobody"));
    const model = await open(
      onnxModel(graph([], []), concat(pb.bytes(14, pair), pb.bytes(20, training), pb.bytes(25, fn))),
    );
    expect(model.tensors.map((tensor) => tensor.name)).toEqual(["in_training", "in_function"]);
    expect([...model.metadata]).toEqual([["author", "nobody"]]);
  });

  it("takes metadata as long as a vocabulary", async () => {
    const tokens = "a token ".repeat(100_000);
    const pair = concat(pb.text(1, "tokens"), pb.text(2, tokens));
    const model = await open(onnxModel(graph([], [weight("w", 1)]), pb.bytes(14, pair)));
    expect(model.metadata.get("tokens")).toBe(tokens);
    expect(model.tensors).toHaveLength(1);
  });

  it("gives every tensor a name of its own, the same on every reading", async () => {
    const names = ["a", "a", "a (2)", "a", "", "", "unnamed", "__proto__", "__proto__"];
    const bytes = onnxModel(
      graph(
        [],
        names.map((name, i) => weight(name, i)),
      ),
    );
    const expected = [
      "a",
      "a (3)",
      "a (2)",
      "a (4)",
      "unnamed (2)",
      "unnamed (3)",
      "unnamed",
      "__proto__",
      "__proto__ (2)",
    ];
    for (let round = 0; round < 2; round++) {
      const model = await open(bytes);
      expect(model.tensors.map((tensor) => tensor.name)).toEqual(expected);
      const values = await Promise.all(expected.map(async (name) => (await model.readTensor(name)).data[0]));
      expect(values).toEqual(names.map((_, i) => i));
    }
  });

  it("takes fields in any order and steps over fields that it does not know", async () => {
    const shuffled = concat(
      rawData(f32(1, 2)),
      pb.text(8, "w"),
      pb.int(2, FLOAT),
      pb.int(1, 2),
      pb.int(1, 1),
    );
    const strange = concat(pb.int(1000, 5), pb.text(1001, "?"), pb.float(1002, 1), pb.double(1003, 1));
    const bytes = concat(
      pb.bytes(7, concat(strange, pb.bytes(5, concat(strange, shuffled)))),
      strange,
      pb.int(1, 9),
      pb.bytes(8, pb.int(2, 17)),
    );
    expect((await (await open(bytes)).read("w")).data).toEqual(Float32Array.of(1, 2));
  });

  it("tells ONNX by its first bytes when the name does not", async () => {
    expect((await openModel(single(weight("w", 1)), { name: "model.bin" })).format).toBe("onnx");
  });

  it("reads kilobytes of a large file", async () => {
    const big = tensorProto({
      name: "big",
      dims: [1024, 1024],
      type: FLOAT,
      data: rawData(new Uint8Array(4 << 20)),
    });
    const bytes = onnxModel(graph([], [big, weight("w", 1), big, weight("v", 2)]));
    let read = 0;
    const inner = memorySource(bytes, "m.onnx");
    const source: ByteSource = {
      ...inner,
      read: (offset, length) => {
        read += length;
        return inner.read(offset, length);
      },
    };
    expect((await openModel(source)).tensors).toHaveLength(4);
    expect(read).toBeLessThan(32 << 10);
  });
});

describe("external data", () => {
  const data = concat(new Uint8Array(8), f32(1, 2, 3, 4));
  const folder = blobFolder(new Map([["data/w.bin", new Blob([new Uint8Array(data)])]]));
  const model = (entries: Record<string, string>, type = FLOAT) =>
    single(tensorProto({ name: "w", dims: [2, 2], type, data: externalData(entries) }));
  const place = { location: "data/w.bin", offset: "8", length: "16" };
  const name = "m.onnx";

  it("is read from the folder", async () => {
    for (const entries of [place, { location: "./data/w.bin", offset: "8" }, { ...place, checksum: "abc" }]) {
      const opened = await openModel(model(entries), { name, folder });
      expect(opened.tensors[0]).toMatchObject({ file: "data/w.bin", offset: 8, bytes: 16, readable: true });
      expect((await opened.read("w")).data).toEqual(Float32Array.of(1, 2, 3, 4));
    }
  });

  it.each([
    "../../etc/passwd",
    "/etc/passwd",
    "data/../../x",
    "..",
    "data\\w.bin",
    "C:w.bin",
    "file:///etc/passwd",
    "https://example.org/w",
    "a\u0000b",
    "",
    ".",
    "data//w.bin",
  ])("never comes from %j", async (location) => {
    const bytes = model({ ...place, location });
    for (const options of [{ name }, { name, folder }])
      await expect(openModel(bytes, options)).rejects.toMatchObject({ code: "UNSAFE_PATH" });
  });

  it("is listed as missing without the folder or the file", async () => {
    for (const [bytes, options] of [
      [model(place), { name }],
      [model({ ...place, location: "other.bin" }), { name, folder }],
    ] as const) {
      const opened = await openModel(bytes, options);
      expect(opened.tensors[0]).toMatchObject({ readable: false, reason: expect.stringMatching(/\.bin/) });
      await expect(opened.readTensor("w")).rejects.toMatchObject({ code: "READ_FAILED" });
      const elements = opened.readBytes("w")[Symbol.asyncIterator]();
      await expect(elements.next()).rejects.toMatchObject({ code: "READ_FAILED" });
    }
    // Its type is reason enough not to analyse it; that the file is missing is why it cannot be copied.
    const integers = await openModel(model(place, INT32), { name });
    expect(integers.tensors[0].reason).toMatch(/integer type/);
    const bytes = integers.readBytes("w")[Symbol.asyncIterator]();
    await expect(bytes.next()).rejects.toThrow(/data\/w\.bin, which was not given/);
  });

  it.each([
    [{ ...place, offset: "16" }, /external data at 16 of 16 bytes/],
    [{ ...place, length: "12" }, /takes 16 bytes, 12 are there/],
    [{ location: "data/w.bin" }, /takes 16 bytes, 24 are there/],
    [{ ...place, offset: "-8" }, /offset "-8"/],
    [{ ...place, offset: "1e1" }, /offset "1e1"/],
    [{ ...place, offset: "99999999999999999999" }, /offset/],
    [{ ...place, length: "9007199254740993" }, /length/],
    [{ offset: "0" }, /without a location/],
  ])("refuses %j", async (entries, message) => {
    await expect(openModel(model(entries as Record<string, string>), { name, folder })).rejects.toMatchObject(
      {
        code: "CORRUPT_FILE",
        message: expect.stringMatching(message),
      },
    );
  });
});

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
      /no whole number/,
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
      [pb.packed(5, [1, 65536]), /65536 is no code of F16/],
      [pb.packed(5, [1, -1]), /no code of F16/],
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
    ["GGUF....", /GGUF/],
    ["hello, world", /neither its first bytes nor its name/],
    ["", /empty/],
  ])("says what %j is", async (text, message) => {
    await expect(openModel(utf8(text), { name: "x.bin" })).rejects.toMatchObject({
      code: "UNSUPPORTED_FORMAT",
      message: expect.stringMatching(message),
    });
  });
});
