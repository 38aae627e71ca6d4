/** Derivatives against PyTorch's, against finite differences, and against one another. */
import { describe, expect, test } from "vitest";
import { Derivatives, mlp, type NetworkData } from "../../../src/networks/index.ts";
import { CASES, distance, dot } from "./fixtures.ts";

/** A product with the matrix of that kind. */
function times(
  derivatives: Derivatives,
  kind: "hessian" | "gaussNewton" | "residual" | "fisher",
  v: Float64Array,
): Float64Array {
  const out = new Float64Array(v.length);
  derivatives.product(kind, v, out);
  return out;
}

describe.each(CASES)("$name", (given) => {
  const { net, parameters, data, v, reduction } = given;
  const exact = new Derivatives(net, parameters, data, { reduction });
  const rough = new Derivatives(net, parameters, data, { reduction, precision: "f32" });

  test("the loss, the outputs, the gradient and both products are PyTorch's", () => {
    expect(Math.abs(exact.loss() / given.loss - 1)).toBeLessThan(1e-13);
    expect(distance(exact.values(net.nodes[net.nodes.length - 1].name).data, given.outputs)).toBeLessThan(
      1e-13,
    );
    expect(distance(exact.gradient(), given.gradient)).toBeLessThan(1e-12);
    expect(distance(times(exact, "hessian", v), given.hessian)).toBeLessThan(1e-12);
    expect(distance(times(exact, "gaussNewton", v), given.gaussNewton)).toBeLessThan(1e-12);
  });

  test("in f32 to single precision", () => {
    expect(distance(rough.gradient(), given.gradient)).toBeLessThan(1e-5);
    expect(distance(times(rough, "hessian", v), given.hessian)).toBeLessThan(1e-5);
    expect(distance(times(rough, "gaussNewton", v), given.gaussNewton)).toBeLessThan(1e-5);
  });

  test("the Hessian is symmetric, and its residual is what Gauss-Newton leaves", () => {
    const u = v.map((_, i) => Math.cos(i));
    const hv = times(exact, "hessian", v);
    const hu = times(exact, "hessian", u);
    const size = Math.sqrt(dot(hv, hv) * dot(u, u) + dot(hu, hu) * dot(v, v));
    expect(Math.abs(dot(u, hv) - dot(v, hu))).toBeLessThan(1e-13 * size);
    const gaussNewton = times(exact, "gaussNewton", v);
    const residual = times(exact, "residual", v);
    expect(
      distance(
        gaussNewton.map((x, i) => x + residual[i]),
        hv,
      ),
    ).toBeLessThan(1e-13);
  });

  test("differences of the gradient", () => {
    const h = 1e-5;
    const moved = new Derivatives(net, parameters, data, { reduction });
    const gradientAt = (t: number) => {
      moved.setParameters(parameters.map((w, i) => w + t * v[i]));
      return moved.gradient();
    };
    const ahead = gradientAt(h);
    const behind = gradientAt(-h);
    expect(
      distance(
        ahead.map((x, i) => (x - behind[i]) / (2 * h)),
        given.hessian,
      ),
    ).toBeLessThan(1e-7);
  });

  test("chunks of any size add up to the whole", () => {
    for (const chunk of [1, 4]) {
      const parts = new Derivatives(net, parameters, data, { reduction, chunk });
      expect(Math.abs(parts.loss() / given.loss - 1)).toBeLessThan(1e-13);
      expect(distance(parts.gradient(), exact.gradient())).toBeLessThan(1e-13);
      expect(distance(times(parts, "hessian", v), times(exact, "hessian", v))).toBeLessThan(1e-13);
    }
  });

  test("values that are computed again in each product change nothing", () => {
    const kept = new Derivatives(net, parameters, data, { reduction, chunk: 2 });
    const again = new Derivatives(net, parameters, data, { reduction, chunk: 2, memory: 0 });
    expect(again.loss()).toBe(kept.loss());
    for (let turn = 0; turn < 2; turn++) {
      expect(times(again, "hessian", v)).toEqual(times(kept, "hessian", v));
      expect(again.gradient()).toEqual(kept.gradient());
    }
    expect(again.sampleGradients(1, 3)).toEqual(kept.sampleGradients(1, 3));
  });

  test("the Jacobian and its transpose are each other's", () => {
    const jv = exact.outputTangents(v);
    const u = { ...jv, data: jv.data.map((_, i) => Math.sin(i + 1)) };
    const back = new Float64Array(net.size);
    exact.pullBack(u, [], back);
    const [one, other] = [dot(u.data, jv.data), dot(back, v)];
    const scale = Math.sqrt(dot(u.data, u.data) * dot(jv.data, jv.data));
    expect(Math.abs(one - other)).toBeLessThan(1e-13 * scale);
  });

  test("pulled back from dL/doutput, adjoints are those of the loss", () => {
    const names = net.nodes.filter(({ parameters }) => parameters.length > 0).map(({ name }) => name);
    const output = exact.adjoints(net.nodes[net.nodes.length - 1].name);
    const pulled = exact.pullBack(output, names);
    for (const [i, name] of names.entries()) expect(pulled[i]).toEqual(exact.adjoints(name));
  });

  test("a block of vectors is the same, bit for bit, as one after another", () => {
    const rows = 18;
    const block = { rows, cols: net.size, data: new Float64Array(rows * net.size) };
    for (let i = 0; i < block.data.length; i++) block.data[i] = Math.sin(i);
    for (const kind of ["hessian", "gaussNewton", "residual", "fisher"] as const) {
      const out = { ...block, data: new Float64Array(block.data.length) };
      exact.products(kind, block, out);
      for (const r of [0, 7, 17]) {
        const row = [r * net.size, (r + 1) * net.size] as const;
        expect(out.data.subarray(...row)).toEqual(times(exact, kind, block.data.slice(...row)));
      }
    }
  });

  test("the samples' gradients sum to the gradient, their outer products to the Fisher matrix", () => {
    const rows = exact.sampleGradients();
    const weight = reduction === "mean" ? 1 / rows.rows : 1;
    const sum = new Float64Array(net.size);
    const fisher = new Float64Array(net.size);
    for (let b = 0; b < rows.rows; b++) {
      const g = rows.data.subarray(b * net.size, (b + 1) * net.size);
      const along = dot(g, v);
      for (let i = 0; i < net.size; i++) {
        sum[i] += weight * g[i];
        fisher[i] += weight * along * g[i];
      }
    }
    expect(distance(sum, exact.gradient())).toBeLessThan(1e-13);
    expect(distance(times(exact, "fisher", v), fisher)).toBeLessThan(1e-12);
    expect(exact.sampleGradients(2, 3).data).toEqual(rows.data.slice(2 * net.size, 3 * net.size));
  });
});

const net = mlp([3, 2, 2]);
const parameters = new Float64Array(net.size).fill(0.5);
const data: NetworkData = {
  inputs: { rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
  labels: Int32Array.of(0, 1),
};

test("soft labels are taken as they are", () => {
  const soft = { rows: 2, cols: 2, data: Float64Array.of(1, 0, 0, 1) };
  const hard = new Derivatives(net, parameters, data);
  expect(new Derivatives(net, parameters, { ...data, labels: soft }).loss()).toBe(hard.loss());
});

test("untrained symmetric logits lose log 2", () => {
  expect(new Derivatives(net, parameters, data).loss()).toBeCloseTo(Math.LN2, 15);
});

const untyped = (value: unknown) => value as never;

test.each([
  [
    "a label out of range",
    () => ({ labels: Int32Array.of(0, 2) }),
    "INVALID_ARGUMENT",
    /labels must be from 0 to 1 .* got 2 at 1/,
  ],
  [
    "too few labels",
    () => ({ labels: Int32Array.of(0) }),
    "INVALID_SHAPE",
    /labels must have 2 entries, got 1/,
  ],
  ["no labels", () => ({ labels: untyped(undefined) }), "INVALID_ARGUMENT", /labels must be an Int32Array/],
  [
    "rows that are not probabilities",
    () => ({ labels: { rows: 2, cols: 2, data: Float64Array.of(1, 1, 0, 1) } }),
    "INVALID_ARGUMENT",
    /sum of 2 in row 0/,
  ],
  [
    "inputs of another width",
    () => ({ inputs: { rows: 3, cols: 2, data: new Float64Array(6) } }),
    "INVALID_SHAPE",
    /inputs must have 3 columns/,
  ],
  [
    "lists for inputs",
    () => ({ inputs: untyped([[1, 2, 3]]) }),
    "INVALID_ARGUMENT",
    /data\.inputs must be \{ rows, cols, data \}/,
  ],
] as const)("%s", (_, change, code, message) => {
  const call = () => new Derivatives(net, parameters, { ...data, ...change() });
  expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});

test.each([
  [
    "parameters of another length",
    new Float64Array(3),
    {},
    "INVALID_SHAPE",
    /the 14 entries of the network, got 3/,
  ],
  ["parameters that are a list", untyped([1]), {}, "INVALID_ARGUMENT", /parameters must be a Float64Array/],
  [
    "a NaN in a bias",
    parameters.map((x, i) => (i === 7 ? Number.NaN : x)),
    {},
    "NOT_FINITE",
    /entry 7 \(fc1\.bias\) is NaN/,
  ],
  [
    "a chunk of nothing",
    parameters,
    { chunk: 0 },
    "INVALID_ARGUMENT",
    /chunk must be an integer >= 1, got 0/,
  ],
  [
    "a reduction that is none",
    parameters,
    { reduction: untyped("max") },
    "INVALID_ARGUMENT",
    /reduction must be one of mean, sum/,
  ],
  [
    "a precision that is none",
    parameters,
    { precision: untyped("f16") },
    "INVALID_ARGUMENT",
    /precision must be/,
  ],
] as const)("%s", (_, given, options, code, message) => {
  const call = () => new Derivatives(net, given, data, options);
  expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});

test("inputs of relu that are exactly 0 are counted", () => {
  const dead = parameters.map((x, i) => (i < 3 || i === 6 ? 0 : x));
  // The first of two units is 0 on both samples.
  expect(new Derivatives(net, dead, data).kinks()).toBe(2);
  expect(new Derivatives(net, parameters, data).kinks()).toBe(0);
});

test("what products refuse", () => {
  const derivatives = new Derivatives(net, parameters, data);
  const v = new Float64Array(net.size);
  expect(() => derivatives.product(untyped("hess"), v, v)).toThrow(
    /kind must be one of hessian, .* got hess/,
  );
  expect(() => derivatives.product("hessian", untyped([1]), v)).toThrow(/v must be a Float64Array/);
  expect(() => derivatives.product("hessian", v, v.subarray(1))).toThrow(/out must have 14 entries, got 13/);
  const rows = { rows: 2, cols: 14, data: new Float64Array(28) };
  expect(() => derivatives.products("hessian", rows, { rows: 1, cols: 14, data: v })).toThrow(
    /out must be 2 x 14, got 1 x 14/,
  );
  expect(() => derivatives.products("hessian", untyped(v), rows)).toThrow(/v must be \{ rows, cols, data \}/);
  expect(() => derivatives.values("fc9")).toThrow(/name must be one of input, fc1, act1, fc2, got fc9/);
  expect(() => derivatives.adjoints("input")).toThrow(/no parameter lies below it/);
  expect(() => derivatives.sampleGradients(1, 3)).toThrow(/to must be from 1 to 2, got 3/);
});

test("a loss that overflows names the sample", () => {
  const huge = { ...data, inputs: { ...data.inputs, data: Float64Array.of(1, 2, 3, 1e300, 1e300, 1e300) } };
  const blown = new Derivatives(
    net,
    parameters.map(() => 1e150),
    huge,
  );
  expect(() => blown.loss()).toThrow(
    expect.objectContaining({ code: "NOT_FINITE", message: expect.stringMatching(/sample 1/) }),
  );
});
