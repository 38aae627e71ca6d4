/**
 * Flax's checkpoints (flax/serialization.py): one msgpack map of maps whose leaves are arrays. An array is an extension of type 1
 * that holds a msgpack list [shape, name of the type, elements]; type 3 is the same for a scalar of numpy, type 2 a complex
 * number. Arrays of 1 GB and more are cut: a map of "__msgpack_chunked_array__", "shape" and "chunks", in which the shape and
 * the chunks are maps with the keys "0", "1", ... Only heads are read when a file is opened: elements are stepped over.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { type Dtype, dtypeOf, unknownDtype } from "../../dtype.ts";
import { type ByteSource, chunks } from "../../sources/byte-source.ts";
import {
  describe,
  elementCount,
  type ModelContent,
  packedBytes,
  quoted,
  type StoredTensor,
} from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { MsgpackCursor, type PackedArray } from "./cursor.ts";

const CHUNKED = "__msgpack_chunked_array__";
/** Modules nest by tens. */
const MAX_DEPTH = 100;
/** As in other formats, so that nested names do not grow with the square of the file. */
const LONGEST_NAME = 4096;

const TYPES: ReadonlyMap<string, string> = new Map([
  ["float64", "F64"],
  ["float32", "F32"],
  ["float16", "F16"],
  ["bfloat16", "BF16"],
  ["float8_e4m3fn", "F8_E4M3"],
  ["float8_e5m2", "F8_E5M2"],
  ["int64", "I64"],
  ["int32", "I32"],
  ["int16", "I16"],
  ["int8", "I8"],
  ["uint64", "U64"],
  ["uint32", "U32"],
  ["uint16", "U16"],
  ["uint8", "U8"],
  ["bool", "BOOL"],
  ["complex64", "C64"],
  ["complex128", "C128"],
]);

export async function readFlax(source: ByteSource, { signal }: Surroundings): Promise<ModelContent> {
  const where = `${source.name}: Flax checkpoint`;
  const reader = new Reader(source, where, signal);
  await reader.readMap("", 0);
  reader.cursor.end();
  return { metadata: new Map(), tensors: [...reader.tensors.values()] };
}

class Reader {
  readonly tensors = new Map<string, StoredTensor>();
  readonly cursor: MsgpackCursor;
  private readonly source: ByteSource;
  private readonly where: string;

  constructor(source: ByteSource, where: string, signal: AbortSignal | undefined) {
    this.source = source;
    this.where = where;
    this.cursor = new MsgpackCursor(source, where, signal);
  }

  async readMap(name: string, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) this.cursor.fail(`nesting deeper than ${MAX_DEPTH}`);
    const count = await this.cursor.mapLength();
    for (let i = 0; i < count; i++) {
      const key = await this.cursor.text();
      if (i === 0 && key === CHUNKED) return this.readChunked(name, count);
      await this.readValue(name === "" ? key : `${name}.${key}`, depth);
    }
  }

  private async readValue(name: string, depth: number): Promise<void> {
    if (name.length > LONGEST_NAME) this.cursor.fail(`a name of ${name.length} characters`);
    if (await this.cursor.atMap()) return this.readMap(name, depth + 1);
    const array = await this.cursor.array();
    // Numbers, texts and lists of them are not tensors.
    if (!array) return this.cursor.skip();
    this.add(name, array.dtype, array.shape, [array]);
  }

  /** The rest of the map of an array in pieces, behind the key that says it is one. */
  private async readChunked(name: string, count: number): Promise<void> {
    await this.cursor.skip();
    let shape: number[] | undefined;
    const parts: PackedArray[] = [];
    for (let i = 1; i < count; i++) {
      const key = await this.cursor.text();
      const entries = await this.cursor.mapLength();
      if (key === "shape") shape = [];
      else if (key !== "chunks") this.cursor.fail(`an array in pieces has an entry ${quoted(key)}`);
      for (let k = 0; k < entries; k++) {
        if ((await this.cursor.text()) !== `${k}`)
          this.cursor.fail("the pieces of an array are not in order");
        if (key === "shape") shape?.push(await this.cursor.natural());
        else
          parts.push((await this.cursor.array()) ?? this.cursor.fail("a piece of an array is not an array"));
      }
    }
    if (!shape || parts.length === 0)
      return this.cursor.fail("an array in pieces lacks its shape or its pieces");
    if (parts.some(({ dtype }) => dtype !== parts[0].dtype))
      this.cursor.fail("pieces of an array differ in type");
    this.add(name, parts[0].dtype, shape, parts);
  }

  private add(name: string, type: string, shape: readonly number[], parts: readonly PackedArray[]): void {
    const where = `${this.where}: tensor ${quoted(name)}`;
    if (this.tensors.has(name)) throw corrupt(where, "comes twice");
    const dtype = elementType(type);
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const width = dtype.bits / 8;
    const expected = packedBytes(dtype, elementCount(shape, where));
    if (dtype.bits > 0 && size !== expected)
      throw corrupt(
        where,
        `${dtype.name} of shape [${shape.join(", ")}] takes ${expected} bytes, there are ${size}`,
      );
    if (width > 0 && parts.some((part) => part.size % width !== 0))
      throw corrupt(where, "a piece ends within an element");
    const offset = parts.length === 1 ? parts[0].offset : undefined;
    const { source } = this;
    this.tensors.set(name, {
      info: describe(name, dtype, shape, { where, bytes: size, ...(offset !== undefined && { offset }) }),
      async *bytes(signal, home) {
        let at = 0;
        for (const part of parts) {
          yield* chunks(source, part.offset, part.size, signal, home?.subarray(at, at + part.size));
          at += part.size;
        }
      },
    });
  }
}

function elementType(name: string): Dtype {
  const known = TYPES.get(name);
  const shown = name.slice(0, 40);
  return known === undefined
    ? unknownDtype(shown, `element type ${quoted(shown)} is not read`)
    : dtypeOf(known);
}

const corrupt = (where: string, what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
