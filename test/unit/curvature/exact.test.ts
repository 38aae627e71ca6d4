/** Exact spectra: against products, closed forms and one another. */
import { describe, expect, test } from "vitest";
import {
  batchSpectra,
  empiricalFisher,
  exactGaussNewton,
  exactHessian,
  gaussNewton,
  gradientCovariance,
  hessian,
  residual,
} from "../../../src/curvature/index.ts";
import { eigvalsh, Random } from "../../../src/kernel/index.ts";
import {
  Derivatives,
  initialize,
  type MlpOptions,
  mlp,
  type NetworkData,
  network,
} from "../../../src/networks/index.ts";
import { CASES, distance } from "../networks/fixtures.ts";
import { matrixOf } from "./operators.ts";

function problem(sizes: readonly number[], samples: number, options: MlpOptions = {}, seed = 3) {
  const net = mlp(sizes, options);
  const random = new Random(seed);
  const inputs = { rows: samples, cols: sizes[0], data: random.uniforms(samples * sizes[0]) };
  // two inputs that are always 0, as the corners of images are
  for (let b = 0; b < samples; b++) inputs.data.fill(0, b * sizes[0], b * sizes[0] + 2);
  const classes = sizes[sizes.length - 1];
  const data: NetworkData = {
    inputs,
    labels: Int32Array.from({ length: samples }, () => random.integer(classes)),
  };
  return { net, parameters: initialize(net, { seed }), data };
}

const sum = (x: ArrayLike<number>) => Array.from(x).reduce((total, value) => total + value, 0);
const norm = (x: ArrayLike<number>) =>
  Math.sqrt(Array.from(x).reduce((total, value) => total + value * value, 0));

describe("operators", () => {
  const { net, parameters, data } = problem([7, 5, 4], 9, { activation: "tanh" });

  test("H = G + R, symmetric, block by block the same", () => {
    const h = matrixOf(hessian(net, parameters, data));
    const g = matrixOf(gaussNewton(net, parameters, data));
    const r = matrixOf(residual(net, parameters, data));
    const n = net.size;
    expect(norm(h.data.map((x, i) => x - g.data[i] - r.data[i]))).toBeLessThan(1e-14 * norm(h.data));
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++)
        expect(Math.abs(h.data[i * n + j] - h.data[j * n + i])).toBeLessThan(1e-14 * norm(h.data));
  });

  test("Fisher and covariance are those of the samples' gradients", () => {
    const gradients = new Derivatives(net, parameters, data).sampleGradients();
    const n = net.size;
    const mean = Float64Array.from(
      { length: n },
      (_, j) => sum(Array.from({ length: 9 }, (_, b) => gradients.data[b * n + j])) / 9,
    );
    const fisher = matrixOf(empiricalFisher(net, parameters, data));
    const covariance = matrixOf(gradientCovariance(net, parameters, data));
    const summed = matrixOf(gradientCovariance(net, parameters, data, { reduction: "sum" }));
    for (const [i, j] of [
      [0, 0],
      [3, 20],
      [n - 1, 5],
      [n - 2, n - 2],
    ]) {
      let second = 0;
      for (let b = 0; b < 9; b++) second += (gradients.data[b * n + i] * gradients.data[b * n + j]) / 9;
      expect(fisher.data[i * n + j]).toBeCloseTo(second, 14);
      expect(covariance.data[i * n + j]).toBeCloseTo(second - mean[i] * mean[j], 14);
      expect(summed.data[i * n + j]).toBeCloseTo(9 * (second - mean[i] * mean[j]), 13);
    }
  });

  test("blocks by name", () => {
    const whole = matrixOf(hessian(net, parameters, data));
    const block = matrixOf(hessian(net, parameters, data, { parameters: ["fc2.*"] }));
    expect(block.rows).toBe(4 * 5 + 4);
    const from = net.size - block.rows;
    for (const [i, j] of [
      [0, 0],
      [3, 7],
      [23, 2],
    ])
      expect(block.data[i * 24 + j]).toBeCloseTo(whole.data[(from + i) * net.size + from + j], 15);
    const biases = hessian(net, parameters, data, { parameters: ["*.bias"] });
    expect(biases.size).toBe(9);
    expect(() => hessian(net, parameters, data, { parameters: ["fc3.*"] })).toThrow(
      /must match one of fc1.weight/,
    );
  });
});

test.each(CASES.filter(({ hessian: stored, net }) => stored.length > 0 && net.size < 400).slice(0, 8))(
  "$name: the whole matrix times PyTorch's vector is PyTorch's product",
  ({ net, parameters, data, v, reduction, hessian: stored }) => {
    const { matrix } = exactHessian(net, parameters, data, { compress: false, matrix: true, reduction });
    const n = net.size;
    const product = Float64Array.from({ length: n }, (_, i) => {
      let total = 0;
      for (let j = 0; j < n; j++) total += (matrix?.data[i * n + j] ?? Number.NaN) * v[j];
      return total;
    });
    expect(distance(product, stored)).toBeLessThan(1e-12);
  },
);

describe.each(["relu", "tanh", "gelu", "sigmoid"] as const)("%s", (activation) => {
  const { net, parameters, data } = problem([30, 6, 5, 4], 12, { activation });
  const full = exactHessian(net, parameters, data, { compress: false, split: true });
  const small = exactHessian(net, parameters, data, { split: true });

  test("compressed and full have one spectrum", () => {
    expect(full.order).toBe(net.size);
    expect(small.order).toBe(6 * 12 + (6 * 5 + 5) + (5 * 4 + 4));
    expect(Math.abs(sum(small.values) - sum(full.values))).toBeLessThan(
      1e-12 * sum(full.values.map(Math.abs)),
    );
    expect(Math.abs(norm(small.values) / norm(full.values) - 1)).toBeLessThan(1e-12);
    const top = full.values[full.order - 1];
    expect(Math.abs(small.values[small.order - 1] / top - 1)).toBeLessThan(1e-12);
    expect(Math.abs(small.values[0] - full.values[0])).toBeLessThan(1e-12 * top);
    expect(small.genuine.length).toBe(full.genuine.length);
    for (const [i, value] of small.genuine.entries())
      expect(Math.abs(value - full.genuine[i])).toBeLessThan(1e-13 * top * 10);
  });

  test("known flat directions are flat, and levels that are genuine are no more than the others", () => {
    for (const { nullResidual, structuralZeros, genuine, parameters: p } of [full, small]) {
      expect(nullResidual).toBeLessThan(1e-14);
      expect(genuine.length).toBeLessThanOrEqual(p - structuralZeros);
    }
    expect(small.structuralZeros).toBeGreaterThanOrEqual(net.size - small.order + 6);
  });

  test("traces: H = G + R", () => {
    const [h, g, r] = [full.values, full.gaussNewton ?? [], full.residual ?? []].map(sum);
    expect(Math.abs(h - g - r)).toBeLessThan(1e-12 * g);
    if (activation === "relu") expect(Math.abs(r)).toBeLessThan(1e-13 * g);
  });

  test("the Gram route has G's nonzero spectrum", () => {
    const gram = exactGaussNewton(net, parameters, data);
    const g = full.gaussNewton ?? new Float64Array(0);
    const top = g[g.length - 1];
    expect(gram.order).toBe(48);
    for (let k = 1; k <= 30; k++)
      expect(Math.abs(gram.values[48 - k] - g[g.length - k])).toBeLessThan(1e-13 * top * 10);
    expect(Math.abs(sum(gram.values) / sum(g) - 1)).toBeLessThan(1e-12);
    expect(gram.genuine.length).toBeLessThanOrEqual(12 * 3);
  });
});

test.each([
  { kind: "squaredError" },
  { kind: "binaryCrossEntropy" },
  { kind: "crossEntropy", scale: 3, labelSmoothing: 0.1 },
] as const)("$kind: the Gram route", (loss) => {
  const { net, parameters, data } = problem([8, 5, 3], 6, { loss, activation: "tanh" });
  const width = 3;
  const labels = { rows: 6, cols: width, data: new Float64Array(18).map((_, i) => (i % 4 === 0 ? 1 : 0)) };
  const used = loss.kind === "crossEntropy" ? data : { ...data, labels };
  for (const reduction of ["mean", "sum"] as const) {
    const gram = exactGaussNewton(net, parameters, used, { reduction });
    const g = eigvalsh(matrixOf(gaussNewton(net, parameters, used, { reduction })));
    for (let k = 1; k <= 12; k++)
      expect(Math.abs(gram.values[18 - k] - g[g.length - k])).toBeLessThan(1e-13 * g[g.length - 1] * 10);
  }
});

test("softmax regression: Hessian = Gauss-Newton = Gram", () => {
  const { net, parameters, data } = problem([40, 10], 16);
  const exact = exactHessian(net, parameters, data);
  const gram = exactGaussNewton(net, parameters, data);
  const top = gram.values[gram.order - 1];
  expect(exact.order).toBe(160);
  for (let k = 1; k <= 144; k++)
    expect(Math.abs(exact.values[160 - k] - gram.values[160 - k])).toBeLessThan(1e-12 * top);
  // ten classes, of which the shift is one: 16 samples x 9 levels
  expect(exact.genuine.length).toBe(144);
  expect(gram.genuine.length).toBe(144);
});

test("a silent unit and one that speaks on few samples are flat where they are known to be", () => {
  const { net, parameters, data } = problem([10, 4, 3], 20);
  const weight = net.slices[0];
  // unit 0 never speaks; unit 1 only on some
  const [w, b] = [parameters.slice(), net.slices[1]];
  for (let i = 0; i < 10; i++) w[weight.offset + i] = -1;
  w[b.offset] = -1;
  const { structuralZeros, nullResidual, order, genuine } = exactHessian(net, w, data, { compress: false });
  // unit 0: 10 + 1 in, 3 out; two dead inputs for each of three units; the shift: 3 inputs that speak and the bias
  expect(structuralZeros).toBeGreaterThanOrEqual(14 + 2 * 3 + 4);
  expect(nullResidual).toBeLessThan(1e-14);
  expect(genuine.length).toBeLessThanOrEqual(order - structuralZeros);
});

test("networks that are no chain of dense layers: by products, nothing compressed", () => {
  const net = network({
    input: [1, 4, 4],
    layers: [
      { kind: "flatten" },
      { kind: "dense", units: 3, name: "a" },
      { kind: "tanh" },
      { kind: "dense", units: 2, name: "b" },
    ],
  });
  const random = new Random(8);
  const data = {
    inputs: { rows: 5, cols: 16, data: random.normals(80) },
    labels: Int32Array.of(0, 1, 1, 0, 1),
  };
  const parameters = random.normals(net.size);
  const { order, values } = exactHessian(net, parameters, data);
  expect(order).toBe(net.size);
  expect(values).toEqual(eigvalsh(matrixOf(hessian(net, parameters, data))));
  expect(() => exactGaussNewton(net, parameters, data)).toThrow(/chain of dense layers/);
});

test("batches add up to the whole, in order or shuffled", async () => {
  const { net, parameters, data } = problem([12, 4, 3], 25);
  for (const seed of [undefined, 5]) {
    const traces: number[] = [];
    const samples: number[] = [];
    for await (const one of batchSpectra(net, parameters, data, {
      batch: 10,
      ...(seed && { seed }),
      single: true,
    })) {
      traces.push(sum(one.values));
      samples.push(one.samples);
      const top = one.values[one.order - 1];
      expect(Math.abs((one.single?.[one.order - 1] ?? 0) / top - 1)).toBeLessThan(1e-5);
    }
    expect(samples).toEqual([10, 10, 5]);
    const whole = sum(exactHessian(net, parameters, data, { reduction: "sum" }).values);
    expect(Math.abs(sum(traces) / whole - 1)).toBeLessThan(1e-13);
  }
});

test("beyond the cap it says what is needed", async () => {
  const { net, parameters, data } = problem([30, 300, 60, 10], 40);
  expect(() => exactHessian(net, parameters, data)).toThrow(
    expect.objectContaining({
      code: "OUT_OF_MEMORY",
      message: expect.stringMatching(/at most 17000 .* GiB/),
    }),
  );
  await expect(batchSpectra(net, parameters, data, { batch: 0 }).next()).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});
