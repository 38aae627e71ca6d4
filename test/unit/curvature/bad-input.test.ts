/** What a user gets wrong in a run over curvature, from the spec to the operator: each refusal has a code and says what to do. */
import { describe, expect, it } from "vitest";
import { analyzeCurvature, estimateCurvature } from "../../../src/analysis/index.ts";
import {
  batchSpectra,
  checkOperator,
  diagonal,
  empiricalFisher,
  exactGaussNewton,
  exactHessian,
  gaussNewton,
  gradientCovariance,
  hessian,
  residual,
  spectralDensity,
  topEigenpairs,
  trace,
} from "../../../src/curvature/index.ts";
import { operator } from "../../../src/kernel/index.ts";
import {
  evaluate,
  initialize,
  mlp,
  type Network,
  type NetworkData,
  type NetworkSpec,
  network,
} from "../../../src/networks/index.ts";

const net = mlp([3, 4, 2]);
const parameters = initialize(net);
const inputs = { rows: 5, cols: 3, data: Float64Array.from({ length: 15 }, (_, i) => Math.sin(i)) };
const data: NetworkData = { inputs, labels: Int32Array.of(0, 1, 1, 0, 1) };
const withLabels = (...labels: number[]) => ({ inputs, labels: Int32Array.from(labels) });
const spec = (...layers: object[]) => network({ input: [3], layers } as NetworkSpec);

/** "CODE: message" of what is thrown at once or by the promise; undefined where nothing is. */
async function refusal(call: () => unknown): Promise<string | undefined> {
  try {
    const made = call();
    if (Symbol.asyncIterator in Object(made)) for await (const _ of made as AsyncIterable<unknown>);
    else await made;
  } catch (error) {
    const { name, code, message } = error as { name: string; code: string; message: string };
    return name === "WignerscopeError" ? `${code}: ${message}` : `${name} without a code: ${message}`;
  }
  return undefined;
}

/** Everything that takes a network, parameters and data. */
const TAKERS: Readonly<Record<string, (net: Network, w: Float64Array, data: NetworkData) => unknown>> = {
  evaluate,
  ...Object.fromEntries(
    Object.entries({ hessian, gaussNewton, residual, empiricalFisher, gradientCovariance }).map(
      ([name, make]) => [
        name,
        (n: Network, w: Float64Array, d: NetworkData) =>
          make(n, w, d).apply(new Float64Array(n.size).fill(1), new Float64Array(n.size)),
      ],
    ),
  ),
  exactHessian,
  exactGaussNewton,
  batchSpectra,
  analyzeCurvature,
  estimateCurvature,
  "analyzeCurvature, exact": (n, w, d) => analyzeCurvature(n, w, d, { exact: true }),
};

describe("a spec", () => {
  it.each([
    [
      "with shapes that do not chain",
      () => spec({ kind: "conv2d", filters: 2, kernel: 3 }),
      /^INVALID_SHAPE: layer "conv2d1".*\[channels, height, width\].*\[3\]/,
    ],
    [
      "with a window larger than its plane",
      () => network({ input: [1, 4, 4], layers: [{ kind: "maxPool", size: 5 }] }),
      /^INVALID_SHAPE: layer "maxPool1".*5.*4/,
    ],
    [
      "with a sum of two shapes",
      () => spec({ kind: "dense", units: 2 }, { kind: "add", inputs: ["input", "dense1"] }),
      /^INVALID_SHAPE: layer "add1": its inputs must have one shape, got \[3\] and \[2\]/,
    ],
    [
      "with an unknown layer",
      () => spec({ kind: "lstm", units: 2 }),
      /^INVALID_ARGUMENT: layers\[0\]\.kind must be one of .* got lstm/,
    ],
    [
      "with a misspelt option",
      () => spec({ kind: "dense", unit: 2 }),
      /^INVALID_ARGUMENT: layer "dense1": there is no option "unit"; did you mean "?units/,
    ],
    ["that is missing", () => network(undefined as never), /^INVALID_ARGUMENT: input must be a list/],
  ] as const)("%s", async (_, call, message) => {
    expect(await refusal(call)).toMatch(message);
  });
});

describe.each(Object.entries(TAKERS))("%s refuses", (_, call) => {
  it.each([
    [
      "a label out of range",
      net,
      parameters,
      withLabels(0, 1, 2, 0, 1),
      /^INVALID_ARGUMENT: labels must be from 0 to 1 .* got 2 at 2/,
    ],
    [
      "a negative label",
      net,
      parameters,
      withLabels(0, -1, 1, 0, 1),
      /^INVALID_ARGUMENT: labels must be from 0 to 1 .* got -1 at 1/,
    ],
    [
      "labels for other samples",
      net,
      parameters,
      withLabels(0, 1),
      /^INVALID_SHAPE: data\.labels must have 5 entries.* got 2/,
    ],
    [
      "inputs of another width",
      mlp([4, 2]),
      initialize(mlp([4, 2])),
      data,
      /^INVALID_SHAPE: data\.inputs must have 4 columns .* got 3/,
    ],
    [
      "parameters of another network",
      net,
      parameters.slice(1),
      data,
      /^INVALID_SHAPE: parameters must have the 26 entries of the network, got 25/,
    ],
    [
      "a parameter that is NaN",
      net,
      parameters.map((x, i) => (i === 13 ? Number.NaN : x)),
      data,
      /^NOT_FINITE: parameters: entry 13 \(fc1\.bias\) is NaN/,
    ],
    [
      "a loss that overflows",
      net,
      parameters.map((x) => 1e300 * x),
      data,
      /^NOT_FINITE: .*(overflow|not finite|is not a number|NaN|Infinity)/,
    ],
    [
      "an input that is NaN",
      net,
      parameters,
      { ...data, inputs: { ...inputs, data: inputs.data.map((x, i) => (i === 7 ? Number.NaN : x)) } },
      /^NOT_FINITE: /,
    ],
    ["what is no network", {} as Network, parameters, data, /^INVALID_ARGUMENT: .*net must be a/],
    ["data that are missing", net, parameters, undefined as never, /^(INVALID_ARGUMENT|TOO_FEW): data/],
  ] as const)("%s", async (_name, n, w, d, message) => {
    expect(await refusal(() => call(n as Network, w, d as NetworkData))).toMatch(message);
  });
});

describe("a cap", () => {
  it("names the need and another way", async () => {
    const large = mlp([2, 6000, 2]);
    const few = { inputs: { rows: 1, cols: 2, data: Float64Array.of(1, 2) }, labels: Int32Array.of(0) };
    for (const call of [
      () => exactHessian(large, initialize(large), few),
      () => batchSpectra(large, initialize(large), few),
      () => analyzeCurvature(large, initialize(large), few, { exact: true }),
    ])
      expect(await refusal(call)).toMatch(
        /^OUT_OF_MEMORY: net must have at most 17000 free parameters .* GiB; take a smaller batch, or spectralDensity/,
      );
  });
});

const OPERATIONS = {
  spectralDensity,
  trace,
  diagonal,
  topEigenpairs: (op: Parameters<typeof topEigenpairs>[0]) => topEigenpairs(op, 2),
  checkOperator,
};

describe.each(Object.entries(OPERATIONS))("%s of a callback", (_, run) => {
  it("that throws", async () => {
    const op = operator(6, () => {
      throw new Error("shapes differ");
    });
    expect(await refusal(() => run(op))).toMatch(
      /^OPERATOR_FAILED: the operator's function threw: .*shapes differ/,
    );
  });

  it("that gives NaN", async () => {
    const op = operator(6, (v) => v.map((x, i) => (i === 4 ? Number.NaN : x)));
    expect(await refusal(() => run(op))).toMatch(/^NOT_FINITE: .*NaN at entry 4/);
  });

  it("that is a promise", async () => {
    const op = operator(6, (async (v: Float64Array) => v) as never);
    expect(await refusal(() => run(op))).toMatch(/^OPERATOR_FAILED: .*at once, got a promise/);
  });

  it("is not an operator", async () => {
    expect(await refusal(() => run({} as never))).toMatch(/^INVALID_ARGUMENT: op must be an object with/);
  });
});

describe("a matrix that is not symmetric", () => {
  const op = operator(6, (v) => v.map((x, i) => x + (i < 5 ? 3 * v[i + 1] : 0)));

  it.each(["spectralDensity", "trace", "topEigenpairs"] as const)("is refused by %s", async (name) => {
    expect(await refusal(() => OPERATIONS[name](op))).toMatch(
      /^NOT_SYMMETRIC: op must be symmetric, .*check it with checkOperator/,
    );
  });

  it("does not pass checkOperator", async () => {
    expect((await checkOperator(op)).passed).toBe(false);
  });
});

it("an operator of no size, or without a function", async () => {
  expect(await refusal(() => operator(0, (v) => v))).toMatch(/^INVALID_ARGUMENT: size must be .* got 0/);
  expect(await refusal(() => operator(3, undefined as never))).toMatch(/^INVALID_ARGUMENT: /);
});
