/** The files of a group of weights as one run of bytes. */
import { type ModelFolder, siblingChunks, withSibling } from "../../sources/folder.ts";

export interface Shards {
  readonly size: number;
  /** The bytes of a range, in steps that follow the files. */
  bytes(offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** The file that holds the whole range and where it starts there, if one does. */
  place(offset: number, length: number): { readonly file: string; readonly offset: number } | undefined;
}

/** Opens each file for its size, and closes it. @throws READ_FAILED when one is not there */
export async function shardsOf(
  folder: ModelFolder,
  paths: readonly string[],
  where: string,
  signal: AbortSignal | undefined,
): Promise<Shards> {
  const files: { readonly path: string; readonly start: number; readonly end: number }[] = [];
  let size = 0;
  for (const path of paths) {
    const start = size;
    size += await withSibling(folder, path, where, async (file) => file.size, signal);
    files.push({ path, start, end: size });
  }
  return {
    size,
    async *bytes(offset, length, signal) {
      const stop = offset + length;
      for (const { path, start, end } of files) {
        const from = Math.max(offset, start);
        const to = Math.min(stop, end);
        if (from < to) yield* siblingChunks(folder, path, where, from - start, to - from, signal);
      }
    },
    place(offset, length) {
      const file = files.find(({ start, end }) => start <= offset && offset + length <= end);
      return file && { file: file.path, offset: offset - file.start };
    },
  };
}
