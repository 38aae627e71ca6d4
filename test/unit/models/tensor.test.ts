/** Shapes, sizes and the decoding of stored elements, where the readers' own tests do not reach. */
import { describe, expect, it } from "vitest";
import { dtypeOf } from "../../../src/models/dtype.ts";
import { decode, describe as describeTensor, elementCount, packedBytes } from "../../../src/models/tensor.ts";
import { codeOf } from "../error-code.ts";
import { raw } from "./encoders.ts";

describe("elementCount", () => {
  it("is the product of the sizes, 1 of a scalar, 0 where one is 0", () => {
    expect(elementCount([2, 3, 4], "x")).toBe(24);
    expect(elementCount([], "x")).toBe(1);
    expect(elementCount([2, 0, 4], "x")).toBe(0);
    expect(elementCount([2 ** 53 - 1], "x")).toBe(2 ** 53 - 1);
  });

  it("takes 64 dimensions and no more, and no product beyond 2^53, also where one size is 0", () => {
    expect(elementCount(new Array(64).fill(1), "x")).toBe(1);
    expect(codeOf(() => elementCount(new Array(65).fill(1), "x"))).toBe("CORRUPT_FILE");
    expect(codeOf(() => elementCount([2 ** 27, 2 ** 26], "x"))).toBe("CORRUPT_FILE");
    expect(codeOf(() => elementCount([2 ** 27, 2 ** 26, 0], "x"))).toBe("CORRUPT_FILE");
    expect(codeOf(() => elementCount([-1], "x"))).toBe("CORRUPT_FILE");
    expect(codeOf(() => elementCount([1.5], "x"))).toBe("CORRUPT_FILE");
  });
});

it("packedBytes rounds up where several elements share a byte", () => {
  expect(packedBytes(dtypeOf("F32"), 5)).toBe(20);
  expect(packedBytes(dtypeOf("I4"), 5)).toBe(3);
  expect(packedBytes(dtypeOf("I4"), 4)).toBe(2);
  expect(packedBytes(dtypeOf("I2"), 5)).toBe(2);
});

describe("decode", () => {
  const stored = (dtype: string, chunks: readonly Uint8Array[]) => ({
    info: describeTensor("w", dtypeOf(dtype), [4], { where: "m" }),
    async *bytes() {
      yield* chunks;
    },
  });
  const f32 = (...values: number[]) => raw(Float32Array.from(values));

  it("puts the steps behind one another", async () => {
    const { data, shape } = await decode(stored("F32", [f32(1, 2, 3), f32(4)]), "m");
    expect([...data]).toEqual([1, 2, 3, 4]);
    expect(shape).toEqual([4]);
  });

  it.each([
    ["one element too many", [f32(1, 2, 3), f32(4, 5)]],
    ["one step too many", [f32(1, 2, 3, 4), f32(5)]],
    ["one element too few", [f32(1, 2, 3)]],
    ["nothing", []],
    ["half an element", [f32(1, 2, 3), f32(4).subarray(2)]],
  ])("refuses %s", async (_, chunks) => {
    await expect(decode(stored("F32", chunks), "m")).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: 'm: tensor "w" does not hold the 4 elements of its shape',
    });
  });

  it("stops between two steps when the signal has fired", async () => {
    await expect(decode(stored("F32", [f32(1, 2, 3, 4)]), "m", AbortSignal.abort())).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});
