/** An array of numbers out of a file, and the formats it may come in: IDX, npy, npz, CSV, each also compressed with gzip. */
import { type FloatArray, throwIfAborted, WignerscopeError } from "../../base/index.ts";
import {
  type ByteSource,
  blobSource,
  isZip,
  memorySource,
  openModel,
  quoted,
  readMember,
  readZipDirectory,
  type ZipMember,
} from "../../models/index.ts";
import { parseCsv } from "./csv.ts";
import { isIdx, parseIdx } from "./idx.ts";
import { decodeIntegers } from "./integers.ts";

/** Row-major; Float32Array where every value of the file is a float32, Float64Array elsewhere. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: FloatArray;
}

export interface ReadNumbersOptions {
  /** How errors call the file; default the source's name. */
  readonly name?: string;
  /** Which array of an npz file; it may be left out where there is only one. */
  readonly array?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads a file of numbers: IDX (the MNIST format), npy of any real type, one array of an npz, or CSV; recognised by content, and unpacked
 * first where it is compressed with gzip.
 * @throws UNKNOWN_TENSOR for an array that is not in an npz; UNSUPPORTED_FORMAT, UNSUPPORTED_DTYPE, CORRUPT_FILE naming the offset or line, READ_FAILED, ABORTED
 */
export async function readNumbers(
  source: ByteSource | Blob | Uint8Array,
  options: ReadNumbersOptions = {},
): Promise<NumberArray> {
  const { name, array, signal } = options;
  const file = sourceOf(source, name);
  const where = name ?? file.name;
  const bytes = await unpacked(await file.read(0, file.size, signal), where);
  throwIfAborted(signal);
  if (isZip(bytes)) return readNpz(bytes, array, where, signal);
  if (array !== undefined)
    throw new WignerscopeError(
      "UNKNOWN_TENSOR",
      `${where}: it is not an npz file, there is no array ${quoted(array)}`,
    );
  if (isIdx(bytes)) return parseIdx(bytes, where);
  if (String.fromCharCode(...bytes.subarray(0, 6)) === "\x93NUMPY") return readNpy(bytes, where, signal);
  return parseCsv(new TextDecoder().decode(bytes), where);
}

function sourceOf(source: ByteSource | Blob | Uint8Array, name: string | undefined): ByteSource {
  if (source instanceof Uint8Array) return memorySource(source, name);
  if (source instanceof Blob) return blobSource(source, name);
  if (typeof source?.read !== "function")
    throw new WignerscopeError("INVALID_ARGUMENT", "readNumbers takes a byte source, a Blob or a Uint8Array");
  return source;
}

/** The first bytes of gzip. */
const GZIP = [0x1f, 0x8b];

async function unpacked(bytes: Uint8Array, where: string): Promise<Uint8Array> {
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return bytes;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new WignerscopeError("CORRUPT_FILE", `${where}: its gzip stream is damaged or cut short`, {
      cause,
    });
  }
}

async function readNpz(
  bytes: Uint8Array,
  array: string | undefined,
  where: string,
  signal?: AbortSignal,
): Promise<NumberArray> {
  const archive = memorySource(bytes, where);
  const members = new Map<string, ZipMember>();
  for (const member of await readZipDirectory(archive, where, signal))
    members.set(member.name.replace(/\.[^.]*$/, ""), member);
  const names = [...members.keys()];
  const wanted = array ?? (names.length === 1 ? names[0] : undefined);
  const member = wanted === undefined ? undefined : members.get(wanted);
  if (wanted === undefined || !member)
    throw new WignerscopeError(
      "UNKNOWN_TENSOR",
      `${where}: ${wanted === undefined ? "say which array is meant" : `there is no array ${quoted(wanted)}`}; it has ${names.map(quoted).join(", ") || "none"}`,
    );
  return readNpy(await readMember(archive, member, where, signal), `${where}: ${wanted}`, signal);
}

async function readNpy(bytes: Uint8Array, where: string, signal?: AbortSignal): Promise<NumberArray> {
  const model = await openModel(bytes, { name: where, signal });
  const [info] = model.tensors;
  if (info.kind !== "integer") return model.readTensor(info.name, { signal });
  const parts: Uint8Array[] = [];
  for await (const part of model.readBytes(info.name, { signal })) parts.push(part);
  return { shape: info.shape, data: decodeIntegers(info.dtype, parts, where) };
}
