/**
 * Results as text and back, without loss: `decode(encode(x))` is x again, typed arrays as typed arrays, NaN, infinities and
 * minus zero as they were, an optional property absent where it was absent and undefined where it was undefined. JSON, in
 * one line, with what JSON cannot say as `{"$": kind, ...}`:
 *
 *   {"$":"NaN"}  {"$":"Infinity"}  {"$":"-Infinity"}  {"$":"-0"}  {"$":"undefined"}
 *   {"$":"Float64Array","v":"..."}     the bytes, little-endian, as base64
 *   {"$":"object","v":{...}}           an object with a property "$" of its own
 *
 * What is decoded is frozen, as results are.
 */
import { WignerscopeError } from "../../base/index.ts";

const ARRAYS = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
} as const;
type ArrayKind = keyof typeof ARRAYS;

const isArrayKind = (kind: string): kind is ArrayKind => Object.hasOwn(ARRAYS, kind);

const TAG = "$";

/** Numbers and undefined under their own names. */
const SPECIAL = new Map<string, number | undefined>([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
  ["undefined", undefined],
]);

/** One line of text. @throws INVALID_ARGUMENT for what is not plain data: functions, class instances, symbols. */
export function encode(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/** @throws CORRUPT_FILE for text that `encode` did not write. */
export function decode(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new WignerscopeError("CORRUPT_FILE", "a stored result is not JSON", { cause });
  }
  return untagged(parsed);
}

function tagged(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "undefined":
      return { [TAG]: "undefined" };
    case "number":
      if (Object.is(value, -0)) return { [TAG]: "-0" };
      return Number.isFinite(value) ? value : { [TAG]: String(value) };
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(tagged);
      if (ArrayBuffer.isView(value)) return taggedArray(value);
      if (isPlain(value)) return taggedObject(value);
      throw notPlain(value.constructor.name);
    default:
      throw notPlain(`a ${typeof value}`);
  }
}

function notPlain(what: string): WignerscopeError {
  return new WignerscopeError("INVALID_ARGUMENT", `a result must be plain data, got ${what}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function taggedArray(view: ArrayBufferView): unknown {
  const kind = view.constructor.name;
  if (!isArrayKind(kind)) throw notPlain(kind);
  return { [TAG]: kind, v: toBase64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)) };
}

function taggedObject(value: object): unknown {
  const entries = Object.entries(value).map(([key, inner]) => [key, tagged(inner)] as const);
  const object: unknown = Object.fromEntries(entries);
  return Object.hasOwn(value, TAG) ? { [TAG]: "object", v: object } : object;
}

function untagged(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(untagged));
  if (!Object.hasOwn(value, TAG)) return untaggedObject(value);
  const { [TAG]: kind, v } = value as { readonly [TAG]: unknown; readonly v?: unknown };
  if (typeof kind === "string") {
    if (SPECIAL.has(kind)) return SPECIAL.get(kind);
    if (isArrayKind(kind) && typeof v === "string") return untaggedArray(kind, v);
    if (kind === "object" && typeof v === "object" && v !== null) return untaggedObject(v);
  }
  throw new WignerscopeError(
    "CORRUPT_FILE",
    `a stored result has a part of the unknown kind ${JSON.stringify(kind)}`,
  );
}

function untaggedObject(value: object): object {
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, untagged(inner)])),
  );
}

function untaggedArray(kind: ArrayKind, base64: string): ArrayBufferView {
  const bytes = fromBase64(base64);
  const { BYTES_PER_ELEMENT } = ARRAYS[kind];
  if (bytes.byteLength % BYTES_PER_ELEMENT !== 0)
    throw new WignerscopeError("CORRUPT_FILE", `a stored ${kind} has ${bytes.byteLength} bytes`);
  return new ARRAYS[kind](bytes.buffer);
}

/** Characters that are made of bytes at once: arguments of a call are limited. */
const STEP = 0x2000;

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += STEP)
    binary += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new WignerscopeError("CORRUPT_FILE", "a stored array is not base64", { cause });
  }
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
