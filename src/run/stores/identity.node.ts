/** What tells the contents of an open model from all others without reading them: sizes and times of change of its files. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { WignerscopeError } from "../../base/index.ts";
import { filesOf, reasonOf } from "../../models/index.node.ts";
import type { Model } from "../../models/index.ts";

/**
 * A line for every file that was opened for the model. Of one that was opened by path: name, size and time of change to the
 * nanosecond; of one from elsewhere: name, size and version (an ETag, a time of change), its shards' too.
 * @throws READ_FAILED when a file is gone.
 */
export async function contentIdentity(model: Model): Promise<string> {
  const files = filesOf(model);
  if (files.length === 0)
    return model.files.map(({ name, size, version = "" }) => `${name} ${size} ${version}`).join("\n");
  const facts = files.map(async ({ path }) => {
    const { size, mtimeNs } = await stat(path, { bigint: true }).catch((cause) => {
      throw new WignerscopeError("READ_FAILED", `${path}: ${reasonOf(cause)}`, { cause });
    });
    return `${basename(path)} ${size} ${mtimeNs}`;
  });
  return (await Promise.all(facts)).sort().join("\n");
}
