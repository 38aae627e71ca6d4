/** Bishop's formulas against products with the unit vectors. */
import { describe, expect, test } from "vitest";
import { exactHessian, gaussNewton, hessian } from "../../../src/curvature/index.ts";
import { eigvalsh, Random } from "../../../src/kernel/index.ts";
import {
  initialize,
  type LayerSpec,
  type LossSpec,
  type NetworkData,
  network,
} from "../../../src/networks/index.ts";
import { matrixOf } from "./operators.ts";

const norm = (x: ArrayLike<number>) => Math.hypot(...Array.from(x));
const difference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  norm(Array.from(a, (value, i) => value - b[i])) / norm(b);

const dense = (units: number, bias = true): LayerSpec => ({ kind: "dense", units, bias });

/** Chains of several depths, with and without biases, with every activation, and with nothing between two layers. */
const CHAINS: Record<string, readonly LayerSpec[]> = {
  "one layer": [dense(4)],
  "one layer without bias": [dense(4, false)],
  relu: [dense(6), { kind: "relu" }, dense(4)],
  leakyRelu: [dense(6), { kind: "leakyRelu", slope: 0.2 }, dense(5), { kind: "relu" }, dense(4)],
  tanh: [dense(5), { kind: "tanh" }, dense(7, false), { kind: "tanh" }, dense(3), { kind: "tanh" }, dense(4)],
  sigmoid: [dense(6, false), { kind: "sigmoid" }, dense(4)],
  softplus: [dense(6), { kind: "softplus" }, dense(5), { kind: "softplus" }, dense(4)],
  silu: [dense(6), { kind: "silu" }, dense(4)],
  gelu: [dense(6), { kind: "gelu" }, dense(5), { kind: "gelu", approximate: "tanh" }, dense(4)],
  square: [dense(6), { kind: "square" }, dense(4)],
  "nothing between": [dense(6), dense(5), { kind: "tanh" }, dense(4)],
  identity: [{ kind: "identity" }, dense(6), { kind: "identity" }, { kind: "tanh" }, dense(4)],
};

const LOSSES: readonly LossSpec[] = [
  { kind: "crossEntropy" },
  { kind: "crossEntropy", scale: 3, labelSmoothing: 0.1 },
  { kind: "squaredError" },
  { kind: "binaryCrossEntropy" },
];

function problem(layers: readonly LayerSpec[], loss: LossSpec, samples: number) {
  const net = network({ input: [8], layers, loss });
  const random = new Random(17);
  const parameters = initialize(net, { seed: 4 }).map((value) => value + 0.1 * random.normal());
  const inputs = { rows: samples, cols: 8, data: random.normals(samples * 8) };
  const labels =
    loss.kind === "crossEntropy"
      ? Int32Array.from({ length: samples }, () => random.integer(4))
      : { rows: samples, cols: 4, data: random.uniforms(samples * 4) };
  const data: NetworkData = { inputs, labels };
  return { net, parameters, data };
}

describe.each(Object.entries(CHAINS))("%s", (_, layers) => {
  test.each(LOSSES)("$kind: the columns, and H = G + R", (loss) => {
    for (const reduction of ["mean", "sum"] as const) {
      const { net, parameters, data } = problem(layers, loss, 9);
      const options = { compress: false, matrix: true, split: true, reduction } as const;
      const { matrix, values, gaussNewton: g } = exactHessian(net, parameters, data, options);
      if (!matrix) throw new Error("no matrix");
      const columns = matrixOf(hessian(net, parameters, data, { reduction }));
      expect(difference(matrix.data, columns.data)).toBeLessThan(1e-13);
      const n = net.size;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < i; j++) expect(matrix.data[i * n + j]).toBe(matrix.data[j * n + i]);
      expect(difference(values, eigvalsh(columns))).toBeLessThan(1e-13);
      const newton = eigvalsh(matrixOf(gaussNewton(net, parameters, data, { reduction })));
      expect(difference(g ?? [], newton)).toBeLessThan(1e-13);
    }
  });
});

test("more samples than go through at once", () => {
  const { net, parameters, data } = problem(CHAINS.gelu, LOSSES[0], 600);
  const { matrix } = exactHessian(net, parameters, data, { matrix: true });
  expect(difference(matrix?.data ?? [], matrixOf(hessian(net, parameters, data)).data)).toBeLessThan(1e-13);
});

test("f32 is f64 to its round-off, and no less different than that", () => {
  const { net, parameters, data } = problem(CHAINS.tanh, LOSSES[0], 20);
  const double = exactHessian(net, parameters, data, { matrix: true });
  const single = exactHessian(net, parameters, data, { matrix: true, precision: "f32" });
  expect(single.matrix?.data).toBeInstanceOf(Float32Array);
  const apart = difference(single.matrix?.data ?? [], double.matrix?.data ?? []);
  expect(apart).toBeLessThan(1e-6);
  expect(apart).toBeGreaterThan(1e-9);
});

test("ReLU: the residual has no trace, to the last bit", () => {
  const { net, parameters, data } = problem(CHAINS.relu, LOSSES[0], 30);
  const { matrix, residual } = exactHessian(net, parameters, data, { matrix: true, split: true });
  const size = norm(matrix?.data ?? []);
  expect(
    Math.abs((residual ?? new Float64Array(1).fill(1)).reduce((sum, value) => sum + value, 0)),
  ).toBeLessThan(1e-14 * size);
});

test("a Hessian whose squares would underflow is scaled: the same digits", () => {
  const { net, parameters, data } = problem([dense(4, false)], { kind: "squaredError" }, 9);
  const tiny = { ...data, inputs: { ...data.inputs, data: data.inputs.data.map((x) => x * 2 ** -400) } };
  const options = { compress: false } as const;
  const { values } = exactHessian(net, parameters, data, options);
  const scaled = exactHessian(net, parameters, tiny, options).values;
  expect(values[0]).toBeGreaterThan(1e-3);
  expect(
    difference(
      scaled.map((x) => x * 2 ** 400 * 2 ** 400),
      values,
    ),
  ).toBeLessThan(1e-14);
});
