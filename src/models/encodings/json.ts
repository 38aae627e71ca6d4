/**
 * JSON as file headers need it (RFC 8259), stricter than JSON.parse where a hostile file could gain from leniency:
 * a key that comes twice, nesting beyond a cap, an unpaired surrogate are errors; objects become Maps, so that a
 * key such as "__proto__" is a key like any other. Time and memory are linear in the text.
 */
import { TextCursor } from "./text-cursor.ts";

export type JsonObject = Map<string, JsonValue>;
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** Headers nest three deep. */
const MAX_DEPTH = 16;
/** A value of two characters takes tens of bytes in memory; a tensor's entry has about ten values. */
const MAX_VALUES = 4_000_000;
/**
 * Characters of a key. Real names have some hundred; maps hash a key by its length alone beyond a limit of the engine, so
 * that thousands of very long ones would be compared with one another.
 */
const MAX_KEY = 4096;

/** How many values have been read, over all depths, and how deep they may lie. */
interface Count {
  values: number;
  /** Levels of nesting that are read. */
  readonly depth: number;
}

/** @throws CORRUPT_FILE that starts with `where` and names the character at which the text stops being JSON. */
export function parseJson(text: string, where: string, depth = MAX_DEPTH): JsonValue {
  const cursor = new TextCursor(text, where);
  const value = readValue(cursor, 0, { values: 0, depth });
  cursor.end();
  return value;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS: readonly (readonly [string, JsonValue])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

function readValue(cursor: TextCursor, depth: number, count: Count): JsonValue {
  if (depth > count.depth) cursor.fail(`nesting deeper than ${count.depth}`);
  if (++count.values > MAX_VALUES) cursor.fail(`more than ${MAX_VALUES} values`);
  const next = cursor.peek();
  if (next === "{") return readObject(cursor, depth, count);
  if (next === "[") return readArray(cursor, depth, count);
  if (next === '"') return readString(cursor);
  for (const [word, value] of LITERALS)
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length;
      return value;
    }
  const number = cursor.match(NUMBER);
  if (number !== undefined) return Number(number);
  return cursor.fail(next === "" ? "the text ends too early" : "expected a value");
}

function readObject(cursor: TextCursor, depth: number, count: Count): JsonObject {
  const object: JsonObject = new Map();
  cursor.take("{");
  if (cursor.take("}")) return object;
  do {
    if (cursor.peek() !== '"') cursor.fail("expected a key");
    const start = cursor.at;
    const key = readString(cursor);
    if (key.length > MAX_KEY)
      cursor.fail(`a key of ${key.length} characters, at most ${MAX_KEY} are read`, start);
    if (object.has(key)) cursor.fail(`key ${JSON.stringify(key.slice(0, 120))} comes twice`, start);
    if (!cursor.take(":")) cursor.fail("expected a colon");
    object.set(key, readValue(cursor, depth + 1, count));
  } while (cursor.take(","));
  if (!cursor.take("}")) cursor.fail("expected a comma or a closing brace");
  return object;
}

function readArray(cursor: TextCursor, depth: number, count: Count): JsonValue[] {
  const array: JsonValue[] = [];
  cursor.take("[");
  if (cursor.take("]")) return array;
  do array.push(readValue(cursor, depth + 1, count));
  while (cursor.take(","));
  if (!cursor.take("]")) cursor.fail("expected a comma or a closing bracket");
  return array;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const ESCAPED_OR_CONTROL = /[\\\u0000-\u001f]/;
/** Only an escape can make one: the text itself was decoded from UTF-8. */
const UNPAIRED_SURROGATE = /\p{Surrogate}/u;

function readString(cursor: TextCursor): string {
  const { text, at: start } = cursor;
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, start, end)) end = text.indexOf('"', end + 1);
  if (end === -1) cursor.fail("a string without an end", start);
  cursor.at = end + 1;
  const plain = text.slice(start + 1, end);
  if (!ESCAPED_OR_CONTROL.test(plain)) return plain;
  const value = unescaped(text.slice(start, end + 1));
  if (value === undefined)
    return cursor.fail("a string with a control character or an unknown escape", start);
  if (UNPAIRED_SURROGATE.test(value)) cursor.fail("a string with half a surrogate pair", start);
  return value;
}

function unescaped(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

/** Whether an odd number of backslashes stands before the quote at `end` of the string that starts at `start`. */
function isEscaped(text: string, start: number, end: number): boolean {
  let slashes = 0;
  while (end - 1 - slashes > start && text[end - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}
