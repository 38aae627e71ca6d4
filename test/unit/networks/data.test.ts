/** Files of numbers: the same array from every format, and broken ones. */
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { labelled, readNumbers, scaling } from "../../../src/networks/index.ts";
import { concat, npy, raw, utf8 } from "../models/encoders.ts";

/** Two images of 2 x 3 pixels. */
const PIXELS = Uint8Array.of(0, 1, 2, 3, 4, 255, 7, 0, 0, 9, 0, 11);
const idx = concat([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3], PIXELS);
const header = (descr: string, shape: string) =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;

test.each([
  ["IDX", idx, [2, 2, 3]],
  ["IDX with gzip", new Uint8Array(gzipSync(idx)), [2, 2, 3]],
  ["npy of bytes", npy(header("|u1", "(2, 2, 3)"), PIXELS), [2, 2, 3]],
  ["npy of float32", npy(header("<f4", "(2, 6)"), raw(Float32Array.from(PIXELS))), [2, 6]],
  ["npy of int64", npy(header("<i8", "(12,)"), raw(BigInt64Array.from(PIXELS, BigInt))), [12]],
  ["CSV with names and quotes of Windows", utf8("a,b,c,d,e,f\r\n0,1,2,3,4,255\r\n7,0,0,9,0,11\r\n"), [2, 6]],
  ["text with spaces and a comment", utf8("# pixels\n0  1 2 3 4 255\n\n7 0 0 9 0 1.1e1\n"), [2, 6]],
])("%s", async (_, bytes, shape) => {
  const array = await readNumbers(bytes);
  expect(array.shape).toEqual(shape);
  expect([...array.data]).toEqual([...PIXELS]);
});

test("npy in every whole type, to its last bit; float32 where that holds all of them", async () => {
  const cases: [string, ArrayBufferView<ArrayBuffer>, number[], boolean][] = [
    ["|b1", Uint8Array.of(1, 0), [1, 0], true],
    ["|u1", Uint8Array.of(255, 1), [255, 1], true],
    ["|i1", Int8Array.of(-128, 1), [-128, 1], true],
    ["<u2", Uint16Array.of(65535, 256), [65535, 256], true],
    ["<i2", Int16Array.of(-32768, 256), [-32768, 256], true],
    ["<u4", Uint32Array.of(2 ** 32 - 1, 256), [2 ** 32 - 1, 256], false],
    ["<i4", Int32Array.of(-(2 ** 31), 2 ** 24 + 1), [-(2 ** 31), 2 ** 24 + 1], false],
    ["<u8", BigUint64Array.of(2n ** 53n - 1n, 256n), [2 ** 53 - 1, 256], false],
    ["<i8", BigInt64Array.of(-(2n ** 53n) + 1n, 256n), [1 - 2 ** 53, 256], false],
  ];
  for (const [descr, values, wanted, single] of cases) {
    const { data, shape } = await readNumbers(npy(header(descr, "(2,)"), raw(values)));
    expect(shape).toEqual([2]);
    expect([...data], descr).toEqual(wanted);
    expect(data instanceof Float32Array, descr).toBe(single);
  }
});

test("an array's name is for npz alone, and only sources are read", async () => {
  await expect(readNumbers(idx, { array: "x" })).rejects.toMatchObject({ code: "UNKNOWN_TENSOR" });
  await expect(readNumbers("1,2" as never)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  expect((await readNumbers(new Blob([Uint8Array.from(idx)]))).shape).toEqual([2, 2, 3]);
});

test("separators: comma before semicolon before tab before space", async () => {
  for (const [text, row] of [
    ["1;2;3\n", [1, 2, 3]],
    ["1\t2\n", [1, 2]],
    ["1, 2,3 \n", [1, 2, 3]],
    ["7\n", [7]],
  ] as const) {
    const { shape, data } = await readNumbers(utf8(text));
    expect(shape).toEqual([1, row.length]);
    expect([...data]).toEqual(row);
  }
  for (const bad of ["1,,3\n", "1;2,3\n4,5\n", "1 2\n1 Infinity\n"])
    await expect(readNumbers(utf8(bad))).rejects.toMatchObject({ code: "CORRUPT_FILE" });
});

test("IDX in every type, big-endian", async () => {
  const view = (bytes: number, set: (v: DataView) => void) => {
    const data = new Uint8Array(bytes);
    set(new DataView(data.buffer));
    return data;
  };
  for (const [code, element, value] of [
    [0x09, view(1, (v) => v.setInt8(0, -3)), -3],
    [0x0b, view(2, (v) => v.setInt16(0, -300)), -300],
    [0x0c, view(4, (v) => v.setInt32(0, 123456789)), 123456789],
    [0x0d, view(4, (v) => v.setFloat32(0, 0.5)), 0.5],
    [0x0e, view(8, (v) => v.setFloat64(0, Math.PI)), Math.PI],
  ] as const)
    expect([...(await readNumbers(concat([0, 0, code, 1, 0, 0, 0, 1], element))).data]).toEqual([value]);
});

test.each([
  [
    "an IDX file that is cut short",
    idx.slice(0, -1),
    "CORRUPT_FILE",
    /shape \[2, 2, 3\] takes 12 bytes, 11 follow/,
  ],
  [
    "an IDX header that is cut short",
    idx.slice(0, 9),
    "CORRUPT_FILE",
    /header of 3 dimensions takes 16 bytes/,
  ],
  [
    "a gzip stream that is cut short",
    new Uint8Array(gzipSync(idx)).slice(0, -9),
    "CORRUPT_FILE",
    /gzip stream/,
  ],
  ["a ragged table", utf8("1,2\n3\n"), "CORRUPT_FILE", /line 2 has 1 fields, not 2/],
  ["a word in a table", utf8("1,2\n3,four\n"), "CORRUPT_FILE", /line 2, field 2 is not a number: "four"/],
  ["prose", utf8("Dear Sir,\nmany thanks"), "UNSUPPORTED_FORMAT", /no numbers/],
  ["nothing", new Uint8Array(0), "UNSUPPORTED_FORMAT", /no numbers/],
] as const)("%s", async (_, bytes, code, message) => {
  await expect(readNumbers(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

const images = { shape: [2, 2, 3], data: Float32Array.from(PIXELS) };

test("images and classes", () => {
  const { inputs, labels } = labelled(images, { shape: [2], data: Float64Array.of(4, 9) });
  expect(inputs).toEqual({ rows: 2, cols: 6, data: Float32Array.from(PIXELS) });
  expect(labels).toEqual(Int32Array.of(4, 9));
});

test("scaled to mean 0 and variance 1, the first sample alone", () => {
  const { mean, sd } = scaling(images);
  expect(mean).toBeCloseTo(292 / 12, 12);
  expect(scaling({ shape: [2], data: Float64Array.of(1, 3) })).toEqual({ mean: 2, sd: 1 });
  const labels = { shape: [2], data: Float64Array.of(4, 9) };
  const { inputs } = labelled(images, labels, { scale: "standard", limit: 1 });
  expect(inputs.rows).toBe(1);
  expect(inputs.data[5]).toBeCloseTo((255 - mean) / sd, 6);
});

test("a table's last column, targets, one-hot rows", () => {
  const table = labelled({ shape: [2, 3], data: Float64Array.of(0.5, 1.5, 0, 2.5, 3.5, 1) });
  expect(table.inputs.data).toEqual(Float64Array.of(0.5, 1.5, 2.5, 3.5));
  expect(table.labels).toEqual(Int32Array.of(0, 1));
  const targets = { shape: [2, 2], data: Float64Array.of(1, 0, 0, 1) };
  expect(labelled(images, targets).labels).toEqual({ rows: 2, cols: 2, data: targets.data });
});

test("whole numbers within 32 bits are classes; one-hot rows, fractions and larger ones are targets", () => {
  const labels = (data: number[], cols: number) =>
    labelled(images, { shape: [2, cols], data: Float64Array.from(data) }).labels;
  expect(labels([0, 1], 1)).toEqual(Int32Array.of(0, 1));
  expect(labels([0, 1, 1, 0], 2)).toMatchObject({ rows: 2, cols: 2 });
  expect(labels([0, 2, 1, 0], 2)).toEqual(Int32Array.of(0, 2, 1, 0));
  expect(labels([2 ** 31 - 1, 1 - 2 ** 31], 1)).toEqual(Int32Array.of(2 ** 31 - 1, 1 - 2 ** 31));
  for (const beyond of [2 ** 31, -(2 ** 31), 0.5])
    expect(labels([beyond, 0], 1)).toMatchObject({ rows: 2, cols: 1 });
});

test("what does not fit", () => {
  expect(() => labelled({ shape: [2, 1], data: new Float64Array(2) })).toThrow(/labels must be given/);
  const two = { shape: [2], data: new Float64Array(2) };
  expect(labelled(images, two, { limit: 9 }).inputs.rows).toBe(2);
  expect(() => labelled(images, two, { limit: 0 })).toThrow(/limit/);
  expect(() => labelled(images)).toThrow(/labels must be given for inputs of shape \[2, 2, 3\]/);
  expect(() => labelled(images, { shape: [3], data: new Float64Array(3) })).toThrow(/for the 2 samples/);
  expect(() =>
    labelled(images, { shape: [2], data: new Float64Array(2) }, { scale: { mean: 0, sd: 0 } }),
  ).toThrow(/scale\.sd must be from/);
});
