/** The small float formats against tables made in exact arithmetic and by numpy (test/fixtures/models/generate.py). */
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { FloatDtype } from "../../../src/models/dtype.ts";
import { decodeFloats, encodeFloats, OVERFLOW } from "../../../src/models/encodings/float-codes.ts";
import { raw } from "./encoders.ts";

interface Fixture {
  readonly decoded: Readonly<Record<string, readonly (number | string)[]>>;
  readonly digests: Readonly<Record<string, number>>;
  readonly encoded: { readonly float64: readonly string[]; readonly F16: number[]; readonly BF16: number[] };
}

const fixture: Fixture = JSON.parse(readFileSync("test/fixtures/models/floats.json", "utf8"));

const SPECIAL = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["0", 0],
  ["-0", -0],
]);
const expected = (value: number | string) => (typeof value === "number" ? value : SPECIAL.get(value));

function decodeAll(dtype: FloatDtype, codes: Uint8Array | Uint16Array): Float32Array {
  const out = new Float32Array(codes.length);
  decodeFloats(dtype, raw(codes), out, 0);
  return out;
}

const numbers = Float64Array.from(fixture.encoded.float64, (hex) =>
  new DataView(
    Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)).buffer,
  ).getFloat64(0),
);

describe("decodeFloats", () => {
  const eights: FloatDtype[] = ["F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ"];
  it.each(eights)("decodes all 256 codes of %s", (dtype) => {
    const values = decodeAll(
      dtype,
      Uint8Array.from({ length: 256 }, (_, i) => i),
    );
    // Object.is tells the zeros apart.
    for (let code = 0; code < 256; code++)
      expect(values[code], `code ${code}`).toBe(expected(fixture.decoded[dtype][code]));
  });

  it.each(["F16", "BF16"] as const)("decodes all 65536 codes of %s as numpy does", (dtype) => {
    const values = decodeAll(
      dtype,
      Uint16Array.from({ length: 65536 }, (_, i) => i),
    );
    const bits = new Uint32Array(values.buffer);
    for (let i = 0; i < bits.length; i++) if (Number.isNaN(values[i])) bits[i] = 0x7fc00000;
    expect(crc32(raw(bits))).toBe(fixture.digests[dtype]);
  });

  it("keeps the fraction of a NaN", () => {
    const out = new Float32Array(3);
    decodeFloats("F16", raw(Uint16Array.of(0x7c01, 0xfe2a)), out, 0);
    decodeFloats("BF16", raw(Uint16Array.of(0x7f81)), out, 2);
    expect([...new Uint32Array(out.buffer)]).toEqual([0x7f802000, 0xffc54000, 0x7f810000]);
  });

  it("copies float32 and float64 to the bit, from any alignment, into any place", () => {
    const values = Float64Array.of(0, Number.MIN_VALUE, -Infinity, Math.PI);
    const shifted = new Uint8Array(33);
    shifted.set(raw(values), 1);
    const out = new Float64Array(6);
    decodeFloats("F64", shifted.subarray(1), out, 2);
    expect(out).toEqual(Float64Array.of(0, 0, ...values));
    const single = new Float32Array(2);
    decodeFloats("F32", raw(Uint32Array.of(0x7f800001)), single, 1);
    expect(new Uint32Array(single.buffer)[1]).toBe(0x7f800001);
  });
});

describe("encodeFloats", () => {
  it.each(["F16", "BF16"] as const)("rounds float64 to %s once, to nearest even", (dtype) => {
    const bytes = encodeFloats(dtype, numbers, 0, numbers.length);
    const codes = new Uint16Array(bytes.buffer, bytes.byteOffset, numbers.length);
    for (let i = 0; i < numbers.length; i++)
      expect(codes[i], `of ${numbers[i]}`).toBe(fixture.encoded[dtype][i]);
  });

  it.each(["F16", "BF16"] as const)("gives every code of %s back", (dtype) => {
    const codes = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const values = decodeAll(dtype, codes);
    const again = new Uint16Array(encodeFloats(dtype, values, 0, values.length).buffer);
    const changed = [...codes].filter((code) => !Number.isNaN(values[code]) && again[code] !== code);
    expect(changed).toEqual([]);
    const nans = [...codes].filter((code) => Number.isNaN(values[code]));
    expect(nans.every((code) => Number.isNaN(decodeAll(dtype, again.slice(code, code + 1))[0]))).toBe(true);
  });

  it("knows from where on a type rounds to infinity", () => {
    for (const dtype of ["F32", "F16", "BF16"] as const) {
      const limit = OVERFLOW[dtype];
      const below = limit * (1 - 2 ** -50);
      const back = new Float32Array(2);
      decodeFloats(dtype, encodeFloats(dtype, Float64Array.of(below, limit), 0, 2), back, 0);
      expect(Number.isFinite(back[0]), dtype).toBe(true);
      expect(back[1], dtype).toBe(Infinity);
    }
  });
});
