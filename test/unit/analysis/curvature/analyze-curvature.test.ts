/** One record of curvature, held against the whole matrix of a small network. */
import { describe, expect, it } from "vitest";
import {
  analyzeCurvature,
  type Executor,
  estimateCurvature,
  perform,
} from "../../../../src/analysis/index.ts";
import { WignerscopeError } from "../../../../src/base/index.ts";
import { exactHessian, structuralZeros } from "../../../../src/curvature/index.ts";
import { Random } from "../../../../src/kernel/index.ts";
import { initialize, mlp, network } from "../../../../src/networks/index.ts";
import { codeOf } from "../../error-code.ts";

const net = mlp([6, 8, 4]);
const parameters = initialize(net, { seed: 3 });
const samples = 96;
const data = {
  inputs: { rows: samples, cols: 6, data: new Random(5).normals(6 * samples) },
  labels: Int32Array.from({ length: samples }, (_, i) => (i * 7) % 4),
};
const truth = exactHessian(net, parameters, data, { compress: false, matrix: true, split: true });
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
const squares = (values: Float64Array) => sum(values.map((x) => x * x));
const byMagnitude = (values: Float64Array) => Array.from(values).sort((a, b) => Math.abs(b) - Math.abs(a));

describe("estimates over all of the data", async () => {
  const record = await analyzeCurvature(net, parameters, data, { steps: 40, vectors: 40, top: 5 });
  if (record.kind !== "estimated") throw new Error("it is of the other kind");

  it("says what was looked at, and where", () => {
    expect(record.network).toEqual({
      name: "network",
      input: [6],
      layers: 3,
      parameters: net.size,
      loss: "crossEntropy",
      samples,
      classes: 4,
    });
    expect(record.complete).toBe(true);
    expect(Object.isFrozen(record)).toBe(true);
    expect(record.point.loss).toBeGreaterThan(0.5);
  });

  it("has the top eigenpairs of the whole matrix", () => {
    const largest = byMagnitude(truth.values).slice(0, 5);
    for (const [k, value] of largest.entries()) expect(record.top?.values[k]).toBeCloseTo(value, 9);
    expect(record.top?.converged).toEqual([true, true, true, true, true]);
  });

  it("has its trace and squares within five standard errors, of H, G and R", () => {
    const parts = [
      [record.density, truth.values],
      [record.gaussNewton, truth.gaussNewton],
      [record.residual, truth.residual],
    ] as const;
    for (const [part, values] of parts) {
      if (!part || !values) throw new Error("a part is missing");
      const { trace, squares: second } = part;
      expect(Math.abs(trace.value - sum(values))).toBeLessThan(5 * trace.standardError + 1e-9);
      expect(Math.abs(second.value - squares(values))).toBeLessThan(5 * second.standardError + 1e-9);
    }
    const { value, standardError } = record.trace ?? { value: 0, standardError: 0 };
    expect(standardError).toBeGreaterThan(0);
    expect(Math.abs(value - sum(truth.values))).toBeLessThan(5 * standardError);
  });

  it("holds the true distribution function inside the Monte-Carlo band almost everywhere", () => {
    const { x, value, bandLower, bandUpper } = record.density?.cdf ?? { x: new Float64Array(0) };
    if (!value || !bandLower || !bandUpper) throw new Error("there is no curve");
    // Round-off at the zeros: levels there count as 0.
    const levels = truth.values.map((v) => (Math.abs(v) <= truth.tolerance ? 0 : v));
    const outside = x.filter((at, i) => {
      if (Math.abs(at) < 1e-9) return false;
      const share = levels.filter((level) => level <= at).length / levels.length;
      return share < bandLower[i] - 0.02 || share > bandUpper[i] + 0.02;
    });
    expect(outside.length).toBeLessThan(0.1 * x.length);
    expect(value[0]).toBe(0);
    expect(value[value.length - 1]).toBeCloseTo(1, 12);
  });

  it("bounds the share of zeros from above, the better the more steps, and counts the known ones", () => {
    const atom = record.density?.atom;
    if (!atom || record.structuralZeros === undefined) throw new Error("there is no atom");
    const zeros = truth.values.filter((v) => Math.abs(v) <= truth.tolerance).length;
    expect(record.structuralZeros).toBe(truth.structuralZeros);
    expect(record.structuralZeros).toBeLessThanOrEqual(zeros);
    expect(atom.bound + 4 * atom.standardError).toBeGreaterThan(zeros / net.size);
    for (let k = 1; k < atom.bounds.length; k++)
      expect(atom.bounds[k]).toBeLessThanOrEqual(atom.bounds[k - 1] + 1e-9);
    expect(atom.bounds[atom.bounds.length - 1]).toBe(atom.bound);
  });

  it("has blocks that add up to the whole", () => {
    const blocks = record.blocks ?? [];
    expect(blocks.map(({ name }) => name)).toEqual(["fc1", "fc2"]);
    expect(sum(blocks.map((b) => b.parameters))).toBe(net.size);
    const error = Math.hypot(...blocks.map((b) => b.trace.standardError));
    expect(Math.abs(sum(blocks.map((b) => b.trace.value)) - sum(truth.values))).toBeLessThan(5 * error);
    const shares = [0, 1, 2].map((k) => sum(blocks.map((b) => b.topShares[k])));
    for (const share of shares) expect(share).toBeCloseTo(1, 12);
    const h = truth.matrix?.data ?? new Float64Array(0);
    const first = blocks[0].parameters;
    let trace = 0;
    for (let i = 0; i < first; i++) trace += h[i * net.size + i];
    expect(Math.abs(blocks[0].trace.value - trace)).toBeLessThan(5 * blocks[0].trace.standardError);
  });

  it("is the same again, and moves with the seed", async () => {
    const options = { steps: 10, vectors: 3, split: false, blocks: false } as const;
    const [one, two, other] = await Promise.all([
      analyzeCurvature(net, parameters, data, options),
      analyzeCurvature(net, parameters, data, options),
      analyzeCurvature(net, parameters, data, { ...options, seed: 9 }),
    ]);
    const nodes = (r: typeof one) => (r.kind === "estimated" ? r.density?.nodes : undefined);
    expect(nodes(two)).toEqual(nodes(one));
    expect(nodes(other)).not.toEqual(nodes(one));
  });

  it("keeps what was done when it is stopped", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const stopped = await analyzeCurvature(net, parameters, data, {
      signal: stop.signal,
      onProgress: ({ name, fraction }) => {
        seen.push(fraction);
        if (name === "trace") stop.abort();
      },
    });
    if (stopped.kind !== "estimated") throw new Error("it is of the other kind");
    expect(stopped.complete).toBe(false);
    expect(stopped.density?.nodes.length).toBeGreaterThan(0);
    expect(stopped.trace).toBeUndefined();
    expect(stopped.blocks).toBeUndefined();
    expect(seen.every((fraction, i) => i === 0 || fraction >= seen[i - 1])).toBe(true);
  });
});

describe("exact batches", async () => {
  const told: number[] = [];
  const record = await analyzeCurvature(net, parameters, data, {
    exact: true,
    batch: 12,
    sizes: [6, 12, 24],
    onBatch: ({ index }) => told.push(index),
  });
  if (record.kind !== "exact") throw new Error("it is of the other kind");

  it("has every batch, told as it was done", () => {
    expect(record.batches.map(({ samples: n }) => n)).toEqual(new Array(8).fill(12));
    expect(told).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("has batches of sums that add up to the whole", () => {
    const total = sum(record.batches.map(({ values }) => sum(values)));
    expect(total / (samples * sum(truth.values))).toBeCloseTo(1, 12);
  });

  it("ranks the levels of all batches and has three columns", () => {
    const top = record.batches.map(({ values }) => Math.max(...values.map(Math.abs)));
    expect(record.ranked?.means[0]).toBeCloseTo(sum(top) / 8, 12);
    expect(record.local?.genuine?.spectra).toBe(8);
    expect(record.local?.paper?.levels).toBeGreaterThan(0);
  });

  it("compares the outliers of batch sizes", () => {
    expect(Array.from(record.batchSize?.sizes ?? [])).toEqual([6, 12, 24]);
    expect(record.batchSize?.fits.map(({ form }) => form).sort()).toEqual([
      "additive",
      "free",
      "multiplicative",
    ]);
  });

  it("is the same from an executor that works on three batches at once and finishes them in any order", async () => {
    let under = 0;
    let most = 0;
    const executor: Executor = {
      concurrency: 3,
      async run(_task, fulfil) {
        most = Math.max(most, ++under);
        const timed = perform(await fulfil());
        // Later batches come back first.
        const { index } = timed.result as unknown as { index: number };
        await new Promise((resume) => setTimeout(resume, (8 - index) % 3));
        under--;
        return timed;
      },
    };
    const { seconds, ...same } = await analyzeCurvature(net, parameters, data, {
      exact: true,
      batch: 12,
      sizes: [6, 12, 24],
      executor,
    });
    const { seconds: own, ...alone } = record;
    expect(most).toBe(3);
    expect(same).toEqual(alone);
    expect([seconds > 0, own > 0]).toEqual([true, true]);
  });

  it("starts no other batch when one fails", async () => {
    let started = 0;
    const executor: Executor = {
      concurrency: 2,
      async run() {
        started++;
        await new Promise((resume) => setTimeout(resume));
        throw new WignerscopeError("WORKER_FAILED", "it is gone");
      },
    };
    const failed = analyzeCurvature(net, parameters, data, { exact: true, batch: 12, executor });
    await expect(failed).rejects.toMatchObject({ code: "WORKER_FAILED" });
    expect(started).toBe(2);
  });

  it("leaves the study out where it is not wanted, and keeps batches of a stopped run", async () => {
    const stop = new AbortController();
    const stopped = await analyzeCurvature(net, parameters, data, {
      exact: true,
      batch: 12,
      sizes: [],
      signal: stop.signal,
      onBatch: ({ index }) => index === 2 && stop.abort(),
    });
    if (stopped.kind !== "exact") throw new Error("it is of the other kind");
    expect(stopped.complete).toBe(false);
    expect(stopped.batches).toHaveLength(3);
    expect(stopped.batchSize).toBeUndefined();
    expect(stopped.local?.genuine).toBeDefined();
  });
});

describe("what does not fit", () => {
  const errorOf = (options: object, at = parameters, of = data) =>
    analyzeCurvature(net, at, of, options).then(
      () => "none",
      (error) =>
        codeOf(() => {
          throw error;
        }),
    );

  it("is refused by name", async () => {
    expect(await errorOf({ step: 3 })).toBe("INVALID_ARGUMENT");
    expect(await errorOf({ vectors: 1 })).toBe("INVALID_ARGUMENT");
    expect(await errorOf({ sizes: [0], exact: true })).toBe("INVALID_ARGUMENT");
    expect(await errorOf({}, new Float64Array(3))).toBe("INVALID_SHAPE");
    expect(
      await errorOf(
        {},
        parameters.map(() => Number.NaN),
      ),
    ).toBe("NOT_FINITE");
    expect(
      await errorOf(
        {},
        parameters.map(() => 1e200),
      ),
    ).toBe("NOT_FINITE");
    const labels = data.labels.map((y) => y + 1);
    expect(await errorOf({}, parameters, { ...data, labels })).toBe("INVALID_ARGUMENT");
  });
});

describe("known zeros", () => {
  it("agrees with the directions of exact spectra for dead inputs, silent and rare units", () => {
    const dead = { ...data.inputs, data: data.inputs.data.map((x, i) => (i % 6 === 2 ? 0 : x)) };
    for (const rows of [4, 9, 96]) {
      const inputs = { rows, cols: 6, data: dead.data.subarray(0, 6 * rows) };
      const part = { inputs, labels: data.labels.subarray(0, rows) };
      const silent = parameters.slice();
      // Unit 3 never speaks: its bias is far below.
      silent[48 + 3] = -100;
      for (const at of [parameters, silent])
        expect(structuralZeros(net, at, part)).toBe(exactHessian(net, at, part).structuralZeros);
    }
    const linear = mlp([6, 4]);
    const w = initialize(linear);
    expect(structuralZeros(linear, w, data)).toBe(7);
  });

  it("claims none of networks that it cannot read", () => {
    const image = network({ input: [1, 2, 3], layers: [{ kind: "flatten" }, { kind: "dense", units: 4 }] });
    expect(structuralZeros(image, initialize(image), data)).toBeUndefined();
  });
});

it("says before the start how much there is to do", () => {
  const { seconds, steps } = estimateCurvature(net, parameters, data, { split: false, blocks: false });
  // top 10 pairs: 310 at most; density: 80 x 10 and 90; trace: 100
  expect(steps).toBe(310 + 890 + 100);
  expect(seconds).toBeGreaterThan(0);
  expect(estimateCurvature(net, parameters, data, { exact: true, batch: 10 }).steps).toBe(10);
});

it("says it for exact batches of images, whose matrices take a product for each column", () => {
  const image = network({
    input: [1, 2, 3],
    layers: [{ kind: "conv2d", filters: 2, kernel: 2 }, { kind: "flatten" }, { kind: "dense", units: 4 }],
  });
  const { seconds, steps } = estimateCurvature(image, initialize(image), data, { exact: true, batch: 32 });
  expect(steps).toBe(3);
  expect(seconds).toBeGreaterThan(0);
});
