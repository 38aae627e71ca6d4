/** Specs: how parameters lie, and what is refused. */
import { expect, test } from "vitest";
import { mlp, type NetworkSpec, network } from "../../../src/networks/index.ts";

test("parameters lie layer by layer, weight before bias", () => {
  const net = mlp([784, 100, 10]);
  expect(net.size).toBe(79_510);
  expect(net.slices).toEqual([
    { name: "fc1.weight", role: "weight", shape: [100, 784], offset: 0, size: 78_400 },
    { name: "fc1.bias", role: "bias", shape: [100], offset: 78_400, size: 100 },
    { name: "fc2.weight", role: "weight", shape: [10, 100], offset: 78_500, size: 1000 },
    { name: "fc2.bias", role: "bias", shape: [10], offset: 79_500, size: 10 },
  ]);
});

test("a spec survives JSON", () => {
  const { spec } = mlp([4, 3, 2], { activation: "gelu" });
  expect(network(JSON.parse(JSON.stringify(spec)))).toEqual(network(spec));
});

test("names are given where the spec has none", () => {
  const net = network({
    input: [4],
    layers: [{ kind: "dense", units: 3 }, { kind: "relu" }, { kind: "dense", units: 2, bias: false }],
  });
  expect(net.nodes.map(({ name }) => name)).toEqual(["input", "dense1", "relu1", "dense2"]);
  expect(net.slices.map(({ name }) => name)).toEqual(["dense1.weight", "dense1.bias", "dense2.weight"]);
});

const untyped = (spec: unknown) => spec as NetworkSpec;
const layers = (...list: unknown[]) => untyped({ input: [4], layers: list });

test.each([
  [undefined, "INVALID_ARGUMENT", /input must be a list of positive sizes/],
  [
    untyped({ input: [0], layers: [] }),
    "INVALID_ARGUMENT",
    /input must be a list of positive sizes .* got \[0\]/,
  ],
  [untyped({ input: [4] }), "INVALID_ARGUMENT", /layers must be a list/],
  [layers({ kind: "lstm" }), "INVALID_ARGUMENT", /layers\[0\]\.kind must be one of dense, .* got lstm/],
  [layers({ kind: "dense" }), "INVALID_ARGUMENT", /layer "dense1": units must be an integer >= 1/],
  [
    layers({ kind: "dense", units: 2, activation: "relu" }),
    "INVALID_ARGUMENT",
    /layer "dense1": there is no option "activation"/,
  ],
  [
    layers({ kind: "relu", name: "input" }),
    "INVALID_ARGUMENT",
    /name must be a name that no other layer has/,
  ],
  [
    layers({ kind: "relu", inputs: ["below"] }),
    "INVALID_ARGUMENT",
    /inputs must name layers above it, got "below"/,
  ],
  [
    layers({ kind: "reshape", shape: [3] }),
    "INVALID_SHAPE",
    /shape must have the 4 entries of its input \[4\], got \[3\]/,
  ],
  [
    layers({ kind: "dense", units: 3 }, { kind: "add", inputs: ["input", "dense1"] }),
    "INVALID_SHAPE",
    /layer "add1": its inputs must have one shape, got \[4\] and \[3\]/,
  ],
  [
    { ...layers({ kind: "dense", units: 2 }), loss: { kind: "hinge" } } as never,
    "INVALID_ARGUMENT",
    /loss\.kind must be one of crossEntropy/,
  ],
  [
    { ...layers({ kind: "dense", units: 2 }), loss: { kind: "squaredError", scale: 2 } } as never,
    "INVALID_ARGUMENT",
    /loss squaredError: scale is an option of crossEntropy/,
  ],
  [layers({ kind: "dense", units: 1 }), "INVALID_SHAPE", /needs at least 2 outputs/],
] as const)("%j", (spec, code, message) => {
  expect(() => network(spec as NetworkSpec)).toThrow(
    expect.objectContaining({ name: "WignerscopeError", code, message: expect.stringMatching(message) }),
  );
});

test("mlp wants two sizes", () => {
  expect(() => mlp([3])).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
});
