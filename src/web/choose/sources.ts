/** What the page opens: files chosen together, or an address. Only headers are read here. */
import { blobFolder, endingOf, type Model, openModel, openModelAddress } from "../../models/index.ts";

/** One model: its file, and all that was chosen with it; or an address. */
export type Source =
  | { readonly kind: "files"; readonly main: File; readonly beside: readonly File[] }
  | { readonly kind: "address"; readonly url: string };

/**
 * The models among files that were chosen together. An index stands for the parts that it names; other files with the
 * ending of a model are a model each; what remains (external data, configurations) lies beside them.
 */
export function sourcesOf(files: readonly File[]): Source[] {
  const indexes = files.filter((file) => /\.index\.json$/i.test(file.name));
  const named = files.filter((file) => endingOf(file.name));
  // External data of a model may have the ending of a checkpoint.
  const clear = named.filter((file) => endingOf(file.name)?.shared === false);
  const models = [indexes, clear, named].find((some) => some.length > 0) ?? [];
  const nameless = files.filter((file) => !/\.json$/i.test(file.name));
  // Content may tell what a name does not.
  const mains = [models, nameless, files].find((some) => some.length > 0) ?? [];
  return mains.map((main) => ({ kind: "files", main, beside: files }));
}

export function sourceName(source: Source): string {
  return source.kind === "address" ? source.url : source.main.name;
}

/** Bytes of the file that was chosen; undefined for an address. */
export function sourceSize(source: Source): number | undefined {
  return source.kind === "address" ? undefined : source.main.size;
}

/** @throws WignerscopeError when it cannot be opened. */
export async function openSource(source: Source, signal: AbortSignal): Promise<Model> {
  if (source.kind === "address") return openModelAddress(source.url, { signal });
  return openModel(source.main, { folder: blobFolder(source.beside), signal });
}
