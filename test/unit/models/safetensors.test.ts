/** The safetensors reader on files made by the tests' own encoder. */
import { describe, expect, it } from "vitest";
import { blobFolder, memorySource, openModel } from "../../../src/models/index.ts";
import { concat, raw, safetensors, utf8 } from "./encoders.ts";

const f32 = (...values: number[]) => raw(Float32Array.from(values));

const two = safetensors(
  [
    { name: "a.weight", dtype: "F32", shape: [2, 3], data: f32(1, 2, 3, 4, 5, 6) },
    { name: "a.bias", dtype: "F32", shape: [2], data: f32(7, 8) },
  ],
  { metadata: { format: "pt", ["__proto__"]: "text" } },
);

/** A file with any header over `data`. */
const withHeader = (header: string, data = new Uint8Array(0)) => concat(safetensors([], { header }), data);
const one = (entry: string, data = new Uint8Array(16)) => withHeader(`{"w":${entry}}`, data);

describe("a safetensors file", () => {
  it("lists its tensors and reads them by name, in any order", async () => {
    const model = await openModel(two, { name: "two.safetensors" });
    expect(model.format).toBe("safetensors");
    expect(model.name).toBe("two.safetensors");
    expect(model.tensors).toEqual([
      {
        name: "a.weight",
        dtype: "F32",
        shape: [2, 3],
        bytes: 24,
        offset: two.length - 32,
        kind: "float",
        readable: true,
      },
      {
        name: "a.bias",
        dtype: "F32",
        shape: [2],
        bytes: 8,
        offset: two.length - 8,
        kind: "float",
        readable: true,
      },
    ]);
    expect(await model.readTensor("a.bias")).toEqual({
      name: "a.bias",
      shape: [2],
      data: Float32Array.of(7, 8),
    });
    expect(await model.read("a.weight")).toEqual({
      rows: 2,
      cols: 3,
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
    expect([...model.metadata]).toEqual([
      ["format", "pt"],
      ["__proto__", "text"],
    ]);
    await model.close();
  });

  it("reads every float type", async () => {
    const codes = raw(Uint16Array.of(0x3c00, 0xc000));
    const model = await openModel(
      safetensors([
        { name: "F64", dtype: "F64", shape: [2], data: raw(Float64Array.of(Math.PI, -0)) },
        { name: "F16", dtype: "F16", shape: [2], data: codes },
        { name: "BF16", dtype: "BF16", shape: [2], data: raw(Uint16Array.of(0x3f80, 0xc000)) },
        { name: "F8_E4M3", dtype: "F8_E4M3", shape: [2], data: Uint8Array.of(0x38, 0xc0) },
        { name: "F8_E5M2", dtype: "F8_E5M2", shape: [2], data: Uint8Array.of(0x3c, 0xc0) },
      ]),
    );
    expect((await model.readTensor("F64")).data).toEqual(Float64Array.of(Math.PI, -0));
    for (const name of ["F16", "BF16", "F8_E4M3", "F8_E5M2"])
      expect((await model.readTensor(name)).data, name).toEqual(Float32Array.of(1, -2));
  });

  it("lists integers, booleans and block-scaled floats with the reason, and gives their bytes", async () => {
    const types = {
      I64: 8,
      I32: 4,
      I16: 2,
      I8: 1,
      U64: 8,
      U32: 4,
      U16: 2,
      U8: 1,
      BOOL: 1,
      F8_E8M0: 1,
      C64: 8,
    };
    const entries = Object.entries(types).map(([dtype, width]) => {
      const data = Uint8Array.from({ length: 2 * width }, (_, i) => i % 2);
      return { name: dtype, dtype, shape: [2], data };
    });
    entries.push({ name: "F4", dtype: "F4", shape: [3, 2], data: Uint8Array.of(1, 2, 3) });
    entries.push({ name: "NEW", dtype: "X17", shape: [3, 2], data: Uint8Array.of(1, 2, 3) });
    const model = await openModel(safetensors(entries));
    for (const { name, data } of entries) {
      const info = model.tensors.find((tensor) => tensor.name === name);
      expect(info, name).toMatchObject({
        readable: false,
        bytes: data.length,
        reason: expect.stringContaining(" "),
      });
      await expect(model.readTensor(name)).rejects.toMatchObject({ code: "UNSUPPORTED_DTYPE" });
      const bytes: number[] = [];
      for await (const chunk of model.readBytes(name)) bytes.push(...chunk);
      expect(bytes).toEqual([...data]);
    }
    expect(model.tensors.filter((tensor) => tensor.kind === "integer")).toHaveLength(9);
  });

  it("keeps names such as __proto__ apart from the objects of the language", async () => {
    const names = ["__proto__", "constructor", "toString", "", "\u0000\u001b[31m", "naïve 🙂"];
    const file = safetensors(names.map((name, i) => ({ name, dtype: "F32", shape: [1], data: f32(i) })));
    const model = await openModel(file);
    expect(model.tensors.map((tensor) => tensor.name)).toEqual(names);
    for (const [i, name] of names.entries()) expect((await model.readTensor(name)).data[0]).toBe(i);
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
    await expect(model.readTensor("hasOwnProperty")).rejects.toMatchObject({ code: "UNKNOWN_TENSOR" });
  });

  it("takes empty tensors, a header without tensors and white space behind it", async () => {
    const empty = safetensors([
      { name: "e", dtype: "F32", shape: [0, 5], data: new Uint8Array(0) },
      { name: "w", dtype: "F32", shape: [1, 1], data: f32(3) },
      { name: "f", dtype: "F32", shape: [5, 0], data: new Uint8Array(0) },
    ]);
    const model = await openModel(empty);
    expect(await model.read("f")).toEqual({ rows: 5, cols: 0, data: new Float32Array(0) });
    expect((await openModel(withHeader("{}   "))).tensors).toEqual([]);
  });

  it("reads what a tensor of several chunks holds, and stops when told", async () => {
    const length = 3 * 2 ** 20;
    const values = Float32Array.from({ length }, (_, i) => i);
    const file = safetensors([{ name: "w", dtype: "F32", shape: [length], data: raw(values) }]);
    const model = await openModel(file);
    expect(Buffer.compare(raw((await model.readTensor("w")).data), raw(values))).toBe(0);
    const stop = new AbortController();
    const source = memorySource(file);
    let reads = 0;
    const counted = {
      ...source,
      read: (offset: number, size: number) => {
        if (size > 2 ** 20 && ++reads === 2) stop.abort();
        return source.read(offset, size);
      },
    };
    const reading = openModel(counted).then((model) => model.readTensor("w", { signal: stop.signal }));
    await expect(reading).rejects.toMatchObject({ code: "ABORTED" });
    expect(reads).toBe(2);
  });
});

describe("a broken safetensors file", () => {
  const claims = (length: bigint) => {
    const file = two.slice();
    new DataView(file.buffer).setBigUint64(0, length, true);
    return file;
  };

  it.each([
    ["a header of 2^60 bytes", claims(2n ** 60n), /header length at offset 0 is 1152921504606846976 bytes/],
    ["a header of 2^64 - 1 bytes", claims(2n ** 64n - 1n), /18446744073709551615/],
    ["a header longer by one than the file", claims(BigInt(two.length - 7)), /left/],
    ["a header of no bytes", claims(0n), /does not start with \{/],
    ["a header cut short", claims(20n), /string without an end|text ends/],
    ["a header that is a list", withHeader("[]"), /does not start with \{/],
    ["two keys of one name", withHeader('{"w":{},"w":{}}'), /key "w" comes twice at character 8/],
    ["an entry that is a number", one("3"), /entry is not an object/],
    ["no dtype", one('{"shape":[2,2],"data_offsets":[0,16]}'), /dtype is missing/],
    ["no shape", one('{"dtype":"F32","data_offsets":[0,16]}'), /shape is missing/],
    ["a negative size", one('{"dtype":"F32","shape":[-2,-2],"data_offsets":[0,16]}'), /shape has an entry/],
    ["half a size", one('{"dtype":"F32","shape":[0.5,8],"data_offsets":[0,16]}'), /shape has an entry/],
    [
      "a size beyond 2^53",
      one('{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,16]}'),
      /shape has an entry/,
    ],
    [
      "a product beyond 2^53",
      one('{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,16]}'),
      /impossibly large/,
    ],
    [
      "a product beyond 2^53 times zero",
      one('{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}'),
      /impossibly large/,
    ],
    [
      "a product that wraps to the extent in 64 bits",
      one('{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,16]}'),
      /impossibly large/,
    ],
    [
      "too many dimensions",
      one(`{"dtype":"F32","shape":[${"1,".repeat(64)}4],"data_offsets":[0,16]}`),
      /65 dimensions/,
    ],
    ["offsets from behind", one('{"dtype":"F32","shape":[2,2],"data_offsets":[16,0]}'), /do not lie in/],
    ["offsets past the end", one('{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}'), /do not lie in/],
    ["three offsets", one('{"dtype":"F32","shape":[2,2],"data_offsets":[0,16,16]}'), /do not lie in/],
    ["one offset", one('{"dtype":"F32","shape":[2,2],"data_offsets":[0]}'), /do not lie in/],
    [
      "offsets that are no list",
      one('{"dtype":"F32","shape":[2,2],"data_offsets":16}'),
      /data_offsets is missing/,
    ],
    [
      "a negative offset",
      one('{"dtype":"F32","shape":[2,2],"data_offsets":[-16,0]}'),
      /data_offsets has an entry/,
    ],
    [
      "more bytes than the shape",
      one('{"dtype":"F16","shape":[2,2],"data_offsets":[0,16]}'),
      /span 16 bytes, F16/,
    ],
    ["bytes behind the last tensor", one('{"dtype":"F32","shape":[3],"data_offsets":[0,12]}'), /end at 12/],
    ["metadata that is not text", withHeader('{"__metadata__":{"a":1}}'), /__metadata__ "a" is not a string/],
    ["metadata that is no object", withHeader('{"__metadata__":[]}'), /__metadata__ is not an object/],
    ["deep nesting", withHeader(`{"w":${"[".repeat(100_000)}`), /nesting deeper than 16/],
    ["text behind the header", withHeader("{} {}"), /text after the end/],
    ["a trailing comma", withHeader('{"__metadata__":{},}'), /expected a key/],
    [
      "a number with a leading zero",
      one('{"dtype":"F32","shape":[02,2],"data_offsets":[0,16]}'),
      /expected a comma/,
    ],
    ["a control character in a name", withHeader('{"a\nb":{}}'), /control character/],
    ["half a surrogate pair", withHeader('{"\\ud800":{}}'), /surrogate/],
    [
      "bytes that are not UTF-8",
      concat(safetensors([], { header: '{"??":{}}' }).fill(0xff, 10, 12)),
      /not UTF-8/,
    ],
  ] as const)("is refused for %s", async (_, file, message) => {
    await expect(openModel(file, { name: "x.safetensors" })).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringMatching(message),
    });
  });

  it("is refused for tensors that overlap, and for a gap between them", async () => {
    const header = (begin: number) =>
      `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[${begin},${begin + 8}]}}`;
    await expect(openModel(withHeader(header(4), new Uint8Array(12)))).rejects.toThrow(
      /"b" begins at 4 .* overlap/,
    );
    await expect(openModel(withHeader(header(12), new Uint8Array(20)))).rejects.toThrow(
      /"b" begins at 12 .* a gap/,
    );
  });

  it("is refused at every length but its own", async () => {
    for (let length = 0; length < two.length; length++)
      await expect(
        openModel(two.subarray(0, length), { name: "x.safetensors" }),
        `${length}`,
      ).rejects.toMatchObject({
        code: "CORRUPT_FILE",
      });
  });
});

describe("the index of a model in several files", () => {
  const first = safetensors([
    { name: "z", dtype: "F32", shape: [1, 1], data: f32(1) },
    { name: "y", dtype: "F32", shape: [1, 1], data: f32(2) },
  ]);
  const second = safetensors([{ name: "x", dtype: "F32", shape: [1, 2], data: f32(3, 4) }], {
    metadata: { format: "pt" },
  });
  const index = (map: Record<string, string>) =>
    utf8(JSON.stringify({ metadata: { total_size: 16 }, weight_map: map }));
  const blob = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);
  const folder = blobFolder(
    new Map([
      ["m-1.safetensors", blob(new Uint8Array(first))],
      ["m-2.safetensors", blob(new Uint8Array(second))],
    ]),
  );
  const name = "model.safetensors.index.json";

  it("lists and reads the tensors of all files, in the order of the index", async () => {
    const map = { x: "m-2.safetensors", y: "m-1.safetensors", z: "m-1.safetensors" };
    const model = await openModel(index(map), { name, folder });
    expect(model.format).toBe("safetensors-index");
    expect(model.tensors.map((tensor) => [tensor.name, tensor.file])).toEqual(Object.entries(map));
    expect((await model.read("x")).data).toEqual(Float32Array.of(3, 4));
    expect((await model.read("y")).data).toEqual(Float32Array.of(2));
    expect(model.metadata.get("format")).toBe("pt");
  });

  it("lists what the files hold beyond the index", async () => {
    const model = await openModel(index({ y: "m-1.safetensors" }), { name, folder });
    expect(model.tensors.map((tensor) => tensor.name)).toEqual(["y", "z"]);
  });

  it.each([
    [{ y: "../m-1.safetensors" }, "UNSAFE_PATH"],
    [{ y: "m-2.safetensors" }, "CORRUPT_FILE"],
    [{ y: "m-3.safetensors" }, "READ_FAILED"],
  ])("refuses %j", async (map, code) => {
    await expect(openModel(index(map as Record<string, string>), { name, folder })).rejects.toMatchObject({
      code,
    });
  });

  it("asks for the folder, and refuses an index without a map", async () => {
    await expect(openModel(index({ y: "m-1.safetensors" }), { name })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await expect(openModel(utf8("{}"), { name, folder })).rejects.toMatchObject({ code: "CORRUPT_FILE" });
  });
});
