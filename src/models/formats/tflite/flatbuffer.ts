/**
 * Reads tables of a FlatBuffer (flatbuffers.dev, internals) where they lie in a file. A table starts with the distance back
 * to its vtable: two u16, the bytes of the vtable and of the table, then for each field its place in the table or 0. Vectors
 * and texts are a u32 count and their elements; whatever is not a scalar is referred to by a u32 offset from its own place.
 */
import { WignerscopeError } from "../../../base/index.ts";
import type { ByteSource } from "../../sources/byte-source.ts";

/** Bytes fetched at once; each page is fetched once. */
const PAGE = 1 << 14;
/** Pages reach into the next one by the longest scalar. */
const OVERLAP = 8;

export interface Vector {
  /** Where the elements start. */
  readonly at: number;
  readonly count: number;
}

export class FlatBuffer {
  readonly source: ByteSource;
  private readonly format: string;
  private readonly signal: AbortSignal | undefined;
  private readonly pages = new Map<number, Promise<DataView>>();

  /** @param format what errors call the format */
  constructor(source: ByteSource, format: string, signal: AbortSignal | undefined) {
    this.source = source;
    this.format = format;
    this.signal = signal;
  }

  /** @throws CORRUPT_FILE that names the file, the format and the offset */
  fail(what: string, at: number): never {
    throw new WignerscopeError(
      "CORRUPT_FILE",
      `${this.source.name}: ${this.format} at offset ${at}: ${what}`,
    );
  }

  async u8(at: number): Promise<number> {
    const { view, from } = await this.place(at, 1);
    return view.getUint8(from);
  }

  async u32(at: number): Promise<number> {
    const { view, from } = await this.place(at, 4);
    return view.getUint32(from, true);
  }

  async i32(at: number): Promise<number> {
    const { view, from } = await this.place(at, 4);
    return view.getInt32(from, true);
  }

  async f32(at: number): Promise<number> {
    const { view, from } = await this.place(at, 4);
    return view.getFloat32(from, true);
  }

  async i64(at: number): Promise<number> {
    const { view, from } = await this.place(at, 8);
    return Number(view.getBigInt64(from, true));
  }

  /** Where what the offset at `at` refers to is. */
  async follow(at: number): Promise<number> {
    const offset = await this.u32(at);
    this.check(at + offset, 4);
    return at + offset;
  }

  /** Where field `index` of the table at `table` is; undefined when it is not there. */
  async field(table: number, index: number): Promise<number | undefined> {
    const vtable = table - (await this.i32(table));
    const slot = 4 + 2 * index;
    if (slot + 2 > (await this.u16(vtable))) return undefined;
    const offset = await this.u16(vtable + slot);
    return offset === 0 ? undefined : table + offset;
  }

  /** The vector in field `index`, of elements of `width` bytes; an empty one when it is not there. */
  async vector(table: number, index: number, width: number): Promise<Vector> {
    const field = await this.field(table, index);
    if (field === undefined) return { at: 0, count: 0 };
    const start = await this.follow(field);
    const count = await this.u32(start);
    this.check(start + 4, count * width);
    return { at: start + 4, count };
  }

  /** The text in field `index`, of at most `most` bytes; empty when it is not there. */
  async text(table: number, index: number, most: number): Promise<string> {
    const { at, count } = await this.vector(table, index, 1);
    if (count > most) this.fail(`a text of ${count} bytes, at most ${most}`, at);
    return count === 0 ? "" : new TextDecoder().decode(await this.source.read(at, count, this.signal));
  }

  private async u16(at: number): Promise<number> {
    const { view, from } = await this.place(at, 2);
    return view.getUint16(from, true);
  }

  private check(at: number, bytes: number): void {
    const { size } = this.source;
    if (at < 0 || bytes > size - at) this.fail(`it refers to ${bytes} bytes, the file has ${size}`, at);
  }

  private async place(
    at: number,
    bytes: number,
  ): Promise<{ readonly view: DataView; readonly from: number }> {
    this.check(at, bytes);
    const page = Math.floor(at / PAGE);
    let view = this.pages.get(page);
    if (!view) {
      view = this.fetch(page * PAGE);
      this.pages.set(page, view);
    }
    return { view: await view, from: at - page * PAGE };
  }

  private async fetch(start: number): Promise<DataView> {
    const length = Math.min(PAGE + OVERLAP, this.source.size - start);
    const bytes = await this.source.read(start, length, this.signal);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}
