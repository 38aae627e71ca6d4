/** What a reader says about a tensor, and how a stored tensor becomes numbers. */
import { type FloatArray, throwIfAborted, WignerscopeError } from "../base/index.ts";
import { type Dtype, isFloatDtype, type TensorKind } from "./dtype.ts";
import { arrayFor, decodeFloats, widthOf } from "./encodings/float-codes.ts";
import type { ByteSource } from "./sources/byte-source.ts";

export interface TensorInfo {
  /** Unique in its model. */
  readonly name: string;
  /** Element type under its safetensors name ("F32", "BF16", "I64", ...), whatever the format. */
  readonly dtype: string;
  /** Sizes of the dimensions, outermost first; elements are row-major (the last index runs fastest). */
  readonly shape: readonly number[];
  /** Bytes that the elements take; 0 where the file does not tell. */
  readonly bytes: number;
  /** The file that holds the elements, when it is not the model's own file. */
  readonly file?: string;
  /** Where the elements start in their file, when they lie there in one piece. */
  readonly offset?: number;
  readonly kind: TensorKind;
  /** Of rounded values, which are decoded into elements of `dtype`: what the file holds for them ("Q4_K", "U8", ...). */
  readonly storedAs?: string;
  /** How the dimensions are laid out, where the file tells. */
  readonly layout?: TensorLayout;
  /** Why it is not a weight, where the file shows that: it is read like any other and not analysed. */
  readonly notWeight?: string;
  /** False when the tensor is only listed; `reason` says why. */
  readonly readable: boolean;
  readonly reason?: string;
}

/**
 * What the dimensions of a tensor mean.
 * - "convolution": out x in x k1 x ... x kd.
 * - "channels-last": k1 x ... x kd x in x out, a convolution; depthwise, k1 x ... x kd x in x multiplier, where each input
 *   has its own outputs.
 * - "stack": b1 x ... x bd x rows x cols, a matrix for each of the leading indices.
 * - "recurrent": directions x (gates rows) x cols, the gates' blocks of rows in this order.
 */
export type TensorLayout =
  | { readonly kind: "convolution" }
  | { readonly kind: "channels-last"; readonly depthwise: boolean }
  | { readonly kind: "stack" }
  | { readonly kind: "recurrent"; readonly gates: readonly string[] };

/** A tensor in memory: `data` is row-major, Float64Array for F64 and Float32Array (exact) for every other float. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: FloatArray;
}

/** A listed tensor and its elements as a stream; what a format's reader makes of each tensor. */
export interface StoredTensor {
  readonly info: TensorInfo;
  /**
   * The elements, little-endian and row-major, whole elements in each step. A step may lie in `home`, which has the
   * length of all, at its place there.
   */
  bytes(signal?: AbortSignal, home?: Uint8Array): AsyncIterable<Uint8Array>;
}

/** A tensor of a file that is opened anew for each read: a part of a model in several files. */
export interface LocatedTensor {
  readonly info: TensorInfo;
  /** As `StoredTensor.bytes`, of the file that `source` is. */
  bytesIn(source: ByteSource, signal?: AbortSignal, home?: Uint8Array): AsyncIterable<Uint8Array>;
}

export interface LocatedContent {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: readonly LocatedTensor[];
}

/** The content of a file that stays open. */
export function contentOf(source: ByteSource, { metadata, tensors }: LocatedContent): ModelContent {
  return {
    metadata,
    tensors: tensors.map((tensor) => ({
      info: tensor.info,
      bytes: (signal, home) => tensor.bytesIn(source, signal, home),
    })),
  };
}

/** What a format's reader hands to `openModel`. */
export interface ModelContent {
  /** Key-value text that the file carries about itself. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: readonly StoredTensor[];
}

/** Dimensions that a tensor may have; numpy allows 64. */
const MAX_RANK = 64;

/**
 * Number of elements of a shape.
 * @throws CORRUPT_FILE when a size is no natural number, when there are too many, or when the product passes 2^53.
 */
export function elementCount(shape: readonly number[], where: string): number {
  if (shape.length > MAX_RANK)
    throw new WignerscopeError("CORRUPT_FILE", `${where}: ${shape.length} dimensions, at most ${MAX_RANK}`);
  let count = 1;
  let empty = false;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw new WignerscopeError("CORRUPT_FILE", `${where}: ${size} is not the size of a dimension`);
    if (size === 0) empty = true;
    else count *= size;
    if (!Number.isSafeInteger(count))
      throw new WignerscopeError("CORRUPT_FILE", `${where}: shape [${shape.join(", ")}] is impossibly large`);
  }
  return empty ? 0 : count;
}

/** Bytes of `count` elements packed without gaps. */
export function packedBytes(dtype: Dtype, count: number): number {
  return dtype.bits >= 8 ? count * (dtype.bits / 8) : Math.ceil((count * dtype.bits) / 8);
}

/** The info of a tensor, with `readable` and `reason` from its type unless a reason is given. */
export function describe(
  name: string,
  dtype: Dtype,
  shape: readonly number[],
  place: {
    readonly where: string;
    readonly offset?: number;
    readonly bytes?: number;
    readonly file?: string;
    readonly reason?: string;
    readonly storedAs?: string;
    readonly layout?: TensorLayout;
  },
): TensorInfo {
  const { offset, file, storedAs, layout } = place;
  const reason = place.reason ?? dtype.reason;
  const bytes = place.bytes ?? packedBytes(dtype, elementCount(shape, place.where));
  return Object.freeze({
    name,
    dtype: dtype.name,
    shape: Object.freeze([...shape]),
    bytes,
    ...(file === undefined ? {} : { file }),
    ...(offset === undefined ? {} : { offset }),
    kind: dtype.kind,
    ...(storedAs === undefined ? {} : { storedAs }),
    ...(layout === undefined ? {} : { layout }),
    readable: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** Of one tensor in memory: what the kernel's 32-bit addresses reach, and the longest byte array of some engines. */
const MOST_MEMORY = 2 ** 32 - 1;

const gibibytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);

/** Why a listed tensor is not read: its type, or, where the type is one that is read, its elements are out of reach. */
export function unreadableCode(info: TensorInfo): "UNSUPPORTED_DTYPE" | "READ_FAILED" {
  return isFloatDtype(info.dtype) ? "READ_FAILED" : "UNSUPPORTED_DTYPE";
}

/** Reads a stored float tensor. @throws UNSUPPORTED_DTYPE or READ_FAILED with the reason when it is only listed. */
export async function decode(stored: StoredTensor, where: string, signal?: AbortSignal): Promise<Tensor> {
  const { name, dtype, shape, bytes, readable, reason } = stored.info;
  if (!readable || !isFloatDtype(dtype))
    throw new WignerscopeError(
      unreadableCode(stored.info),
      `${where}: tensor ${quoted(name)} is not read: ${reason}`,
    );
  const width = widthOf(dtype);
  const count = bytes / width;
  const what = `${where}: tensor ${quoted(name)}`;
  const memory = count * (dtype === "F64" ? Float64Array : Float32Array).BYTES_PER_ELEMENT;
  if (memory > MOST_MEMORY)
    throw new WignerscopeError(
      "OUT_OF_MEMORY",
      `${what}: its ${count} elements take ${gibibytes(memory)} GiB of memory, at most ${gibibytes(MOST_MEMORY)} GiB are read at once`,
    );
  const data = allocateFloats(() => arrayFor(dtype, count), what, count);
  // The file's bytes go to the end of the array and are widened from there: element i is written before the bytes of
  // element i + 1 are reached, because 4 (i + 1) <= (4 - width) count + width (i + 1) for i < count.
  const home = new Uint8Array(data.buffer, data.byteLength - bytes, bytes);
  let at = 0;
  for await (const chunk of stored.bytes(signal, home)) {
    throwIfAborted(signal);
    if (chunk.length % width !== 0 || at + chunk.length / width > count) throw miscounted(where, name, count);
    decodeFloats(dtype, chunk, data, at);
    at += chunk.length / width;
  }
  if (at !== count) throw miscounted(where, name, count);
  return { name, shape, data };
}

function miscounted(where: string, name: string, count: number): WignerscopeError {
  const message = `${where}: tensor ${quoted(name)} does not hold the ${count} elements of its shape`;
  return new WignerscopeError("CORRUPT_FILE", message);
}

function allocateFloats(make: () => FloatArray, what: string, count: number): FloatArray {
  try {
    return make();
  } catch (cause) {
    throw new WignerscopeError("OUT_OF_MEMORY", `${what}: cannot hold ${count} elements at once`, { cause });
  }
}

/** Longest part of a name that an error shows. */
const SHOWN = 120;

/** A name from a file, safe to print: quoted, control characters escaped, shortened. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name);
}
