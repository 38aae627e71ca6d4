import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { described, didYouMean, knownOptions, requireOptions } from "../../../src/base/index.ts";
import { codeOf } from "../error-code.ts";

interface Options {
  readonly depth?: string;
  readonly seed?: number;
}

const names = { depth: true, seed: true } as const;
const check = (options: unknown) => () => knownOptions<Options>("analyze", options as Options, names);

test("known options and none at all pass", () => {
  for (const options of [undefined, {}, { depth: "full" }, { seed: undefined, depth: "quick" }])
    expect(check(options)()).toBeUndefined();
});

test.each([
  [{ dept: "full" }, 'analyze: there is no option "dept"; did you mean "depth"?'],
  [{ sede: 1 }, 'analyze: there is no option "sede"; did you mean "seed"?'],
  [{ replicates: 200 }, 'analyze: there is no option "replicates"; there are depth, seed'],
  [{ toString: 1 }, 'analyze: there is no option "toString"; there are depth, seed'],
  [null, "analyze: options must be an object such as { depth }, got null"],
  [200, "analyze: options must be an object such as { depth }, got 200"],
  ["full", 'analyze: options must be an object such as { depth }, got "full"'],
  [[1], "analyze: options must be an object such as { depth }, got an array"],
  [new Float64Array(2), "analyze: options must be an object such as { depth }, got a Float64Array"],
  [new Map([["depth", "full"]]), "analyze: options must be an object such as { depth }, got a Map"],
  [new (class Settings {})(), "analyze: options must be an object such as { depth }, got a Settings"],
  [new Date(0), "analyze: options must be an object such as { depth }, got a Date"],
])("%j is refused in words", (options, message) => {
  expect(codeOf(check(options))).toBe("INVALID_ARGUMENT");
  expect(check(options)).toThrow(message);
});

test("an object without a prototype or of another realm is an object", () => {
  expect(check(Object.assign(Object.create(null), { depth: "full" }))()).toBeUndefined();
  expect(check(runInNewContext("({ depth: 'full' })"))()).toBeUndefined();
  expect(check(runInNewContext("new Map()"))).toThrow("got a Map");
});

test("a function without options says so", () => {
  expect(() => knownOptions<object>("f", { a: 1 }, {})).toThrow('f: there is no option "a"; it takes none');
});

test("the nearest name is offered, a far one is not", () => {
  expect(didYouMean("presicion", ["seed", "precision"])).toBe("precision");
  expect(didYouMean("sed", ["seed"])).toBe("seed");
  expect(didYouMean("xy", ["seed"])).toBeUndefined();
  expect(didYouMean("window", ["statistic", "seed"])).toBeUndefined();
});

test("values are described in a few words", () => {
  expect(described("x".repeat(99))).toBe(`"${"x".repeat(40)}..."`);
  expect([undefined, {}, () => 1, true, new Set(), { constructor: 1 }].map(described)).toEqual([
    "undefined",
    "an object",
    "a function",
    "true",
    "a Set",
    "an object",
  ]);
});

test("options that cannot be left out are asked for", () => {
  const require = (options: unknown) => () => requireOptions<Options>("f", options as Options, names);
  expect(require(undefined)).toThrow("f needs options: { depth, seed }, got undefined");
  expect(require({ dept: 1 })).toThrow('f: there is no option "dept"; did you mean "depth"?');
  expect(require({ depth: "full" })()).toBeUndefined();
});
