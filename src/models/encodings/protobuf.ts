/**
 * The wire format of protocol buffers, read through a window that moves over a byte source: fields are walked one by
 * one, payloads are stepped over without being read.
 *
 * A field is a varint tag (number * 8 + wire type) and a value: wire type 0 a varint, 1 eight bytes, 5 four bytes,
 * 2 a varint length and as many bytes. A varint has 7 bits in each byte, lowest first, the top bit set in all but the
 * last, at most 10 bytes.
 */
import { WignerscopeError } from "../../base/index.ts";
import type { ByteSource } from "../sources/byte-source.ts";

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** The window after a jump, and what it grows to while reading goes on in a line. */
const SMALL_WINDOW = 4 << 10;
const LARGE_WINDOW = 256 << 10;
/** No tag or varint takes more. */
const LONGEST_VARINT = 10;
const TWO_32 = 2 ** 32;

const decoder = new TextDecoder();

/** UTF-8; names are short and plain, which the general decoder is slow on. */
function decodeText(bytes: Uint8Array): string {
  if (bytes.length > 64) return decoder.decode(bytes);
  let text = "";
  for (const byte of bytes) {
    if (byte >= 0x80) return decoder.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

export class WireReader {
  /** Where the next byte comes from, as an offset in the file. */
  position = 0;
  readonly size: number;
  /** Number and wire type of the field whose tag was read last. */
  field = 0;
  wireType = 0;
  /** The last varint's upper and lower 32 bits. */
  high = 0;
  low = 0;
  private readonly source: ByteSource;
  private readonly signal: AbortSignal | undefined;
  private window: Uint8Array = new Uint8Array(0);
  private windowStart = 0;
  private windowSize = SMALL_WINDOW;

  constructor(source: ByteSource, signal: AbortSignal | undefined) {
    this.source = source;
    this.signal = signal;
    this.size = source.size;
  }

  /** Whether the next tag, or what the file has left, must be fetched first. Awaiting only then keeps the walk fast. */
  get starved(): boolean {
    const ahead = this.windowStart + this.window.length;
    const outside = this.position < this.windowStart || this.position > ahead;
    return outside || (ahead < this.size && ahead - this.position < 2 * LONGEST_VARINT);
  }

  /** Moves the window to the position. */
  async refill(atLeast = 2 * LONGEST_VARINT): Promise<void> {
    const ahead = this.windowStart + this.window.length;
    const inLine = this.position <= ahead && ahead - this.position < 2 * LONGEST_VARINT;
    this.windowSize = inLine ? Math.min(2 * this.windowSize, LARGE_WINDOW) : SMALL_WINDOW;
    const length = Math.min(Math.max(this.windowSize, atLeast), this.size - this.position);
    this.window = await this.source.read(this.position, length, this.signal);
    this.windowStart = this.position;
  }

  /** Reads the next field's tag; `end` is where its message ends. Needs a reader that is not starved. */
  tag(end: number): void {
    const start = this.position;
    this.varint(end);
    this.field = this.low >>> 3;
    this.wireType = this.low & 7;
    if (this.high !== 0 || this.field === 0) this.fail("a field with an impossible number", start);
    const { wireType } = this;
    if (wireType !== VARINT && wireType !== FIXED64 && wireType !== BYTES && wireType !== FIXED32)
      this.fail(`field ${this.field} has wire type ${wireType}`, start);
  }

  /** Reads a varint into `high` and `low`. Needs a reader that is not starved. */
  varint(end: number): void {
    const start = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= end) this.fail("a varint that overruns its message", start);
      const byte = this.window[this.position++ - this.windowStart];
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else if (bits > 1) this.fail("a varint beyond 64 bits", start);
      else high |= bits << 31;
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.fail("a varint of more than 10 bytes", start);
  }

  /** The last varint as a natural number. @throws CORRUPT_FILE above 2^53, which is where negative numbers are, too. */
  natural(what: string): number {
    const value = this.high * TWO_32 + this.low;
    if (!Number.isSafeInteger(value)) this.fail(`${what} is negative or beyond 2^53`, this.position);
    return value;
  }

  /** Reads a length and checks that as many bytes fit into the message that ends at `end`. */
  length(end: number): number {
    const start = this.position;
    this.varint(end);
    const length = this.high * TWO_32 + this.low;
    if (length > end - this.position)
      this.fail(
        `field ${this.field} of ${length} bytes overruns its message, which has ${end - this.position} left`,
        start,
      );
    return length;
  }

  /** Steps over `count` bytes of the message that ends at `end`. */
  skip(count: number, end: number): void {
    if (count > end - this.position)
      this.fail(
        `field ${this.field} overruns its message, which has ${end - this.position} left`,
        this.position,
      );
    this.position += count;
  }

  /** Steps over the value of the field whose tag was read last. Needs a reader that is not starved. */
  skipValue(end: number): void {
    if (this.wireType === VARINT) this.varint(end);
    else if (this.wireType === BYTES) this.skip(this.length(end), end);
    else this.skip(this.wireType === FIXED64 ? 8 : 4, end);
  }

  /** Whether the next `length` bytes are in the window. If not, `refill(length)` brings them. */
  holds(length: number): boolean {
    const from = this.position - this.windowStart;
    return from >= 0 && from + length <= this.window.length;
  }

  /** The next `length` bytes as text. Needs a reader that holds them. */
  text(length: number): string {
    const start = this.position - this.windowStart;
    this.position += length;
    return decodeText(this.window.subarray(start, start + length));
  }

  fail(what: string, offset: number): never {
    throw new WignerscopeError("CORRUPT_FILE", `${this.source.name}: ONNX: ${what}, at offset ${offset}`);
  }
}
