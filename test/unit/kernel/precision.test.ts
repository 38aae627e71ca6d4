/** How operands enter linear memory and leave it, entry by entry. */
import { describe, expect, test } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import type { Frame } from "../../../src/kernel/memory.ts";
import {
  checkConverged,
  condensedExponent,
  entryExponent,
  putScaled,
  putTall,
  real,
  rowStride,
  takeRows,
  unscale,
} from "../../../src/kernel/precision.ts";
import { kernel } from "../../../src/kernel/wasm.ts";

const f64 = real("f64");
const f32 = real("f32");
const inFrame = <T>(use: (frame: Frame) => T): T => kernel().memory.frame(use);
const row = (...entries: number[]) => matrix(1, entries.length, Float64Array.from(entries));

test("what the precisions mean", () => {
  expect(real()).toBe(f64);
  expect([f64.suffix, f64.bytes, f64.roundoff, f64.array]).toEqual(["F64", 8, 2 ** -53, Float64Array]);
  expect([f32.suffix, f32.bytes, f32.roundoff, f32.array]).toEqual(["F32", 4, 2 ** -24, Float32Array]);
});

test("rows take an odd number of cache lines", () => {
  expect([0, 1, 8, 9, 16, 17, 24, 25].map((n) => rowStride(n, f64))).toEqual([8, 8, 8, 24, 24, 24, 24, 40]);
  expect([1, 16, 17, 48, 49].map((n) => rowStride(n, f32))).toEqual([16, 16, 48, 48, 80]);
});

describe("the exponent", () => {
  test("is 0 for ordinary entries and that of the largest for others", () => {
    expect([2 ** 200, -(2 ** 200), 2 ** -200, 0].map((x) => entryExponent(row(x, 0), f64))).toEqual([
      0, 0, 0, 0,
    ]);
    expect(entryExponent(row(1, -(2 ** 201)), f64)).toBe(201);
    expect(entryExponent(row(1.9 * 2 ** -201, 0), f64)).toBe(-201);
    expect([2 ** 20, 2 ** 21, 2 ** -20, 2 ** -21].map((x) => entryExponent(row(x), f32))).toEqual([
      0, 21, 0, -21,
    ]);
    expect(entryExponent(row(Number.MIN_VALUE), f64)).toBe(-1074);
  });

  test("of a condensed form looks at the diagonal and the sides", () => {
    expect(condensedExponent([1, 2 ** 300], [1], f64)).toBe(300);
    expect(condensedExponent([1, 1], [-(2 ** 300)], f64)).toBe(300);
    expect(condensedExponent([], [], f64)).toBe(0);
    expect(() => condensedExponent([1], [1], f64)).toThrow("e must have one entry less than d: 0, got 1");
    expect(() => condensedExponent([1, Number.NaN], [1], f64)).toThrow("d: entry [1] is NaN");
  });

  test("names the place of the first entry that is not finite", () => {
    const bad = matrix(2, 2, Float64Array.of(1, 2, 3, Number.NEGATIVE_INFINITY));
    expect(() => entryExponent(bad, f64, "a")).toThrow("a: entry [1, 1] is -Infinity");
  });
});

describe("copies", () => {
  const a = matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));

  test("go in tight, or row by row with a stride, times a power of two", () => {
    inFrame((frame) => {
      expect(frame.takeF64(putScaled(frame, a.data, f64, 0), 6)).toEqual(a.data);
      const at = putScaled(frame, a.data, f32, 1, { length: 3, stride: 5 });
      expect([...frame.takeF32(at, 3), ...frame.takeF32(at + 20, 3)]).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
      expect(frame.takeF64(putScaled(frame, [2 ** -1074, 2 ** -1073], f64, -1074), 2)).toEqual(
        Float64Array.of(1, 2),
      );
      const plain = putScaled(frame, [1, 2, 3, 4], f64, 0, { length: 2, stride: 3 });
      expect([...frame.takeF64(plain, 2), ...frame.takeF64(plain + 24, 2)]).toEqual([1, 2, 3, 4]);
    });
  });

  test("put the longer side first", () => {
    inFrame((frame) => {
      const wide = putTall(frame, a, f64, 1, 8);
      expect([0, 1, 2].flatMap((i) => [...frame.takeF64(wide + 64 * i, 2)])).toEqual([
        0.5, 2, 1, 2.5, 1.5, 3,
      ]);
      const tall = putTall(frame, matrix(3, 2, a.data), f64, 0, 8);
      expect([0, 1, 2].flatMap((i) => [...frame.takeF64(tall + 64 * i, 2)])).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  test("of wide matrices over the borders of the transpose's blocks", () => {
    const [rows, cols] = [33, 70];
    const data = Float64Array.from({ length: rows * cols }, (_, i) => i);
    inFrame((frame) => {
      const at = putTall(frame, matrix(rows, cols, data), f32, 0, 48);
      const back = takeRows(frame, at, f32, cols, { length: rows, stride: 48 });
      for (let j = 0; j < cols; j++)
        for (let i = 0; i < rows; i++) expect(back[j * rows + i]).toBe(i * cols + j);
    });
  });

  test("come out without the stride", () => {
    inFrame((frame) => {
      const at = frame.putF64([1, 2, -1, 3, 4, -1]);
      expect(takeRows(frame, at, f64, 2, { length: 2, stride: 3 })).toEqual(Float64Array.of(1, 2, 3, 4));
      const tight = takeRows(frame, at, f64, 2, { length: 3, stride: 3 });
      expect(tight).toEqual(Float64Array.of(1, 2, -1, 3, 4, -1));
      tight[0] = 9;
      expect(frame.takeF64(at, 1)[0]).toBe(1);
    });
  });

  test("are unscaled in place, beyond one power of two", () => {
    const values = Float64Array.of(1, -1.5);
    expect(unscale(values, 0)).toBe(values);
    expect(unscale(values, 3)).toBe(values);
    expect([...values]).toEqual([8, -12]);
    expect([...unscale(Float64Array.of(2 ** -1074), 1074)]).toEqual([1]);
    expect([...unscale(Float64Array.of(1), -1074)]).toEqual([Number.MIN_VALUE]);
  });
});

test("an iteration that gave up is an error", () => {
  expect(() => checkConverged(0, "svd")).not.toThrow();
  expect(() => checkConverged(2, "svd")).toThrow(
    expect.objectContaining({
      code: "NO_CONVERGENCE",
      message: "svd: 2 values did not converge within the cap",
    }),
  );
});
