/**
 * The folder that a model lies in, for formats that keep their data in several files. The paths come from inside the
 * model file, so they are hostile until checked.
 */
import { described, WignerscopeError } from "../../base/index.ts";
import { type ByteSource, blobSource, chunks, guarded, readFailure } from "./byte-source.ts";

export interface ModelFolder {
  /**
   * Opens the file at a checked relative path ("/" between segments). Implementations resolve links themselves.
   * @throws READ_FAILED when there is no such file, UNSAFE_PATH when it is not inside the folder.
   */
  open(path: string, signal?: AbortSignal): Promise<ByteSource>;
}

/** Files that one model may refer to; exporters that write one for each tensor reach thousands. */
export const MAX_FILES = 16_384;
/** No file system takes longer paths. */
const MAX_PATH = 4096;

/**
 * The path without "." segments, when it stays inside its folder on every system: relative, "/" only, no "..", no
 * colon (drive letters, URL schemes, streams of NTFS), no NUL.
 * @throws UNSAFE_PATH that starts with `where` and says what is wrong.
 */
export function checkRelativePath(path: string, where: string): string {
  const unsafe = (why: string) => {
    const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 120)}…` : path);
    return new WignerscopeError(
      "UNSAFE_PATH",
      `${where}: refers to ${shown}, which ${why}; only files inside the model's own folder are opened`,
    );
  };
  if (path === "") throw unsafe("is empty");
  if (path.length > MAX_PATH) throw unsafe(`is ${path.length} characters long`);
  if (path.includes("\0")) throw unsafe("contains a NUL");
  if (path.includes("\\")) throw unsafe("contains a backslash");
  if (path.includes(":")) throw unsafe("contains a colon (a drive, a URL or a stream)");
  if (path.startsWith("/")) throw unsafe("is absolute");
  const segments = path.split("/");
  if (segments.includes("..")) throw unsafe('contains ".."');
  if (segments.includes("")) throw unsafe("contains an empty segment");
  const kept = segments.filter((segment) => segment !== ".");
  if (kept.length === 0) throw unsafe("names the folder itself");
  return kept.join("/");
}

/** Opens a file beside the model after checking its path. */
export async function openSibling(
  folder: ModelFolder,
  path: string,
  where: string,
  signal?: AbortSignal,
): Promise<ByteSource> {
  const checked = checkRelativePath(path, where);
  try {
    return guarded(await folder.open(checked, signal));
  } catch (cause) {
    throw readFailure(cause, checked, signal);
  }
}

/** Opens a file beside the model, uses it and closes it again, also when `use` throws. */
export async function withSibling<T>(
  folder: ModelFolder,
  path: string,
  where: string,
  use: (source: ByteSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const source = await openSibling(folder, path, where, signal);
  try {
    return await use(source);
  } finally {
    await source.close?.();
  }
}

/** The bytes of a range of a file beside the model, which is open only while they are read. */
export async function* siblingChunks(
  folder: ModelFolder,
  path: string,
  where: string,
  offset: number,
  length: number,
  signal?: AbortSignal,
  home?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const source = await openSibling(folder, path, where, signal);
  try {
    yield* chunks(source, offset, length, signal, home);
  } finally {
    await source.close?.();
  }
}

/**
 * A folder over Blobs or Files: a FileList from a file or directory input, or pairs of a path and a Blob. A File
 * from a directory input counts under its path below the directory, any other under its name.
 */
export function blobFolder(files: Iterable<NamedBlob> | ReadonlyMap<string, Blob>): ModelFolder {
  const blobs = new Map<string, Blob>();
  if (typeof files?.[Symbol.iterator] !== "function")
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `files must be Files, or a Map of paths to Blobs, got ${described(files)}`,
    );
  for (const entry of files) {
    if (Array.isArray(entry)) blobs.set(entry[0], entry[1]);
    else if (entry instanceof Blob) {
      const below = entry.webkitRelativePath?.split("/").slice(1).join("/");
      blobs.set(below || (entry.name ?? ""), entry);
    }
  }
  return {
    async open(path) {
      const blob = blobs.get(path);
      if (!blob) throw new WignerscopeError("READ_FAILED", `${path}: not among the files that were given`);
      return blobSource(blob, path);
    },
  };
}

/** A Blob, or a File as browsers give it. */
export type NamedBlob = Blob & { readonly name?: string; readonly webkitRelativePath?: string };
