/** Presets as words, and networks whose running statistics come out of a file. */
import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/models/index.ts";
import {
  forward,
  initialize,
  loadNetwork,
  mlp,
  network,
  parameterTensors,
  preset,
  resnet,
} from "../../../src/networks/index.ts";
import { codeOf } from "../error-code.ts";
import { written } from "./written.ts";

describe("presets as words", () => {
  it("are the networks of that name", () => {
    expect(preset("mlp:784-10-100-10").spec).toEqual(mlp([784, 10, 100, 10]).spec);
    expect(preset("mlp:4-3-2:tanh").spec).toEqual(mlp([4, 3, 2], { activation: "tanh" }).spec);
    expect(preset("resnet:8").spec).toEqual(resnet({ depth: 8 }).spec);
    expect(preset("lenet").size).toBe(61706);
    expect(preset("vgg:11").nodes.filter(({ layer }) => layer?.kind === "conv2d")).toHaveLength(8);
    expect(preset("mlp:2-1", { loss: { kind: "squaredError" } }).loss.kind).toBe("squaredError");
  });

  it("are refused when they are none", () => {
    for (const word of [
      "mpl:3-2",
      "mlp",
      "mlp:3",
      "mlp:3-x",
      "mlp:3-2:cos",
      "lenet:5",
      "vgg:12",
      "vgg:x",
      "resnet:8:tanh",
      "a:b:c:d",
    ])
      expect([word, codeOf(() => preset(word))]).toEqual([word, "INVALID_ARGUMENT"]);
  });
});

describe("running statistics", () => {
  const spec = {
    input: [2, 3, 3],
    layers: [
      { kind: "conv2d", name: "conv", filters: 2, kernel: 3 },
      { kind: "batchNorm", name: "bn" },
      { kind: "flatten" },
      { kind: "dense", name: "fc", units: 2 },
    ],
  } as const;
  const net = network(spec);
  const parameters = initialize(net, { seed: 2 });
  const statistic = (name: string, values: number[]) => ({
    name,
    shape: [2],
    data: Float64Array.from(values),
  });
  const tensors = parameterTensors(net, parameters);

  it("go into the network, and change what it gives as they should", async () => {
    const file = await written(
      [...tensors, statistic("bn.running_mean", [1, -2]), statistic("bn.running_var", [4, 0.25])],
      "F64",
    );
    const loaded = await loadNetwork(net, await openModel(file));
    expect(loaded.parameters).toEqual(parameters);
    const own = network({
      ...spec,
      layers: spec.layers.map((layer) =>
        layer.kind === "batchNorm" ? { ...layer, mean: [1, -2], variance: [4, 0.25] } : layer,
      ),
    });
    const inputs = { rows: 1, cols: 18, data: Float64Array.from({ length: 18 }, (_, i) => Math.sin(i)) };
    const outputs = forward(loaded.network, parameters, inputs);
    expect(outputs).toEqual(forward(own, parameters, inputs));
    expect(outputs).not.toEqual(forward(net, parameters, inputs));
    // A spec's own statistics stay.
    expect((await loadNetwork(own, await openModel(file))).network.spec).toEqual(own.spec);
  });

  it("are missed by name", async () => {
    const model = await openModel(await written([...tensors, statistic("bn.running_mean", [0, 0])], "F64"));
    await expect(loadNetwork(net, model)).rejects.toMatchObject({
      code: "UNKNOWN_TENSOR",
      message: expect.stringMatching(/no tensor "bn\.running_var" with the running statistics of layer "bn"/),
    });
  });
});
