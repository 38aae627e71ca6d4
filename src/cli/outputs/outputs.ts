/** Where results go: looked at before the work starts, so that no hour of computing is lost to a misspelt folder. */
import { constants, type Stats } from "node:fs";
import { access, realpath, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { WignerscopeError } from "../../base/index.ts";
import { type OpenedFile, replaceFile, writeFailed } from "../../models/index.node.ts";
import { endingOf } from "../../models/index.ts";
import { visible } from "../../report/index.ts";
import { reportFailure } from "../failure.ts";
import { inputAt } from "./inputs.ts";

/** What an option asked for. */
export interface Output {
  /** As the user wrote it: `--json`. */
  readonly option: string;
  /** A path, or - for standard output. */
  readonly target: string;
}

/** An output that is there to be written. */
export interface Rendering extends Output {
  readonly render: () => string | Uint8Array | Promise<string | Uint8Array>;
}

export const STANDARD_OUTPUT = "-";

/**
 * @throws INVALID_ARGUMENT when two outputs have one place, one would overwrite an input or what a model's name promises,
 *   WRITE_FAILED when there is no such folder or no permission.
 */
export async function checkOutputs(outputs: readonly Output[], inputs: readonly OpenedFile[]): Promise<void> {
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
    if (target === STANDARD_OUTPUT) {
      taken.set(place, option);
      continue;
    }
    await checkIsNoInput({ option, target }, inputs);
    const found = await checkWritable(target);
    if (found?.isFile() && option !== "--out" && endingOf(basename(place)) !== undefined)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${option} ${target} already exists and is named like a model; write to another file`,
      );
    // What goes to a device is gone anyway.
    if (!found || found.isFile()) taken.set(place, option);
  }
}

async function checkIsNoInput({ option, target }: Output, inputs: readonly OpenedFile[]): Promise<void> {
  const input = await inputAt(target, inputs);
  if (input)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${option} ${target} would overwrite ${input.path}, which belongs to the model being read`,
    );
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

/** What is at `path`, after links. */
async function checkWritable(path: string): Promise<Stats | undefined> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new Error("it is a directory");
    // A file is made beside and takes the place of what is there: that needs its folder, and the old file's permission.
    const place = await placeOf(path);
    const folder = dirname(place);
    if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is not a folder`);
    if (found) await access(place, constants.W_OK);
    if (!found || found.isFile()) await access(folder, constants.W_OK);
    return found;
  } catch (cause) {
    return writeFailed(path, cause);
  }
}

/**
 * Writes all outputs; one that fails (a full disk, a JSON longer than the engine's strings) does not take the others along:
 * its failure is reported and becomes the exit code. Whether all are written.
 */
export async function writeOutputs(
  outputs: readonly Rendering[],
  inputs: readonly OpenedFile[],
): Promise<boolean> {
  let whole = true;
  for (const output of outputs) {
    try {
      await writeOutput(output, inputs);
    } catch (error) {
      whole = false;
      process.exitCode = reportFailure(error);
    }
  }
  return whole;
}

/** Writes to a file and says so, or to standard output. @throws WRITE_FAILED with the system's reason. */
async function writeOutput(output: Rendering, inputs: readonly OpenedFile[]): Promise<void> {
  const { target, render } = output;
  const content = await render();
  if (target === STANDARD_OUTPUT) {
    process.stdout.write(content);
    return;
  }
  // Much may have happened since the work began.
  await checkIsNoInput(output, inputs);
  const found = await stat(target).catch(() => undefined);
  // A device or a pipe takes bytes; a file is replaced where links lead.
  if (found && !found.isFile()) await writeFile(target, content).catch((cause) => writeFailed(target, cause));
  else {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    await replaceFile(await placeOf(target), found?.mode, (write) => write(bytes));
  }
  console.error(`wrote ${visible(target)}`);
}
