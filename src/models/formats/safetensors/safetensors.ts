/**
 * The safetensors format: the length N of the header as a little-endian u64, N bytes of JSON, then the elements of
 * all tensors, little-endian and row-major, without gaps:
 *   { "name": { "dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end] }, ..., "__metadata__": { "k": "v" } }
 * Offsets count from the end of the header. Opening reads the header and nothing else.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { dtypeOf } from "../../dtype.ts";
import { type JsonObject, type JsonValue, parseJson } from "../../encodings/json.ts";
import { type ByteSource, chunks } from "../../sources/byte-source.ts";
import {
  contentOf,
  describe,
  elementCount,
  type LocatedContent,
  type LocatedTensor,
  type ModelContent,
  packedBytes,
  quoted,
} from "../../tensor.ts";
import type { Surroundings } from "../format.ts";

/** The reference implementation refuses longer headers, too. */
const MAX_HEADER = 100_000_000;
const LENGTH_BYTES = 8;
const OPENING_BRACE = 0x7b;

export async function readSafetensors(
  source: ByteSource,
  around: Pick<Surroundings, "signal">,
): Promise<ModelContent> {
  return contentOf(source, await readTensors(source, around));
}

/** The same for a file that is opened anew for each read. */
export async function readTensors(
  source: ByteSource,
  { signal }: Pick<Surroundings, "signal">,
): Promise<LocatedContent> {
  const header = await readHeader(source, signal);
  const where = `${source.name}: safetensors header`;
  const root = parseJson(decodeText(header.subarray(LENGTH_BYTES), where), where);
  if (!(root instanceof Map)) throw corrupt(where, "not a JSON object");
  const metadata = readMetadata(root.get("__metadata__"), where);
  const tensors: LocatedTensor[] = [];
  const extents: Extent[] = [];
  for (const [name, entry] of root) {
    if (name === "__metadata__") continue;
    const { extent, stored } = readEntry(source, name, entry, header.length);
    extents.push(extent);
    tensors.push(stored);
  }
  checkLayout(extents, source.size - header.length, where);
  return { metadata, tensors };
}

/** The length field and the JSON text behind it, byte for byte. */
export async function readHeader(source: ByteSource, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const { name, size } = source;
  if (size < LENGTH_BYTES + 1)
    throw corrupt(
      name,
      `a safetensors file starts with an 8-byte length and a header, this one has ${size} bytes`,
    );
  const start = await source.read(0, LENGTH_BYTES + 1, signal);
  const claimed = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  if (claimed > BigInt(size - LENGTH_BYTES))
    throw corrupt(
      name,
      `the safetensors header length at offset 0 is ${claimed} bytes, the file has ${size - LENGTH_BYTES} left`,
    );
  if (claimed > BigInt(MAX_HEADER))
    throw corrupt(
      name,
      `the safetensors header length at offset 0 is ${claimed} bytes, at most ${MAX_HEADER}`,
    );
  if (claimed === 0n || start[LENGTH_BYTES] !== OPENING_BRACE)
    throw corrupt(name, "the safetensors header at offset 8 does not start with {");
  return source.read(0, LENGTH_BYTES + Number(claimed), signal);
}

function decodeText(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new WignerscopeError("CORRUPT_FILE", `${where}: not UTF-8`, { cause });
  }
}

function readMetadata(value: JsonValue | undefined, where: string): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  if (!(value instanceof Map)) throw corrupt(where, "__metadata__ is not an object");
  for (const [key, text] of value) {
    if (typeof text !== "string") throw corrupt(where, `__metadata__ ${quoted(key)} is not a string`);
    metadata.set(key, text);
  }
  return metadata;
}

interface Extent {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

function readEntry(
  source: ByteSource,
  name: string,
  entry: JsonValue,
  dataStart: number,
): { extent: Extent; stored: LocatedTensor } {
  const where = `${source.name}: safetensors tensor ${quoted(name)}`;
  if (!(entry instanceof Map)) throw corrupt(where, "its entry is not an object");
  const dtype = dtypeOf(stringField(entry, "dtype", where));
  const shape = sizesField(entry, "shape", where);
  const offsets = sizesField(entry, "data_offsets", where);
  const [begin, end] = offsets;
  const available = source.size - dataStart;
  if (offsets.length !== 2 || begin > end || end > available)
    throw corrupt(where, `data_offsets [${offsets.slice(0, 4).join(", ")}] do not lie in 0 … ${available}`);
  const expected = packedBytes(dtype, elementCount(shape, where));
  if (dtype.bits > 0 && end - begin !== expected)
    throw corrupt(
      where,
      `data_offsets span ${end - begin} bytes, ${dtype.name} of shape [${shape.join(", ")}] takes ${expected}`,
    );
  const offset = dataStart + begin;
  return {
    extent: { name, begin, end },
    stored: {
      info: describe(name, dtype, shape, { where, offset, bytes: end - begin }),
      bytesIn: (file, signal, home) => chunks(file, offset, end - begin, signal, home),
    },
  };
}

function stringField(entry: JsonObject, key: string, where: string): string {
  const value = entry.get(key);
  if (typeof value !== "string") throw corrupt(where, `${key} is missing or not a string`);
  return value;
}

function sizesField(entry: JsonObject, key: string, where: string): number[] {
  const value = entry.get(key);
  if (!Array.isArray(value)) throw corrupt(where, `${key} is missing or not a list`);
  return value.map((size) => {
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
      throw corrupt(where, `${key} has an entry that is not an integer between 0 and 2^53`);
    return size;
  });
}

/** The format allows neither overlaps nor gaps: sorted extents must follow one another from 0 to the end. */
function checkLayout(extents: readonly Extent[], available: number, where: string): void {
  const sorted = [...extents].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of sorted) {
    if (begin !== at)
      throw corrupt(
        where,
        `tensor ${quoted(name)} begins at ${begin} and the ones before it end at ${at}: ${begin < at ? "they overlap" : "a gap"}`,
      );
    at = end;
  }
  if (at !== available) throw corrupt(where, `the tensors end at ${at}, the file's data at ${available}`);
}

function corrupt(where: string, what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
}
