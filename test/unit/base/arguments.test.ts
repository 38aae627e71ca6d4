/** Checks of arguments: what passes comes back as it was, what does not is named with its bounds. */
import { describe, expect, test } from "vitest";
import {
  requireAbove,
  requireAtLeast,
  requireBetween,
  requireFinite,
  requireInside,
  requireInteger,
  requireOneOf,
  requirePositive,
  requireProbability,
  requireSeed,
  requireSize,
  requireUpTo,
} from "../../../src/base/index.ts";
import { codeOf } from "../error-code.ts";

/** What callers without types pass. */
const untyped = (value: unknown) => value as never;

describe("each check takes its bounds and refuses what lies beyond", () => {
  test.each<[string, (value: number) => number, number[], [number, string][]]>([
    [
      "positive",
      (v) => requirePositive("sigma", v),
      [Number.MIN_VALUE, 2],
      [
        [0, "sigma must be a positive finite number, got 0"],
        [Number.POSITIVE_INFINITY, "sigma must be a positive finite number, got Infinity"],
      ],
    ],
    [
      "up to",
      (v) => requireUpTo("angle", v, 0, 1),
      [1, 0.5],
      [
        [0, "angle must be above 0 and at most 1, got 0"],
        [1.5, "angle must be above 0 and at most 1, got 1.5"],
        [Number.NaN, "angle must be above 0 and at most 1, got NaN"],
        [untyped("1"), 'angle must be above 0 and at most 1, got "1"'],
      ],
    ],
    ["finite", (v) => requireFinite("x", v), [-3, 0], [[Number.NaN, "x must be a finite number, got NaN"]]],
    [
      "at least",
      (v) => requireAtLeast("x", v, 2),
      [2, 3],
      [
        [1.5, "x must be a finite number >= 2, got 1.5"],
        [Number.POSITIVE_INFINITY, "x must be a finite number >= 2, got Infinity"],
      ],
    ],
    ["above", (v) => requireAbove("x", v, 2), [2.5], [[2, "x must be a finite number above 2, got 2"]]],
    [
      "between",
      (v) => requireBetween("x", v, 1, 2),
      [1, 2],
      [
        [0.9, "x must be from 1 to 2, got 0.9"],
        [2.1, "x must be from 1 to 2, got 2.1"],
      ],
    ],
    [
      "inside",
      (v) => requireInside("x", v, 0, 1),
      [0.5],
      [
        [0, "x must be between 0 and 1, ends excluded, got 0"],
        [1, "x must be between 0 and 1, ends excluded, got 1"],
      ],
    ],
    [
      "probability",
      requireProbability,
      [0, 1],
      [
        [1.1, "p must be from 0 to 1, got 1.1"],
        [Number.NaN, "p must be from 0 to 1, got NaN"],
      ],
    ],
    [
      "integer",
      (v) => requireInteger("n", v, 1),
      [1, 2 ** 53 - 1],
      [
        [0, "n must be an integer >= 1, got 0"],
        [1.5, "n must be an integer >= 1, got 1.5"],
      ],
    ],
    [
      "bounded integer",
      (v) => requireInteger("n", v, 1, 4),
      [1, 4],
      [[5, "n must be an integer from 1 to 4, got 5"]],
    ],
    [
      "seed",
      (v) => requireSeed("seed", v),
      [0, 2 ** 53 - 1],
      [
        [-1, "seed must be an integer from 0 to 2^53 - 1, got -1"],
        [2 ** 53, "seed must be an integer from 0 to 2^53 - 1, got 9007199254740992"],
      ],
    ],
    ["choice", (v) => requireOneOf("beta", v, [1, 2, 4]), [4], [[3, "beta must be one of 1, 2, 4, got 3"]]],
  ])("%s", (_, check, good, bad) => {
    for (const value of good) expect(check(value)).toBe(value);
    for (const [value, message] of bad) {
      expect(() => check(value)).toThrow(message);
      expect(codeOf(() => check(value))).toBe("INVALID_ARGUMENT");
    }
  });

  test("a size is a matter of shape", () => {
    expect(requireSize("rows", 1)).toBe(1);
    expect(requireSize("rows", 0, 0)).toBe(0);
    expect(() => requireSize("rows", 0)).toThrow("rows must be an integer >= 1, got 0");
    expect(codeOf(() => requireSize("rows", 1.5))).toBe("INVALID_SHAPE");
  });

  test("a number in a string is not a number", () => {
    expect(() => requirePositive("sigma", untyped("1"))).toThrow(
      'sigma must be a positive finite number, got "1"',
    );
    expect(() => requireBetween("x", untyped("1"), 0, 2)).toThrow('x must be from 0 to 2, got "1"');
    expect(() => requireInside("x", untyped("1"), 0, 2)).toThrow('got "1"');
  });
});
