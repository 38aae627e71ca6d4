/**
 * Random access to the bytes of a file, wherever the file is: in memory, in a Blob, behind an open file handle (and,
 * in http-source.ts, behind a web server). Readers see nothing but this, so a 10 GB file costs what is read of it.
 */
import { refuse, requireObject, throwIfAborted, WignerscopeError } from "../../base/index.ts";

export interface ByteSource {
  /** How errors and reports call the file. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** What tells its contents from others of its name and size, where the source knows: an ETag, a time of change. */
  readonly version?: string;
  /** Exactly `length` bytes from `offset`, which the caller may keep and change. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Fills `target` with the bytes from `offset`, where the source can do that without memory of its own. */
  readInto?(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void>;
  close?(): Promise<void>;
}

/** Bytes in one step of a stream: large against the cost of a read, small against a layer. A multiple of 16. */
export const CHUNK = 4 << 20;

/** @throws READ_FAILED unless [offset, offset + length) lies in the file. */
export function checkRange(source: { name: string; size: number }, offset: number, length: number): void {
  const sizes = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!sizes || length > source.size - offset)
    throw new WignerscopeError(
      "READ_FAILED",
      `${source.name}: asked for ${length} bytes at offset ${offset} of a file of ${source.size} bytes`,
    );
}

/** A source over bytes that are already in memory. */
export function memorySource(bytes: Uint8Array, name = "memory"): ByteSource {
  if (!ArrayBuffer.isView(bytes)) refuse("memorySource: bytes", "a Uint8Array", bytes);
  const source = {
    name,
    size: bytes.byteLength,
    async read(offset: number, length: number): Promise<Uint8Array> {
      checkRange(source, offset, length);
      // Not `slice`, which on a Buffer of Node shares the memory.
      return new Uint8Array(bytes.subarray(offset, offset + length));
    },
  };
  return source;
}

/**
 * A source over a Blob or File; `name` defaults to the File's own.
 * @throws CHANGED, from the reads, for a File that could be read and cannot be any more
 */
export function blobSource(
  blob: Blob & { readonly name?: string; readonly lastModified?: number },
  givenName?: string,
): ByteSource {
  requireObject("blobSource: blob", blob, ["size", "slice"]);
  const { size, lastModified } = blob;
  const name = givenName ?? blob.name ?? "blob";
  const source = {
    name,
    size,
    ...(lastModified !== undefined && { version: `${lastModified}` }),
    async read(offset: number, length: number): Promise<Uint8Array> {
      checkRange(source, offset, length);
      const buffer = await blob
        .slice(offset, offset + length)
        .arrayBuffer()
        .catch((cause) => {
          throw readBefore.has(blob) && isRefusal(cause) ? changedFile(name, cause) : cause;
        });
      readBefore.add(blob);
      return new Uint8Array(buffer);
    },
  };
  return source;
}

/**
 * Blobs that have been read. A browser refuses to read a File once the file is not what it was when it was chosen, with the
 * error that it has for whatever cannot be read: what could be read before has changed.
 */
const readBefore = new WeakSet<Blob>();

const isRefusal = (cause: unknown) =>
  cause instanceof Error && (cause.name === "NotReadableError" || cause.name === "NotFoundError");

function changedFile(name: string, cause: unknown): WignerscopeError {
  const message = `${name}: the file was changed, moved or deleted after it was opened`;
  return new WignerscopeError("CHANGED", message, { cause });
}

/** What tells that an open file is another than it was: as `Stats` of node:fs has it. */
export interface FileStat {
  readonly size: number;
  /** Time of the last change in milliseconds. */
  readonly mtimeMs?: number;
  readonly ino?: number;
}

/** What is used of a file handle; `FileHandle` of node:fs/promises has this shape. */
export interface FileHandleLike {
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  stat(): Promise<FileStat>;
  close(): Promise<void>;
}

/** Bytes asked of a file handle at once: some systems refuse 2 GiB and more. */
const HANDLE_READ = 1 << 30;

/**
 * A source over an open file; closing the source closes the handle. Each read ends with a look at the file's size and time
 * of change: what was read of a file that is being written is refused.
 * @param before what the file was when it was open an earlier time; default: what it is now
 * @throws CHANGED, from the reads too, when it is not what it was
 */
export async function fileHandleSource(
  handle: FileHandleLike,
  name: string,
  before?: FileStat,
): Promise<ByteSource> {
  requireObject("fileHandleSource: handle", handle, ["read", "stat", "close"]);
  const first = await handle.stat();
  const known = before ?? first;
  checkUnchanged(known, first, name);
  const { size, mtimeMs } = known;
  const source = {
    name,
    size,
    ...(mtimeMs !== undefined && { version: `${mtimeMs}` }),
    async read(offset: number, length: number): Promise<Uint8Array> {
      checkRange(source, offset, length);
      const bytes = allocateBytes(length, name);
      await source.readInto(offset, bytes);
      return bytes;
    },
    async readInto(offset: number, target: Uint8Array): Promise<void> {
      checkRange(source, offset, target.length);
      let done = 0;
      while (done < target.length) {
        const wanted = Math.min(target.length - done, HANDLE_READ);
        const { bytesRead } = await handle.read(target, done, wanted, offset + done);
        if (bytesRead === 0)
          throw new WignerscopeError(
            "CHANGED",
            `${name}: the file ends at byte ${offset + done}, it had ${size} bytes when it was opened`,
          );
        done += bytesRead;
      }
      checkUnchanged(known, await handle.stat(), name);
    },
    close: () => handle.close(),
  };
  return source;
}

/** @throws CHANGED that says in what the file is another than before */
function checkUnchanged(before: FileStat, now: FileStat, name: string): void {
  const differs = (["ino", "size", "mtimeMs"] as const).find((key) => before[key] !== now[key]);
  if (differs === undefined) return;
  const what = {
    ino: "it is another file of the same name",
    size: `it had ${before.size} bytes and has ${now.size}`,
    mtimeMs: "it was written to",
  }[differs];
  throw new WignerscopeError("CHANGED", `${name}: the file changed after it was opened: ${what}`);
}

/**
 * `source` with its promises checked: every range against the size before the read, every length after it, every
 * foreign error turned into READ_FAILED. Readers work on guarded sources only.
 */
export function guarded(source: ByteSource): ByteSource {
  if (!Number.isSafeInteger(source.size) || source.size < 0)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${source.name}: a byte source's size must be an integer, got ${source.size}`,
    );
  const { name, size, version } = source;
  const readInto = source.readInto?.bind(source);
  return {
    name,
    size,
    ...(version !== undefined && { version }),
    ...(readInto && {
      async readInto(offset: number, target: Uint8Array, signal?: AbortSignal) {
        throwIfAborted(signal);
        checkRange(source, offset, target.length);
        await readInto(offset, target, signal).catch((cause) => {
          throw readFailure(cause, name, signal);
        });
      },
    }),
    async read(offset, length, signal) {
      throwIfAborted(signal);
      checkRange(source, offset, length);
      const bytes = await source.read(offset, length, signal).catch((cause) => {
        throw readFailure(cause, name, signal);
      });
      if (bytes.length !== length)
        throw new WignerscopeError(
          "READ_FAILED",
          `${name}: ${bytes.length} of ${length} bytes came back for offset ${offset}`,
        );
      return bytes;
    },
    close: async () => source.close?.(),
  };
}

/** A part of a file as a file of its own. */
export function windowOf(source: ByteSource, start: number, size: number, name: string): ByteSource {
  const readInto = source.readInto?.bind(source);
  const window = {
    name,
    size,
    read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
      checkRange(window, offset, length);
      return source.read(start + offset, length, signal);
    },
    ...(readInto && {
      readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
        checkRange(window, offset, target.length);
        return readInto(start + offset, target, signal);
      },
    }),
  };
  return window;
}

/** What a failed read is thrown as: ABORTED after the caller's stop, an error of ours as it is, else READ_FAILED. */
export function readFailure(cause: unknown, name: string, signal: AbortSignal | undefined): WignerscopeError {
  if (signal?.aborted)
    return new WignerscopeError("ABORTED", "stopped by the caller", { cause: signal.reason });
  if (cause instanceof WignerscopeError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new WignerscopeError("READ_FAILED", `${name}: ${message}`, { cause });
}

/**
 * The bytes of [offset, offset + length) in steps of at most CHUNK; the next step is fetched while one is used. A source
 * that can puts them into `home`, of that length, one behind the other.
 */
export async function* chunks(
  source: ByteSource,
  offset: number,
  length: number,
  signal?: AbortSignal,
  home?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  checkRange(source, offset, length);
  const fetchFrom = (at: number) => {
    const size = Math.min(CHUNK, length - at);
    const place = home?.subarray(at, at + size);
    const filled = place && source.readInto?.(offset + at, place, signal).then(() => place);
    const step = filled ?? source.read(offset + at, size, signal);
    // Whoever leaves early does not wait for it; whoever stays meets the error at its turn.
    step.catch(() => {});
    return step;
  };
  let ahead = length > 0 ? fetchFrom(0) : undefined;
  for (let at = CHUNK; ahead; at += CHUNK) {
    const chunk = await ahead;
    ahead = at < length ? fetchFrom(at) : undefined;
    yield chunk;
  }
}

/** @throws OUT_OF_MEMORY instead of a RangeError. */
export function allocateBytes(length: number, name: string): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new WignerscopeError("OUT_OF_MEMORY", `${name}: cannot hold ${length} bytes at once`, { cause });
  }
}
