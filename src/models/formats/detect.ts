/** Which format a file has: by its bytes where they are clear, by its name's ending where they are not. */
import { WignerscopeError } from "../../base/index.ts";
import type { ByteSource } from "../sources/byte-source.ts";
import { type Foreign, foreignContent, foreignEnding } from "./foreign.ts";
import { type Format, HEAD_BYTES } from "./format.ts";
import { endingOf, FORMATS, type FormatName, formatTitles } from "./registry.ts";

/** @throws UNSUPPORTED_FORMAT that says what the file is, if that is known, and what to do. */
export async function detectFormat(
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<Format<FormatName>> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size), signal);
  let maybe: Format<FormatName> | undefined;
  for (const format of FORMATS) {
    const evidence = await format.matches(head, source);
    if (evidence === "sure") return format;
    if (evidence === "maybe") maybe ??= format;
  }
  const foreign = foreignContent(head);
  if (foreign) throw refused(source, foreign);
  const ending = endingOf(source.name);
  // What is called .bin may be anything.
  const format = ending && !ending.shared ? ending.format : maybe;
  if (format) return format;
  const named = foreignEnding(source.name);
  if (named && head.length > 0) throw refused(source, named);
  throw unsupported(
    source,
    head.length === 0 ? "it is empty" : "neither its first bytes nor its name say what it is",
  );
}

function refused(source: ByteSource, { what, advice }: Foreign): WignerscopeError {
  return unsupported(source, `it is ${what}, which is not read: ${advice}`);
}

function unsupported(source: ByteSource, why: string): WignerscopeError {
  return new WignerscopeError(
    "UNSUPPORTED_FORMAT",
    `${source.name}: ${why} (formats that are read: ${formatTitles()})`,
  );
}
