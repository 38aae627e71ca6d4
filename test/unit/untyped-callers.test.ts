/** What callers without types pass by mistake: an error with a code that says what would work. */
import { expect, test } from "vitest";
import * as door from "../../src/index.ts";
import {
  analyzeMatrix,
  analyzeProduct,
  compareAdapted,
  compareMatrices,
  eigvalsh,
  ensembles,
  laws,
  matmul,
  openModel,
  shrink,
  signFlipTest,
  svd,
  svdvals,
  transpose,
} from "../../src/index.ts";

/** The function as JavaScript sees it. */
type Untyped = (...args: unknown[]) => unknown;
const untyped = (f: unknown) => f as Untyped;

const one = { rows: 1, cols: 1, data: Float64Array.of(1) };

test.each([
  [svdvals, [[[1, 2]]], /matrix must be \{ rows, cols, data \}/],
  [svdvals, [{ rows: 1, cols: 1, data: [1] }], /Float64Array or Float32Array/],
  [svdvals, [{ rows: 1, cols: 1, data: Int32Array.of(1) }], /Float64Array or Float32Array/],
  [svdvals, [null], /matrix must be/],
  [svd, [undefined], /matrix must be/],
  [eigvalsh, [{}], /matrix must be/],
  [transpose, [[[1, 2]]], /matrix must be/],
  [shrink, [null, { method: "optimal" }], /matrix must be/],
  [signFlipTest, [undefined, { singularValues: [1], sigma: 1, seed: 1 }], /matrix must be/],
  [analyzeMatrix, [[[1, 2]]], /matrix must be/],
  [compareMatrices, [one, null], /matrix must be/],
  [compareAdapted, [one, undefined], /factor B must be/],
  [analyzeProduct, [{ b: one }], /factor A must be/],
  [matmul, [one, undefined], /b must be/],
  [analyzeMatrix, [one, { depth: "deep" }], /depth must be one of quick, standard, full, got deep/],
  [openModel, ["model.onnx"], /openModelFile takes a path/],
  [openModel, [undefined], /byte source/],
] as const)("%o(...%j)", async (f, args, message) => {
  const call = async () => untyped(f)(...args);
  await expect(call()).rejects.toMatchObject({
    name: "WignerscopeError",
    code: "INVALID_ARGUMENT",
    message: expect.stringMatching(message),
  });
});

/** Where the parameter called `options` stands in a function's source; undefined where there is none. */
function placeOfOptions(f: unknown): number | undefined {
  if (typeof f !== "function") return undefined;
  const source = Function.prototype.toString.call(f);
  const list = source.startsWith("class")
    ? source.match(/constructor\(([^)]*)/)
    : source.match(/^[^(]*\(([\s\S]*?)\)\s*(?:\{|=>)/);
  const at = list?.[1].split(",").findIndex((parameter) => /^\s*options\b/.test(parameter));
  return at === undefined || at < 0 ? undefined : at;
}

/** Every function of the public door. */
const everything = [
  ...Object.entries(door),
  ...Object.entries(laws).map(([name, f]) => [`laws.${name}`, f] as const),
  ...Object.entries(ensembles).map(([name, f]) => [`ensembles.${name}`, f] as const),
].filter(([, f]) => typeof f === "function");

const withOptions = everything.flatMap(([name, f]) => {
  const place = placeOfOptions(f);
  // An error's options are those of the language.
  const checked = place !== undefined && name !== "WignerscopeError";
  return checked ? [{ name, f, place }] : [];
});

test("functions with options are found", () => {
  expect(withOptions.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "svdvals",
      "unfold",
      "fitBulk",
      "StreamingQr",
      "laws.semicircle",
      "ensembles.goe",
    ]),
  );
});

const isClass = (f: unknown) => Function.prototype.toString.call(f).startsWith("class");

/** Calls, or constructs; generators take their first step, because they begin with it. */
async function called(f: unknown, args: readonly unknown[]): Promise<void> {
  const made = isClass(f) ? new (f as new (...args: unknown[]) => unknown)(...args) : untyped(f)(...args);
  if (made && typeof made === "object" && Symbol.asyncIterator in made)
    for await (const _ of made as AsyncIterable<unknown>) break;
  await made;
}

test.each(withOptions)("$name refuses an option that it does not have", async ({ f, place }) => {
  const before = new Array(place).fill(undefined);
  await expect(called(f, [...before, { noSuchOption: 1 }])).rejects.toMatchObject({
    name: "WignerscopeError",
    code: "INVALID_ARGUMENT",
    message: expect.stringMatching(/there is no option "noSuchOption"/),
  });
});

/** Calls that a slip makes: nothing at all, null, a path, a list, a number, a function. */
const SLIPS: readonly unknown[][] = [
  [],
  [null],
  ["model.safetensors"],
  [{}],
  [[1, 2]],
  [null, null],
  [1, 1],
  [() => 1],
];

test.each(everything)("%s answers a slip with an error of its own, or not at all", async (_name, f) => {
  const raw: string[] = [];
  for (const slip of SLIPS)
    await called(f, slip).catch((error: unknown) => {
      if (!(error instanceof door.WignerscopeError)) raw.push(`${JSON.stringify(slip)}: ${error}`);
    });
  expect(raw).toEqual([]);
});
