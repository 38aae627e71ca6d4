/** A residual network with batch normalisation, trained and frozen by PyTorch: its state_dict loads by name and gives its outputs. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openModel } from "../../../src/models/index.ts";
import { Derivatives, forward, loadNetwork, type NetworkSpec, network } from "../../../src/networks/index.ts";
import { distance } from "./fixtures.ts";

const FOLDER = "test/fixtures/networks";
const stored = JSON.parse(readFileSync(`${FOLDER}/frozen.json`, "utf8")) as {
  readonly spec: NetworkSpec;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly cotangent: readonly number[];
  readonly gradient: Readonly<Record<string, readonly number[]>>;
};
const SAMPLES = 3;
const inputs = {
  rows: SAMPLES,
  cols: stored.inputs.length / SAMPLES,
  data: Float64Array.from(stored.inputs),
};
const net = network(stored.spec);
const load = async (spec = stored.spec) =>
  loadNetwork(network(spec), await openModel(new Uint8Array(readFileSync(`${FOLDER}/frozen.safetensors`))));

describe("a frozen residual network of PyTorch's", () => {
  it("loads by name with its running statistics, and gives the same outputs", async () => {
    const loaded = await load();
    expect(distance(forward(loaded.network, loaded.parameters, inputs).data, stored.outputs)).toBeLessThan(
      1e-12,
    );
    // Running means of 0 and variances of 1 are another network.
    expect(distance(forward(net, loaded.parameters, inputs).data, stored.outputs)).toBeGreaterThan(0.1);
  });

  it("takes the epsilon of each layer's spec", async () => {
    const layers = stored.spec.layers.map((layer) =>
      layer.kind === "batchNorm" ? { ...layer, epsilon: 1e-5 } : layer,
    );
    const loaded = await load({ ...stored.spec, layers });
    const apart = distance(forward(loaded.network, loaded.parameters, inputs).data, stored.outputs);
    expect(apart).toBeGreaterThan(1e-7);
  });

  it("pulls a cotangent back to the same gradients", async () => {
    const loaded = await load();
    const derivatives = new Derivatives(loaded.network, loaded.parameters, {
      inputs,
      labels: new Int32Array(SAMPLES),
    });
    const out = new Float64Array(net.size);
    const cotangents = { rows: SAMPLES, cols: 3, data: Float64Array.from(stored.cotangent) };
    derivatives.pullBack(cotangents, [], out);
    for (const { name, offset, size } of loaded.network.slices)
      expect([name, distance(out.subarray(offset, offset + size), stored.gradient[name]) < 1e-12]).toEqual([
        name,
        true,
      ]);
  });
});
