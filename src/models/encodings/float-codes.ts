/**
 * Conversions between the small float formats and JavaScript's numbers, exact in both directions: decoding keeps
 * denormals, signed zeros, infinities and NaN; encoding rounds once, to nearest with ties to even, from the float64.
 *
 * A format with m fraction bits and bias b has, for exponent field e and fraction field f,
 *   e > 0:  (-1)^s 2^(e - b) (1 + f / 2^m)      e = 0:  (-1)^s 2^(1 - b) f / 2^m
 * float16 (IEEE 754): m = 10, b = 15. bfloat16: the upper half of a float32. The 8-bit formats are those of
 * Micikevicius et al. 2022 (arXiv 2209.05433): E5M2 like IEEE; E4M3 without infinities, NaN = S.1111.111; and the
 * "FNUZ" variants of Noune et al. 2022 (arXiv 2206.02915): bias one higher, NaN = 0x80, no negative zero.
 *
 * Typed arrays have the machine's byte order and files have little-endian; WebAssembly hosts are little-endian.
 */
import type { FloatArray } from "../../base/index.ts";
import type { FloatDtype } from "../dtype.ts";

interface SmallFormat {
  readonly bits: 8 | 16;
  readonly fractionBits: number;
  readonly bias: number;
  /** What the codes at the top of the range mean. */
  readonly specials: "ieee" | "nan-only" | "negative-zero-is-nan";
}

const FLOAT16: SmallFormat = { bits: 16, fractionBits: 10, bias: 15, specials: "ieee" };

const FLOAT8 = {
  F8_E4M3: { bits: 8, fractionBits: 3, bias: 7, specials: "nan-only" },
  F8_E5M2: { bits: 8, fractionBits: 2, bias: 15, specials: "ieee" },
  F8_E4M3FNUZ: { bits: 8, fractionBits: 3, bias: 8, specials: "negative-zero-is-nan" },
  F8_E5M2FNUZ: { bits: 8, fractionBits: 2, bias: 16, specials: "negative-zero-is-nan" },
} as const satisfies Partial<Record<FloatDtype, SmallFormat>>;

const SIGN32 = 0x8000_0000;
const INFINITY32 = 0x7f80_0000;

/** The float32 bits of one code of a small format. A NaN keeps its fraction. */
function float32Bits(code: number, format: SmallFormat): number {
  const { bits, fractionBits, bias, specials } = format;
  const signMask = 2 ** (bits - 1);
  const sign = code >= signMask ? SIGN32 : 0;
  const magnitude = code & (signMask - 1);
  const fraction = magnitude & (2 ** fractionBits - 1);
  const exponent = magnitude >> fractionBits;
  const top = 2 ** (bits - 1 - fractionBits) - 1;
  const shifted = fraction << (23 - fractionBits);
  if (specials === "ieee" && exponent === top) return (sign | INFINITY32 | shifted) >>> 0;
  if (specials === "nan-only" && magnitude === signMask - 1) return (sign | INFINITY32 | shifted) >>> 0;
  if (specials === "negative-zero-is-nan" && code === signMask) return INFINITY32 | 0x40_0000;
  if (magnitude === 0) return sign;
  if (exponent > 0) return (sign | ((exponent - bias + 127) << 23) | shifted) >>> 0;
  // A denormal of the small format is a normal float32: move the leading one to the implicit place.
  const lead = 31 - Math.clz32(fraction);
  const normal = (fraction << (23 - lead)) & 0x7f_ffff;
  return (sign | ((lead - fractionBits + 1 - bias + 127) << 23) | normal) >>> 0;
}

function tableOf(format: SmallFormat): Uint32Array {
  const table = new Uint32Array(2 ** format.bits);
  for (let code = 0; code < table.length; code++) table[code] = float32Bits(code, format);
  return table;
}

const tables = new Map<FloatDtype, Uint32Array>();

function tableFor(dtype: "F16" | keyof typeof FLOAT8): Uint32Array {
  let table = tables.get(dtype);
  if (!table) tables.set(dtype, (table = tableOf(dtype === "F16" ? FLOAT16 : FLOAT8[dtype])));
  return table;
}

/** Bytes of one element. */
export function widthOf(dtype: FloatDtype): number {
  if (dtype === "F64") return 8;
  if (dtype === "F32") return 4;
  return dtype === "F16" || dtype === "BF16" ? 2 : 1;
}

/** A zeroed array that holds `count` values of the type: Float64Array for F64, Float32Array for all others. */
export function arrayFor(dtype: FloatDtype, count: number): FloatArray {
  return dtype === "F64" ? new Float64Array(count) : new Float32Array(count);
}

/**
 * Decodes little-endian elements (as many as `bytes` holds) into `target` from its index `at`. The bytes may lie in the
 * target's own memory, as long as none comes before the place of its element.
 */
export function decodeFloats(dtype: FloatDtype, bytes: Uint8Array, target: FloatArray, at: number): void {
  const width = widthOf(dtype);
  const count = bytes.length / width;
  const start = target.byteOffset + at * target.BYTES_PER_ELEMENT;
  if (dtype === "F64" || dtype === "F32") {
    const inPlace = bytes.buffer === target.buffer && bytes.byteOffset === start;
    if (!inPlace) new Uint8Array(target.buffer, start, bytes.length).set(bytes);
    return;
  }
  // Through the bits, because a float32 NaN may lose its fraction on the way through a number.
  const out = new Uint32Array(target.buffer, start, count);
  const codes = width === 1 ? bytes : asUint16(bytes);
  if (dtype === "BF16") {
    for (let i = 0; i < count; i++) out[i] = codes[i] << 16;
    return;
  }
  const table = tableFor(dtype);
  for (let i = 0; i < count; i++) out[i] = table[codes[i]];
}

function asUint16(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

/** The float types that can be written. */
export type WritableDtype = "F64" | "F32" | "F16" | "BF16";

export function isWritableDtype(name: string): name is WritableDtype {
  return name === "F64" || name === "F32" || name === "F16" || name === "BF16";
}

/** The smallest magnitude that rounds to infinity: half a step above the largest number of the type. */
export const OVERFLOW: Readonly<Record<WritableDtype, number>> = {
  F64: Number.POSITIVE_INFINITY,
  F32: 2 ** 128 - 2 ** 103,
  F16: 65520,
  BF16: 2 ** 128 - 2 ** 119,
};

/** `values[from, to)` as little-endian elements; rounds to nearest, ties to even, overflows to infinity. */
export function encodeFloats(dtype: WritableDtype, values: FloatArray, from: number, to: number): Uint8Array {
  const part = values.subarray(from, to);
  if (dtype === "F64") return bytesOf(Float64Array.from(part));
  if (dtype === "F32") return bytesOf(Float32Array.from(part));
  const code = dtype === "F16" ? float16Code : bfloat16Code;
  const codes = new Uint16Array(part.length);
  for (let i = 0; i < part.length; i++) codes[i] = code(part[i]);
  return bytesOf(codes);
}

function bytesOf(array: FloatArray | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** The float16 nearest to x, ties to even. */
function float16Code(x: number): number {
  return codeOf(x, 10, 15, 31);
}

/** The bfloat16 nearest to x, ties to even (rounded once: not by way of a float32). */
function bfloat16Code(x: number): number {
  return codeOf(x, 7, 127, 255);
}

/** Adding and subtracting it rounds |y| < 2^51 to an integer, ties to even. */
const ROUND = 1.5 * 2 ** 52;
const wide = new Float64Array(1);
const wideWords = new Uint32Array(wide.buffer);

/** 16-bit code with `top` as the exponent field of infinities. */
function codeOf(x: number, fractionBits: number, bias: number, top: number): number {
  wide[0] = x;
  const sign = (wideWords[1] >>> 31) << 15;
  const infinity = top << fractionBits;
  if (Number.isNaN(x)) return sign | infinity | (1 << (fractionBits - 1));
  const magnitude = Math.abs(x);
  if (magnitude === Number.POSITIVE_INFINITY) return sign | infinity;
  const exponent = Math.max(((wideWords[1] >>> 20) & 0x7ff) - 1023, 1 - bias);
  // In units of the last place the magnitude is below 2^(fractionBits + 1); the scaling is exact. A float64 denormal
  // has a lower exponent than its field says, but both formats put it below half of their smallest number.
  const units = magnitude * 2 ** (fractionBits - exponent);
  const rounded = units + ROUND - ROUND;
  // The implicit one adds 1 to the exponent field, and so does a carry out of the rounding.
  const code = ((exponent + bias - 1) << fractionBits) + rounded;
  return sign | Math.min(code, infinity);
}
