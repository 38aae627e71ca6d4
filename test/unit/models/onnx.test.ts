/** The ONNX reader on files made by the tests' own encoder: graphs, functions, external data. */
import { describe, expect, it } from "vitest";
import { type ByteSource, blobFolder, memorySource, openModel } from "../../../src/models/index.ts";
import { attribute, concat, externalData, graph, node, onnxModel, pb, tensorProto } from "./encoders.ts";
import { constant, FLOAT, f32, INT32, open, rawData, single, weight } from "./onnx-files.ts";

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
