/**
 * The .npy format (NEP 1): "\x93NUMPY", a version, the length of the header, the header as a Python dictionary
 *   {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
 * and the elements. Either byte order, C or Fortran order. The tensor is called like the file. Arrays of objects
 * (a pickle) and structured arrays are listed and never read.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { type Dtype, dtypeOf, unknownDtype } from "../../dtype.ts";
import { columnMajorStrides, inRowMajorOrder, reverseBytes } from "../../encodings/strided.ts";
import { allocateBytes, type ByteSource, chunks } from "../../sources/byte-source.ts";
import { describe, elementCount, type ModelContent, packedBytes } from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { type NpyHeader, parseNpyHeader } from "./header.ts";

/** numpy writes headers of about 100 bytes; structured types make longer ones. */
const MAX_HEADER = 1 << 20;
const MAGIC_BYTES = 6;

export async function readNpy(source: ByteSource, { signal }: Surroundings): Promise<ModelContent> {
  const where = `${source.name}: npy header`;
  const { header, end } = await readHeader(source, where, signal);
  const { dtype, swapped } = elementType(header.descr);
  const count = elementCount(header.shape, where);
  const size = packedBytes(dtype, count);
  const available = source.size - end;
  if (dtype.bits > 0 && size !== available)
    throw new WignerscopeError(
      "CORRUPT_FILE",
      `${where}: ${dtype.name} of shape (${header.shape.join(", ")}) takes ${size} bytes, ${available} follow the header`,
    );
  const name = source.name.replace(/^.*[/\\]/, "").replace(/\.npy$/i, "");
  const info = describe(name, dtype, header.shape, { offset: end, where });
  const width = dtype.bits / 8;
  const columnMajor = header.fortranOrder && header.shape.length > 1;
  async function* bytes(signal?: AbortSignal, home?: Uint8Array): AsyncGenerator<Uint8Array> {
    const stored = chunks(source, end, size, signal, columnMajor ? undefined : home);
    const ordered = columnMajor ? toRowMajor(stored, size, header.shape, width, source.name) : stored;
    for await (const chunk of ordered) {
      if (swapped) reverseBytes(chunk, dtype.kind === "other" ? width / 2 : width); // a complex number is two numbers
      yield chunk;
    }
  }
  return { metadata: new Map(), tensors: [{ info, bytes }] };
}

async function readHeader(
  source: ByteSource,
  where: string,
  signal: AbortSignal | undefined,
): Promise<{ header: NpyHeader; end: number }> {
  const corrupt = (what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
  if (source.size < MAGIC_BYTES + 2) throw corrupt(`the file ends after ${source.size} bytes`);
  const start = await source.read(0, Math.min(12, source.size), signal);
  const magic = String.fromCharCode(...start.subarray(0, MAGIC_BYTES));
  if (magic !== "\x93NUMPY") throw corrupt("no magic number at offset 0");
  const major = start[MAGIC_BYTES];
  if (major < 1 || major > 3) throw corrupt(`version ${major} at offset 6, 1 to 3 are known`);
  const lengthBytes = major === 1 ? 2 : 4;
  const textStart = MAGIC_BYTES + 2 + lengthBytes;
  if (source.size < textStart) throw corrupt(`the file ends after ${source.size} bytes`);
  const view = new DataView(start.buffer, start.byteOffset);
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > source.size - textStart)
    throw corrupt(`its length at offset 8 is ${length}, the file has ${source.size - textStart} bytes left`);
  if (length > MAX_HEADER) throw corrupt(`its length at offset 8 is ${length}, at most ${MAX_HEADER}`);
  const text = await source.read(textStart, length, signal);
  const encoding = major === 3 ? "utf-8" : "latin1";
  return { header: parseNpyHeader(new TextDecoder(encoding).decode(text), where), end: textStart + length };
}

const CODES: ReadonlyMap<string, string> = new Map([
  ["f2", "F16"],
  ["f4", "F32"],
  ["f8", "F64"],
  ["i1", "I8"],
  ["i2", "I16"],
  ["i4", "I32"],
  ["i8", "I64"],
  ["u1", "U8"],
  ["u2", "U16"],
  ["u4", "U32"],
  ["u8", "U64"],
  ["b1", "BOOL"],
  ["c8", "C64"],
  ["c16", "C128"],
]);

/** numpy's type string: byte order, kind letter, bytes. */
function elementType(descr: string | undefined): { dtype: Dtype; swapped: boolean } {
  if (descr === undefined)
    return {
      dtype: unknownDtype("structured", "a structured array has no single element type"),
      swapped: false,
    };
  const swapped = descr[0] === ">";
  const code = /^[<>=|]/.test(descr) ? descr.slice(1) : descr;
  const name = CODES.get(code);
  if (name !== undefined) return { dtype: dtypeOf(name), swapped };
  const why = code.startsWith("O")
    ? "an array of Python objects is a pickle, which may run code: it is never read"
    : `numpy type ${JSON.stringify(descr.slice(0, 40))} is not read`;
  return { dtype: unknownDtype(code.slice(0, 40), why), swapped };
}

/** Column-major elements in row-major order; holds the whole array once. */
async function* toRowMajor(
  stored: AsyncIterable<Uint8Array>,
  size: number,
  shape: readonly number[],
  width: number,
  name: string,
): AsyncGenerator<Uint8Array> {
  const columnMajor = allocateBytes(size, name);
  let filled = 0;
  for await (const chunk of stored) {
    columnMajor.set(chunk, filled);
    filled += chunk.length;
  }
  // Element [i0, i1, ...] stands at i0 + shape0 * (i1 + shape1 * (...)).
  yield* inRowMajorOrder(columnMajor, shape, columnMajorStrides(shape), width);
}
