/** The Python dictionary in the header of a .npy file, read as data: three keys, no expressions. */
import { WignerscopeError } from "../../../base/index.ts";

export interface NpyHeader {
  /** numpy's type string; undefined for a structured type (a list of fields). */
  readonly descr: string | undefined;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** @throws CORRUPT_FILE that starts with `where` and says what is wrong with the dictionary. */
export function parseNpyHeader(text: string, where: string): NpyHeader {
  const fields = new PythonLiteral(text, where).dictionary();
  const descr = fields.get("descr");
  const order = fields.get("fortran_order");
  const shape = fields.get("shape");
  const structured = Array.isArray(descr);
  if (typeof descr !== "string" && !structured) throw corrupt(where, "'descr' is missing or no type");
  if (typeof order !== "boolean")
    throw corrupt(where, "'fortran_order' is missing or neither True nor False");
  if (!Array.isArray(shape) || !shape.every((size) => typeof size === "number"))
    throw corrupt(where, "'shape' is missing or no tuple of integers");
  if (fields.size !== 3) throw corrupt(where, "keys besides 'descr', 'fortran_order' and 'shape'");
  return { descr: structured ? undefined : descr, fortranOrder: order, shape };
}

type PythonValue = string | boolean | number | readonly PythonValue[];

/** A structured type nests lists of tuples; more depth than this is an attack. */
const MAX_DEPTH = 32;
const SPACE = /\s*/y;
const STRING = /'[^'\\]*'|"[^"\\]*"/y;
/** Python 2 wrote long integers with an L. */
const INTEGER = /(\d{1,16})L?(?!\w)/y;
const BOOLEAN = /(?:True|False)(?!\w)/y;

/** Strings, integers, booleans, tuples and lists: what numpy puts into a header. */
class PythonLiteral {
  private at = 0;
  private readonly text: string;
  private readonly where: string;

  constructor(text: string, where: string) {
    this.text = text;
    this.where = where;
  }

  /** The whole text as one dictionary with string keys. */
  dictionary(): Map<string, PythonValue> {
    const fields = new Map<string, PythonValue>();
    if (!this.take("{")) this.fail("expected {");
    while (!this.take("}")) {
      const key = this.match(STRING)?.slice(1, -1);
      if (key === undefined) return this.fail("expected a key");
      if (fields.has(key)) this.fail(`key ${JSON.stringify(key.slice(0, 40))} comes twice`);
      if (!this.take(":")) this.fail("expected a colon");
      fields.set(key, this.value(0));
      if (!this.take(",") && !this.sees("}")) this.fail("expected a comma or }");
    }
    this.match(SPACE);
    if (this.at !== this.text.length) this.fail("text behind the dictionary");
    return fields;
  }

  private value(depth: number): PythonValue {
    if (depth > MAX_DEPTH) this.fail(`nesting deeper than ${MAX_DEPTH}`);
    if (this.take("(")) return this.items(")", depth);
    if (this.take("[")) return this.items("]", depth);
    const string = this.match(STRING);
    if (string !== undefined) return string.slice(1, -1);
    const integer = this.match(INTEGER);
    if (integer !== undefined) return Number.parseInt(integer, 10);
    const boolean = this.match(BOOLEAN);
    if (boolean !== undefined) return boolean === "True";
    return this.fail("expected a string, an integer, a boolean or a tuple");
  }

  private items(close: ")" | "]", depth: number): PythonValue[] {
    const items: PythonValue[] = [];
    while (!this.take(close)) {
      items.push(this.value(depth + 1));
      if (!this.take(",") && !this.sees(close)) this.fail(`expected a comma or ${close}`);
    }
    return items;
  }

  private sees(mark: string): boolean {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
    return this.text[this.at] === mark;
  }

  private take(mark: string): boolean {
    if (!this.sees(mark)) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    if (pattern !== SPACE) this.sees("");
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match?.[0];
  }

  private fail(what: string): never {
    throw corrupt(this.where, `${what} at character ${this.at}`);
  }
}

function corrupt(where: string, what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
}
