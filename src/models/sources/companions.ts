/** Small text files beside a model that say how to read it, such as the configuration of an adapter. */
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { type ModelFolder, openSibling } from "./folder.ts";

/** The text of such a file, or why it cannot be had. */
export type Companion =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "problem"; readonly problem: string };

/** Real ones take a kilobyte; those with an entry for every module some hundred. */
const LARGEST = 1_000_000;

/** Those of the named files that are in the folder. @throws ABORTED */
export async function readCompanions(
  folder: ModelFolder,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Companion>> {
  const companions = new Map<string, Companion>();
  for (const name of names) {
    const companion = await readCompanion(folder, name, signal);
    if (companion) companions.set(name, Object.freeze(companion));
  }
  return companions;
}

async function readCompanion(
  folder: ModelFolder,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Companion | undefined> {
  try {
    const source = await openSibling(folder, name, name, signal).catch(absent);
    if (!source) return undefined;
    try {
      if (source.size > LARGEST) return problem(`${name}: ${source.size} bytes, at most ${LARGEST}`);
      return { kind: "text", text: new TextDecoder().decode(await source.read(0, source.size, signal)) };
    } finally {
      await source.close?.();
    }
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof WignerscopeError) return problem(error.message);
    throw error;
  }
}

const problem = (what: string): Companion => ({ kind: "problem", problem: what });

function absent(error: unknown): undefined {
  if (!(error instanceof WignerscopeError && error.code === "READ_FAILED")) throw error;
}
