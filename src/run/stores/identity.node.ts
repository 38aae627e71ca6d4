/** What tells the contents of an open model from all others without reading them: sizes and times of change of its files. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { WignerscopeError } from "../../base/index.ts";
import { filesOf, reasonOf } from "../../models/index.node.ts";
import type { Model } from "../../models/index.ts";

/**
 * One line for a model that was opened by path: every file opened for it, its name, size and time of change to the
 * nanosecond. A model from elsewhere has the name, size and version (an ETag) of its source.
 * @throws READ_FAILED when a file is gone.
 */
export async function contentIdentity(model: Model): Promise<string> {
  const files = filesOf(model);
  const { name, source } = model;
  if (files.length === 0) return [name, source.size, source.version ?? []].flat().join(" ");
  const facts = files.map(async ({ path }) => {
    const { size, mtimeNs } = await stat(path, { bigint: true }).catch((cause) => {
      throw new WignerscopeError("READ_FAILED", `${path}: ${reasonOf(cause)}`, { cause });
    });
    return `${basename(path)} ${size} ${mtimeNs}`;
  });
  return (await Promise.all(facts)).sort().join("\n");
}
