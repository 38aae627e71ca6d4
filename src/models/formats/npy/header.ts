/** The Python dictionary in the header of a .npy file, read as data: three keys, no expressions. */
import { WignerscopeError } from "../../../base/index.ts";
import { TextCursor } from "../../encodings/text-cursor.ts";

export interface NpyHeader {
  /** numpy's type string; undefined for a structured type (a list of fields). */
  readonly descr: string | undefined;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** @throws CORRUPT_FILE that starts with `where` and says what is wrong with the dictionary. */
export function parseNpyHeader(text: string, where: string): NpyHeader {
  const fields = readDictionary(new TextCursor(text, where));
  const descr = fields.get("descr");
  const order = fields.get("fortran_order");
  const shape = fields.get("shape");
  const structured = Array.isArray(descr);
  if (typeof descr !== "string" && !structured) throw corrupt(where, "'descr' is missing or not a type");
  if (typeof order !== "boolean")
    throw corrupt(where, "'fortran_order' is missing or neither True nor False");
  if (!Array.isArray(shape) || !shape.every((size) => typeof size === "number"))
    throw corrupt(where, "'shape' is missing or not a tuple of integers");
  if (fields.size !== 3) throw corrupt(where, "keys besides 'descr', 'fortran_order' and 'shape'");
  return { descr: structured ? undefined : descr, fortranOrder: order, shape };
}

type PythonValue = string | boolean | number | readonly PythonValue[];

/** A structured type nests lists of tuples; more depth than this is an attack. */
const MAX_DEPTH = 32;
const STRING = /'[^'\\]*'|"[^"\\]*"/y;
/** Python 2 wrote long integers with an L. */
const INTEGER = /(\d{1,16})L?(?!\w)/y;
const BOOLEAN = /(?:True|False)(?!\w)/y;

/** The whole text as one dictionary with string keys: what numpy puts into a header. */
function readDictionary(cursor: TextCursor): Map<string, PythonValue> {
  const fields = new Map<string, PythonValue>();
  if (!cursor.take("{")) cursor.fail("expected {");
  while (!cursor.take("}")) {
    const key = cursor.match(STRING)?.slice(1, -1);
    if (key === undefined) return cursor.fail("expected a key");
    if (fields.has(key)) cursor.fail(`key ${JSON.stringify(key.slice(0, 40))} comes twice`);
    if (!cursor.take(":")) cursor.fail("expected a colon");
    fields.set(key, readValue(cursor, 0));
    if (!cursor.take(",") && cursor.peek() !== "}") cursor.fail("expected a comma or }");
  }
  cursor.end();
  return fields;
}

function readValue(cursor: TextCursor, depth: number): PythonValue {
  if (depth > MAX_DEPTH) cursor.fail(`nesting deeper than ${MAX_DEPTH}`);
  if (cursor.take("(")) return readItems(cursor, ")", depth);
  if (cursor.take("[")) return readItems(cursor, "]", depth);
  const string = cursor.match(STRING);
  if (string !== undefined) return string.slice(1, -1);
  const integer = cursor.match(INTEGER);
  if (integer !== undefined) return Number.parseInt(integer, 10);
  const boolean = cursor.match(BOOLEAN);
  if (boolean !== undefined) return boolean === "True";
  return cursor.fail("expected a string, an integer, a boolean or a tuple");
}

function readItems(cursor: TextCursor, close: ")" | "]", depth: number): PythonValue[] {
  const items: PythonValue[] = [];
  while (!cursor.take(close)) {
    items.push(readValue(cursor, depth + 1));
    if (!cursor.take(",") && cursor.peek() !== close) cursor.fail(`expected a comma or ${close}`);
  }
  return items;
}

function corrupt(where: string, what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
}
