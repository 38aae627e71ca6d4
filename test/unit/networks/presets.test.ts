/** Presets: the published numbers of parameters, names, and shapes that chain. */
import { expect, test } from "vitest";
import {
  Derivatives,
  evaluate,
  initialize,
  lenet,
  resnet,
  transformer,
  vgg,
} from "../../../src/networks/index.ts";
import { distance } from "./fixtures.ts";

test.each([
  ["LeNet-5", lenet(), 61_706],
  ["VGG-11 with batch normalisation", vgg({ depth: 11 }), 9_231_114],
  ["VGG-16", vgg({ batchNorm: false }), 14_719_818],
  ["VGG-16 with batch normalisation", vgg(), 14_728_266],
  ["ResNet-20 with projections", resnet(), 272_474],
  ["ResNet-18", resnet({ depth: 18 }), 11_173_962],
] as const)("%s", (_, net, size) => {
  expect(net.size).toBe(size);
  expect(net.output).toEqual([10]);
});

test("torchvision's names", () => {
  const names = resnet({ depth: 18, classes: 1000 }).slices.map(({ name }) => name);
  expect(names.slice(0, 4)).toEqual(["conv1.weight", "bn1.weight", "bn1.bias", "layer1.0.conv1.weight"]);
  expect(names).toContain("layer2.0.downsample.0.weight");
  expect(names.slice(-2)).toEqual(["fc.weight", "fc.bias"]);
  expect(vgg({ depth: 11 }).slices.map(({ name }) => name)).toContain("features.25.bias");
});

test("a transformer sees nothing behind a position", () => {
  const net = transformer({ vocabulary: 5, positions: 4, width: 8, heads: 2, blocks: 2 });
  const parameters = initialize(net, { scheme: "xavierNormal" });
  const outputs = (tokens: number[]) => {
    const inputs = { rows: 1, cols: 4, data: Float64Array.from(tokens) };
    return new Derivatives(net, parameters, { inputs, labels: new Int32Array(4) }).values("head").data;
  };
  const [a, b] = [outputs([1, 2, 3, 4]), outputs([1, 2, 3, 0])];
  expect(b.slice(0, 15)).toEqual(a.slice(0, 15));
  expect(distance(b.slice(15), a.slice(15))).toBeGreaterThan(0.1);
});

test("a token that is not in the vocabulary", () => {
  const net = transformer({ vocabulary: 5, positions: 2, width: 4, heads: 1, blocks: 1 });
  const inputs = { rows: 1, cols: 2, data: Float64Array.of(1, 5) };
  const call = () => evaluate(net, initialize(net), { inputs, labels: Int32Array.of(0, 1) });
  expect(call).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringMatching(/0 to 4 .* got 5/) }),
  );
});

test.each([
  [() => resnet({ depth: 21 }), /depth must be 18, 34 or 6n \+ 2/],
  [() => vgg({ depth: 12 as never }), /depth must be one of 11, 13, 16, 19/],
  [() => lenet({ class: 3 } as never), /no option "class"/],
  [() => transformer(undefined as never), /transformer takes/],
  [
    () => transformer({ vocabulary: 5, positions: 2, width: 5, heads: 2, blocks: 1 }),
    /heads must divide the 5 features/,
  ],
  [() => vgg({ input: [3, 8, 8] }), /a window of 2 does not fit on 1 entries/],
])("%s", (call, message) => {
  expect(call).toThrow(message);
});
