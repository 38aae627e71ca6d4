/** `-o DIR`: every file that a command can write, under its usual name in one folder. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFailed } from "../../models/index.node.ts";

export interface FolderOptions {
  readonly output?: string;
  readonly html?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly parquet?: string;
}

/**
 * The options with a file in the folder for each output that has no place of its own; the folder is made where there is none.
 * @throws WRITE_FAILED where it cannot be made.
 */
export async function withOutputFolder<T extends FolderOptions>(options: T): Promise<T> {
  const { output: folder } = options;
  if (folder === undefined) return options;
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => writeFailed(folder, cause));
  return {
    ...options,
    html: options.html ?? join(folder, "report.html"),
    json: options.json ?? join(folder, "analysis.json"),
    csv: options.csv ?? join(folder, "layers.csv"),
    parquet: options.parquet ?? join(folder, "layers.parquet"),
  };
}
