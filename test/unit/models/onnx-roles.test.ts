/** What an ONNX graph shows of its constants: layouts, and what is not a weight. */
import { describe, expect, it } from "vitest";
import { filterModel, openModel, writeSafetensors } from "../../../src/index.ts";
import { planMatrices, type TensorInfo } from "../../../src/models/index.ts";
import { concat, graph, onnxModel, pb, raw, tensorProto } from "./encoders.ts";
import { constant, FLOAT, open, rawData } from "./onnx-files.ts";

const wired = (operator: string, inputs: readonly string[], outputs: readonly string[]) =>
  concat(
    ...inputs.map((input) => pb.text(1, input)),
    ...outputs.map((output) => pb.text(2, output)),
    pb.text(4, operator),
  );

const values = (dims: readonly number[]) =>
  Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1 + i));
const tensor = (name: string, ...dims: number[]) =>
  tensorProto({ name, dims, type: FLOAT, data: rawData(raw(values(dims))) });

async function infosOf(
  nodes: readonly Uint8Array[],
  ...tensors: readonly Uint8Array[]
): Promise<ReadonlyMap<string, TensorInfo>> {
  const model = await open(onnxModel(graph(nodes, tensors)));
  return new Map(model.tensors.map((info) => [info.name, info]));
}

const planned = (info: TensorInfo | undefined) => {
  if (!info) throw new Error("no such tensor");
  const plan = planMatrices(info);
  return "matrices" in plan ? plan.matrices.map(({ name, rows, cols }) => [name, rows, cols]) : plan.code;
};

describe("recurrent layers", () => {
  const lstm = wired("LSTM", ["x", "W", "R", "B", "", "h0", "c0", "P"], ["y"]);
  const parts = [
    tensor("W", 1, 256, 64),
    tensor("R", 1, 256, 64),
    tensor("B", 1, 512),
    tensor("h0", 1, 100, 64),
    tensor("c0", 1, 100, 64),
    tensor("P", 1, 192),
  ];

  it("keep W and R as 256 x 64, and biases, states and peepholes aside", async () => {
    const infos = await infosOf([lstm], ...parts);
    expect(planned(infos.get("W"))).toEqual([["W", 256, 64]]);
    expect(planned(infos.get("R"))).toEqual([["R", 256, 64]]);
    for (const name of ["B", "h0", "c0", "P"]) expect(planned(infos.get(name)), name).toBe("NOT_A_WEIGHT");
    expect(infos.get("B")?.notWeight).toBe("LSTM takes it as biases");
    expect(infos.get("h0")?.notWeight).toBe("LSTM takes it as an initial state");
  });

  it.each([
    ["LSTM", 8, ["i", "o", "f", "c"]],
    ["GRU", 6, ["z", "r", "h"]],
    ["RNN", 2, ["i"]],
  ])("%s has its gates in the order of ONNX", async (operator, rows, gates) => {
    const infos = await infosOf([wired(operator, ["x", "W", "R"], ["y"])], tensor("W", 2, rows, 3));
    expect(infos.get("W")?.layout).toEqual({ kind: "recurrent", gates });
    expect(planned(infos.get("W"))).toEqual([
      ["W[forward]", rows, 3],
      ["W[reverse]", rows, 3],
    ]);
  });

  it("are filtered direction by direction, each in its own place", async () => {
    const model = await open(
      onnxModel(graph([wired("RNN", ["x", "W", "R"], ["y"])], [tensor("W", 2, 4, 3)])),
    );
    const parts: Uint8Array[] = [];
    const report = await filterModel(
      model,
      (options) => writeSafetensors(model, { write: (bytes) => parts.push(bytes.slice()) }, options),
      { rule: { method: "lowRank", rank: 0 }, minSize: 3, layers: ["W"] },
    );
    expect(report.filtered.map(({ name, rows, cols, rank }) => [name, rows, cols, rank])).toEqual([
      ["W[forward]", 4, 3, 0],
      ["W[reverse]", 4, 3, 0],
    ]);
    const written = await openModel(concat(...parts), { name: "out.safetensors" });
    const { data, shape } = await written.readTensor("W");
    expect(shape).toEqual([2, 4, 3]);
    expect(data).toEqual(new Float32Array(24));
  });
});

describe("layouts", () => {
  it("are told by Conv, ConvTranspose and MatMul, and by nothing else", async () => {
    const infos = await infosOf(
      [
        wired("Conv", ["x", "c", "b"], ["1"]),
        wired("ConvTranspose", ["x", "t"], ["2"]),
        wired("MatMul", ["x", "m"], ["3"]),
        wired("MatMul", ["n", "x"], ["4"]),
        wired("Add", ["x", "a"], ["5"]),
      ],
      tensor("c", 1, 60, 60),
      tensor("t", 1, 60, 60),
      tensor("m", 2, 60, 50),
      tensor("n", 1, 60, 50),
      tensor("a", 1, 60, 50),
    );
    expect(infos.get("c")?.layout).toEqual({ kind: "convolution" });
    expect(infos.get("t")?.layout).toEqual({ kind: "convolution" });
    expect(infos.get("m")?.layout).toEqual({ kind: "stack" });
    expect(infos.get("a")?.layout).toBeUndefined();
    expect(planned(infos.get("c"))).toEqual([["c", 1, 3600]]);
    expect(planned(infos.get("m"))).toEqual([
      ["m[0]", 60, 50],
      ["m[1]", 60, 50],
    ]);
    expect(planned(infos.get("n"))).toEqual([["n", 60, 50]]);
    expect(planned(infos.get("a"))).toEqual([["a", 60, 50]]);
  });

  it("are seen through Identity nodes, also in a circle of them", async () => {
    const infos = await infosOf(
      [
        wired("Identity", ["W"], ["i"]),
        wired("Identity", ["i"], ["j"]),
        wired("Conv", ["x", "j"], ["y"]),
        wired("Identity", ["p"], ["q"]),
        wired("Identity", ["q"], ["p"]),
        wired("Conv", ["x", "q"], ["z"]),
      ],
      tensor("W", 1, 60, 60),
    );
    expect(infos.get("W")?.layout).toEqual({ kind: "convolution" });
  });

  it("are those of Constant nodes, too", async () => {
    const node = constant(
      "k",
      tensorProto({ dims: [1, 4, 4], type: FLOAT, data: rawData(raw(values([16]))) }),
    );
    const infos = await infosOf([node, wired("Conv", ["x", "k"], ["y"])]);
    expect(infos.get("k")?.layout).toEqual({ kind: "convolution" });
  });
});

describe("shapes, indices and bounds", () => {
  it.each([
    ["Reshape", ["x", "k"], "a shape"],
    ["Gather", ["x", "k"], "indices"],
    ["Slice", ["x", "s", "e", "k"], "axes"],
    ["Resize", ["x", "", "k"], "scales"],
    ["Resize", ["x", "k"], "a region"],
    ["Pad", ["x", "p", "k"], "a filling"],
    ["Where", ["k", "x", "y"], "a mask"],
    ["Clip", ["x", "k"], "a bound"],
    ["STFT", ["x", "s", "k"], "a window"],
    ["GridSample", ["x", "k"], "a grid"],
  ])("are what %s takes as %j", async (operator, inputs, what) => {
    const infos = await infosOf([wired(operator, inputs, ["y"])], tensor("k", 60, 60));
    expect(infos.get("k")?.notWeight).toBe(`${operator} takes it as ${what}`);
    expect(planned(infos.get("k"))).toBe("NOT_A_WEIGHT");
  });

  it("are not what is gathered from, reshaped or clipped, nor what nobody uses", async () => {
    const infos = await infosOf(
      [wired("Gather", ["k", "i"], ["1"]), wired("Reshape", ["l", "s"], ["2"]), wired("Clip", ["m"], ["3"])],
      tensor("k", 60, 60),
      tensor("l", 60, 60),
      tensor("m", 60, 60),
      tensor("n", 60, 60),
    );
    for (const name of ["k", "l", "m", "n"]) expect(planned(infos.get(name))).toEqual([[name, 60, 60]]);
  });

  it("are a weight again where one node takes them as one", async () => {
    const infos = await infosOf(
      [wired("Gather", ["x", "k"], ["1"]), wired("MatMul", ["x", "k"], ["2"])],
      tensor("k", 60, 60),
    );
    expect(infos.get("k")?.notWeight).toBeUndefined();
    expect(infos.get("k")?.layout).toEqual({ kind: "stack" });
  });
});

describe("a Fourier transform written as a convolution", () => {
  const basis = tensor("basis", 258, 1, 256);
  const conv = wired("Conv", ["x", "basis"], ["z"]);
  const halves = [wired("Slice", ["z", "0", "129"], ["re"]), wired("Slice", ["z", "129", "258"], ["im"])];
  const verdict = async (nodes: readonly Uint8Array[], ...more: readonly Uint8Array[]) =>
    planned((await infosOf(nodes, basis, ...more)).get("basis"));

  it("is told by its two halves, squared and added", async () => {
    const squares = [wired("Pow", ["re", "2"], ["re2"]), wired("Pow", ["im", "2"], ["im2"])];
    const nodes = [conv, ...halves, ...squares, wired("Add", ["re2", "im2"], ["p"])];
    expect(await verdict(nodes)).toBe("NOT_A_WEIGHT");
    const infos = await infosOf(nodes, basis);
    expect(infos.get("basis")?.notWeight).toBe(
      "the products of Conv with it are squared and added in pairs, as the two parts of a Fourier transform are",
    );
    // In whatever order the nodes stand.
    expect(await verdict([...nodes].reverse())).toBe("NOT_A_WEIGHT");
  });

  it("is told by two bases at work on one input, their results moved and multiplied by themselves", async () => {
    const nodes = [
      conv,
      wired("Conv", ["x", "other"], ["w"]),
      wired("Transpose", ["z"], ["zt"]),
      wired("Unsqueeze", ["w"], ["wt"]),
      wired("Mul", ["zt", "zt"], ["z2"]),
      wired("Mul", ["wt", "wt"], ["w2"]),
      wired("Add", ["z2", "w2"], ["p"]),
    ];
    expect(await verdict(nodes, tensor("other", 129, 1, 256))).toBe("NOT_A_WEIGHT");
    const apart = [...nodes];
    apart[1] = wired("Conv", ["another", "other"], ["w"]);
    expect(await verdict(apart, tensor("other", 129, 1, 256))).toEqual([["basis", 258, 256]]);
  });

  it("is told of matrix products, and not of nodes that are not linear in their input", async () => {
    const pair = (operator: string) => [
      wired(operator, ["x", "basis"], ["a"]),
      wired(operator, ["x", "other"], ["b"]),
      wired("Pow", ["a", "2"], ["a2"]),
      wired("Pow", ["b", "2"], ["b2"]),
      wired("Add", ["a2", "b2"], ["p"]),
    ];
    const other = tensor("other", 258, 1, 256);
    for (const operator of ["MatMul", "Gemm"])
      expect(await verdict(pair(operator), other), operator).toBe("NOT_A_WEIGHT");
    for (const operator of ["Div", "Add"])
      expect(await verdict(pair(operator), other), operator).toEqual([["basis", 258, 256]]);
  });

  it("is not what is multiplied by something else, added once, or squared whole", async () => {
    const weight = [["basis", 258, 256]];
    const [re, im] = halves;
    expect(
      await verdict([
        conv,
        re,
        im,
        wired("Mul", ["re", "gate"], ["a"]),
        wired("Mul", ["im", "im"], ["b"]),
        wired("Add", ["a", "b"], ["p"]),
      ]),
    ).toEqual(weight);
    expect(
      await verdict([conv, re, wired("Mul", ["re", "re"], ["a"]), wired("Add", ["a", "a"], ["p"])]),
    ).toEqual(weight);
    expect(
      await verdict([
        conv,
        wired("Relu", ["z"], ["r"]),
        wired("Mul", ["z", "z"], ["a"]),
        wired("Mul", ["r", "r"], ["b"]),
        wired("Add", ["a", "b"], ["p"]),
      ]),
    ).toEqual(weight);
    expect(
      await verdict([conv, wired("Mul", ["z", "z"], ["a"]), wired("Add", ["a", "bias"], ["p"])]),
    ).toEqual(weight);
  });
});
