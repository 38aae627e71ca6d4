/** The key-value pairs of a GGUF header as text. Vocabularies and other long lists are counted and stepped over. */
import type { Cursor } from "./cursor.ts";

/** ggml's own limit. */
const MAX_KEY = 65_535;
const MAX_PAIRS = 65_536;
/** Characters of a value that are kept: chat templates have some thousand. */
const MAX_TEXT = 1 << 16;
/** Numbers of a list that are shown; longer ones are counted. */
const SHOWN = 16;
/** Lists of lists exist in the format and in no known file. */
const MAX_DEPTH = 4;

const STRING = 8;
const ARRAY = 9;

interface ScalarType {
  readonly name: string;
  readonly bytes: number;
  read(view: DataView, at: number): number | bigint | boolean;
}

const SCALARS: ReadonlyMap<number, ScalarType> = new Map<number, ScalarType>([
  [0, { name: "u8", bytes: 1, read: (view, at) => view.getUint8(at) }],
  [1, { name: "i8", bytes: 1, read: (view, at) => view.getInt8(at) }],
  [2, { name: "u16", bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  [3, { name: "i16", bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  [4, { name: "u32", bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  [5, { name: "i32", bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  [6, { name: "f32", bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [7, { name: "bool", bytes: 1, read: (view, at) => view.getUint8(at) !== 0 }],
  [10, { name: "u64", bytes: 8, read: (view, at) => view.getBigUint64(at, true) }],
  [11, { name: "i64", bytes: 8, read: (view, at) => view.getBigInt64(at, true) }],
  [12, { name: "f64", bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
]);

/** @param count pairs that the header announces @throws CORRUPT_FILE */
export async function readMetadata(cursor: Cursor, count: number): Promise<Map<string, string>> {
  if (count > MAX_PAIRS) cursor.fail(`${count} key-value pairs, at most ${MAX_PAIRS}`);
  const metadata = new Map<string, string>();
  for (let k = 0; k < count; k++) {
    const start = cursor.at;
    const key = await cursor.text(Math.min(MAX_KEY, cursor.left), "a key");
    if (metadata.has(key)) cursor.fail(`key ${JSON.stringify(key.slice(0, 120))} comes twice`, start);
    await cursor.fetch(4);
    metadata.set(key, await readValue(cursor, cursor.u32(), 0));
  }
  return metadata;
}

async function readValue(cursor: Cursor, type: number, depth: number): Promise<string> {
  const scalar = SCALARS.get(type);
  if (scalar) {
    await cursor.fetch(scalar.bytes);
    const { view, at } = cursor.take(scalar.bytes);
    return `${scalar.read(view, at)}`;
  }
  if (type === STRING) return readText(cursor);
  if (type === ARRAY) return readArray(cursor, depth);
  return cursor.fail(`a value of type ${type}, 0 to 12 are known`, cursor.at - 4);
}

async function readText(cursor: Cursor): Promise<string> {
  await cursor.fetch(8);
  const length = cursor.u64();
  if (length > MAX_TEXT) {
    cursor.skip(length);
    return `(${length} bytes of text)`;
  }
  cursor.at -= 8;
  return cursor.text(MAX_TEXT, "a text");
}

async function readArray(cursor: Cursor, depth: number): Promise<string> {
  if (depth === MAX_DEPTH) cursor.fail(`lists more than ${MAX_DEPTH} deep`);
  await cursor.fetch(12);
  const type = cursor.u32();
  const count = cursor.u64();
  const scalar = SCALARS.get(type);
  if (scalar) {
    // Before the product, which may pass 2^53.
    if (count > cursor.left / scalar.bytes)
      cursor.fail(`a list of ${count} ${scalar.name}, the file has ${cursor.left} bytes left`);
    if (count > SHOWN) {
      cursor.skip(count * scalar.bytes);
      return `(${count} ${scalar.name})`;
    }
    const values: string[] = [];
    for (let k = 0; k < count; k++) values.push(await readValue(cursor, type, depth));
    return `[${values.join(", ")}]`;
  }
  // Each has a length of 8 bytes at the least, and a list in a list 12.
  if (count > cursor.left / 8)
    cursor.fail(`a list of ${count} texts, the file has ${cursor.left} bytes left`);
  if (type === STRING) {
    for (let k = 0; k < count; k++) {
      if (!cursor.has(8)) await cursor.fetch(8);
      cursor.skip(cursor.u64());
    }
    return `(${count} texts)`;
  }
  if (type !== ARRAY) cursor.fail(`a list of values of type ${type}, 0 to 12 are known`);
  for (let k = 0; k < count; k++) await readArray(cursor, depth + 1);
  return `(${count} lists)`;
}
