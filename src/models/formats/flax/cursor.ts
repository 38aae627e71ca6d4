/** Reads msgpack (github.com/msgpack/msgpack/blob/master/spec.md) from a file, with a window that moves over it. */
import { WignerscopeError } from "../../../base/index.ts";
import type { ByteSource } from "../../sources/byte-source.ts";

/** An array in an extension: elements are little-endian and row-major. */
export interface PackedArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/** Heads of arrays lie between their elements; a window holds many of small ones, and costs little between large ones. */
const WINDOW = 1 << 14;
/** No key or type name is longer. */
const LONGEST_TEXT = 4096;
/** Values that are not tensors nest no deeper. */
const MAX_DEPTH = 100;
const MAX_RANK = 64;
const [ARRAY, SCALAR] = [1, 3];

/** What a value's first byte says. */
interface Head {
  readonly kind: "map" | "list" | "text" | "bytes" | "extension" | "natural" | "other";
  /** Entries of a map or list, bytes of a text, of bytes or an extension, a natural number itself; else bytes to step over. */
  readonly length: number;
  /** Type of an extension. */
  readonly type: number;
}

export class MsgpackCursor {
  private at = 0;
  private window = new Uint8Array(0);
  private start = 0;
  private readonly source: ByteSource;
  private readonly where: string;
  private readonly signal: AbortSignal | undefined;

  constructor(source: ByteSource, where: string, signal: AbortSignal | undefined) {
    this.source = source;
    this.where = where;
    this.signal = signal;
  }

  fail(what: string): never {
    throw new WignerscopeError("CORRUPT_FILE", `${this.where}, offset ${this.at}: ${what}`);
  }

  /** @throws CORRUPT_FILE when bytes are left. */
  end(): void {
    if (this.at !== this.source.size) this.fail(`${this.source.size - this.at} bytes are left over`);
  }

  async atMap(): Promise<boolean> {
    const place = this.at;
    const { kind } = await this.head();
    this.at = place;
    return kind === "map";
  }

  async mapLength(): Promise<number> {
    const { kind, length } = await this.head();
    return kind === "map" ? length : this.fail("a map is expected");
  }

  async text(): Promise<string> {
    const { kind, length } = await this.head();
    if (kind !== "text") this.fail("a text is expected");
    if (length > LONGEST_TEXT) this.fail(`a text of ${length} bytes, at most ${LONGEST_TEXT}`);
    return new TextDecoder().decode(await this.take(length));
  }

  async natural(): Promise<number> {
    const { kind, length } = await this.head();
    return kind === "natural" ? length : this.fail("a natural number is expected");
  }

  /** The array that the next value is, with its elements stepped over; nothing is taken when it is something else. */
  async array(): Promise<PackedArray | undefined> {
    const place = this.at;
    const { kind, length, type } = await this.head();
    if (kind !== "extension" || (type !== ARRAY && type !== SCALAR)) {
      this.at = place;
      return undefined;
    }
    const end = this.at + length;
    const fields = await this.head();
    if (fields.kind !== "list" || fields.length !== 3) this.fail("an array does not have its three fields");
    const rank = await this.head();
    if (rank.kind !== "list" || rank.length > MAX_RANK)
      this.fail(`the shape is not a list of at most ${MAX_RANK}`);
    const shape: number[] = [];
    for (let axis = 0; axis < rank.length; axis++) shape.push(await this.natural());
    const dtype = await this.text();
    const elements = await this.head();
    if (elements.kind !== "bytes") this.fail("the elements of an array are not bytes");
    const offset = this.at;
    await this.stepOver(elements.length);
    if (this.at !== end) this.fail(`an array ends at ${this.at}, its extension at ${end}`);
    return { dtype, shape, offset, size: elements.length };
  }

  /** Steps over the next value, whatever it is. */
  async skip(depth = 0): Promise<void> {
    if (depth > MAX_DEPTH) this.fail(`nesting deeper than ${MAX_DEPTH}`);
    const { kind, length } = await this.head();
    if (kind === "map" || kind === "list")
      for (let i = kind === "map" ? 2 * length : length; i > 0; i--) await this.skip(depth + 1);
    else if (kind !== "natural") await this.stepOver(length);
  }

  private async stepOver(length: number): Promise<void> {
    if (length > this.source.size - this.at) this.fail(`${length} bytes reach beyond the file`);
    this.at += length;
  }

  private async take(length: number): Promise<Uint8Array> {
    if (length > this.source.size - this.at) this.fail(`the file ends after ${this.source.size} bytes`);
    if (this.at < this.start || this.at + length > this.start + this.window.length) {
      this.start = this.at;
      const size = Math.min(Math.max(WINDOW, length), this.source.size - this.at);
      this.window = new Uint8Array(await this.source.read(this.at, size, this.signal));
    }
    const from = this.at - this.start;
    this.at += length;
    return this.window.subarray(from, from + length);
  }

  private async uint(width: 1 | 2 | 4 | 8): Promise<number> {
    const bytes = await this.take(width);
    let value = 0;
    for (const byte of bytes) value = 256 * value + byte;
    if (!Number.isSafeInteger(value)) this.fail("a number above 2^53");
    return value;
  }

  private async head(): Promise<Head> {
    const [code] = await this.take(1);
    const head = (kind: Head["kind"], length: number, type = 0): Head => ({ kind, length, type });
    if (code < 0x80) return head("natural", code);
    if (code < 0x90) return head("map", code & 15);
    if (code < 0xa0) return head("list", code & 15);
    if (code < 0xc0) return head("text", code & 31);
    if (code >= 0xe0) return head("other", 0);
    const long = LONG.get(code);
    if (!long) return this.fail(`there is no value of code 0x${code.toString(16)}`);
    const [kind, width, fixed] = long;
    const length = width === 0 ? fixed : await this.uint(width);
    if (kind !== "extension") return head(kind, length);
    const [type] = await this.take(1);
    return head(kind, length, type);
  }
}

/** Kind, bytes of the length, and the length where it has none. */
const LONG: ReadonlyMap<number, readonly [Head["kind"], 0 | 1 | 2 | 4 | 8, number]> = new Map([
  // nil, false, true
  [0xc0, ["other", 0, 0]],
  [0xc2, ["other", 0, 0]],
  [0xc3, ["other", 0, 0]],
  // bytes and extensions with a length
  [0xc4, ["bytes", 1, 0]],
  [0xc5, ["bytes", 2, 0]],
  [0xc6, ["bytes", 4, 0]],
  [0xc7, ["extension", 1, 0]],
  [0xc8, ["extension", 2, 0]],
  [0xc9, ["extension", 4, 0]],
  // float 32 and 64
  [0xca, ["other", 0, 4]],
  [0xcb, ["other", 0, 8]],
  // uint 8 to 64
  [0xcc, ["natural", 1, 0]],
  [0xcd, ["natural", 2, 0]],
  [0xce, ["natural", 4, 0]],
  [0xcf, ["natural", 8, 0]],
  // int 8 to 64: not natural, and of no use here
  [0xd0, ["other", 0, 1]],
  [0xd1, ["other", 0, 2]],
  [0xd2, ["other", 0, 4]],
  [0xd3, ["other", 0, 8]],
  // extensions of 1 to 16 bytes
  [0xd4, ["extension", 0, 1]],
  [0xd5, ["extension", 0, 2]],
  [0xd6, ["extension", 0, 4]],
  [0xd7, ["extension", 0, 8]],
  [0xd8, ["extension", 0, 16]],
  // text, lists, maps
  [0xd9, ["text", 1, 0]],
  [0xda, ["text", 2, 0]],
  [0xdb, ["text", 4, 0]],
  [0xdc, ["list", 2, 0]],
  [0xdd, ["list", 4, 0]],
  [0xde, ["map", 2, 0]],
  [0xdf, ["map", 4, 0]],
]);
