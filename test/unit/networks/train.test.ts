/** Training: PyTorch's optimisers step by step, what is learned, seeds, stops, checkpoints. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openModel, Random } from "../../../src/index.ts";
import {
  evaluate,
  initialize,
  lenet,
  loadParameters,
  mlp,
  type Network,
  type NetworkData,
  noisyLabels,
  type OptimizerSpec,
  parameterTensors,
  type TrainingStep,
  type TrainOptions,
  train,
} from "../../../src/networks/index.ts";
import { CASES, distance } from "./fixtures.ts";
import { written } from "./written.ts";

async function trained(net: Network, from: Float64Array, data: NetworkData, options: TrainOptions) {
  const steps: TrainingStep[] = [];
  for await (const step of train(net, from, data, options)) steps.push(step);
  return { steps, parameters: steps[steps.length - 1].parameters() };
}

interface Stored {
  readonly name: string;
  readonly optimizer: OptimizerSpec;
  readonly losses: readonly number[];
  readonly parameters: readonly number[];
}
const url = new URL("../../fixtures/networks/optimizers.json", import.meta.url);
const stored: readonly Stored[] = JSON.parse(readFileSync(url, "utf8"));
const small = CASES.find(({ name }) => name === "mlp tanh");
if (!small) throw new Error("the fixture mlp tanh is missing");

test.each(stored)("five steps of $name are PyTorch's", async ({ optimizer, losses, parameters }) => {
  const { net, data } = small;
  for (const [precision, tolerance] of [
    ["f64", 1e-12],
    ["f32", 1e-5],
  ] as const) {
    const options = { epochs: 5, schedule: "constant", optimizer, precision } as const;
    const run = await trained(net, small.parameters, data, options);
    expect(
      distance(
        run.steps.map(({ loss }) => loss),
        losses,
      ),
    ).toBeLessThan(tolerance);
    expect(distance(run.parameters, parameters)).toBeLessThan(tolerance);
  }
});

/** Four clouds around the corners of a square, with the label of their diagonal. */
function clouds(n: number): NetworkData {
  const random = new Random(7);
  const inputs = { rows: n, cols: 2, data: random.normals(2 * n).map((x) => 0.3 * x) };
  const labels = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const [x, y] = [random.integer(2), random.integer(2)];
    inputs.data[2 * i] += 2 * x - 1;
    inputs.data[2 * i + 1] += 2 * y - 1;
    labels[i] = x ^ y;
  }
  return { inputs, labels };
}

describe("on four clouds", () => {
  const data = clouds(200);
  const net = mlp([2, 16, 2], { activation: "tanh" });
  const start = initialize(net);
  const options = { epochs: 20, batch: 32, optimizer: { kind: "sgd", rate: 0.1 } } as const;

  test("a hidden layer tells the diagonals apart", async () => {
    const before = evaluate(net, start, data);
    const { steps, parameters } = await trained(net, start, data, options);
    const after = evaluate(net, parameters, data);
    expect(before.accuracy).toBeLessThan(0.8);
    expect(after.accuracy).toBeGreaterThan(0.97);
    expect(after.loss).toBeLessThan(0.2 * before.loss);
    expect(steps.length).toBe(20 * 7);
    expect(steps.filter(({ endOfEpoch }) => endOfEpoch).length).toBe(20);
    expect(steps[0].rate).toBe(0.1);
    expect(steps[steps.length - 1].rate).toBeCloseTo(0.001, 12);
  });

  test("a seed is the same run again, another is not; the start is not changed", async () => {
    const copy = start.slice();
    const [a, b, c] = await Promise.all(
      [1, 1, 2].map((seed) => trained(net, start, data, { ...options, seed })),
    );
    expect(a.parameters).toEqual(b.parameters);
    expect(a.parameters).not.toEqual(c.parameters);
    expect(start).toEqual(copy);
  });

  test("an abort stops it between two steps", async () => {
    const controller = new AbortController();
    let seen = 0;
    const run = async () => {
      for await (const { step } of train(net, start, data, { ...options, signal: controller.signal })) {
        seen = step;
        if (step === 3) controller.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: "ABORTED" });
    expect(seen).toBe(3);
  });

  test("a rate that is too high says so", async () => {
    const wild = { ...options, optimizer: { kind: "sgd", rate: 1e200, weightDecay: 1 } } as const;
    await expect(trained(net, start, data, wild)).rejects.toMatchObject({
      code: "NOT_FINITE",
      message: expect.stringMatching(/at step \d+ of 140: a lower rate than 1e\+200/),
    });
  });

  test("random labels are memorised worse", async () => {
    const clean = await trained(net, start, data, options);
    const noisy = await trained(net, start, data, { ...options, labelNoise: 0.5 });
    expect(noisy.steps[noisy.steps.length - 1].loss).toBeGreaterThan(
      3 * clean.steps[clean.steps.length - 1].loss,
    );
  });

  test.each([
    [{ epochs: 0 }, /epochs must be an integer >= 1/],
    [{ epoch: 3 }, /no option "epoch"; did you mean "epochs"/],
    [{ optimizer: { kind: "adam" } }, /optimizer\.kind must be one of sgd, adamw/],
    [{ optimizer: { kind: "sgd", lr: 1 } }, /no option "lr"/],
    [{ schedule: "step" }, /schedule must be one of constant, paper, cosine/],
    [{ labelNoise: 2 }, /labelNoise must be from 0 to 1/],
  ])("%j is refused", async (bad, message) => {
    await expect(trained(net, start, data, bad as never)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(message),
    });
  });
});

test("half of the labels drawn anew leaves nine tenths of the other half's ten classes", () => {
  const labels = new Int32Array(20_000);
  const noisy = noisyLabels(labels, 10, 0.5);
  const changed = noisy.filter((label) => label !== 0).length / labels.length;
  // .5 times .9, standard deviation .0035.
  expect(Math.abs(changed - 0.45)).toBeLessThan(0.02);
  expect(noisyLabels(labels, 10, 0)).toEqual(labels);
});

describe("checkpoints", () => {
  const net = mlp([3, 4, 2]);
  const parameters = initialize(net, { seed: 5 });
  const rename = (to: (name: string) => string) =>
    parameterTensors(net, parameters).map((tensor) => ({ ...tensor, name: to(tensor.name) }));

  test("come back exactly, also from behind a wrapper's prefix and under other names in order", async () => {
    for (const to of [
      (n: string) => n,
      (n: string) => `module.${n}`,
      (n: string) => n.replace("fc", "net."),
    ]) {
      const model = await openModel(await written(rename(to), "F64"));
      expect(await loadParameters(net, model)).toEqual(parameters);
    }
    const single = await openModel(
      await written(
        rename((n) => n),
        "F32",
      ),
    );
    expect(await loadParameters(net, single)).toEqual(Float64Array.from(Float32Array.from(parameters)));
  });

  test("names can be mapped", async () => {
    const model = await openModel(
      await written(
        rename((n) => n.replace("fc", "layer.")),
        "F64",
      ),
    );
    expect(await loadParameters(net, model, { rename: (n) => n.replace("fc", "layer.") })).toEqual(
      parameters,
    );
  });

  test("what does not fit says which tensor", async () => {
    const model = await openModel(
      await written(
        rename((n) => n),
        "F64",
      ),
    );
    await expect(loadParameters(mlp([3, 5, 2]), model)).rejects.toMatchObject({
      code: "INVALID_SHAPE",
      message: expect.stringMatching(/"fc1\.weight" has shape \[4, 3\], fc1\.weight takes \[5, 3\]/),
    });
    await expect(loadParameters(lenet(), model)).rejects.toMatchObject({
      code: "UNKNOWN_TENSOR",
      message: expect.stringMatching(/no tensor "conv1\.weight" .* "fc1\.weight" \[4, 3\]/),
    });
  });

  test("two tensors of one name are refused", async () => {
    await expect(
      written(
        rename(() => "w"),
        "F64",
      ),
    ).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});
