/** Where results go: looked at before the work starts, so that no hour of computing is lost to a misspelt folder. */
import { constants } from "node:fs";
import { access, realpath, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { WignerscopeError } from "../../base/index.ts";
import { reasonOf } from "../../models/index.node.ts";
import { visible } from "../../report/index.ts";

/** What an option asked for. */
export interface Output {
  /** As the user wrote it: `--json`. */
  readonly option: string;
  /** A path, or - for standard output. */
  readonly target: string;
}

export const STANDARD_OUTPUT = "-";

/**
 * @throws INVALID_ARGUMENT when two outputs have one place or one would overwrite an input, WRITE_FAILED when there is
 *   no such folder or no permission.
 */
export async function checkOutputs(outputs: readonly Output[], inputs: readonly string[]): Promise<void> {
  const inputPlaces = new Set(await Promise.all(inputs.map(placeOf)));
  const taken = new Map<string, string>();
  for (const { option, target } of outputs) {
    const place = target === STANDARD_OUTPUT ? target : await placeOf(target);
    const other = taken.get(place);
    // Models take turns on standard output; files have names of their own.
    if (other === option && target === STANDARD_OUTPUT) continue;
    if (other !== undefined)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${other} and ${option} both go to ${target === STANDARD_OUTPUT ? "standard output" : target}`,
      );
    if (inputPlaces.has(place))
      throw new WignerscopeError("INVALID_ARGUMENT", `${option} ${target} would overwrite the model`);
    if (target !== STANDARD_OUTPUT) await checkWritable(target);
    // What goes to a device is gone anyway.
    const found = await stat(place).catch(() => undefined);
    if (!found || found.isFile()) taken.set(place, option);
  }
}

/** The path without links, as far as it exists. */
async function placeOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const folder = dirname(resolve(path));
    return join(await realpath(folder).catch(() => folder), basename(path));
  }
}

async function checkWritable(path: string): Promise<void> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new Error("it is a directory");
    // A file that is not there yet needs a folder to be made in.
    const folder = dirname(resolve(path));
    if (!found && !(await stat(folder)).isDirectory()) throw new Error(`${folder} is no directory`);
    await access(found ? path : folder, constants.W_OK);
  } catch (cause) {
    throw writeFailed(path, cause);
  }
}

/** Writes to a file and says so, or to standard output. @throws WRITE_FAILED with the system's reason. */
export async function writeOutput(target: string, content: string | Uint8Array): Promise<void> {
  if (target === STANDARD_OUTPUT) {
    process.stdout.write(content);
    return;
  }
  await writeFile(target, content).catch((cause) => {
    throw writeFailed(target, cause);
  });
  console.error(`wrote ${visible(target)}`);
}

function writeFailed(path: string, cause: unknown): WignerscopeError {
  return new WignerscopeError("WRITE_FAILED", `${path}: cannot be written: ${reasonOf(cause)}`, { cause });
}
