/** One sound file of every format: what opens, and what the fuzz tests damage. */
import { readFileSync } from "node:fs";
import { blobFolder, type ModelFormat } from "../../../src/models/index.ts";
import {
  attribute,
  concat,
  externalData,
  graph,
  node,
  npy,
  onnxModel,
  pb,
  raw,
  safetensors,
  tensorProto,
  utf8,
} from "./encoders.ts";

const f32 = (count: number) => raw(Float32Array.from({ length: count }, (_, i) => Math.sin(i)));

const weights = safetensors(
  [
    { name: "a.weight", dtype: "F32", shape: [4, 6], data: f32(24) },
    { name: "b.weight", dtype: "BF16", shape: [3, 2, 2, 1], data: f32(6) },
    { name: "c.weight", dtype: "F8_E4M3", shape: [8], data: f32(2) },
    { name: "ids", dtype: "I64", shape: [2], data: f32(4) },
  ],
  { metadata: { format: "pt" } },
);

const network = (() => {
  const inner = graph([], [tensorProto({ name: "inner", dims: [2, 3], type: 1, data: pb.bytes(9, f32(6)) })]);
  const nodes = [
    node(
      "Constant",
      ["c"],
      [
        attribute(
          "value",
          pb.bytes(5, tensorProto({ dims: [2, 2], type: 10, data: pb.packed(5, [1, 300, 3, 70]) })),
        ),
      ],
    ),
    node("Constant", ["v"], [attribute("value_floats", concat(pb.float(7, 1), pb.float(7, 2)))]),
    node(
      "If",
      ["y"],
      [attribute("then_branch", pb.bytes(6, inner)), attribute("else_branch", pb.bytes(6, graph([], [])))],
    ),
  ];
  const initializers = [
    tensorProto({ name: "w", dims: [5, 4], type: 1, data: pb.bytes(9, f32(20)) }),
    tensorProto({ name: "f", dims: [3], type: 1, data: pb.bytes(4, f32(3)) }),
    tensorProto({ name: "d", dims: [2], type: 11, data: pb.bytes(10, f32(4)) }),
    tensorProto({ name: "i", dims: [2], type: 7, data: pb.packed(7, [1, -1]) }),
    tensorProto({
      name: "x",
      dims: [2, 2],
      type: 1,
      data: externalData({ location: "x.bin", offset: "4", length: "16" }),
    }),
  ];
  return onnxModel(graph(nodes, initializers));
})();

/** A GGUF file; each tensor's bytes are a multiple of 32, so that nothing is padded and the file ends with the last. */
export function ggufFile(
  tensors: readonly {
    name: string;
    ne: readonly number[];
    type: number;
    data: Uint8Array;
    offset?: number;
  }[],
  { version = 3, pairs = [] as readonly Uint8Array[] } = {},
): Uint8Array {
  const u64 = (value: number) => raw(BigUint64Array.of(BigInt(value)));
  const u32 = (value: number) => raw(Uint32Array.of(value));
  const text = (value: string) => concat(u64(utf8(value).length), utf8(value));
  let at = 0;
  const entries = tensors.map(({ name, ne, type, data, offset }) => {
    const entry = concat(text(name), u32(ne.length), ...ne.map(u64), u32(type), u64(offset ?? at));
    at += data.length;
    return entry;
  });
  const header = concat(
    utf8("GGUF"),
    u32(version),
    u64(tensors.length),
    u64(pairs.length),
    ...pairs,
    ...entries,
  );
  return concat(header, new Uint8Array((32 - (header.length % 32)) % 32), ...tensors.map(({ data }) => data));
}

/** A key-value pair of GGUF: a list of the texts. */
export const ggufTexts = (key: string, texts: readonly string[]): Uint8Array => {
  const text = (value: string) => concat(raw(BigUint64Array.of(BigInt(utf8(value).length))), utf8(value));
  const list = concat(raw(Uint32Array.of(9, 8)), raw(BigUint64Array.of(BigInt(texts.length))));
  return concat(text(key), list, ...texts.map(text));
};

const gguf = ggufFile(
  [
    { name: "a", ne: [4, 2], type: 0, data: f32(8) },
    { name: "b", ne: [32, 16], type: 2, data: f32(72) },
    { name: "c", ne: [256, 8], type: 10, data: f32(168) },
    { name: "d", ne: [16], type: 1, data: f32(8) },
  ],
  { pairs: [ggufTexts("t", ["x", "", "yz"])] },
);

const manifest = {
  format: "layers-model",
  modelTopology: { model_config: { class_name: "Sequential" } },
  weightsManifest: [
    {
      paths: ["w1.bin", "./w2.bin"],
      weights: [
        { name: "a/kernel", shape: [3, 4], dtype: "float32" },
        {
          name: "b/kernel",
          shape: [2, 3, 2, 4],
          dtype: "float32",
          quantization: { dtype: "uint8", scale: 0.5, min: -3 },
        },
        {
          name: "c/kernel",
          shape: [5, 2],
          dtype: "float32",
          quantization: { dtype: "uint16", scale: 1e-3, min: 0 },
        },
        { name: "d", shape: [2, 2], dtype: "float32", quantization: { dtype: "float16" } },
        { name: "i", shape: [2], dtype: "int32" },
      ],
    },
  ],
};

interface Fixture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const fileOf = (folder: string, name: string): Fixture => ({
  name,
  bytes: new Uint8Array(readFileSync(`test/fixtures/${folder}/${name}`)),
});
/** What PyTorch and NumPy themselves wrote. */
const written = (name: string) => fileOf("pytorch", name);
const numpyWrote = (name: string) => fileOf("networks", name);

/** A format without a fixture here does not compile. */
export const FIXTURES: Readonly<Record<ModelFormat, readonly [Fixture, ...Fixture[]]>> = {
  safetensors: [{ name: "m.safetensors", bytes: weights }],
  npy: [
    { name: "c.npy", bytes: npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 6), }", f32(24)) },
    {
      name: "fortran.npy",
      bytes: npy("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3, 2), }", f32(24), 3),
    },
  ],
  gguf: [{ name: "m.gguf", bytes: gguf }],
  tflite: [
    {
      name: "m.tflite",
      bytes: new Uint8Array(readFileSync(new URL("../../fixtures/models/tflite.tflite", import.meta.url))),
    },
  ],
  tfjs: [{ name: "model.json", bytes: utf8(JSON.stringify(manifest)) }],
  onnx: [{ name: "m.onnx", bytes: network }],
  flax: [fileOf("flax", "flax_model.msgpack")],
  npz: [numpyWrote("stored.npz"), numpyWrote("deflated.npz")],
  "pytorch-index": [
    {
      name: "pytorch_model.bin.index.json",
      bytes: utf8(JSON.stringify({ weight_map: { a: "small.bin", b: "./small.bin" } })),
    },
  ],
  pytorch: [written("quantised.pt"), written("small.pth")],
  "safetensors-index": [
    {
      name: "model.safetensors.index.json",
      bytes: utf8(
        JSON.stringify({
          metadata: { total_size: 8 },
          weight_map: { "a.weight": "m.safetensors", ids: "./m.safetensors" },
        }),
      ),
    },
  ],
};

/** What lies beside each of them. */
export const FIXTURE_FOLDER = blobFolder(
  new Map([
    ["m.safetensors", new Blob([new Uint8Array(weights)])],
    ["small.bin", new Blob([new Uint8Array(written("small.pth").bytes)])],
    ["x.bin", new Blob([new Uint8Array(f32(8))])],
    // 132 bytes, cut inside an element.
    ["w1.bin", new Blob([new Uint8Array(f32(12).subarray(0, 47))])],
    ["w2.bin", new Blob([new Uint8Array(f32(12).subarray(47)), new Uint8Array(84)])],
  ]),
);
/** What the folder's files add to a model's size. */
export const FOLDER_BYTES = weights.length + 32 + 132;
