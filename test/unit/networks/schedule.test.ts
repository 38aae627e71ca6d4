/** What a training run asks of its options: rates by epoch, sizes of batches, labels that fit. */
import { describe, expect, test } from "vitest";
import {
  initialize,
  mlp,
  type NetworkData,
  noisyLabels,
  type Schedule,
  type TrainingStep,
  type TrainOptions,
  train,
} from "../../../src/networks/index.ts";

const net = mlp([2, 3, 2]);
const start = initialize(net);
const inputs = { rows: 5, cols: 2, data: Float64Array.of(0, 1, 1, 0, 2, 1, -1, 0, 1, 1) };
const data: NetworkData = { inputs, labels: Int32Array.of(0, 1, 0, 1, 1) };

async function stepsOf(options: TrainOptions, given: NetworkData = data): Promise<TrainingStep[]> {
  const steps: TrainingStep[] = [];
  for await (const step of train(net, start, given, options)) steps.push(step);
  return steps;
}

describe("the rate", () => {
  const rates = async (schedule: Schedule | undefined) => {
    const optimizer = { kind: "sgd", rate: 0.1 } as const;
    const steps = await stepsOf({ epochs: 10, optimizer, ...(schedule && { schedule }) });
    return steps.map(({ rate }) => 10 * rate);
  };

  test.each<[string, Schedule | undefined, (t: number) => number]>([
    ["constant", "constant", () => 1],
    // 1 to the half, .01 from nine tenths on, and a line between: 1, .7525, .505, .2575, .01.
    ["paper", "paper", (t) => (t <= 0.5 ? 1 : Math.max(0.01, 1 - (0.99 / 0.4) * (t - 0.5)))],
    [
      "that of the paper where none is named",
      undefined,
      (t) => (t <= 0.5 ? 1 : Math.max(0.01, 1 - (0.99 / 0.4) * (t - 0.5))),
    ],
    ["cosine", "cosine", (t) => Math.cos((Math.PI * t) / 2) ** 2],
    ["a function of the share of epochs done", (t) => t * t, (t) => t * t],
  ])("%s", async (_, schedule, factor) => {
    for (const [epoch, rate] of (await rates(schedule)).entries())
      expect(rate).toBeCloseTo(factor(epoch / 10), 14);
  });

  test("a factor that is no number from 0 on is refused", async () => {
    for (const factor of [-1e-9, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(rates(() => factor)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await rates(() => 0)).toEqual(new Array(10).fill(0));
  });
});

describe("batches", () => {
  test("the last of an epoch has what is left, and each sample comes once", async () => {
    const still = { epochs: 2, schedule: () => 0, seed: 3 };
    const steps = await stepsOf({ ...still, batch: 2 });
    expect(steps.map(({ step, steps: of, epoch, endOfEpoch }) => [step, of, epoch, endOfEpoch])).toEqual([
      [1, 6, 0, false],
      [2, 6, 0, false],
      [3, 6, 0, true],
      [4, 6, 1, false],
      [5, 6, 1, false],
      [6, 6, 1, true],
    ]);
    // Parameters that stand still: the losses of 2, 2 and 1 samples are the loss of all five.
    const [whole] = await stepsOf(still);
    for (const [a, b, c] of [steps.slice(0, 3), steps.slice(3)])
      expect((2 * a.loss + 2 * b.loss + c.loss) / 5).toBeCloseTo(whole.loss, 14);
    expect(steps[5].parameters()).toEqual(start);
    expect(Object.isFrozen(whole)).toBe(true);
  });

  test("a batch larger than the data is the data", async () => {
    expect(await stepsOf({ epochs: 3, batch: 100 })).toHaveLength(3);
    expect(await stepsOf({ epochs: 3, batch: 5 })).toHaveLength(3);
    expect(await stepsOf({ epochs: 3, batch: 4 })).toHaveLength(6);
  });
});

describe("labels", () => {
  const matrix = { rows: 5, cols: 2, data: Float64Array.of(1, 0, 0, 1, 1, 0, 0, 1, 0, 1) };

  test("as targets train as classes do, and have no noise", async () => {
    const options = { epochs: 4, batch: 2 };
    const [classes, targets] = [await stepsOf(options), await stepsOf(options, { inputs, labels: matrix })];
    for (const [k, { loss }] of classes.entries()) expect(targets[k].loss).toBeCloseTo(loss, 12);
    await expect(stepsOf({ labelNoise: 0.5 }, { inputs, labels: matrix })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    expect(await stepsOf({ epochs: 1, labelNoise: 0 }, { inputs, labels: matrix })).toHaveLength(1);
  });

  test("noise is that of noisyLabels with the same seed", async () => {
    const noisy = { inputs, labels: noisyLabels(Int32Array.of(0, 1, 0, 1, 1), 2, 0.8, { seed: 4 }) };
    const [a, b] = [await stepsOf({ labelNoise: 0.8, seed: 4 }), await stepsOf({ seed: 4 }, noisy)];
    expect(a.map(({ loss }) => loss)).toEqual(b.map(({ loss }) => loss));
    expect(noisyLabels(new Int32Array(9).fill(7), 1, 1)).toEqual(new Int32Array(9));
  });

  test.each<[string, object, string]>([
    ["too few classes", { inputs, labels: new Int32Array(4) }, "INVALID_SHAPE"],
    ["too few rows", { inputs, labels: { ...matrix, rows: 4, data: new Float64Array(8) } }, "INVALID_SHAPE"],
    [
      "too many columns",
      { inputs, labels: { rows: 5, cols: 3, data: new Float64Array(15) } },
      "INVALID_SHAPE",
    ],
    ["a plain list", { inputs, labels: [0, 1, 0, 1, 1] }, "INVALID_ARGUMENT"],
    ["nothing", { inputs, labels: null }, "INVALID_ARGUMENT"],
    ["text", { inputs, labels: "data" }, "INVALID_ARGUMENT"],
    [
      "inputs of another width",
      { inputs: { rows: 5, cols: 3, data: new Float64Array(15) }, labels: data.labels },
      "INVALID_SHAPE",
    ],
    [
      "no samples",
      { inputs: { rows: 0, cols: 2, data: new Float64Array(0) }, labels: new Int32Array(0) },
      "TOO_FEW",
    ],
  ])("%s: refused", async (_, bad, code) => {
    await expect(stepsOf({}, bad as NetworkData)).rejects.toMatchObject({ code });
  });
});
