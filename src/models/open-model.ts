/** One door for every model format: what a file is, is told by its first bytes, and by its name where they are silent. */
import { type Matrix, WignerscopeError } from "../base/index.ts";
import { type AdapterConfig, type AdapterProblem, readAdapterConfig } from "./adapters/adapter-config.ts";
import { type ByteSource, blobSource, guarded, memorySource } from "./sources/byte-source.ts";
import type { ModelFolder } from "./sources/folder.ts";
import {
  decode,
  type ModelContent,
  quoted,
  type StoredTensor,
  type Tensor,
  type TensorInfo,
} from "./tensor.ts";

export interface OpenModelOptions {
  /** Where the other files of a model in several files are; without it only the one file is read. */
  readonly folder?: ModelFolder;
  /** How errors and reports call the model. Default: the source's name. */
  readonly name?: string;
  readonly signal?: AbortSignal;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** An open model file: a list of tensors, each read when it is asked for. Reads may run at the same time. */
export interface Model {
  readonly name: string;
  readonly format: ModelFormat;
  /** Key-value text that the file carries about itself. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Every tensor of the file in the file's order, also those that are only listed, with the reason. */
  readonly tensors: readonly TensorInfo[];
  /** Only for a single safetensors file: its header, verbatim. */
  readonly header?: Uint8Array;
  /** For low-rank adapters: what `adapter_config.json` in the model's folder says, if it is there. */
  readonly adapter?: AdapterConfig | AdapterProblem;
  /**
   * A tensor of two dimensions. (For others see `readTensor` and `matricize`.)
   * @throws UNKNOWN_TENSOR, INVALID_SHAPE, UNSUPPORTED_DTYPE, CORRUPT_FILE, READ_FAILED, OUT_OF_MEMORY, ABORTED.
   */
  read(name: string, options?: ReadOptions): Promise<Matrix>;
  /** A float tensor of any shape. @throws as `read`, without INVALID_SHAPE. */
  readTensor(name: string, options?: ReadOptions): Promise<Tensor>;
  /** The elements of any tensor, little-endian and row-major, in steps of a few MB. */
  readBytes(name: string, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /** Closes the byte source. */
  close(): Promise<void>;
}

export type ModelFormat = "safetensors" | "safetensors-index" | "npy" | "onnx";

/**
 * Opens a safetensors file (or the index of several), a .npy array or an ONNX model. Reads the headers and nothing
 * else: a file of 10 GB costs kilobytes.
 *
 * @throws UNSUPPORTED_FORMAT when no reader knows the bytes, CORRUPT_FILE when they contradict their format,
 *   UNSAFE_PATH when the model refers to a file outside its folder.
 */
export async function openModel(
  source: ByteSource | Blob | Uint8Array,
  options: OpenModelOptions = {},
): Promise<Model> {
  const { folder, signal } = options;
  const bytes = guarded(sourceOf(source, options.name));
  try {
    const format = await detectFormat(bytes, signal);
    const content = await readers[format](bytes, folder, signal);
    const adapter = folder && isAdapter(content) ? await readAdapterConfig(folder, signal) : undefined;
    return new OpenModel(options.name ?? bytes.name, format, bytes, content, adapter);
  } catch (error) {
    await bytes.close?.();
    throw error;
  }
}

/** Whether PEFT's names are there; other trainers write the factor into the file. */
function isAdapter({ tensors }: ModelContent): boolean {
  return tensors.some(({ info }) => info.name.includes("lora_A"));
}

function sourceOf(source: ByteSource | Blob | Uint8Array, name: string | undefined): ByteSource {
  if (source instanceof Uint8Array) return memorySource(source, name);
  if (source instanceof Blob) return blobSource(source, name);
  if (typeof source?.read !== "function")
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      "openModel takes a byte source, a Blob or a Uint8Array; in Node openModelFile takes a path",
    );
  return source;
}

type Reader = (
  source: ByteSource,
  folder: ModelFolder | undefined,
  signal: AbortSignal | undefined,
) => Promise<ModelContent>;

/** Each parser is loaded when the first file of its format is opened. */
const readers: Record<ModelFormat, Reader> = {
  safetensors: async (source, _, signal) =>
    (await import("./formats/safetensors/safetensors.ts")).readSafetensors(source, signal),
  "safetensors-index": async (source, folder, signal) =>
    (await import("./formats/safetensors/index-file.ts")).readSafetensorsIndex(source, folder, signal),
  npy: async (source, _, signal) => (await import("./formats/npy/npy.ts")).readNpy(source, signal),
  onnx: async (source, folder, signal) =>
    (await import("./formats/onnx/onnx.ts")).readOnnx(source, folder, signal),
};

/** Bytes that tell every known format from the others. */
const HEAD = 16;

async function detectFormat(source: ByteSource, signal: AbortSignal | undefined): Promise<ModelFormat> {
  const head = await source.read(0, Math.min(HEAD, source.size), signal);
  const text = String.fromCharCode(...head);
  const name = source.name.toLowerCase();
  if (text.startsWith("\x93NUMPY")) return "npy";
  // The brace of a safetensors header stands behind an 8-byte length; JSON, read as that length,
  // passes every size. (The length may look like the magic number of another format.)
  if (text[8] === "{" && !(text[0] === "{" && head[7] !== 0)) return "safetensors";
  for (const [magic, what] of foreign)
    if (text.startsWith(magic)) throw unsupported(source, `it is ${what}, which is not read`);
  if (/^\s*\{/.test(text) && name.endsWith(".json")) return "safetensors-index";
  for (const [ending, format] of endings) if (name.endsWith(ending)) return format;
  // An ONNX file has no magic number; writers put its first field, the version of the format, first.
  if (head[0] === 0x08 && head[1] > 0 && head[1] < 0x20 && head.length > 2) return "onnx";
  throw unsupported(
    source,
    head.length === 0 ? "it is empty" : "neither its first bytes nor its name say what it is",
  );
}

const endings: readonly (readonly [string, ModelFormat])[] = [
  [".safetensors", "safetensors"],
  [".safetensors.index.json", "safetensors-index"],
  [".npy", "npy"],
  [".onnx", "onnx"],
];

const foreign: readonly (readonly [string, string])[] = [
  ["PK\x03\x04", "a zip archive (.npz, .pt or .keras)"],
  ["PK\x05\x06", "an empty zip archive"],
  ["GGUF", "a GGUF file"],
  ["\x89HDF\r\n", "an HDF5 file"],
  ["\x80\x02", "a Python pickle"],
  ["\x80\x03", "a Python pickle"],
  ["\x80\x04", "a Python pickle"],
  ["\x80\x05", "a Python pickle"],
  ["\x1f\x8b", "compressed with gzip"],
];

function unsupported(source: ByteSource, why: string): WignerscopeError {
  return new WignerscopeError(
    "UNSUPPORTED_FORMAT",
    `${source.name}: ${why}; read are safetensors (and model.safetensors.index.json), .npy and ONNX`,
  );
}

class OpenModel implements Model {
  readonly name: string;
  readonly format: ModelFormat;
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: readonly TensorInfo[];
  readonly header?: Uint8Array;
  readonly adapter?: AdapterConfig | AdapterProblem;
  private readonly source: ByteSource;
  private readonly stored: ReadonlyMap<string, StoredTensor>;

  constructor(
    name: string,
    format: ModelFormat,
    source: ByteSource,
    content: ModelContent,
    adapter: AdapterConfig | AdapterProblem | undefined,
  ) {
    this.name = name;
    this.format = format;
    this.source = source;
    this.metadata = content.metadata;
    this.tensors = Object.freeze(content.tensors.map((tensor) => tensor.info));
    this.stored = new Map(content.tensors.map((tensor) => [tensor.info.name, tensor]));
    if (content.header) this.header = content.header;
    if (adapter) this.adapter = adapter;
  }

  async read(name: string, options: ReadOptions = {}): Promise<Matrix> {
    const { shape } = this.find(name).info;
    if (shape.length !== 2)
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `${this.name}: tensor ${quoted(name)} has shape [${shape.join(", ")}], a matrix has two dimensions; readTensor reads it`,
      );
    const { data } = await this.readTensor(name, options);
    return { rows: shape[0], cols: shape[1], data };
  }

  async readTensor(name: string, options: ReadOptions = {}): Promise<Tensor> {
    return decode(this.find(name), this.name, options.signal);
  }

  readBytes(name: string, options: ReadOptions = {}): AsyncIterable<Uint8Array> {
    return this.find(name).bytes(options.signal);
  }

  async close(): Promise<void> {
    await this.source.close?.();
  }

  private find(name: string): StoredTensor {
    const stored = this.stored.get(name);
    if (!stored)
      throw new WignerscopeError("UNKNOWN_TENSOR", `${this.name}: there is no tensor ${quoted(name)}`);
    return stored;
  }
}
