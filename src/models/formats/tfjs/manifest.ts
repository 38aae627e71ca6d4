/**
 * What a weights manifest says. A model.json has it as "weightsManifest" (tfjs-core, io/types.ts):
 *   [{ "paths": ["group1-shard1of2.bin", ...],
 *      "weights": [{ "name": "conv/kernel", "shape": [3, 3, 3, 8], "dtype": "float32",
 *                    "quantization": { "dtype": "uint8", "scale": 0.1, "min": -1 } }, ...] }, ...]
 * The files of a group, one behind the other, hold its weights in this order without gaps.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { type JsonObject, type JsonValue, parseJson } from "../../encodings/json.ts";
import type { ByteSource } from "../../sources/byte-source.ts";
import { checkRelativePath, MAX_FILES } from "../../sources/folder.ts";
import { elementCount, quoted } from "../../tensor.ts";

/** How codes stand for values: value = code * scale + min; a float16 is its value. */
export type Rounding =
  | { readonly type: "F16" }
  | { readonly type: "U8" | "U16"; readonly scale: number; readonly min: number };

export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  /** As TensorFlow calls the type. */
  readonly dtype: string;
  readonly rounding: Rounding | undefined;
}

export interface Group {
  /** Checked, relative to the JSON file. */
  readonly paths: readonly string[];
  readonly weights: readonly Weight[];
}

export interface Manifest {
  readonly groups: readonly Group[];
  /** The rest of the model: its graph, or its layers. */
  readonly topology: JsonValue | undefined;
  /** Key-value text of the file about itself. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Topologies of large models take some MB. */
const MAX_JSON = 100_000_000;
/** Models of layers that nest one another go 20 deep. */
const MAX_DEPTH = 64;
const ABOUT = ["format", "generatedBy", "convertedBy", "signature"];

export async function readManifest(
  source: ByteSource,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  if (source.size > MAX_JSON) throw corrupt(where, `${source.size} bytes, at most ${MAX_JSON}`);
  const bytes = await source.read(0, source.size, signal);
  const root = parseJson(new TextDecoder().decode(bytes), where, MAX_DEPTH);
  const model = root instanceof Map ? root : undefined;
  const listed = model ? model.get("weightsManifest") : root;
  if (!Array.isArray(listed)) throw corrupt(where, "weightsManifest is missing or not a list");
  const groups = listed.map((group, k) => readGroup(group, `${where}: group ${k}`));
  const files = groups.flatMap(({ paths }) => paths);
  if (files.length > MAX_FILES) throw corrupt(where, `${files.length} files, at most ${MAX_FILES}`);
  if (new Set(files).size !== files.length) throw corrupt(where, "a file is listed twice");
  const names = new Set<string>();
  for (const { weights } of groups)
    for (const { name } of weights) {
      if (names.has(name)) throw corrupt(where, `weight ${quoted(name)} is there twice`);
      names.add(name);
    }
  const metadata = new Map<string, string>();
  for (const key of ABOUT) {
    const text = model?.get(key);
    if (typeof text === "string") metadata.set(key, text);
  }
  return { groups, topology: model?.get("modelTopology"), metadata };
}

function readGroup(group: JsonValue, where: string): Group {
  if (!(group instanceof Map)) throw corrupt(where, "not an object");
  const paths = list(group, "paths", where).map((path) => {
    if (typeof path !== "string") throw corrupt(where, "paths has an entry that is not a text");
    return checkRelativePath(path, where);
  });
  const weights = list(group, "weights", where).map((weight, k) =>
    readWeight(weight, `${where}, weight ${k}`),
  );
  return { paths, weights };
}

function readWeight(weight: JsonValue, where: string): Weight {
  if (!(weight instanceof Map)) throw corrupt(where, "not an object");
  const name = text(weight, "name", where);
  const shape = list(weight, "shape", where).map((size) => (typeof size === "number" ? size : Number.NaN));
  elementCount(shape, `${where} ${quoted(name)}`);
  const dtype = text(weight, "dtype", where);
  const quantization = weight.get("quantization");
  const rounding = quantization === undefined ? undefined : readRounding(quantization, where);
  return { name, shape, dtype, rounding };
}

function readRounding(value: JsonValue, where: string): Rounding {
  if (!(value instanceof Map)) throw corrupt(where, "quantization is not an object");
  const dtype = text(value, "dtype", where);
  if (dtype === "float16") return { type: "F16" };
  const type = dtype === "uint8" ? "U8" : dtype === "uint16" ? "U16" : undefined;
  if (!type) throw corrupt(where, `quantization to ${quoted(dtype)}, which TensorFlow.js does not know`);
  const scale = value.get("scale");
  const min = value.get("min");
  if (!Number.isFinite(scale) || !Number.isFinite(min))
    throw corrupt(where, "quantization without the numbers scale and min");
  return { type, scale: Number(scale), min: Number(min) };
}

function list(object: JsonObject, key: string, where: string): JsonValue[] {
  const value = object.get(key);
  if (!Array.isArray(value)) throw corrupt(where, `${key} is missing or not a list`);
  return value;
}

function text(object: JsonObject, key: string, where: string): string {
  const value = object.get(key);
  if (typeof value !== "string") throw corrupt(where, `${key} is missing or not a text`);
  return value;
}

export function corrupt(where: string, what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
}
