/** JSON of file headers: the values of JSON.parse for what it takes, and the character of what it refuses. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonValue, parseJson } from "../../../src/models/encodings/json.ts";

/** Maps as objects, to be compared with what JSON.parse gives. */
function plain(value: JsonValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return Array.isArray(value) ? value.map(plain) : value;
}
const nested = (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`;

describe("parseJson", () => {
  it.each([
    ' { "a" : [ 1 , -2.5e+3 , true , false , null , "x" ] , "b" : { } , "c" : [ ] } ',
    String.raw`{"\"quoted\"": "back\\slash", "ends with \\": "\\\"", "é": "\u00e9\ud83d\ude00\n"}`,
    String.raw`["\\", "\\\\", "\\\"", "a\\\"b"]`,
    "0",
    "-0.5E-2",
    '""',
  ])("%s", (text) => {
    expect(plain(parseJson(text, "x"))).toEqual(JSON.parse(text));
  });

  it("reads back what JSON.stringify writes", () => {
    const value = fc.jsonValue({ maxDepth: 5, noUnicodeString: false });
    fc.assert(
      fc.property(value, fc.boolean(), (given, spaced) => {
        const text = JSON.stringify(given, null, spaced ? 2 : undefined);
        expect(JSON.stringify(plain(parseJson(text, "x")))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it.each([
    ["", "the text ends too early at character 0"],
    ["  ", "the text ends too early at character 2"],
    ["{} x", "text after the end at character 3"],
    ["[1 2]", "expected a comma or a closing bracket at character 3"],
    ['{"a" 1}', "expected a colon at character 5"],
    ['{"a": 1 "b"}', "expected a comma or a closing brace at character 8"],
    ["{a: 1}", "expected a key at character 1"],
    ['{"a": 1,}', "expected a key at character 8"],
    ['"abc', "a string without an end at character 0"],
    ['["a\\"', "a string without an end at character 1"],
    ['"\\x"', "a string with a control character or an unknown escape at character 0"],
    ['"a\nb"', "a string with a control character or an unknown escape at character 0"],
    ['"\\ud800"', "a string with half a surrogate pair at character 0"],
    ['{"a": 1, "a": 2}', 'key "a" comes twice at character 9'],
    ["nul", "expected a value at character 0"],
    ["+1", "expected a value at character 0"],
    ["01", "text after the end at character 1"],
  ])("refuses %j", (text, message) => {
    expect(() => parseJson(text, "x")).toThrow(
      expect.objectContaining({ code: "CORRUPT_FILE", message: `x: ${message}` }),
    );
  });

  it("nests 16 deep and no deeper", () => {
    expect(plain(parseJson(nested(16), "x"))).toEqual(JSON.parse(nested(16)));
    expect(() => parseJson(nested(17), "x")).toThrow("x: nesting deeper than 16 at character 17");
    expect(() => parseJson(`{"a":${nested(16)}}`, "x")).toThrow("nesting deeper than 16");
  });

  it("has keys that are names like any other", () => {
    const parsed = parseJson('{"__proto__": 1, "constructor": 2}', "x");
    expect(parsed).toEqual(
      new Map([
        ["__proto__", 1],
        ["constructor", 2],
      ]),
    );
  });
});
