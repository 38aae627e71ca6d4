/** .npy files written by numpy (test/fixtures/models/generate.py), and broken ones. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/models/index.ts";
import { npy, raw } from "./encoders.ts";

interface Case {
  readonly version: number;
  readonly shape: number[];
  readonly descr: string;
  readonly values?: number[];
}
const { cases }: { cases: Readonly<Record<string, Case>> } = JSON.parse(
  readFileSync("test/fixtures/models/npy.json", "utf8"),
);

const openFixture = (name: string) =>
  openModel(readFileSync(`test/fixtures/models/npy/${name}.npy`), { name: `${name}.npy` });

describe("numpy's own files", () => {
  const readable = Object.entries(cases).filter(([, { values }]) => values);
  it.each(readable)("reads %s", async (name, { shape, values, descr }) => {
    const model = await openFixture(name);
    expect(model.format).toBe("npy");
    expect(model.tensors).toHaveLength(1);
    expect(model.tensors[0]).toMatchObject({ name, shape, readable: true, kind: "float" });
    const { data } = await model.readTensor(name);
    expect(data).toBeInstanceOf(descr.endsWith("f8") ? Float64Array : Float32Array);
    expect([...data]).toEqual(values);
    if (shape.length === 2) expect(await model.read(name)).toEqual({ rows: shape[0], cols: shape[1], data });
    else await expect(model.read(name)).rejects.toMatchObject({ code: "INVALID_SHAPE" });
  });

  it.each([
    ["int64", "I64", "integer", /integer type/],
    ["bool", "BOOL", "integer", /truth values/],
    ["complex64", "C64", "other", /complex/],
    ["structured", "structured", "other", /structured/],
    ["object", "O", "other", /pickle/],
  ] as const)("lists %s with the reason why it is not read", async (name, dtype, kind, reason) => {
    const model = await openFixture(name);
    expect(model.tensors[0]).toMatchObject({ name, dtype, kind, readable: false });
    expect(model.tensors[0].reason).toMatch(reason);
    await expect(model.readTensor(name)).rejects.toMatchObject({ code: "UNSUPPORTED_DTYPE" });
  });

  it("covers the versions 1, 2 and 3", () => {
    expect(new Set(Object.values(cases).map((one) => one.version))).toEqual(new Set([1, 2, 3]));
  });
});

describe("readBytes", () => {
  it("gives little-endian rows whatever the file's order", async () => {
    const expected = await openFixture("f4-be-fortran").then((model) => model.readTensor("f4-be-fortran"));
    const model = await openFixture("f4-be-fortran");
    const bytes: number[] = [];
    for await (const chunk of model.readBytes("f4-be-fortran")) bytes.push(...chunk);
    expect(new Float32Array(Uint8Array.from(bytes).buffer)).toEqual(expected.data);
  });

  it("turns a Fortran array of many chunks", async () => {
    const [rows, cols] = [1500, 1100];
    const columnMajor = new Float32Array(rows * cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) columnMajor[i + rows * j] = i * cols + j;
    const header = `{'descr': '<f4', 'fortran_order': True, 'shape': (${rows}, ${cols}), }`;
    const { data } = await openModel(npy(header, raw(columnMajor))).then((model) => model.read("memory"));
    expect(data.every((value, i) => value === i)).toBe(true);
  });

  it("swaps the two parts of a complex number each for itself", async () => {
    const bytes = raw(Float32Array.of(1, 2)).reverse(); // big-endian 2, 1
    const header = "{'descr': '>c8', 'fortran_order': False, 'shape': (1,), }";
    const model = await openModel(npy(header, bytes));
    for await (const chunk of model.readBytes("memory"))
      expect(new Float32Array(chunk.buffer)).toEqual(Float32Array.of(2, 1));
  });
});

describe("headers", () => {
  const four = raw(Float32Array.of(1, 2, 3, 4));
  const open = (header: string, data = four, version?: 1 | 2 | 3) =>
    openModel(npy(header, data, version), { name: "a.npy" });

  it("reads other spellings of the dictionary", async () => {
    for (const header of [
      "{'descr':'<f4','fortran_order':False,'shape':(2,2)}",
      `{"shape": (2L, 2L), "fortran_order": False, "descr": "<f4"}`,
      "  { 'descr' : '=f4' , 'fortran_order' : False , 'shape' : [ 2 , 2 , ] , }  ",
    ])
      expect((await open(header)).tensors[0].shape, header).toEqual([2, 2]);
  });

  it.each([
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", /takes 24 bytes, 16 follow/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", /takes 12 bytes, 16 follow/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 2), }", /expected a string, an integer/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2.0, 2), }", /at character/],
    [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9007199254740993, 1), }",
      /not the size of a dimension/,
    ],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", /impossibly large/],
    ["{'descr': '<f4', 'fortran_order': False}", /'shape' is missing/],
    ["{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 2)}", /'fortran_order'/],
    ["{'descr': 4, 'fortran_order': False, 'shape': (2, 2)}", /'descr'/],
    ["{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", /comes twice/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), '__proto__': 1}", /keys besides/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)} + exit()", /text after the end/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os'),)}", /at character/],
    ["", /expected {/],
    [`{'descr': ${"[".repeat(100)}`, /nesting/],
  ])("refuses %s", async (header, message) => {
    await expect(open(header)).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringMatching(message),
    });
  });

  it("refuses a version that nobody has written and a header that the file does not have", async () => {
    const bytes = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", four);
    const version = bytes.slice();
    version[6] = 4;
    await expect(openModel(version)).rejects.toThrow(/version 4 at offset 6/);
    const length = bytes.slice();
    length.set([0xff, 0xff], 8);
    await expect(openModel(length)).rejects.toThrow(/length at offset 8 is 65535/);
  });

  it("is called like its file, without folder and ending", async () => {
    const bytes = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", four);
    expect((await openModel(bytes, { name: "some/layer 1.npy" })).tensors[0].name).toBe("layer 1");
  });
});
