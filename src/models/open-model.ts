/** One door for every model format: what a file is, is told by its first bytes, and by its name where they are silent. */
import { described, knownOptions, type Matrix, WignerscopeError } from "../base/index.ts";
import { companionsOf } from "./adapters/names.ts";
import { detectFormat } from "./formats/detect.ts";
import type { FileFacts, Model, ReadOptions } from "./model.ts";
import { type ByteSource, blobSource, guarded, memorySource } from "./sources/byte-source.ts";
import { type Companion, readCompanions } from "./sources/companions.ts";
import type { ModelFolder } from "./sources/folder.ts";
import { decode, type ModelContent, quoted, type StoredTensor, type Tensor } from "./tensor.ts";

export interface OpenModelOptions {
  /** Where the other files of a model in several files are; without it only the one file is read. */
  readonly folder?: ModelFolder;
  /** How errors and reports call the model. Default: the source's name. */
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens a model file of any format that is read. Reads the headers and nothing else: a file of 10 GB costs kilobytes.
 *
 * @throws UNSUPPORTED_FORMAT when no reader knows the bytes, CORRUPT_FILE when they contradict their format,
 *   UNSAFE_PATH when the model refers to a file outside its folder.
 */
export async function openModel(
  source: ByteSource | Blob | Uint8Array,
  options: OpenModelOptions = {},
): Promise<Model> {
  knownOptions<OpenModelOptions>("openModel", options, { folder: true, name: true, signal: true });
  const { folder, signal } = options;
  if (folder !== undefined && typeof folder?.open !== "function")
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `folder must be a ModelFolder such as blobFolder(files) or httpFolder(url), got ${described(folder)}`,
    );
  const bytes = guarded(sourceOf(source, options.name));
  const files = new Map([["", factsOf(bytes.name, bytes)]]);
  const noted = folder && noting(folder, files);
  try {
    const format = await detectFormat(bytes, signal);
    const read = await format.load();
    const content = await read(bytes, { folder: noted, signal });
    const wanted = companionsOf(content.tensors.map(({ info }) => info.name));
    const companions = noted ? await readCompanions(noted, wanted, signal) : new Map<string, Companion>();
    const facts = {
      format: format.name,
      source: bytes,
      files: Object.freeze([...files.values()]),
      companions,
    };
    return modelOf(options.name ?? bytes.name, facts, content);
  } catch (error) {
    await bytes.close?.();
    throw error;
  }
}

const factsOf = (name: string, { size, version }: ByteSource): FileFacts =>
  Object.freeze({ name, size, ...(version !== undefined && { version }) });

/** The folder, with each file that is opened noted by its path. */
function noting(folder: ModelFolder, files: Map<string, FileFacts>): ModelFolder {
  return {
    async open(path, signal) {
      const source = await folder.open(path, signal);
      files.set(path, factsOf(path, source));
      return source;
    },
  };
}

function sourceOf(source: ByteSource | Blob | Uint8Array, name: string | undefined): ByteSource {
  if (source instanceof Uint8Array) return memorySource(source, name);
  if (source instanceof Blob) return blobSource(source, name);
  if (typeof source?.read !== "function")
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `source must be a byte source, a Blob or a Uint8Array (openModelFile takes a path, openModelAddress an address), got ${described(source)}`,
    );
  return source;
}

function modelOf(
  name: string,
  facts: Pick<Model, "format" | "source" | "files" | "companions">,
  { metadata, tensors }: ModelContent,
): Model {
  const stored = new Map(tensors.map((tensor) => [tensor.info.name, tensor]));
  function find(tensor: string): StoredTensor {
    const found = stored.get(tensor);
    if (!found) throw new WignerscopeError("UNKNOWN_TENSOR", `${name}: there is no tensor ${quoted(tensor)}`);
    return found;
  }
  const signalOf = (what: string, options: ReadOptions | undefined) => {
    knownOptions<ReadOptions>(what, options, { signal: true });
    return options?.signal;
  };
  const readTensor = async (tensor: string, options?: ReadOptions): Promise<Tensor> =>
    decode(find(tensor), name, signalOf("readTensor", options));
  return Object.freeze({
    name,
    ...facts,
    metadata,
    tensors: Object.freeze(tensors.map(({ info }) => info)),
    async read(tensor: string, options?: ReadOptions): Promise<Matrix> {
      const { shape } = find(tensor).info;
      if (shape.length !== 2)
        throw new WignerscopeError(
          "INVALID_SHAPE",
          `${name}: tensor ${quoted(tensor)} has shape [${shape.join(", ")}], a matrix has two dimensions; readTensor reads it`,
        );
      const { data } = await readTensor(tensor, options);
      return { rows: shape[0], cols: shape[1], data };
    },
    readTensor,
    readBytes: (tensor: string, options?: ReadOptions) => find(tensor).bytes(signalOf("readBytes", options)),
    close: async () => facts.source.close?.(),
  });
}
