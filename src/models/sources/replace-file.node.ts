/** The one way in which a file is written: beside its place, and put there when it is whole. */
import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { WignerscopeError } from "../../base/index.ts";
import { reasonOf } from "./reason.node.ts";

/** Of a mode; the rest says what kind of file it is. */
const PERMISSIONS = 0o777;

/**
 * Fills a new file beside `path`, flushes it, and lets it take the place of what is there: whatever goes wrong or ends the
 * process, `path` is the old file or the new one, whole. A symbolic link at `path` is replaced itself. What a process that
 * was killed at once left beside it is taken away.
 * @param mode of the file that is replaced; only its permissions are kept
 * @throws WRITE_FAILED with the system's reason; what `fill` throws. Then nothing of the new file is left.
 */
export async function replaceFile<T>(
  path: string,
  mode: number | undefined,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const failed = (cause: unknown) => writeFailed(path, cause);
  await removeStale(path);
  // Its end nobody can foresee, and "x": in a shared folder, a link that waits there would be written through.
  const partial = join(dirname(path), partialName(basename(path)));
  const handle = await open(partial, "wx").catch(failed);
  underWay.add(basename(partial));
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
  } finally {
    underWay.delete(basename(partial));
  }
}

/** New files that this process is writing. */
const underWay = new Set<string>();

/** Process numbers mean something on one machine only. */
const MACHINE = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** `NAME.MACHINE-PROCESS-RANDOM.partial` */
const partialName = (name: string) =>
  `${name}.${MACHINE}-${process.pid}-${randomBytes(6).toString("hex")}.partial`;

/** Removes the unfinished files beside `path` whose process, of this machine, is no longer there. */
async function removeStale(path: string): Promise<void> {
  const [name, folder] = [basename(path), dirname(path)];
  // A folder that cannot be listed may still be written to.
  for (const found of await readdir(folder).catch(() => [])) {
    if (!found.startsWith(`${name}.`)) continue;
    const match = /^\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.partial$/.exec(found.slice(name.length));
    if (match?.[1] !== MACHINE || underWay.has(found) || runs(Number(match[2]))) continue;
    await rm(join(folder, found), { force: true }).catch(() => {});
  }
}

/** Whether another process of that number runs. A number of our own was that of a process before us. */
function runs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be asked, but is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
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
