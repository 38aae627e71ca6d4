/** ONNX tensors whose elements are in other files of the model's folder: external_data. */
import { type ErrorCode, WignerscopeError } from "../../../base/index.ts";
import type { Dtype } from "../../dtype.ts";
import {
  checkRelativePath,
  MAX_FILES,
  type ModelFolder,
  siblingChunks,
  withSibling,
} from "../../sources/folder.ts";
import { describe, elementCount, packedBytes, quoted, type StoredTensor } from "../../tensor.ts";
import type { TensorRecord } from "./records.ts";
import { corrupt, listedOnly, sizeMismatch } from "./refusals.ts";

export async function externalTensor(
  record: TensorRecord,
  dtype: Dtype,
  entries: ReadonlyMap<string, string>,
  siblings: SiblingFiles,
  where: string,
): Promise<StoredTensor> {
  const { name, shape } = record;
  const size = packedBytes(dtype, elementCount(shape, where));
  const location = entries.get("location");
  if (location === undefined) throw corrupt(where, "external data without a location");
  const path = checkRelativePath(location, where);
  const offset = sizeEntry(entries, "offset", where) ?? 0;
  const listed = (code: ErrorCode, reason: string) =>
    listedOnly(record, dtype, { where, file: path, code, reason });
  if (record.reason !== undefined) return listed("UNSUPPORTED_DTYPE", record.reason);
  const found = await siblings(path, where);
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
    throw corrupt(where, `external data ${key} ${quoted(text)} is not a file offset`);
  return value;
}

/** A file beside the model that could be opened. */
interface SiblingFile {
  readonly folder: ModelFolder;
  readonly size: number;
}

/** Finds an external file, or why it cannot be read. @throws UNSAFE_PATH when it is outside the folder. */
export type SiblingFiles = (path: string, where: string) => Promise<SiblingFile | string>;

/** The sizes of the external files, each opened once for it and closed again. */
export function siblingFiles(folder: ModelFolder | undefined, signal: AbortSignal | undefined): SiblingFiles {
  const known = new Map<string, SiblingFile | string>();
  return async (path, where) => {
    let found = known.get(path);
    if (found === undefined) {
      if (known.size === MAX_FILES) throw corrupt(where, `the model refers to more than ${MAX_FILES} files`);
      found = await sibling(folder, path, where, signal);
      known.set(path, found);
    }
    return found;
  };
}

async function sibling(
  folder: ModelFolder | undefined,
  path: string,
  where: string,
  signal: AbortSignal | undefined,
): Promise<SiblingFile | string> {
  if (!folder) return `its elements are in ${path}, which was not given beside the model`;
  try {
    return await withSibling(folder, path, where, async ({ size }) => ({ folder, size }), signal);
  } catch (error) {
    if (error instanceof WignerscopeError && error.code === "READ_FAILED")
      return `its elements are in another file: ${error.message}`;
    throw error;
  }
}
