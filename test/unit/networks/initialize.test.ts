/** Initial parameters: moments, orthogonality, seeds; and what evaluate makes of a network whose answers are known. */
import { expect, test } from "vitest";
import { evaluate, forward, initialize, mlp, network } from "../../../src/networks/index.ts";

const net = mlp([300, 200, 10]);
const weight = (parameters: Float64Array) => parameters.subarray(0, 60_000);
const bias = (parameters: Float64Array) => parameters.subarray(60_000, 60_200);
const variance = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0) / values.length;

test.each([
  ["kaimingNormal", 2 / 300],
  ["kaimingUniform", 2 / 300],
  ["xavierNormal", 2 / 500],
  ["xavierUniform", 2 / 500],
  ["torch", 1 / 900],
  ["orthogonal", 1 / 300],
] as const)("%s has its variance", (scheme, expected) => {
  const parameters = initialize(net, { scheme });
  // 60,000 entries: the relative error of a variance is at most sqrt(2/60000) = .006.
  expect(Math.abs(variance(weight(parameters)) / expected - 1)).toBeLessThan(0.03);
  const largestBias = bias(parameters).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (scheme === "torch") expect(largestBias).toBeGreaterThan(0.9 / Math.sqrt(300));
  else expect(largestBias).toBe(0);
});

test("uniform schemes keep their bounds", () => {
  for (const x of weight(initialize(net, { scheme: "torch" })))
    expect(Math.abs(x)).toBeLessThanOrEqual(1 / Math.sqrt(300));
});

test("orthogonal rows are orthonormal", () => {
  const w = weight(initialize(net, { scheme: "orthogonal" }));
  for (const [i, j, product] of [
    [0, 0, 1],
    [0, 1, 0],
    [5, 199, 0],
    [199, 199, 1],
  ]) {
    let sum = 0;
    for (let k = 0; k < 300; k++) sum += w[i * 300 + k] * w[j * 300 + k];
    expect(sum).toBeCloseTo(product, 13);
  }
});

test("a seed is the same numbers again, another is not", () => {
  expect(initialize(net, { seed: 3 })).toEqual(initialize(net, { seed: 3 }));
  expect(initialize(net, { seed: 3 })).not.toEqual(initialize(net, { seed: 4 }));
  expect(() => initialize(net, { scheme: "he" as never })).toThrow(/scheme must be one of torch/);
  expect(() => initialize(net, { seeds: 1 } as never)).toThrow(/no option "seeds"; did you mean "seed"/);
});

/** Passes its two inputs through. */
const copy = network({ input: [2], layers: [{ kind: "dense", units: 2, bias: false }] });
const one = Float64Array.of(1, 0, 0, 1);
const inputs = { rows: 4, cols: 2, data: Float64Array.of(0, 1, 2, 0, 0, 3, 1, 0) };

test("outputs, loss and accuracy of the identity", () => {
  expect(forward(copy, one, inputs).data).toEqual(inputs.data);
  const data = { inputs, labels: Int32Array.of(1, 0, 1, 1) };
  const { loss, accuracy, samples } = evaluate(copy, one, data, { chunk: 3 });
  expect({ accuracy, samples }).toEqual({ accuracy: 0.75, samples: 4 });
  const losses = [-1, -2, -3, 1].map((margin) => Math.log1p(Math.exp(margin)));
  expect(loss).toBeCloseTo(losses.reduce((a, b) => a + b) / 4, 15);
});

test("a squared error against a matrix has no accuracy", () => {
  const regression = network({ ...copy.spec, loss: { kind: "squaredError" } });
  const labels = { rows: 4, cols: 2, data: new Float64Array(8) };
  expect(evaluate(regression, one, { inputs, labels })).toEqual({ loss: 15 / 8, samples: 4 });
});

test("what is refused", () => {
  const data = { inputs, labels: Int32Array.of(1, 0, 1, 1) };
  expect(() => evaluate(undefined as never, one, data)).toThrow(/net must be a network/);
  expect(() => evaluate(copy, one, data, { batch: 3 } as never)).toThrow(/no option "batch"/);
  expect(() => evaluate(copy, one, data, { signal: AbortSignal.abort() })).toThrow(
    expect.objectContaining({ code: "ABORTED" }),
  );
  expect(() => forward(copy, one, { rows: 1, cols: 3, data: new Float64Array(3) })).toThrow(
    /inputs must have 2 columns/,
  );
});
