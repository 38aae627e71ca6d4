/** Every element type of an ONNX tensor, in every form that the format has for it, made by the tests' own encoder. */
import { describe, expect, it } from "vitest";
import { concat, graph, onnxModel, pb, raw, tensorProto } from "./encoders.ts";
import {
  BFLOAT16,
  DOUBLE,
  FLOAT,
  FLOAT16,
  f32,
  INT32,
  INT64,
  open,
  rawData,
  single,
  weight,
} from "./onnx-files.ts";

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
