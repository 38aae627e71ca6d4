/** Tensors of a checkpoint: views of storages, with their bounds checked before anything is read. */
import { WignerscopeError } from "../../../base/index.ts";
import { type Dtype, dtypeOf, unknownDtype } from "../../dtype.ts";
import { inRowMajorOrder, reverseBytes, rowMajorStrides } from "../../encodings/strided.ts";
import { allocateBytes, type ByteSource, chunks } from "../../sources/byte-source.ts";
import { describe, elementCount, type LocatedTensor, packedBytes, quoted } from "../../tensor.ts";
import type { NamedTensor } from "./contents.ts";
import type { PickleStorage, PickleTensor } from "./values.ts";

/** Where the elements of the storages are. */
export interface Storages {
  /**
   * Bytes that the file has for the storage.
   * @param width bytes of an element
   * @throws CORRUPT_FILE when the file has another number of them, or none of that key
   */
  check(storage: PickleStorage, width: number, where: string): void;
  /** The storage of that key as a file of its own; `source` is the checkpoint, perhaps opened anew. */
  open(source: ByteSource, storage: PickleStorage, signal?: AbortSignal): Promise<ByteSource>;
  readonly bigEndian: boolean;
}

const UNTYPED = "UntypedStorage";

/** Storage classes and element types, without their modules. */
const DTYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    F64: ["DoubleStorage", "float64", "double"],
    F32: ["FloatStorage", "float32", "float"],
    F16: ["HalfStorage", "float16", "half"],
    BF16: ["BFloat16Storage", "bfloat16"],
    F8_E4M3: ["float8_e4m3fn"],
    F8_E5M2: ["float8_e5m2"],
    F8_E4M3FNUZ: ["float8_e4m3fnuz"],
    F8_E5M2FNUZ: ["float8_e5m2fnuz"],
    F8_E8M0: ["float8_e8m0fnu"],
    I64: ["LongStorage", "int64", "long"],
    I32: ["IntStorage", "int32", "int", "QInt32Storage"],
    I16: ["ShortStorage", "int16", "short"],
    I8: ["CharStorage", "int8", "QInt8Storage"],
    U8: ["ByteStorage", "uint8", "QUInt8Storage"],
    U16: ["uint16"],
    U32: ["uint32"],
    U64: ["uint64"],
    BOOL: ["BoolStorage", "bool"],
    C64: ["ComplexFloatStorage", "complex64", "cfloat"],
    C128: ["ComplexDoubleStorage", "complex128", "cdouble"],
  }).flatMap(([dtype, names]) => names.map((name) => [name, dtype] as const)),
);

export function tensorsOf(named: readonly NamedTensor[], storages: Storages, where: string): LocatedTensor[] {
  return named.map((entry) => locate(entry, storages, where));
}

function locate({ name, tensor, notWeight }: NamedTensor, storages: Storages, file: string): LocatedTensor {
  const where = `${file}: tensor ${quoted(name)}`;
  const { storage, shape, strides } = tensor;
  const dtype = elementType(tensor);
  const width = dtype.bits / 8;
  const count = elementCount(shape, where);
  const span = spanOf(tensor, count);
  const reason = tensor.reason ?? repeated(count, storage, width);
  if (dtype.bits > 0 && tensor.storage.key !== "") {
    storages.check(storage, storage.type === UNTYPED ? 1 : width, where);
    const held = heldBy(storage, width);
    const end = storage.offset + tensor.offset + span;
    if (end > held) throw corrupt(where, `its last element is number ${end} of a storage of ${held}`);
  }
  const info = describe(name, dtype, shape, { where, reason, bytes: packedBytes(dtype, count) });
  const start = (storage.offset + tensor.offset) * width;
  const inOrder = isRowMajor(shape, strides);
  return {
    info: notWeight === undefined ? info : Object.freeze({ ...info, notWeight }),
    async *bytesIn(source, signal, home) {
      if (count === 0) return;
      const opened = await storages.open(source, storage, signal);
      const parts = inOrder
        ? chunks(opened, start, count * width, signal, home)
        : inRowMajorOrder(await whole(opened, start, span * width, signal), shape, strides, width);
      for await (const part of parts) {
        // A complex number is two numbers.
        if (storages.bigEndian) reverseBytes(part, dtype.kind === "other" ? width / 2 : width);
        yield part;
      }
    },
  };
}

function elementType({ storage, dtype }: PickleTensor): Dtype {
  const name = storage.type === UNTYPED ? (dtype ?? "") : storage.type;
  const known = DTYPES.get(name);
  return known === undefined
    ? unknownDtype(name.slice(0, 40), `element type ${quoted(name.slice(0, 40))} is not read`)
    : dtypeOf(known);
}

/** Elements of the storage from the first of a view to its last. */
function spanOf({ shape, strides }: PickleTensor, count: number): number {
  if (count === 0) return 0;
  return shape.reduce((span, size, axis) => span + (size - 1) * strides[axis], 1);
}

/** Elements of the storage. */
function heldBy({ type, count }: PickleStorage, width: number): number {
  return type === UNTYPED ? Math.floor(count / width) : count;
}

/** Bytes of one of the storage's own elements. @throws CORRUPT_FILE for a type that nobody knows */
export function storageWidth({ type }: PickleStorage, where: string): number {
  if (type === UNTYPED) return 1;
  const name = DTYPES.get(type);
  if (name === undefined) throw corrupt(where, `storages of type ${quoted(type)} are not known`);
  return dtypeOf(name).bits / 8;
}

/** A view that repeats elements may have any number of them: it is listed, and costs nothing. */
function repeated(count: number, storage: PickleStorage, width: number): string | undefined {
  const held = heldBy(storage, width);
  return count > held
    ? `it repeats the ${held} elements of its storage (an expanded tensor): save its contiguous copy`
    : undefined;
}

/** Dimensions of one element may have any stride. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajorStrides(shape);
  return shape.every((size, axis) => size === 1 || strides[axis] === expected[axis]);
}

async function whole(
  source: ByteSource,
  start: number,
  size: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = allocateBytes(size, source.name);
  let filled = 0;
  for await (const part of chunks(source, start, size, signal, bytes)) {
    if (part.buffer !== bytes.buffer) bytes.set(part, filled);
    filled += part.length;
  }
  return bytes;
}

const corrupt = (where: string, what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
