import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzeMatrix, compareMatrices } from "../../../../src/analysis/index.ts";
import { decode, encode } from "../../../../src/analysis/records/codec.ts";
import { gaussian } from "../../../../src/ensembles/index.ts";

const typedArray = fc.oneof(
  fc.float64Array(),
  fc.float32Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int8Array(),
  fc.uint8Array(),
);
const leaf = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0),
  fc.string({ unit: "binary" }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  typedArray,
);
const key = fc.oneof(fc.string(), fc.constantFrom("$", "v", "__proto__", "constructor", "toString"));
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: true }),
}));

describe("decode(encode(x))", () => {
  test("is x: types, special numbers, absent and undefined", () => {
    fc.assert(
      fc.property(anything, (x) => {
        const line = encode(x);
        expect(line).not.toContain("\n");
        // Not toStrictEqual, which asks a property named "constructor" what type an object is of.
        expect(isDeepStrictEqual(decode(line), x)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps every bit of a double, that of a NaN in an array too", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 2n ** 64n - 1n)), (bits) => {
        const doubles = new Float64Array(BigUint64Array.from(bits).buffer);
        const back = decode(encode(doubles));
        if (!(back instanceof Float64Array)) throw new Error("not an array of doubles");
        expect(new BigUint64Array(back.buffer)).toEqual(BigUint64Array.from(bits));
      }),
    );
  });

  test("takes a part of a larger buffer for itself", () => {
    const part = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
    const back = decode(encode(part));
    expect(back).toStrictEqual(Float64Array.of(2, 3));
    expect((back as Float64Array).buffer.byteLength).toBe(16);
  });

  test("is frozen all through", () => {
    const back = decode(encode({ a: [{ b: 1 }] })) as { a: { b: number }[] };
    expect([back, back.a, back.a[0]].every(Object.isFrozen)).toBe(true);
  });

  test.each(["quick", "standard", "full"] as const)("is an analysis at depth %s", (depth) => {
    const a = gaussian(60, 70, { seed: 3 });
    const analysis = analyzeMatrix(a, { depth });
    expect(decode(encode(analysis))).toStrictEqual(analysis);
  });

  test("is a comparison, of a matrix with itself too", () => {
    const [a, b] = [gaussian(20, 30, { seed: 1 }), gaussian(20, 30, { seed: 2 })];
    for (const other of [a, b]) {
      const comparison = compareMatrices(a, other, { depth: "quick" });
      expect(decode(encode(comparison))).toStrictEqual(comparison);
    }
  });
});

test("the text is what the head of the file says", () => {
  expect(encode({ n: Number.NaN, z: -0, u: undefined, a: Float32Array.of(1), o: { $: 1 } })).toBe(
    '{"n":{"$":"NaN"},"z":{"$":"-0"},"u":{"$":"undefined"},"a":{"$":"Float32Array","v":"AACAPw=="},"o":{"$":"object","v":{"$":1}}}',
  );
});

test.each([[() => 1], [Symbol("x")], [new Map()], [new Date(0)], [10n], [new DataView(new ArrayBuffer(1))]])(
  "%s is no plain data",
  (value) => {
    expect(() => encode({ value })).toThrow(/a result must be plain data, got/);
  },
);

test.each([
  ["", "a stored result is not JSON"],
  ['{"a":', "a stored result is not JSON"],
  ['{"$":"Map"}', 'a stored result has a part of the unknown kind "Map"'],
  ['{"$":"toString","v":""}', 'a stored result has a part of the unknown kind "toString"'],
  ['{"$":3}', "a stored result has a part of the unknown kind 3"],
  ['{"$":"object","v":null}', 'a stored result has a part of the unknown kind "object"'],
  ['{"$":"Float64Array","v":"AAAA"}', "a stored Float64Array has 3 bytes"],
  ['{"$":"Float64Array","v":"&"}', "a stored array is not base64"],
])("%s is refused", (text, message) => {
  expect(() => decode(text)).toThrow(message);
});
