import { describe, expect, it } from "vitest";
import { matricize, planMatrices, type TensorInfo } from "../../../src/models/index.ts";

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
    expect(planMatrices(info([3, 4]))).toEqual({ matrices: [{ name: "w", tensor: "w", rows: 3, cols: 4 }] });
  });

  it("flattens the kernel of a convolution to out x (in k1 k2)", () => {
    expect(planMatrices(info([8, 3, 5, 7]))).toEqual({
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
    expect(planMatrices(integer)).toEqual({ code: "INTEGER", reason: "an integer type" });
    const four = info([3, 4], { dtype: "F4", readable: false, reason: "block-scaled" });
    expect(planMatrices(four)).toEqual({ code: "UNSUPPORTED_DTYPE", reason: "block-scaled" });
    const missing = info([3, 4], { readable: false, reason: "in weights.bin" });
    expect(planMatrices(missing)).toEqual({ code: "READ_FAILED", reason: "in weights.bin" });
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
    const plan = planMatrices(info([1, 2, 3]), { conv: "slices" });
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
