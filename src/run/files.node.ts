/** Model files by path, for Node: the file itself and, beside it, the folder that its other files must lie in. */
import { constants } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { WignerscopeError } from "../kernel/index.ts";
import {
  type ByteSource,
  checkRelativePath,
  fileHandleSource,
  type Model,
  type ModelFolder,
  openModel,
  type ReadOptions,
  type WriteModelOptions,
  type WriteReport,
  writeSafetensors,
} from "../models/index.ts";

/** Opens a regular file for random access; `name` (default: the last part of the path) is how errors call it. */
export async function openFile(path: string, name = basename(path)): Promise<ByteSource> {
  let handle: FileHandle | undefined;
  try {
    // A pipe would block the opening: look before.
    if (!(await stat(path)).isFile()) throw new Error("not a regular file");
    handle = await open(path, constants.O_RDONLY);
    if (!(await handle.stat()).isFile()) throw new Error("not a regular file");
    return await fileHandleSource(handle, name);
  } catch (cause) {
    await handle?.close();
    throw new WignerscopeError("READ_FAILED", `${path}: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  return cause.message;
}

/**
 * The files inside a directory. Symbolic links are followed to their end, which must be inside the directory, too;
 * one exception is the model-hub cache, where `snapshots/<revision>/` holds links into `blobs/` beside `snapshots/`.
 */
export function directoryFolder(directory: string): ModelFolder {
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
      return openFile(real, path);
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

/** What a directory's model is called, in the order of search. */
const MODEL_NAMES = ["model.safetensors.index.json", "model.safetensors", "model.onnx"];

/**
 * Opens a model by its path, with its directory as the folder of its other files. A directory stands for the
 * `model.safetensors.index.json`, `model.safetensors` or `model.onnx` in it.
 * @throws as `openModel`, and READ_FAILED when there is no such file.
 */
export async function openModelFile(path: string, options: ReadOptions = {}): Promise<Model> {
  const file = await resolveModelPath(path);
  const source = await openFile(file);
  return openModel(source, { folder: directoryFolder(dirname(resolve(file))), signal: options.signal });
}

async function resolveModelPath(path: string): Promise<string> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) return path;
  for (const name of MODEL_NAMES) {
    const found = await stat(join(path, name)).catch(() => undefined);
    if (found?.isFile()) return join(path, name);
  }
  throw new WignerscopeError("READ_FAILED", `${path}: a directory without ${MODEL_NAMES.join(", ")}`);
}

/**
 * Writes a model as a safetensors file (see `writeSafetensors`). The bytes go to `<path>.partial`, which takes the
 * file's place when it is whole: a run that fails or is stopped leaves no half file, and `path` may be the file that
 * the model is read from.
 * @throws as `writeSafetensors`, and WRITE_FAILED with the system's reason.
 */
export async function writeModelFile(
  model: Model,
  path: string,
  options: WriteModelOptions = {},
): Promise<WriteReport> {
  const partial = `${path}.partial`;
  const handle = await open(partial, "w").catch((cause) => writeFailed(path, cause));
  try {
    const write = (bytes: Uint8Array) => writeAll(handle, bytes).catch((cause) => writeFailed(path, cause));
    const report = await writeSafetensors(model, { write }, options);
    await handle.close();
    await rename(partial, path).catch((cause) => writeFailed(path, cause));
    return report;
  } catch (error) {
    await handle.close();
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
}

function writeFailed(path: string, cause: unknown): never {
  throw new WignerscopeError("WRITE_FAILED", `${path}: cannot be written: ${reasonOf(cause)}`, { cause });
}
