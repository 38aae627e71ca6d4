/** Model files by path, for Node: the file itself and, beside it, the folder that its other files must lie in. */
import { constants, fstatSync } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { described, knownOptions, WignerscopeError } from "../../base/index.ts";
import { FOLDER_FILES } from "../formats/registry.ts";
import {
  WRITTEN,
  type WriteModelOptions,
  type WriteReport,
  writeSafetensors,
} from "../formats/safetensors/writer.ts";
import type { Model, ReadOptions } from "../model.ts";
import { isAddress, openModelAddress } from "../open-address.ts";
import { openModel } from "../open-model.ts";
import { type ByteSource, type FileHandleLike, type FileStat, fileHandleSource } from "./byte-source.ts";
import { checkRelativePath, type ModelFolder } from "./folder.ts";
import { reasonOf } from "./reason.node.ts";
import { replaceFile, writeFailed } from "./replace-file.node.ts";

/** A file that was opened: which one it is, whatever its paths are called and wherever links lead. */
export interface OpenedFile {
  /** Absolute, as it was opened. */
  readonly path: string;
  /** Device and inode of the open handle: two paths name one file where both are equal. */
  readonly dev: bigint;
  readonly ino: bigint;
}

/** What is known of files that are opened more than once, by path: a model in parts opens each part for each tensor. */
interface Opened {
  readonly note: (file: OpenedFile) => void;
  readonly before: Map<string, FileStat>;
}

/**
 * Opens a regular file for random access; `name` (default: the last part of the path) is how errors call it.
 * @param opened hears which file the handle is of, and keeps what it was for the next time
 * @throws READ_FAILED, and CHANGED when it is not the file that was opened the last time
 */
export async function openFile(path: string, name = basename(path), opened?: Opened): Promise<ByteSource> {
  let handle: FileHandle | undefined;
  try {
    // A pipe would block the opening: look before.
    if (!(await stat(path)).isFile()) throw new Error("not a regular file");
    handle = await open(path, constants.O_RDONLY);
    const found = await handle.stat({ bigint: true });
    if (!found.isFile()) throw new Error("not a regular file");
    opened?.note(Object.freeze({ path: resolve(path), dev: found.dev, ino: found.ino }));
    const like = looking(handle);
    const source = await fileHandleSource(like, name, opened?.before.get(path));
    opened?.before.set(path, await like.stat());
    return source;
  } catch (cause) {
    await handle?.close();
    if (cause instanceof WignerscopeError) throw cause;
    throw new WignerscopeError("READ_FAILED", `${path}: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * The handle, with a look at its file that takes microseconds: the system has it in memory, and the way through the pool of
 * threads would cost as much as one of the small reads of a header, each of which ends with such a look.
 */
function looking(handle: FileHandle): FileHandleLike {
  return {
    read: (buffer, offset, length, position) => handle.read(buffer, offset, length, position),
    stat: async () => fstatSync(handle.fd),
    close: () => handle.close(),
  };
}

/**
 * The files inside a directory. Symbolic links are followed to their end, which must be inside the directory, too;
 * one exception is the model-hub cache, where `snapshots/<revision>/` holds links into `blobs/` beside `snapshots/`.
 */
export function directoryFolder(directory: string, opened?: Opened): ModelFolder {
  return {
    async open(path) {
      const wanted = join(directory, ...checkRelativePath(path, directory).split("/"));
      let real: string;
      let root: string;
      try {
        [real, root] = await Promise.all([realpath(wanted), realpath(directory)]);
      } catch (cause) {
        throw new WignerscopeError("READ_FAILED", `${path}: ${reasonOf(cause)}`, { cause });
      }
      if (!isInside(real, root) && !isCachedBlob(real, root))
        throw new WignerscopeError(
          "UNSAFE_PATH",
          `${path}: a link that leads out of the model's folder; only files inside it are opened`,
        );
      return openFile(real, path, opened);
    },
  };
}

/** Both paths free of links. */
function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function isCachedBlob(file: string, folder: string): boolean {
  const match = /^(.+)[/\\]snapshots[/\\][^/\\]+(?:[/\\]|$)/.exec(folder);
  return match !== null && isInside(file, `${match[1]}${sep}blobs`);
}

/** What is known of the models that were opened by path: their own file, and every file opened for them. */
const opened = new WeakMap<
  Model,
  { readonly own: OpenedFile; readonly files: ReadonlyMap<string, OpenedFile> }
>();

/**
 * Every file that has been opened for a model: its own, the index, the shards, external data, the adapter's
 * configuration. All that it will read is among them as soon as it is open, because opening looks into each. A path
 * is one of these files if `stat` gives the same `dev` and `ino`: hard links, symbolic links and file systems that
 * ignore case are told so, names are not compared. Empty for a model that was not opened by `openModelFile`.
 */
export function filesOf(model: Model): readonly OpenedFile[] {
  return [...(opened.get(model)?.files.values() ?? [])];
}

/**
 * Opens a model by its path or its https:// address (see `openModelAddress`). Of a path: with its directory as the folder of its other files. A directory stands for the
 * first of `FOLDER_FILES` in it: `model.safetensors.index.json`, `model.safetensors`, ...
 * @throws as `openModel`, and READ_FAILED when there is no such file.
 */
export async function openModelFile(path: string, options: ReadOptions = {}): Promise<Model> {
  knownOptions<ReadOptions>("openModelFile", options, { signal: true });
  if (typeof path !== "string" || path === "")
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `path must be the path or the address of a model, got ${described(path)}`,
    );
  if (isAddress(path)) return openModelAddress(path, options);
  const file = resolve(await resolveModelPath(path));
  const files = new Map<string, OpenedFile>();
  const seen: Opened = {
    note: (found) => files.set(`${found.dev} ${found.ino}`, found),
    before: new Map(),
  };
  const source = await openFile(file, basename(file), seen);
  const model = await openModel(source, {
    folder: directoryFolder(dirname(file), seen),
    signal: options.signal,
  });
  const [own] = files.values();
  opened.set(model, { own, files });
  return model;
}

async function resolveModelPath(path: string): Promise<string> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) return path;
  for (const name of FOLDER_FILES) {
    const found = await stat(join(path, name)).catch(() => undefined);
    if (found?.isFile()) return join(path, name);
  }
  throw new WignerscopeError("READ_FAILED", `${path}: a directory without ${FOLDER_FILES.join(", ")}`);
}

/**
 * Writes a model as a safetensors file (see `writeSafetensors`). The bytes go to a new file beside it, which takes
 * its place when it is whole: a run that fails or is stopped leaves no half file, and `path` may be the safetensors
 * file that the model is read from. A symbolic link at `path` is replaced; what it points to stays as it is.
 * @throws as `writeSafetensors`, and WRITE_FAILED with the system's reason, or where `path` is not a regular file or is one
 *   that the model needs: its index, one of its parts, the graph of an ONNX model.
 */
export async function writeModelFile(
  model: Model,
  path: string,
  options: WriteModelOptions = {},
): Promise<WriteReport> {
  knownOptions<WriteModelOptions>("writeModelFile", options, { replace: true, signal: true });
  const mode = await replaceable(model, path);
  return replaceFile(path, mode, (write) => writeSafetensors(model, { write }, options));
}

/** The mode of the file that will be replaced; undefined when there is none. */
async function replaceable(model: Model, path: string): Promise<number | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found && !found.isFile()) writeFailed(path, new Error("it exists and is not a regular file"));
  const mode = found && Number(found.mode);
  const known = opened.get(model);
  if (!known || !found) return mode;
  const isThis = ({ dev, ino }: OpenedFile) => dev === found.dev && ino === found.ino;
  // Over the one file of the format that is written is in place; every other format would lose what is no tensor.
  const inPlace = model.format === WRITTEN.name && isThis(known.own);
  if (!inPlace && [...known.files.values()].some(isThis))
    writeFailed(path, new Error("the model being read needs this file; write to another"));
  return mode;
}
