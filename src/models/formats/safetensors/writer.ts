/**
 * Writes safetensors as a stream: the header first, then the tensors one after another, each read or computed when its
 * turn comes, so that memory holds one tensor at a time. A model that came from one safetensors file keeps its header
 * to the byte, and with it the place of every tensor: the new file differs in the replaced numbers only.
 */
import {
  described,
  type FloatArray,
  knownOptions,
  throwIfAborted,
  WignerscopeError,
} from "../../../base/index.ts";
import { dtypeOf } from "../../dtype.ts";
import { encodeFloats, isWritableDtype, OVERFLOW, type WritableDtype } from "../../encodings/float-codes.ts";
import type { Model } from "../../model.ts";
import { describe, elementCount, packedBytes, quoted, type Tensor, type TensorInfo } from "../../tensor.ts";
import { safetensors } from "./format.ts";
import { readHeader } from "./safetensors.ts";

/** Where the bytes go; a promise that it returns is awaited before the next call. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<unknown> | unknown;
}

export interface WriteModelOptions {
  /**
   * New values for a tensor in its own shape and order, or undefined to copy it. They are rounded to the tensor's
   * type (to nearest, ties to even). Asked once for each F64, F32, F16 and BF16 tensor, in the order of the file.
   * Default: copy all.
   */
  readonly replace?: (info: TensorInfo) => Promise<FloatArray | undefined> | FloatArray | undefined;
  readonly signal?: AbortSignal;
}

/** The format that is written. */
export const WRITTEN = safetensors;

export interface WriteReport {
  /** Bytes written. */
  readonly bytes: number;
  /** Names of the tensors that were replaced. */
  readonly replaced: readonly string[];
}

/** Element types that the format has a name for. */
const NAMED = new Set(
  [
    "F64",
    "F32",
    "F16",
    "BF16",
    "F8_E4M3",
    "F8_E5M2",
    "F8_E8M0",
    "F6_E2M3",
    "F6_E3M2",
    "F4",
    "C64",
    "BOOL",
  ].concat(["I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8"]),
);

/** The reference implementation begins the elements at a multiple of 8 and pads the header with spaces. */
const ALIGNMENT = 8;

/**
 * Writes a model as one safetensors file: every tensor byte for byte, except those that `replace` gives new values.
 *
 * @throws UNSUPPORTED_DTYPE for a tensor whose type the format cannot express, before anything is written;
 *   INVALID_SHAPE for a replacement of another length; NOT_FINITE for a value beyond the range of the tensor's type.
 */
export async function writeSafetensors(
  model: Model,
  sink: ByteSink,
  options: WriteModelOptions = {},
): Promise<WriteReport> {
  knownOptions<WriteModelOptions>("writeSafetensors", options, { replace: true, signal: true });
  if (typeof sink?.write !== "function")
    throw new WignerscopeError("INVALID_ARGUMENT", `sink must have a function write, got ${described(sink)}`);
  const { replace, signal } = options;
  const { header, order } =
    model.format === safetensors.name
      ? { header: await readHeader(model.source, signal), order: inFileOrder(model.tensors) }
      : layOut(model.tensors, model.metadata, model.name);
  const replaced: string[] = [];
  let bytes = header.length;
  await sink.write(header);
  for (const info of order) {
    throwIfAborted(signal);
    const values = isWritableDtype(info.dtype) && info.readable ? await replace?.(info) : undefined;
    const { name } = info;
    if (values) replaced.push(name);
    const elements = values ? encoded(info, values) : model.readBytes(name, { signal });
    let written = 0;
    for await (const chunk of elements) {
      throwIfAborted(signal);
      written += chunk.length;
      await sink.write(chunk);
    }
    if (written !== info.bytes)
      throw new WignerscopeError(
        "CORRUPT_FILE",
        `${model.name}: tensor ${quoted(name)} gave ${written} of ${info.bytes} bytes`,
      );
    bytes += written;
  }
  return Object.freeze({ bytes, replaced: Object.freeze(replaced) });
}

export interface WriteTensorsOptions {
  /** Type of the elements in the file; default "F32". */
  readonly dtype?: WritableDtype;
  /** Key-value text for the file's header. */
  readonly metadata?: ReadonlyMap<string, string>;
  /** How errors call what is written; default "tensors". */
  readonly name?: string;
}

/**
 * Writes tensors in memory as one safetensors file.
 * @throws INVALID_ARGUMENT for a type that is not written, INVALID_SHAPE, NOT_FINITE as `writeSafetensors`
 */
export async function writeTensors(
  tensors: readonly Tensor[],
  sink: ByteSink,
  options: WriteTensorsOptions = {},
): Promise<WriteReport> {
  knownOptions("writeTensors", options, { dtype: true, metadata: true, name: true });
  const { dtype = "F32", metadata = new Map(), name = "tensors" } = options;
  if (!isWritableDtype(dtype))
    throw new WignerscopeError("INVALID_ARGUMENT", `dtype must be one of F64, F32, F16, BF16, got ${dtype}`);
  if (!Array.isArray(tensors))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `writeTensors: tensors must be an array of tensors, got ${described(tensors)}`,
    );
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  if (named.size !== tensors.length)
    throw new WignerscopeError("INVALID_ARGUMENT", `${name}: two tensors have the same name`);
  const infos = tensors.map((tensor) => describe(tensor.name, dtypeOf(dtype), tensor.shape, { where: name }));
  const { header, order } = layOut(infos, metadata, name);
  let bytes = header.length;
  await sink.write(header);
  for (const info of order)
    for await (const chunk of encoded(info, named.get(info.name)?.data ?? new Float32Array(0))) {
      bytes += chunk.length;
      await sink.write(chunk);
    }
  return Object.freeze({ bytes, replaced: Object.freeze([]) });
}

function inFileOrder(tensors: readonly TensorInfo[]): TensorInfo[] {
  return [...tensors].sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0) || a.bytes - b.bytes);
}

/** A header for tensors of another format, in order of falling element size, which keeps all of them aligned. */
function layOut(
  tensors: readonly TensorInfo[],
  metadata: ReadonlyMap<string, string>,
  model: string,
): { header: Uint8Array; order: TensorInfo[] } {
  for (const info of tensors) checkWritable(info, model);
  const order = [...tensors].sort((a, b) => dtypeOf(b.dtype).bits - dtypeOf(a.dtype).bits);
  const fields: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata].map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
    fields.push(`"__metadata__":{${pairs.join(",")}}`);
  }
  let at = 0;
  for (const { name, dtype, shape, bytes } of order) {
    const place = `{"dtype":"${dtype}","shape":[${shape.join(",")}],"data_offsets":[${at},${at + bytes}]}`;
    fields.push(`${JSON.stringify(name)}:${place}`);
    at += bytes;
  }
  const text = new TextEncoder().encode(`{${fields.join(",")}}`);
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(8 + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, 8);
  return { header, order };
}

function checkWritable(info: TensorInfo, model: string): void {
  const { name, dtype, shape, bytes, reason } = info;
  const where = `${model}: tensor ${quoted(name)}`;
  if (!NAMED.has(dtype))
    throw new WignerscopeError("UNSUPPORTED_DTYPE", `${where}: safetensors has no element type for ${dtype}`);
  if (bytes !== packedBytes(dtypeOf(dtype), elementCount(shape, where)))
    throw new WignerscopeError("UNSUPPORTED_DTYPE", `${where} cannot be copied: ${reason}`);
  if (name === "__metadata__")
    throw new WignerscopeError("INVALID_ARGUMENT", `${where}: safetensors keeps this name for itself`);
}

/** Values encoded at once. */
const STEP = 1 << 20;

async function* encoded(info: TensorInfo, values: FloatArray): AsyncGenerator<Uint8Array> {
  const { name, dtype, shape } = info;
  if (!isWritableDtype(dtype)) return;
  const count = elementCount(shape, name);
  if (values.length !== count)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `replacement of ${quoted(name)}: ${values.length} values for shape [${shape.join(", ")}], which takes ${count}`,
    );
  checkRange(values, dtype, name);
  for (let from = 0; from < count; from += STEP)
    yield encodeFloats(dtype, values, from, Math.min(count, from + STEP));
}

function checkRange(values: FloatArray, dtype: WritableDtype, name: string): void {
  const limit = OVERFLOW[dtype];
  const at = values.findIndex((x) => Math.abs(x) >= limit && Number.isFinite(x));
  if (at !== -1)
    throw new WignerscopeError(
      "NOT_FINITE",
      `replacement of ${quoted(name)}: entry ${at} is ${values[at]}, which ${dtype} rounds to infinity`,
    );
}
