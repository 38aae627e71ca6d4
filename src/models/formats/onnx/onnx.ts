/**
 * ONNX models: the tensors that onnx-walk.ts finds, with their types, unique names, and their elements read on demand
 * from the file itself (raw_data or the typed fields) or from files in the model's folder (external data).
 */
import { type ErrorCode, WignerscopeError } from "../../../base/index.ts";
import { type Dtype, dtypeOf, unknownDtype } from "../../dtype.ts";
import { type ByteSource, chunks } from "../../sources/byte-source.ts";
import {
  checkRelativePath,
  MAX_FILES,
  type ModelFolder,
  siblingChunks,
  withSibling,
} from "../../sources/folder.ts";
import {
  describe,
  elementCount,
  type ModelContent,
  packedBytes,
  quoted,
  type StoredTensor,
} from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { fixedElements, varintElements } from "./elements.ts";
import { payloadCount, type TensorRecord } from "./messages.ts";
import { walkOnnx } from "./walk.ts";

export async function readOnnx(source: ByteSource, { folder, signal }: Surroundings): Promise<ModelContent> {
  const { tensors: records, metadata } = await walkOnnx(source, signal);
  makeNamesUnique(records);
  const siblings = new SiblingFiles(folder, signal);
  const tensors: StoredTensor[] = [];
  for (const record of records) {
    const where = `${source.name}: ONNX tensor ${quoted(record.name)} at offset ${record.offset}`;
    const stored = record.external
      ? await externalTensor(record, record.external, siblings, where)
      : ownTensor(record, source, where);
    tensors.push(stored);
  }
  return { metadata, tensors };
}

/** A name that comes again gets " (2)", " (3)", ... in the file's order, skipping names that are taken. */
function makeNamesUnique(records: readonly TensorRecord[]): void {
  const taken = new Set(records.map((record) => record.name));
  const kept = new Set<string>();
  const next = new Map<string, number>();
  for (const record of records) {
    if (record.name !== "" && !kept.has(record.name)) {
      kept.add(record.name);
      continue;
    }
    const base = record.name || "unnamed";
    let times = next.get(base) ?? (record.name === "" ? 1 : 2);
    const name = () => (times === 1 ? base : `${base} (${times})`);
    while (taken.has(name())) times++;
    record.name = name();
    taken.add(record.name);
    kept.add(record.name);
    next.set(base, times + 1);
  }
}

/** TensorProto.DataType by number. */
const TYPES: readonly (string | undefined)[] = [
  undefined,
  "F32",
  "U8",
  "I8",
  "U16",
  "I16",
  "I32",
  "I64",
  "STRING",
  "BOOL",
  "F16",
  "F64",
  "U32",
  "U64",
  "C64",
  "C128",
  "BF16",
  "F8_E4M3",
  "F8_E4M3FNUZ",
  "F8_E5M2",
  "F8_E5M2FNUZ",
  "U4",
  "I4",
  "F4",
  "F8_E8M0",
  "U2",
  "I2",
];

function elementType(record: TensorRecord): Dtype {
  const name = TYPES[record.type];
  if (name === "STRING") return unknownDtype(name, "text: only floating-point tensors are analysed");
  return name === undefined
    ? unknownDtype(`ONNX_${record.type}`, `ONNX element type ${record.type} is not known to this version`)
    : dtypeOf(name);
}

const RAW_DATA = 9;

/** The field that holds the elements of a type when raw_data does not (onnx.proto, comments of TensorProto). */
function typedField(dtype: Dtype): number {
  if (dtype.name === "F32" || dtype.name === "C64") return 4;
  if (dtype.name === "F64" || dtype.name === "C128") return 10;
  if (dtype.name === "I64") return 7;
  return dtype.name === "U32" || dtype.name === "U64" ? 11 : 5;
}

/** A tensor whose elements, if it has any, are in the model's file. */
function ownTensor(record: TensorRecord, source: ByteSource, where: string): StoredTensor {
  const dtype = elementType(record);
  const count = elementCount(record.shape, where);
  const size = packedBytes(dtype, count);
  const { name, shape, field, payloads } = record;
  const listed = (code: ErrorCode, reason: string) => listedOnly(record, dtype, { where, code, reason });
  if (record.reason !== undefined) return listed("UNSUPPORTED_DTYPE", record.reason);
  if (dtype.bits === 0) return listed("UNSUPPORTED_DTYPE", `${dtype.name} is not read`);
  if (field === 0 && count > 0) return listed("READ_FAILED", "the file holds no elements for it");
  if (field === 0) return { info: describe(name, dtype, shape, { where }), bytes: () => empty() };
  if (field === RAW_DATA) {
    const [raw] = payloads;
    if (raw.form !== "raw" || raw.length !== size)
      throw sizeMismatch(where, dtype, shape, size, rawLength(raw));
    const { offset } = raw;
    return {
      info: describe(name, dtype, shape, { where, offset }),
      bytes: (signal, home) => chunks(source, offset, size, signal, home),
    };
  }
  if (field !== typedField(dtype))
    throw corrupt(where, `elements of type ${dtype.name} in field ${field}, expected ${typedField(dtype)}`);
  if (dtype.bits < 8) return listed("UNSUPPORTED_DTYPE", `${dtype.name} outside raw_data is not read`);
  const [first] = payloads;
  if (first?.form === "fixed") {
    const found = payloadCount(payloads) * first.width;
    if (found !== size) throw sizeMismatch(where, dtype, shape, size, found);
    const place = payloads.length === 1 && first.stride === first.width ? { offset: first.offset } : {};
    return {
      info: describe(name, dtype, shape, { where, ...place }),
      bytes: (signal) => fixedElements(source, payloads, signal),
    };
  }
  const room = payloads.reduce((sum, payload) => sum + (payload.form === "varint" ? payload.length : 0), 0);
  if (room < count) throw corrupt(where, `${count} elements in ${room} bytes of field ${field}`);
  return {
    info: describe(name, dtype, shape, { where }),
    bytes: (signal) => varintElements(source, payloads, dtype, count, where, signal),
  };
}

function rawLength(raw: TensorRecord["payloads"][number]): number {
  return raw.form === "raw" ? raw.length : 0;
}

async function externalTensor(
  record: TensorRecord,
  entries: ReadonlyMap<string, string>,
  siblings: SiblingFiles,
  where: string,
): Promise<StoredTensor> {
  const dtype = elementType(record);
  const { name, shape } = record;
  const size = packedBytes(dtype, elementCount(shape, where));
  const location = entries.get("location");
  if (location === undefined) throw corrupt(where, "external data without a location");
  const path = checkRelativePath(location, where);
  const offset = sizeEntry(entries, "offset", where) ?? 0;
  const listed = (code: ErrorCode, reason: string) =>
    listedOnly(record, dtype, { where, file: path, code, reason });
  if (record.reason !== undefined) return listed("UNSUPPORTED_DTYPE", record.reason);
  const found = await siblings.find(path, where);
  if (typeof found === "string") return listed("READ_FAILED", found);
  const { folder, size: file } = found;
  const length = sizeEntry(entries, "length", where) ?? file - offset;
  if (offset > file || length > file - offset)
    throw corrupt(where, `external data at ${offset} of ${length} bytes, ${path} has ${file} bytes`);
  if (dtype.bits > 0 && length !== size) throw sizeMismatch(where, dtype, shape, size, length);
  return {
    info: describe(name, dtype, shape, { where, offset, bytes: length, file: path }),
    bytes: (signal, home) => siblingChunks(folder, path, where, offset, length, signal, home),
  };
}

/** A decimal number of external_data. */
function sizeEntry(entries: ReadonlyMap<string, string>, key: string, where: string): number | undefined {
  const text = entries.get(key);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value))
    throw corrupt(where, `external data ${key} ${quoted(text)} is no file offset`);
  return value;
}

/** A file beside the model that could be opened. */
interface SiblingFile {
  readonly folder: ModelFolder;
  readonly size: number;
}

/** The sizes of the external files, each opened once for it and closed again. */
class SiblingFiles {
  private readonly folder: ModelFolder | undefined;
  private readonly signal: AbortSignal | undefined;
  private readonly known = new Map<string, SiblingFile | string>();

  constructor(folder: ModelFolder | undefined, signal: AbortSignal | undefined) {
    this.folder = folder;
    this.signal = signal;
  }

  /** The file, or why it cannot be read. @throws UNSAFE_PATH when it is outside the folder. */
  async find(path: string, where: string): Promise<SiblingFile | string> {
    let found = this.known.get(path);
    if (found === undefined) {
      if (this.known.size === MAX_FILES)
        throw corrupt(where, `the model refers to more than ${MAX_FILES} files`);
      found = await this.open(path, where);
      this.known.set(path, found);
    }
    return found;
  }

  private async open(path: string, where: string): Promise<SiblingFile | string> {
    const { folder, signal } = this;
    if (!folder) return `its elements are in ${path}, which was not given beside the model`;
    try {
      return await withSibling(folder, path, where, async ({ size }) => ({ folder, size }), signal);
    } catch (error) {
      if (error instanceof WignerscopeError && error.code === "READ_FAILED")
        return `its elements are in another file: ${error.message}`;
      throw error;
    }
  }
}

async function* empty(): AsyncGenerator<Uint8Array> {}

/** A tensor whose elements cannot be had: `reason` says why, unless its type already says why nobody wants them. */
function listedOnly(
  { name, shape }: TensorRecord,
  dtype: Dtype,
  why: { readonly where: string; readonly file?: string; readonly code: ErrorCode; readonly reason: string },
): StoredTensor {
  const { where, file, code, reason } = why;
  return {
    info: describe(name, dtype, shape, { where, file, bytes: 0, reason: dtype.reason ?? reason }),
    // biome-ignore lint/correctness/useYield: a stream that cannot start
    async *bytes() {
      throw new WignerscopeError(code, `${where}: ${reason}`);
    },
  };
}

function sizeMismatch(
  where: string,
  dtype: Dtype,
  shape: readonly number[],
  expected: number,
  found: number,
): WignerscopeError {
  return corrupt(
    where,
    `${dtype.name} of shape [${shape.join(", ")}] takes ${expected} bytes, ${found} are there`,
  );
}

function corrupt(where: string, what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
}
