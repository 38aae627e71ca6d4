/** The one way in which a file is written: beside its place, and put there when it is whole. */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { WignerscopeError } from "../../base/index.ts";
import { reasonOf } from "./reason.node.ts";

/** Of a mode; the rest says what kind of file it is. */
const PERMISSIONS = 0o777;

/**
 * Fills a new file beside `path`, flushes it, and lets it take the place of what is there: whatever goes wrong or ends the
 * process, `path` is the old file or the new one, whole. A symbolic link at `path` is replaced itself.
 * @param mode of the file that is replaced; only its permissions are kept
 * @throws WRITE_FAILED with the system's reason; what `fill` throws. Then nothing of the new file is left.
 */
export async function replaceFile<T>(
  path: string,
  mode: number | undefined,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const failed = (cause: unknown) => writeFailed(path, cause);
  // A name that nobody can foresee, and "x": in a shared folder, a link that waits there would be written through.
  const partial = `${path}.${randomBytes(6).toString("hex")}.partial`;
  const handle = await open(partial, "wx").catch(failed);
  try {
    // Not when it is opened: the process's mask would take permissions away that the old file has.
    if (mode !== undefined) await handle.chmod(mode & PERMISSIONS).catch(failed);
    const result = await fill((bytes) => writeAll(handle, bytes).catch(failed));
    await handle.sync().catch(failed);
    await handle.close();
    await rename(partial, path).catch(failed);
    return result;
  } catch (error) {
    // Closing a closed handle does nothing.
    await handle.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
}

/** @throws WRITE_FAILED always */
export function writeFailed(path: string, cause: unknown): never {
  throw new WignerscopeError("WRITE_FAILED", `${path}: cannot be written: ${reasonOf(cause)}`, { cause });
}
