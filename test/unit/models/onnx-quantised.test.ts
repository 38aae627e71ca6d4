/** Codes that DequantizeLinear decodes, against its definition. */
import { expect, test } from "vitest";
import { openModel, planMatrices } from "../../../src/models/index.ts";
import { attribute, concat, graph, onnxModel, pb, raw, tensorProto } from "./encoders.ts";

const wired = (operator: string, inputs: readonly string[], output: string, axis?: number) =>
  concat(
    ...inputs.map((input) => pb.text(1, input)),
    pb.text(2, output),
    pb.text(4, operator),
    axis === undefined ? [] : pb.bytes(5, attribute("axis", pb.int(3, axis))),
  );
const constant = (name: string, dims: readonly number[], type: number, data: Uint8Array) =>
  tensorProto({ name, dims, type, data: pb.bytes(9, data) });
const scales = constant("s", [2], 1, raw(Float32Array.of(0.5, 2)));
const codes = Int8Array.of(-128, -1, 0, 127);

/** The weight of 2 x 2 codes, decoded by what the inputs say. */
async function opened(inputs: readonly string[], axis: number | undefined, ...constants: Uint8Array[]) {
  const nodes = [wired("DequantizeLinear", inputs, "w", axis), wired("MatMul", ["x", "w"], "y")];
  return openModel(onnxModel(graph(nodes, [constant("q", [2, 2], 3, raw(codes)), ...constants])), {
    name: "m",
  });
}

test.each([
  ["rows", 0, [-64, -0.5, 0, 254]],
  ["rows, counted from the end", -2, [-64, -0.5, 0, 254]],
  ["columns", 1, [-64, -2, 0, 254]],
  ["columns, where the node is silent", undefined, [-64, -2, 0, 254]],
])("scales of %s", async (_, axis, values) => {
  const model = await opened(["q", "s"], axis, scales);
  expect(model.tensors[0]).toMatchObject({ dtype: "F32", storedAs: "I8", layout: { kind: "stack" } });
  expect((await model.read("q")).data).toEqual(Float32Array.from(values));
  expect(planMatrices(model.tensors[0]).kind).toBe("matrices");
});

test("zero points are subtracted", async () => {
  const zeros = constant("z", [2], 3, raw(Int8Array.of(-128, 1)));
  const model = await opened(["q", "s", "z"], 0, scales, zeros);
  expect((await model.read("q")).data).toEqual(Float32Array.of(0, 63.5, -2, 252));
});

test("one scale for all", async () => {
  const model = await opened(["q", "t"], undefined, constant("t", [], 1, raw(Float32Array.of(0.25))));
  expect((await model.read("q")).data).toEqual(Float32Array.of(-32, -0.25, 0, 31.75));
});

test.each([
  ["scales that are computed", ["q", "elsewhere"]],
  ["zero points that are computed", ["q", "s", "elsewhere"]],
  ["scales of another length", ["q", "three"]],
])("codes stay integers with %s", async (_, inputs) => {
  const three = constant("three", [3], 1, raw(Float32Array.of(1, 2, 3)));
  const model = await opened(inputs, 0, scales, three);
  expect(model.tensors[0]).toMatchObject({ dtype: "I8", kind: "integer", readable: false });
});
