import { describe, expect, it } from "vitest";
import { matricize, planMatrices, putMatrix, type TensorInfo } from "../../../src/models/index.ts";

const info = (shape: readonly number[], over: Partial<TensorInfo> = {}): TensorInfo => ({
  name: "w",
  dtype: "F32",
  shape,
  bytes: 0,
  kind: "float",
  readable: true,
  ...over,
});

const counting = (length: number) => Float32Array.from({ length }, (_, i) => i);

describe("planMatrices", () => {
  it("takes a matrix as it is", () => {
    expect(planMatrices(info([3, 4]))).toEqual({
      kind: "matrices",
      matrices: [{ name: "w", tensor: "w", rows: 3, cols: 4 }],
    });
  });

  it("flattens the kernel of a convolution to out x (in k1 k2)", () => {
    expect(planMatrices(info([8, 3, 5, 7]))).toEqual({
      kind: "matrices",
      matrices: [{ name: "w", tensor: "w", rows: 8, cols: 105 }],
    });
  });

  it("says why vectors, scalars, integers and unknown types have no matrix", () => {
    expect(planMatrices(info([3]))).toMatchObject({
      code: "NOT_A_MATRIX",
      reason: expect.stringContaining("vector of 3"),
    });
    expect(planMatrices(info([]))).toMatchObject({
      code: "NOT_A_MATRIX",
      reason: expect.stringContaining("scalar"),
    });
    const integer = info([3, 4], {
      dtype: "I64",
      kind: "integer",
      readable: false,
      reason: "an integer type",
    });
    expect(planMatrices(integer)).toEqual({ kind: "none", code: "INTEGER", reason: "an integer type" });
    const four = info([3, 4], { dtype: "F4", readable: false, reason: "block-scaled" });
    expect(planMatrices(four)).toEqual({ kind: "none", code: "UNSUPPORTED_DTYPE", reason: "block-scaled" });
    const missing = info([3, 4], { readable: false, reason: "in weights.bin" });
    expect(planMatrices(missing)).toEqual({ kind: "none", code: "READ_FAILED", reason: "in weights.bin" });
  });

  it("makes no slices of nothing, however many there would be", () => {
    expect(planMatrices(info([0, 0, 256, 256]), { conv: "slices" })).toMatchObject({ code: "NOT_A_MATRIX" });
    expect(planMatrices(info([0, 3, 2, 2]))).toMatchObject({ matrices: [{ rows: 0, cols: 12 }] });
  });

  it("refuses to plan more slices than any kernel has", () => {
    expect(planMatrices(info([1, 1, 2 ** 30, 2 ** 20]), { conv: "slices" })).toMatchObject({
      code: "NOT_A_MATRIX",
    });
  });
});

/** The planned matrices of a tensor that has some. */
function plansOf(...args: Parameters<typeof planMatrices>) {
  const planned = planMatrices(...args);
  if (!("matrices" in planned)) throw new Error(planned.reason);
  return planned.matrices;
}

describe("what the file tells of a tensor", () => {
  const lstm = { layout: { kind: "recurrent", gates: ["i", "o", "f", "c"] } } as const;

  it("makes one matrix of a recurrent layer of one direction", () => {
    expect(plansOf(info([1, 256, 64], lstm))).toEqual([{ name: "w", tensor: "w", rows: 256, cols: 64 }]);
  });

  it("makes a matrix for each of two directions, one behind the other", () => {
    expect(plansOf(info([2, 8, 3], lstm))).toEqual([
      { name: "w[forward]", tensor: "w", rows: 8, cols: 3, slice: { first: 0, stride: 1, total: 48 } },
      { name: "w[reverse]", tensor: "w", rows: 8, cols: 3, slice: { first: 24, stride: 1, total: 48 } },
    ]);
    expect(plansOf(info([3, 8, 3], lstm)).map(({ name }) => name)).toEqual([
      "w[forward]",
      "w[reverse]",
      "w[2]",
    ]);
  });

  it("splits the gates where that is asked for", () => {
    const split = plansOf(info([2, 8, 3], lstm), { gates: "split" });
    expect(split.map(({ name }) => name)).toEqual([
      "w[forward,i]",
      "w[forward,o]",
      "w[forward,f]",
      "w[forward,c]",
      "w[reverse,i]",
      "w[reverse,o]",
      "w[reverse,f]",
      "w[reverse,c]",
    ]);
    expect(split[6]).toMatchObject({ rows: 2, cols: 3, slice: { first: 36, stride: 1, total: 48 } });
    const tensor = { name: "w", shape: [2, 8, 3], data: counting(48) };
    expect(matricize(tensor, split[6])).toEqual({
      rows: 2,
      cols: 3,
      data: Float32Array.of(36, 37, 38, 39, 40, 41),
    });
    expect(plansOf(info([1, 8, 3], lstm), { gates: "split" }).map(({ name }) => name)).toEqual([
      "w[i]",
      "w[o]",
      "w[f]",
      "w[c]",
    ]);
  });

  it("leaves gates together that there is one of, or whose rows do not divide", () => {
    const rnn = { layout: { kind: "recurrent", gates: ["i"] } } as const;
    expect(plansOf(info([1, 8, 3], rnn), { gates: "split" })).toEqual([
      { name: "w", tensor: "w", rows: 8, cols: 3 },
    ]);
    expect(plansOf(info([1, 7, 3], lstm), { gates: "split" })).toEqual([
      { name: "w", tensor: "w", rows: 7, cols: 3 },
    ]);
  });

  it("makes a matrix for each index of a stack, indices of size 1 not named", () => {
    const stack = { layout: { kind: "stack" } } as const;
    expect(plansOf(info([1, 3, 4], stack))).toEqual([{ name: "w", tensor: "w", rows: 3, cols: 4 }]);
    expect(plansOf(info([3, 4], stack))).toEqual([{ name: "w", tensor: "w", rows: 3, cols: 4 }]);
    const plans = plansOf(info([2, 1, 2, 3, 4], stack));
    expect(plans.map(({ name }) => name)).toEqual(["w[0,0]", "w[0,1]", "w[1,0]", "w[1,1]"]);
    expect(plans[2]).toMatchObject({ rows: 3, cols: 4, slice: { first: 24, stride: 1, total: 48 } });
    expect(planMatrices(info([0, 3, 4], stack))).toMatchObject({ code: "NOT_A_MATRIX" });
    expect(planMatrices(info([65537, 1, 1], stack))).toMatchObject({ code: "NOT_A_MATRIX" });
    expect(plansOf(info([65536, 1, 1], stack))).toHaveLength(65536);
  });

  it("drops one leading dimension of size 1, unless it is a convolution's", () => {
    expect(plansOf(info([1, 256, 64]))).toEqual([{ name: "w", tensor: "w", rows: 256, cols: 64 }]);
    expect(plansOf(info([1, 256, 64], { layout: { kind: "convolution" } }))).toMatchObject([
      { rows: 1, cols: 16384 },
    ]);
    expect(plansOf(info([2, 256, 64]))).toMatchObject([{ rows: 2, cols: 16384 }]);
    expect(plansOf(info([1, 64, 3, 3]))).toMatchObject([{ rows: 1, cols: 576 }]);
  });

  it("says why a constant is not a weight", () => {
    expect(planMatrices(info([258, 256], { notWeight: "a window" }))).toEqual({
      kind: "none",
      code: "NOT_A_WEIGHT",
      reason: "a window",
    });
  });

  it("counts the dimensions of what has too few of them", () => {
    expect(planMatrices(info([3], lstm))).toMatchObject({ code: "NOT_A_MATRIX" });
    expect(plansOf(info([3, 4], lstm))).toMatchObject([{ rows: 3, cols: 4 }]);
  });
});

describe("putMatrix", () => {
  const entries = (plan: { rows: number; cols: number }, value: number) =>
    new Float32Array(plan.rows * plan.cols).fill(value);

  it("writes what matricize reads: slices, blocks, the whole", () => {
    for (const [over, options] of [
      [{}, { conv: "slices" }],
      [{ layout: { kind: "stack" } }, {}],
      [{}, {}],
    ] as const) {
      const tensor = { name: "w", shape: [2, 3, 2, 2], data: counting(24) };
      const plans = plansOf(info([2, 3, 2, 2], over), options);
      for (const [k, plan] of plans.entries()) putMatrix(tensor, plan, entries(plan, 100 + k));
      for (const [k, plan] of plans.entries())
        expect(matricize(tensor, plan).data).toEqual(entries(plan, 100 + k));
      // Every entry belongs to one matrix.
      expect(Math.min(...tensor.data)).toBe(100);
    }
  });

  it("refuses the plan of another tensor, and entries of another number", () => {
    const tensor = { name: "w", shape: [2, 2], data: counting(4) };
    const plan = { name: "w", tensor: "w", rows: 2, cols: 2 };
    expect(() => putMatrix(tensor, { ...plan, tensor: "v" }, counting(4))).toThrow(/plan is of "v"/);
    expect(() => putMatrix(tensor, plan, counting(3))).toThrow("entries must be 2 x 2 = 4 numbers, got 3");
  });
});

describe("matricize", () => {
  it("gives a view of the flattened kernel, and slices by the kernel's offset", () => {
    const tensor = { name: "w", shape: [2, 3, 2, 2], data: counting(24) };
    const flat = planMatrices(info([2, 3, 2, 2]));
    if (!("matrices" in flat)) throw new Error(flat.reason);
    const whole = matricize(tensor, flat.matrices[0]);
    expect(whole).toEqual({ rows: 2, cols: 12, data: tensor.data });
    expect(whole.data.buffer).toBe(tensor.data.buffer);
    const sliced = planMatrices(info([2, 3, 2, 2]), { conv: "slices" });
    if (!("matrices" in sliced)) throw new Error(sliced.reason);
    expect(sliced.matrices.map((plan) => plan.name)).toEqual(["w[0,0]", "w[0,1]", "w[1,0]", "w[1,1]"]);
    for (const [k, plan] of sliced.matrices.entries())
      expect(matricize(tensor, plan)).toEqual({
        rows: 2,
        cols: 3,
        data: Float32Array.of(0, 4, 8, 12, 16, 20).map((start) => start + k),
      });
  });

  it("keeps float64, and slices kernels of one and three dimensions", () => {
    const tensor = { name: "w", shape: [1, 2, 3], data: Float64Array.of(0, 1, 2, 3, 4, 5) };
    const plan = planMatrices(info([1, 2, 3], { layout: { kind: "convolution" } }), { conv: "slices" });
    if (!("matrices" in plan)) throw new Error(plan.reason);
    expect(matricize(tensor, plan.matrices[2])).toEqual({ rows: 1, cols: 2, data: Float64Array.of(2, 5) });
    const volume = planMatrices(info([1, 1, 2, 1, 2]), { conv: "slices" });
    if (!("matrices" in volume)) throw new Error(volume.reason);
    expect(volume.matrices.map((slice) => slice.name)).toEqual([
      "w[0,0,0]",
      "w[0,0,1]",
      "w[1,0,0]",
      "w[1,0,1]",
    ]);
  });

  it("refuses the plan of another tensor", () => {
    const plan = { name: "v", tensor: "v", rows: 2, cols: 2 };
    expect(() => matricize({ name: "w", shape: [2, 2], data: counting(4) }, plan)).toThrow(/plan is of "v"/);
  });
});
