/** Little-endian integers of npy files as floats. */
import { type FloatArray, WignerscopeError } from "../../base/index.ts";

/** Reads element i of a view. */
type Get = (view: DataView, at: number) => number;

interface IntegerType {
  readonly bytes: number;
  /** Whether every value is a float32. */
  readonly single: boolean;
  readonly get: Get;
}

const TYPES: Readonly<Record<string, IntegerType>> = {
  BOOL: { bytes: 1, single: true, get: (view, at) => view.getUint8(at) },
  U8: { bytes: 1, single: true, get: (view, at) => view.getUint8(at) },
  I8: { bytes: 1, single: true, get: (view, at) => view.getInt8(at) },
  U16: { bytes: 2, single: true, get: (view, at) => view.getUint16(at, true) },
  I16: { bytes: 2, single: true, get: (view, at) => view.getInt16(at, true) },
  U32: { bytes: 4, single: false, get: (view, at) => view.getUint32(at, true) },
  I32: { bytes: 4, single: false, get: (view, at) => view.getInt32(at, true) },
  U64: { bytes: 8, single: false, get: (view, at) => Number(view.getBigUint64(at, true)) },
  I64: { bytes: 8, single: false, get: (view, at) => Number(view.getBigInt64(at, true)) },
};

/** @throws UNSUPPORTED_DTYPE for packed types */
export function decodeIntegers(dtype: string, parts: readonly Uint8Array[], where: string): FloatArray {
  const type = Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (!type)
    throw new WignerscopeError("UNSUPPORTED_DTYPE", `${where}: numbers of type ${dtype} are not read`);
  const { bytes, single, get } = type;
  const length = parts.reduce((sum, part) => sum + part.length, 0) / bytes;
  const data = single ? new Float32Array(length) : new Float64Array(length);
  let i = 0;
  for (const part of parts) {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    for (let at = 0; at < part.length; at += bytes) data[i++] = get(view, at);
  }
  return data;
}
