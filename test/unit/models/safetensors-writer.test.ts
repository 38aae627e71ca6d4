/** The safetensors writer: copies to the byte, replacements rounded once. */
import { describe, expect, it } from "vitest";
import { type ByteSink, openModel, writeSafetensors, writeTensors } from "../../../src/models/index.ts";
import {
  attribute,
  concat,
  graph,
  node,
  npy,
  onnxModel,
  pb,
  raw,
  safetensors,
  tensorProto,
} from "./encoders.ts";

class MemorySink implements ByteSink {
  private readonly parts: Uint8Array[] = [];
  largest = 0;
  async write(bytes: Uint8Array): Promise<void> {
    await Promise.resolve();
    this.largest = Math.max(this.largest, bytes.length);
    this.parts.push(bytes.slice());
  }
  get bytes(): Uint8Array {
    return concat(...this.parts);
  }
}

const f32 = (...values: number[]) => raw(Float32Array.from(values));
// Names in an order that is not the data's; white space and an unknown key in the header; every kind of type.
const header = `{ "__metadata__":{"format":"pt","who":"é"},
  "ids":{"dtype":"I64","shape":[1],"data_offsets":[16,24]},
  "w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16],"note":"kept"},
  "none":{"dtype":"F32","shape":[0],"data_offsets":[24,24]},
  "h":{"dtype":"F16","shape":[3],"data_offsets":[24,30]},
  "b":{"dtype":"BF16","shape":[2],"data_offsets":[30,34]},
  "d":{"dtype":"F64","shape":[1],"data_offsets":[34,42]},
  "q":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[42,44]},
  "x":{"dtype":"X9","shape":[5],"data_offsets":[44,47]} }   `;
const data = concat(
  raw(Uint32Array.of(0x7fc01234, 0x3f800000, 0x80000000, 1)), // a NaN with a payload, one, minus zero, a denormal
  raw(BigInt64Array.of(-7n)),
  raw(Uint16Array.of(0x3c00, 0x7e01, 0x0001)),
  raw(Uint16Array.of(0x3f80, 0xffff)),
  raw(Float64Array.of(Math.PI)),
  [0x38, 0x7f, 9, 8, 7],
);
const original = concat(safetensors([], { header }), data);

describe("writeSafetensors", () => {
  it("copies a safetensors file to the byte", async () => {
    const sink = new MemorySink();
    const report = await writeSafetensors(await openModel(original), sink);
    expect(sink.bytes).toEqual(original);
    expect(report).toEqual({ bytes: original.length, replaced: [] });
  });

  it("replaces numbers where they stand and leaves every other byte", async () => {
    const replacements: Record<string, Float64Array | Float32Array> = {
      w: Float64Array.of(0.1, -2, 3, 4),
      h: Float64Array.of(1 + 2 ** -11 + 2 ** -40, 65519, -0),
      b: Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8),
      d: Float64Array.of(Math.E),
    };
    const asked: string[] = [];
    const sink = new MemorySink();
    const report = await writeSafetensors(await openModel(original), sink, {
      replace: async ({ name }) => {
        asked.push(name);
        return replacements[name];
      },
    });
    expect(asked).toEqual(["w", "none", "h", "b", "d"]);
    expect(report.replaced).toEqual(["w", "h", "b", "d"]);
    const expected = original.slice();
    const start = original.length - data.length;
    expected.set(f32(0.1, -2, 3, 4), start);
    expected.set(raw(Uint16Array.of(0x3c01, 0x7bff, 0x8000)), start + 24);
    expected.set(raw(Uint16Array.of(0x3f80, 0x3f82)), start + 30);
    expected.set(raw(Float64Array.of(Math.E)), start + 34);
    expect(sink.bytes).toEqual(expected);
  });

  it("writes in steps, whatever the size of a tensor", async () => {
    const length = 5 << 20;
    const values = Float32Array.from({ length }, (_, i) => i / 3);
    const file = safetensors([{ name: "w", dtype: "F32", shape: [length], data: raw(values) }]);
    const copy = new MemorySink();
    await writeSafetensors(await openModel(file), copy);
    expect(Buffer.compare(copy.bytes, file)).toBe(0);
    const sink = new MemorySink();
    const twice = Float64Array.from(values, (value) => 2 * value);
    await writeSafetensors(await openModel(file), sink, { replace: () => twice });
    const back = await openModel(sink.bytes).then((model) => model.readTensor("w"));
    expect(Buffer.compare(raw(back.data), raw(Float32Array.from(twice)))).toBe(0);
    expect(Math.max(copy.largest, sink.largest)).toBeLessThanOrEqual(4 << 20);
  });

  it("turns an ONNX model into safetensors that holds the same tensors, aligned", async () => {
    const model = await openModel(
      onnxModel(
        graph(
          [
            node(
              "Constant",
              ["half"],
              [
                attribute(
                  "value",
                  pb.bytes(5, tensorProto({ dims: [3], type: 10, data: pb.packed(5, [1, 2, 3]) })),
                ),
              ],
            ),
          ],
          [
            tensorProto({ name: "flag", dims: [1], type: 9, data: pb.packed(5, [1]) }),
            tensorProto({ name: 'w "quoted"', dims: [1, 3], type: 1, data: pb.bytes(4, f32(1, 2, 3)) }),
            tensorProto({ name: "shape", dims: [2], type: 7, data: pb.packed(7, [-1, 768]) }),
          ],
        ),
        pb.bytes(14, concat(pb.text(1, "author"), pb.text(2, "nobody"))),
      ),
    );
    const sink = new MemorySink();
    await writeSafetensors(model, sink);
    const written = await openModel(sink.bytes);
    expect(written.format).toBe("safetensors");
    // The header ends at the next multiple of 8 behind its text.
    const [length] = new Uint32Array(sink.bytes.slice(0, 4).buffer);
    const text = new TextDecoder().decode(sink.bytes.subarray(8, 8 + length));
    expect(length).toBe(8 * Math.ceil(text.trimEnd().length / 8));
    expect([...written.metadata]).toEqual([["author", "nobody"]]);
    expect(written.tensors.map(({ name, dtype }) => [name, dtype])).toEqual([
      ["shape", "I64"],
      ['w "quoted"', "F32"],
      ["half", "F16"],
      ["flag", "BOOL"],
    ]);
    for (const { name, offset, bytes, shape } of written.tensors) {
      expect((offset ?? 1) % (bytes / shape.reduce((a, b) => a * b, 1)), name).toBe(0);
      const both = [];
      for (const one of [model, written]) {
        const parts: Uint8Array[] = [];
        for await (const chunk of one.readBytes(name)) parts.push(chunk);
        both.push(concat(...parts));
      }
      expect(both[0], name).toEqual(both[1]);
    }
  });

  it("writes a big-endian Fortran .npy as little-endian rows", async () => {
    const bytes = raw(Float32Array.of(1, 3, 2, 4));
    for (let i = 0; i < 16; i += 4) bytes.subarray(i, i + 4).reverse();
    const model = await openModel(npy("{'descr': '>f4', 'fortran_order': True, 'shape': (2, 2), }", bytes), {
      name: "w.npy",
    });
    const sink = new MemorySink();
    await writeSafetensors(model, sink);
    expect((await openModel(sink.bytes).then((one) => one.read("w"))).data).toEqual(
      Float32Array.of(1, 2, 3, 4),
    );
  });

  it("refuses what it cannot write, before it has written it", async () => {
    const fnuz = onnxModel(
      graph([], [tensorProto({ name: "w", dims: [1], type: 18, data: pb.bytes(9, Uint8Array.of(1)) })]),
    );
    const stripped = onnxModel(
      graph([], [tensorProto({ name: "w", dims: [1], type: 1, data: new Uint8Array(0) })]),
    );
    const reserved = onnxModel(
      graph([], [tensorProto({ name: "__metadata__", dims: [1], type: 1, data: pb.float(4, 1) })]),
    );
    for (const [file, code] of [
      [fnuz, "UNSUPPORTED_DTYPE"],
      [stripped, "UNSUPPORTED_DTYPE"],
      [reserved, "INVALID_ARGUMENT"],
    ] as const) {
      const sink = new MemorySink();
      await expect(writeSafetensors(await openModel(file), sink)).rejects.toMatchObject({ code });
      expect(sink.bytes.length).toBe(0);
    }
    const model = await openModel(original);
    const write = (replace: (name: string) => Float64Array | undefined) =>
      writeSafetensors(model, new MemorySink(), { replace: ({ name }) => replace(name) });
    await expect(write((name) => (name === "w" ? new Float64Array(3) : undefined))).rejects.toMatchObject({
      code: "INVALID_SHAPE",
    });
    for (const [name, values] of [
      ["h", [65520, 0, 0]],
      ["b", [0, -3.4e38]],
      ["w", [0, 0, 1e39, 0]],
    ] as const)
      await expect(
        write((one) => (one === name ? Float64Array.from(values) : undefined)),
      ).rejects.toMatchObject({
        code: "NOT_FINITE",
        message: expect.stringContaining(`"${name}"`),
      });
  });

  it("stops when told", async () => {
    const stop = new AbortController();
    const writing = writeSafetensors(
      await openModel(original),
      { write: () => stop.abort() },
      { signal: stop.signal },
    );
    await expect(writing).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("writeTensors", () => {
  const tensor = (name: string, ...values: number[]) => ({
    name,
    shape: [values.length],
    data: Float32Array.from(values),
  });

  it("writes what openModel reads back, in the type that is asked for", async () => {
    for (const dtype of ["F64", "F32", "F16", "BF16"] as const) {
      const sink = new MemorySink();
      const report = await writeTensors([tensor("a", 1, 2), tensor("b", -0.5)], sink, { dtype });
      expect(report.bytes).toBe(sink.bytes.length);
      const model = await openModel(sink.bytes);
      expect(model.tensors.map((info) => [info.name, info.dtype])).toEqual([
        ["a", dtype],
        ["b", dtype],
      ]);
      expect([...(await model.readTensor("a")).data]).toEqual([1, 2]);
      expect([...(await model.readTensor("b")).data]).toEqual([-0.5]);
    }
  });

  it("refuses two tensors of one name, before anything is written", async () => {
    const sink = new MemorySink();
    await expect(writeTensors([tensor("a", 1), tensor("a", 2)], sink)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "tensors: two tensors have the same name",
    });
    expect(sink.bytes).toHaveLength(0);
  });
});
