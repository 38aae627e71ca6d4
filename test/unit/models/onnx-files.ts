/** Small ONNX files for the tests: element types by their codes, tensors, constants, whole models. */
import { openModel } from "../../../src/models/index.ts";
import { attribute, graph, node, onnxModel, pb, raw, tensorProto } from "./encoders.ts";

export const FLOAT = 1;
export const INT32 = 6;
export const INT64 = 7;
export const FLOAT16 = 10;
export const DOUBLE = 11;
export const BFLOAT16 = 16;

export const f32 = (...values: number[]) => raw(Float32Array.from(values));
export const rawData = (bytes: Uint8Array) => pb.bytes(9, bytes);
export const weight = (name: string, ...values: number[]) =>
  tensorProto({ name, dims: [1, values.length], type: FLOAT, data: rawData(f32(...values)) });
export const constant = (output: string, value: Uint8Array) =>
  node("Constant", [output], [attribute("value", pb.bytes(5, value))]);
export const single = (tensor: Uint8Array) => onnxModel(graph([], [tensor]));
export const open = (bytes: Uint8Array) => openModel(bytes, { name: "m.onnx" });
