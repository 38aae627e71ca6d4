/** Reads the fields of a GGUF header one behind the other through a window of the file. */
import { WignerscopeError } from "../../../base/index.ts";
import type { ByteSource } from "../../sources/byte-source.ts";

/** Bytes fetched at once: vocabularies make headers of several MB. */
const WINDOW = 1 << 18;
/** The first window: enough for the header of a file without a vocabulary. */
const FIRST_WINDOW = 1 << 16;

export class Cursor {
  /** The next byte's offset in the file. */
  at = 0;
  private readonly source: ByteSource;
  private readonly signal: AbortSignal | undefined;
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private start = 0;

  constructor(source: ByteSource, signal: AbortSignal | undefined) {
    this.source = source;
    this.signal = signal;
  }

  /** Bytes from here to the end of the file. */
  get left(): number {
    return this.source.size - this.at;
  }

  /** @throws CORRUPT_FILE that names the file and the offset */
  fail(what: string, at = this.at): never {
    throw new WignerscopeError("CORRUPT_FILE", `${this.source.name}: GGUF header at offset ${at}: ${what}`);
  }

  /** Whether `count` bytes are in the window; if not, `fetch` them before they are read. */
  has(count: number): boolean {
    return this.at >= this.start && this.at + count <= this.start + this.bytes.length;
  }

  async fetch(count: number): Promise<void> {
    if (this.has(count)) return;
    if (count > this.left) this.fail(`${count} bytes are needed, the file has ${this.left} left`);
    const window = this.bytes.length === 0 ? FIRST_WINDOW : WINDOW;
    this.bytes = await this.source.read(this.at, Math.min(this.left, Math.max(count, window)), this.signal);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    this.start = this.at;
  }

  /** Moves on without reading. */
  skip(count: number): void {
    if (count > this.left) this.fail(`${count} bytes are announced, the file has ${this.left} left`);
    this.at += count;
  }

  /** Of what is in the window. */
  u32(): number {
    return this.view.getUint32(this.step(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.step(4), true);
  }

  /** @throws CORRUPT_FILE above 2^53 */
  u64(): number {
    const value = Number(this.view.getBigUint64(this.step(8), true));
    if (!Number.isSafeInteger(value)) this.fail(`${value} is too large for a size`, this.at - 8);
    return value;
  }

  /** The view and where the next `count` bytes are in it; steps over them. */
  take(count: number): { readonly view: DataView; readonly at: number } {
    return { view: this.view, at: this.step(count) };
  }

  /** A length of 8 bytes and that many of UTF-8, at most `most`. */
  async text(most: number, what: string): Promise<string> {
    if (!this.has(8)) await this.fetch(8);
    const length = this.u64();
    if (length > most) this.fail(`${what} of ${length} bytes, at most ${most}`, this.at - 8);
    if (!this.has(length)) await this.fetch(length);
    const at = this.step(length);
    return new TextDecoder().decode(this.bytes.subarray(at, at + length));
  }

  private step(count: number): number {
    const at = this.at - this.start;
    this.at += count;
    return at;
  }
}
