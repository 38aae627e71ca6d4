/**
 * JSON as file headers need it (RFC 8259), stricter than JSON.parse where a hostile file could gain from leniency:
 * a key that comes twice, nesting beyond a cap, an unpaired surrogate are errors; objects become Maps, so that a
 * key such as "__proto__" is a key like any other. Time and memory are linear in the text.
 */
import { WignerscopeError } from "../../base/index.ts";

export type JsonObject = Map<string, JsonValue>;
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** Headers nest three deep. */
const MAX_DEPTH = 16;
/** A value of two characters takes tens of bytes in memory; a tensor's entry has about ten values. */
const MAX_VALUES = 4_000_000;

/** @throws CORRUPT_FILE that starts with `where` and names the character at which the text stops being JSON. */
export function parseJson(text: string, where: string): JsonValue {
  const reader = new JsonReader(text, where);
  const value = reader.value(0);
  reader.end();
  return value;
}

const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS: readonly (readonly [string, JsonValue])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const ESCAPED_OR_CONTROL = /[\\\u0000-\u001f]/;
/** Only an escape can make one: the text itself was decoded from UTF-8. */
const UNPAIRED_SURROGATE = /\p{Surrogate}/u;

class JsonReader {
  private at = 0;
  private values = 0;
  private readonly text: string;
  private readonly where: string;

  constructor(text: string, where: string) {
    this.text = text;
    this.where = where;
  }

  value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.fail(`nesting deeper than ${MAX_DEPTH}`);
    if (++this.values > MAX_VALUES) this.fail(`more than ${MAX_VALUES} values`);
    const next = this.peek();
    if (next === "{") return this.object(depth);
    if (next === "[") return this.array(depth);
    if (next === '"') return this.string();
    for (const [word, value] of LITERALS)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    return this.number();
  }

  end(): void {
    if (this.peek() !== "") this.fail("text after the end");
  }

  private object(depth: number): JsonObject {
    const object: JsonObject = new Map();
    this.at++;
    if (this.take("}")) return object;
    do {
      if (this.peek() !== '"') this.fail("expected a key");
      const start = this.at;
      const key = this.string();
      if (object.has(key)) this.fail(`key ${JSON.stringify(key.slice(0, 120))} comes twice`, start);
      if (!this.take(":")) this.fail("expected a colon");
      object.set(key, this.value(depth + 1));
    } while (this.take(","));
    if (!this.take("}")) this.fail("expected a comma or a closing brace");
    return object;
  }

  private array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.at++;
    if (this.take("]")) return array;
    do array.push(this.value(depth + 1));
    while (this.take(","));
    if (!this.take("]")) this.fail("expected a comma or a closing bracket");
    return array;
  }

  private string(): string {
    const start = this.at;
    let end = this.text.indexOf('"', start + 1);
    while (end !== -1 && this.escaped(end, start)) end = this.text.indexOf('"', end + 1);
    if (end === -1) this.fail("a string without an end", start);
    this.at = end + 1;
    const plain = this.text.slice(start + 1, end);
    return ESCAPED_OR_CONTROL.test(plain) ? this.unescape(start, end) : plain;
  }

  private unescape(start: number, end: number): string {
    let value: string;
    try {
      value = JSON.parse(this.text.slice(start, end + 1));
    } catch {
      return this.fail("a string with a control character or an unknown escape", start);
    }
    if (UNPAIRED_SURROGATE.test(value)) this.fail("a string with half a surrogate pair", start);
    return value;
  }

  /** Whether an odd number of backslashes stands before the quote at `end`. */
  private escaped(end: number, start: number): boolean {
    let slashes = 0;
    while (end - 1 - slashes > start && this.text[end - 1 - slashes] === "\\") slashes++;
    return slashes % 2 === 1;
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) return this.fail(this.at < this.text.length ? "expected a value" : "the text ends too early");
    this.at = NUMBER.lastIndex;
    return Number(match[0]);
  }

  /** The next character that is not white space; empty at the end. */
  private peek(): string {
    WHITESPACE.lastIndex = this.at;
    WHITESPACE.test(this.text);
    this.at = WHITESPACE.lastIndex;
    return this.text.charAt(this.at);
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  private fail(what: string, at = this.at): never {
    throw new WignerscopeError("CORRUPT_FILE", `${this.where}: ${what} at character ${at}`);
  }
}
