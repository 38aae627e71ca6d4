/**
 * Values that a file holds as codes of fewer bits, decoded into float32 as a stream: whole codes are cut from the bytes as
 * they come, and a step of values is decoded at a time, in place where the caller has a place for them.
 */
import { WignerscopeError } from "../../base/index.ts";

/** How codes stand for values. A code may be of a block of values. */
export interface RoundedCode {
  /** Values in one code. */
  readonly values: number;
  /** Bytes of one code. */
  readonly bytes: number;
  /**
   * Decodes the codes, whole ones, into `out`, which has the length of their values.
   * @param first index of the first value among all of the tensor
   */
  decode(codes: Uint8Array, out: Float32Array, first: number): void;
}

/** Values that are decoded at a time: 1 MiB of float32. */
const STEP = 1 << 18;

/** Bytes of the codes of `count` values; the last block is whole. */
export function encodedBytes({ values, bytes }: RoundedCode, count: number): number {
  return Math.ceil(count / values) * bytes;
}

/**
 * The float32 elements, little-endian.
 * @param count values of the tensor, a multiple of those of a code
 * @param home as in `StoredTensor.bytes`
 */
export async function* decoded(
  encoded: AsyncIterable<Uint8Array>,
  code: RoundedCode,
  home?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const step = Math.max(1, Math.floor(STEP / code.values));
  const inPlace = home && home.byteOffset % 4 === 0 ? home : undefined;
  let first = 0;
  for await (const chunk of wholeUnits(encoded, code.bytes)) {
    for (let at = 0; at < chunk.length; at += step * code.bytes) {
      const codes = chunk.subarray(at, at + step * code.bytes);
      const count = (codes.length / code.bytes) * code.values;
      const out = inPlace
        ? new Float32Array(inPlace.buffer, inPlace.byteOffset + 4 * first, count)
        : new Float32Array(count);
      code.decode(codes, out, first);
      first += count;
      yield new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    }
  }
}

/**
 * The same bytes in steps of whole units.
 * @throws CORRUPT_FILE when the last is cut off
 */
export async function* wholeUnits(
  stream: AsyncIterable<Uint8Array>,
  unit: number,
): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0);
  for await (const chunk of stream) {
    let bytes = chunk;
    if (rest.length > 0) {
      bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
    }
    const whole = bytes.length - (bytes.length % unit);
    // A copy: the chunk's memory may be the caller's.
    rest = Uint8Array.from(bytes.subarray(whole));
    if (whole > 0) yield bytes.subarray(0, whole);
  }
  if (rest.length > 0)
    throw new WignerscopeError(
      "CORRUPT_FILE",
      `the elements end inside one, ${rest.length} of ${unit} bytes`,
    );
}

/** Integer types of codes. */
export type CodeType = "U8" | "I8" | "U16" | "I16" | "I32";

const WIDTHS: Readonly<Record<CodeType, number>> = { U8: 1, I8: 1, U16: 2, I16: 2, I32: 4 };

/** Reads the codes of one type, little-endian. */
function codesOf(type: CodeType, bytes: Uint8Array): ArrayLike<number> {
  if (type === "U8") return bytes;
  if (type === "I8") return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const aligned = bytes.byteOffset % WIDTHS[type] === 0 ? bytes : Uint8Array.from(bytes);
  const count = aligned.length / WIDTHS[type];
  if (type === "U16") return new Uint16Array(aligned.buffer, aligned.byteOffset, count);
  if (type === "I16") return new Int16Array(aligned.buffer, aligned.byteOffset, count);
  return new Int32Array(aligned.buffer, aligned.byteOffset, count);
}

/** `value(code, index of the value)`, rounded to float32. */
export function elementCode(type: CodeType, value: (code: number, index: number) => number): RoundedCode {
  return {
    values: 1,
    bytes: WIDTHS[type],
    decode(bytes, out, first) {
      const codes = codesOf(type, bytes);
      for (let i = 0; i < out.length; i++) out[i] = value(codes[i], first + i);
    },
  };
}
