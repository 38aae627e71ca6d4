/**
 * The IDX format of MNIST (LeCun, Cortes, Burges): two zero bytes, a code of the elements' type, the number of
 * dimensions, their sizes as 32-bit integers, the elements; all big-endian.
 */
import { type FloatArray, WignerscopeError } from "../../base/index.ts";

interface IdxType {
  readonly bytes: number;
  readonly get: (view: DataView, at: number) => number;
}

const TYPES: ReadonlyMap<number, IdxType> = new Map([
  [0x08, { bytes: 1, get: (view, at) => view.getUint8(at) }],
  [0x09, { bytes: 1, get: (view, at) => view.getInt8(at) }],
  [0x0b, { bytes: 2, get: (view, at) => view.getInt16(at) }],
  [0x0c, { bytes: 4, get: (view, at) => view.getInt32(at) }],
  [0x0d, { bytes: 4, get: (view, at) => view.getFloat32(at) }],
  [0x0e, { bytes: 8, get: (view, at) => view.getFloat64(at) }],
]);
/** Types of which not every value is a float32. */
const NEEDS_DOUBLE: readonly number[] = [0x0c, 0x0e];

/** Whether the first bytes are those of an IDX file. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && TYPES.has(bytes[2]) && bytes[3] > 0;
}

/** @throws CORRUPT_FILE when the sizes do not describe the bytes that follow */
export function parseIdx(
  bytes: Uint8Array,
  where: string,
): { readonly shape: readonly number[]; readonly data: FloatArray } {
  const type = TYPES.get(bytes[2]);
  const rank = bytes[3];
  const start = 4 + 4 * rank;
  if (!type || bytes.length < start)
    throw new WignerscopeError(
      "CORRUPT_FILE",
      `${where}: an IDX header of ${rank} dimensions takes ${start} bytes, the file has ${bytes.length}`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, k) => view.getUint32(4 + 4 * k));
  const count = shape.reduce((product, size) => product * size, 1);
  if (count * type.bytes !== bytes.length - start)
    throw new WignerscopeError(
      "CORRUPT_FILE",
      `${where}: shape [${shape.join(", ")}] takes ${count * type.bytes} bytes, ${bytes.length - start} follow the header`,
    );
  const data = NEEDS_DOUBLE.includes(bytes[2]) ? new Float64Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = type.get(view, start + i * type.bytes);
  return { shape, data };
}
