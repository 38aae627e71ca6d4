/** The files that a command reads: nothing that it writes may touch them, by whatever path or link. */
import { stat } from "node:fs/promises";
import { filesOf, type OpenedFile, openModelFile } from "../../models/index.node.ts";
import { isAddress } from "../../models/index.ts";

/**
 * Every file that the models at `paths` consist of: each is opened, asked and closed. One that cannot be opened says so when
 * its turn comes; the file at its path is guarded all the same.
 */
export async function filesOfModels(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly OpenedFile[]> {
  const files: OpenedFile[] = [];
  for (const path of paths) {
    // Models on the web are on no disk that could be written to.
    if (isAddress(path)) continue;
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found?.isFile()) files.push({ path, dev: found.dev, ino: found.ino });
    const model = await openModelFile(path, { signal }).catch(() => undefined);
    if (!model) continue;
    files.push(...filesOf(model));
    await model.close();
  }
  return files;
}

/** The input that is at `path`, if one is. */
export async function inputAt(path: string, inputs: readonly OpenedFile[]): Promise<OpenedFile | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && inputs.find(({ dev, ino }) => dev === found.dev && ino === found.ino);
}
