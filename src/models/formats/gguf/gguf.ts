/**
 * GGUF, versions 2 and 3 (ggml/docs/gguf.md): "GGUF", the version, the numbers of tensors and of key-value pairs, the pairs,
 * the list of tensors, and from the next multiple of `general.alignment` their elements:
 *   name, number of dimensions, sizes (the fastest first, which are reversed here), type, offset from the start of the data
 * Blocks of few bits are decoded to float32 (encodings/ggml-blocks.ts).
 */
import { WignerscopeError } from "../../../base/index.ts";
import { dtypeOf, unknownDtype } from "../../dtype.ts";
import { GGML_BLOCKS } from "../../encodings/ggml-blocks.ts";
import { decoded, encodedBytes } from "../../encodings/rounded.ts";
import { type ByteSource, chunks } from "../../sources/byte-source.ts";
import { describe, elementCount, type ModelContent, quoted, type StoredTensor } from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { Cursor } from "./cursor.ts";
import { readMetadata } from "./metadata.ts";

const NEWEST = 3;
const FIXED_BYTES = 24;
/** The largest known models have some thousand; ggml has names of 64 bytes. */
const MAX_TENSORS = 250_000;
const MAX_NAME = 4096;
/** GGML_MAX_DIMS. */
const MAX_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;

/** ggml_type by number. */
const TYPES: readonly (string | undefined)[] = [
  ...["F32", "F16", "Q4_0", "Q4_1", undefined, undefined, "Q5_0", "Q5_1", "Q8_0", "Q8_1"],
  ...["Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_K", "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S"],
  ...["IQ4_NL", "IQ3_S", "IQ2_S", "IQ4_XS", "I8", "I16", "I32", "I64", "F64", "IQ1_M"],
  ...["BF16", undefined, undefined, undefined, "TQ1_0", "TQ2_0", undefined, undefined, undefined, "MXFP4"],
];

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  /** From the start of the data. */
  readonly offset: number;
}

/** @throws CORRUPT_FILE with the offset, UNSUPPORTED_FORMAT for other versions and byte orders */
export async function readGguf(
  source: ByteSource,
  { signal }: Pick<Surroundings, "signal">,
): Promise<ModelContent> {
  const cursor = new Cursor(source, signal);
  await cursor.fetch(FIXED_BYTES);
  cursor.skip(4);
  checkVersion(source, cursor.u32());
  const tensorCount = cursor.u64();
  const pairCount = cursor.u64();
  if (tensorCount > MAX_TENSORS) cursor.fail(`${tensorCount} tensors, at most ${MAX_TENSORS}`, 8);
  const metadata = await readMetadata(cursor, pairCount);
  const entries: Entry[] = [];
  const names = new Set<string>();
  for (let k = 0; k < tensorCount; k++) {
    const start = cursor.at;
    const entry = await readEntry(cursor);
    if (names.has(entry.name)) cursor.fail(`tensor ${quoted(entry.name)} is there twice`, start);
    names.add(entry.name);
    entries.push(entry);
  }
  const alignment = Number(metadata.get("general.alignment") ?? DEFAULT_ALIGNMENT);
  if (!Number.isSafeInteger(alignment) || alignment < 1 || alignment % 8 !== 0)
    cursor.fail(
      `general.alignment is ${metadata.get("general.alignment")?.slice(0, 40)}, not a multiple of 8`,
    );
  const dataStart = Math.ceil(cursor.at / alignment) * alignment;
  const tensors = entries.map((entry) => storedTensor(source, entry, dataStart));
  checkOverlaps(tensors, source);
  return { metadata, tensors: tensors.map(({ stored }) => stored) };
}

function checkVersion({ name }: ByteSource, version: number): void {
  if (version >= 2 && version <= NEWEST) return;
  const bigEndian = version > 0 && (version & 0xffff) === 0;
  const what = bigEndian ? "of big-endian byte order" : `of version ${version}`;
  throw new WignerscopeError(
    "UNSUPPORTED_FORMAT",
    `${name}: a GGUF file ${what}, little-endian ones of version 2 and 3 are read: convert the model again`,
  );
}

async function readEntry(cursor: Cursor): Promise<Entry> {
  const name = await cursor.text(MAX_NAME, "a name");
  await cursor.fetch(4);
  const rank = cursor.u32();
  if (rank > MAX_DIMENSIONS)
    cursor.fail(`tensor ${quoted(name)} has ${rank} dimensions, at most ${MAX_DIMENSIONS}`, cursor.at - 4);
  await cursor.fetch(8 * rank + 12);
  const shape = Array.from({ length: rank }, () => cursor.u64()).reverse();
  return { name, shape, type: cursor.u32(), offset: cursor.u64() };
}

interface Placed {
  readonly stored: StoredTensor;
  readonly begin: number;
  readonly end: number;
}

function storedTensor(source: ByteSource, { name, shape, type, offset }: Entry, dataStart: number): Placed {
  const where = `${source.name}: GGUF tensor ${quoted(name)}`;
  const corrupt = (what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
  const count = elementCount(shape, where);
  const typeName = TYPES[type];
  const code = typeName === undefined ? undefined : GGML_BLOCKS.get(typeName);
  const stored = elementType(type, typeName);
  if (code && (shape.at(-1) ?? 1) % code.values !== 0)
    throw corrupt(`rows of ${shape.at(-1)} values, ${typeName} has blocks of ${code.values}`);
  const bytes = code ? encodedBytes(code, count) : count * (stored.bits / 8);
  const begin = dataStart + offset;
  if (!(begin + bytes <= source.size))
    throw corrupt(`${bytes} bytes at offset ${begin}, the file has ${source.size}`);
  const layout = isStack(name, shape) ? ({ kind: "stack" } as const) : undefined;
  const place = { where, offset: begin, layout };
  if (!code)
    return {
      stored: {
        info: describe(name, stored, shape, { ...place, bytes }),
        bytes: (signal, home) => chunks(source, begin, bytes, signal, home),
      },
      begin,
      end: begin + bytes,
    };
  return {
    stored: {
      info: describe(name, dtypeOf("F32"), shape, { ...place, storedAs: typeName }),
      bytes: (signal, home) => decoded(chunks(source, begin, bytes, signal), code, home),
    },
    begin,
    end: begin + bytes,
  };
}

/** Types that are neither read nor decoded are listed without a size. */
function elementType(type: number, name: string | undefined) {
  if (name === undefined)
    return unknownDtype(`GGML_${type}`, `ggml element type ${type} is not known to this version`);
  const known = dtypeOf(name);
  return known.bits > 0
    ? known
    : unknownDtype(name, `${name} is not decoded: convert the model to F16, Q8_0 or a K type`);
}

/** Experts of a mixture lie in one tensor, one behind the other. */
function isStack(name: string, shape: readonly number[]): boolean {
  return shape.length === 3 && /_exps\b/.test(name);
}

/** @throws CORRUPT_FILE where two tensors share bytes: no writer does that, and it would let a small file be a large model */
function checkOverlaps(tensors: readonly Placed[], source: ByteSource): void {
  const sorted = tensors.filter(({ begin, end }) => begin < end).sort((a, b) => a.begin - b.begin);
  for (let k = 1; k < sorted.length; k++)
    if (sorted[k].begin < sorted[k - 1].end)
      throw new WignerscopeError(
        "CORRUPT_FILE",
        `${source.name}: GGUF tensor ${quoted(sorted[k].stored.info.name)} begins at ${sorted[k].begin}, ${quoted(sorted[k - 1].stored.info.name)} ends at ${sorted[k - 1].end}: they overlap`,
      );
}
